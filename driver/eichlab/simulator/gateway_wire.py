"""A wire behind a Modbus TCP gateway: TCP in front, a serial line with its meters behind.

The gateway takes one question after another, sends it down its line as an RTU frame, and puts the
answer into a frame with the question's number. It says exception 11 for a meter that gave no
right answer in time. Whatever faults do to the line, they do behind it.

After the Modbus Messaging on TCP/IP Implementation Guide V1.0b, section 3; nothing of it is shared
with the client side.
"""

from collections import deque
from dataclasses import dataclass

from eichlab.simulator.loop import Loop, Timer
from eichlab.simulator.rtu import crc16, with_check_sum
from eichlab.simulator.tcp_wire import TcpWire
from eichlab.simulator.wire import CharacterFormat

_HEADER = 7
_TARGET_SILENT = 11
_WAITS_S = 1.0
_MOST_WAITING = 16


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question of a client: its number, the unit id, the content."""

    number: bytes
    unit: int
    content: bytes


class GatewayWire(TcpWire):
    """A gateway with one client; ``waits_s`` is how long it waits for a meter."""

    scheme = "modbus-tcp"

    def __init__(
        self,
        loop: Loop,
        character: CharacterFormat,
        host: str,
        port: int,
        *,
        waits_s: float = _WAITS_S,
    ) -> None:
        super().__init__(loop, character, host, port)
        self._waits_s = waits_s
        self._from_client = b""
        self._from_line = b""
        self._waiting: deque[_Asked] = deque()
        self._asked: _Asked | None = None
        self._give_up: Timer | None = None

    def unplug(self) -> None:
        """Forget all questions, close the connection and listen no more."""
        self._from_client = self._from_line = b""
        self._waiting.clear()
        self._done()
        super().unplug()

    def _arrived(self, data: bytes) -> None:
        self._from_client += data
        while len(self._from_client) >= _HEADER:
            end = _HEADER - 1 + int.from_bytes(self._from_client[4:6])
            if self._from_client[2:4] != b"\0\0" or end <= _HEADER:
                self._from_client = b""  # no Modbus TCP
                return
            if len(self._from_client) < end:
                return
            frame, self._from_client = self._from_client[:end], self._from_client[end:]
            if len(self._waiting) < _MOST_WAITING:
                self._waiting.append(_Asked(frame[:2], frame[6], frame[_HEADER:]))
        self._ask_next()

    def _ask_next(self) -> None:
        if self._asked is not None or not self._waiting:
            return
        self._asked = self._waiting.popleft()
        self._from_line = b""
        self._give_up = self._loop.call_later(self._waits_s, self._silent)
        super()._arrived(with_check_sum(bytes([self._asked.unit]) + self._asked.content))

    def _write(self, data: bytes) -> None:
        """Take what the line says; the whole of a right answer ends the waiting."""
        asked = self._asked
        if asked is None:
            return  # a late answer, or somebody unasked
        self._from_line += data
        for begin in range(len(self._from_line) - 4):
            content = self._content_at(begin, asked)
            if content is not None:
                self._answer(asked, content)
                return

    def _content_at(self, begin: int, asked: _Asked) -> bytes | None:
        body = self._from_line[begin:]
        if body[0] != asked.unit or body[1] & 0x7F != asked.content[0]:
            return None
        length = 3 if body[1] & 0x80 else _answer_length(body)
        frame = body[: length + 2]
        if len(frame) < length + 2 or crc16(frame[:-2]) != int.from_bytes(frame[-2:], "little"):
            return None
        return frame[1:-2]

    def _silent(self) -> None:
        assert self._asked is not None
        function = self._asked.content[0]
        self._answer(self._asked, bytes([function | 0x80, _TARGET_SILENT]))

    def _answer(self, asked: _Asked, content: bytes) -> None:
        self._done()
        body = bytes([asked.unit]) + content
        super()._write(asked.number + b"\0\0" + len(body).to_bytes(2) + body)
        self._ask_next()

    def _done(self) -> None:
        self._asked = None
        if self._give_up is not None:
            self._give_up.cancel()
            self._give_up = None


def _answer_length(body: bytes) -> int:
    """Return the bytes of an answer before its check sum: reads tell, writes have six."""
    return 3 + body[2] if body[1] in {1, 2, 3, 4, 23} else 6
