"""A meter's register space: blocks of words that are read and written, with their rules."""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass

ILLEGAL_FUNCTION = 1
ILLEGAL_ADDRESS = 2
ILLEGAL_VALUE = 3
DEVICE_FAILURE = 4


class RefusalError(Exception):
    """The meter answers with this exception code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Block:
    """Neighbouring registers with one meaning.

    ``read`` gets the offset in words and the number of words and returns twice as many bytes;
    ``check`` and ``write`` get the offset in words and the bytes. ``check`` refuses what must
    not be written, before anything of the request is. A block with neither ``read`` nor
    ``write`` does not exist for that direction. ``whole_read``: only a request for exactly this
    block is answered; ``whole_write``: never in part.
    """

    address: int
    words: int
    read: Callable[[int, int], bytes] | None = None
    write: Callable[[int, bytes], None] | None = None
    check: Callable[[int, bytes], None] | None = None
    whole_read: bool = False
    whole_write: bool = False

    @property
    def end(self) -> int:
        """Return the address behind the last register."""
        return self.address + self.words


def content(data: Callable[[], bytes]) -> Callable[[int, int], bytes]:
    """Return a ``read`` for a block whose whole content ``data`` gives."""

    def read(offset: int, words: int) -> bytes:
        return data()[2 * offset : 2 * (offset + words)]

    return read


class RegisterSpace:
    """All registers of a meter, by wire address."""

    def __init__(self, blocks: Iterable[Block]) -> None:
        self._blocks = sorted(blocks, key=lambda block: block.address)
        self._addresses = [block.address for block in self._blocks]
        for before, after in zip(self._blocks, self._blocks[1:], strict=False):
            if before.end > after.address:
                raise ValueError(f"registers overlap at {after.address:04X}h")

    def read(self, address: int, words: int) -> bytes:
        """Return the registers' bytes. Raises `RefusalError` where they cannot be read so."""
        data = bytearray()
        for block, offset, count in self._pieces(address, words):
            if block.read is None:
                raise RefusalError(ILLEGAL_ADDRESS)
            if block.whole_read and (address, words) != (block.address, block.words):
                raise RefusalError(ILLEGAL_ADDRESS)
            data += block.read(offset, count)
        return bytes(data)

    def write(self, address: int, data: bytes) -> None:
        """Write all or nothing. Raises `RefusalError` where that is not allowed."""
        writes: list[tuple[Callable[[int, bytes], None], int, bytes]] = []
        position = 0
        for block, offset, count in self._pieces(address, len(data) // 2):
            part = data[position : position + 2 * count]
            position += 2 * count
            if block.write is None:
                raise RefusalError(ILLEGAL_ADDRESS)
            if block.whole_write and count != block.words:
                raise RefusalError(ILLEGAL_VALUE)
            if block.check is not None:
                block.check(offset, part)
            writes.append((block.write, offset, part))
        for write, offset, part in writes:
            write(offset, part)

    def _pieces(self, address: int, words: int) -> list[tuple[Block, int, int]]:
        """Return block, offset in it and words of each part of a range without holes."""
        pieces: list[tuple[Block, int, int]] = []
        end = address + words
        while address < end:
            index = bisect_right(self._addresses, address) - 1
            if index < 0 or address >= self._blocks[index].end:
                raise RefusalError(ILLEGAL_ADDRESS)
            block = self._blocks[index]
            count = min(end, block.end) - address
            pieces.append((block, address - block.address, count))
            address += count
        return pieces
