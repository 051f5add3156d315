"""Parts: what stands between address and check sum of a frame, one command each.

A part is command id, its whole length, status and data, numbers with the low byte first.
"""

from collections.abc import Callable, Iterator

HEAD = 5

# Status codes.
OK = 0
GENERAL_ERROR = 1
OUT_OF_RANGE = 2
ACCESS_DENIED = 3
REJECTED = 4
NOT_IMPLEMENTED = 5
FORMAT_INVALID = 6
NOT_AVAILABLE = 7
BUSY = 8
KEY_MISSING = 9


class StatusError(Exception):
    """A command is not done; its part answers with this status and without data."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def part(command: int, data: bytes = b"", status: int = OK) -> bytes:
    """Return one part."""
    return command.to_bytes(2, "little") + (HEAD + len(data)).to_bytes(2, "little") + bytes(
        [status]
    ) + data


def answers(content: bytes, perform: Callable[[int, bytes], bytes]) -> Iterator[bytes]:
    """Yield the answer to each part in its order; nothing is done behind one of a wrong length."""
    at = 0
    while at < len(content):
        head = content[at : at + HEAD]
        command = int.from_bytes(head[:2], "little")
        length = int.from_bytes(head[2:4], "little")
        if len(head) < HEAD or length < HEAD or at + length > len(content):
            yield part(command, status=FORMAT_INVALID)
            return
        try:
            yield part(command, perform(command, content[at + HEAD : at + length]))
        except StatusError as refusal:
            yield part(command, status=refusal.status)
        at += length
