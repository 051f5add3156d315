"""The BSM's register map: a chain of SunSpec models without holes, from 40000 to its end mark.

Addresses are those in the frame; the maker's tables often state one more. Registers that are only
read take a write without a word, so that a client can write across them; a data point that can be
written is written as a whole or not at all.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from eichlab.simulator.bsm import words
from eichlab.simulator.bsm.snapshot import KINDS, META_WORDS, SIGNATURE_WORDS, VALUE_WORDS
from eichlab.simulator.registers import Block, RefusalError, RegisterSpace, content

if TYPE_CHECKING:
    from eichlab.simulator.bsm.meter import Bsm

BASE = 40000
BAUDS = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600)
USUAL_BAUD = 19200

RECORD_WORDS = 496
KEY_WORDS = 48

_COMMON, _SERIAL_HEADER, _SERIAL, _AC_METER = 1, 10, 17, 203
_SIGNING, _SNAPSHOT, _DIGEST, _RECORD, _END = 64900, 64901, 64902, 64903, 65535


class _Chain:
    """Puts registers one behind the other, each model with its id and its true length."""

    def __init__(self, refusal: int) -> None:
        self.blocks: list[Block] = []
        self._refusal = refusal
        self._models: list[tuple[int, int]] = []
        self._at = BASE

    def model(self, number: int) -> None:
        """Begin a model; its length is known when the next one begins."""
        self._models.append((number, self._at))
        self._at += 2

    def read(self, count: int, data: Callable[[], bytes]) -> None:
        """Add registers that are only read."""
        self._add(Block(self._at, count, content(data), _ignored))

    def point(
        self,
        count: int,
        data: Callable[[], bytes],
        write: Callable[[bytes], None],
        check: Callable[[bytes], None] | None = None,
    ) -> None:
        """Add a data point that can be written."""

        def checked(offset: int, part: bytes) -> None:
            if offset or len(part) != 2 * count:
                raise RefusalError(self._refusal)
            if check is not None:
                check(part)

        def written(_offset: int, part: bytes) -> None:
            write(part)

        self._add(Block(self._at, count, content(data), written, checked))

    def block(self, block: Callable[[int], Block]) -> None:
        """Add registers with rules of their own, made for their address."""
        self._add(block(self._at))

    def space(self) -> RegisterSpace:
        """Return the whole map; the last model has no content."""
        heads = [Block(BASE, 2, content(lambda: b"SunS"), _ignored)]
        ends = [begin for _, begin in self._models[1:]]
        for (number, begin), end in zip(self._models, [*ends, self._at], strict=True):
            head = words.uint16(number) + words.uint16(end - begin - 2)
            heads.append(Block(begin, 2, content(partial(bytes, head)), _ignored))
        return RegisterSpace([*heads, *self.blocks])

    def begin(self) -> None:
        """Leave room for the mark at the very begin."""
        self._at += 2

    def _add(self, block: Block) -> None:
        self.blocks.append(block)
        self._at = block.end


def register_space(meter: "Bsm") -> RegisterSpace:
    """Return all registers of a meter."""
    chain = _Chain(meter.switches.partial_write)
    chain.begin()
    _common(chain, meter)
    _serial(chain, meter)
    chain.model(_AC_METER)
    chain.read(105, meter.live)
    _signing(chain, meter)
    chain.model(_DIGEST)
    chain.read(4, lambda: words.uint16(0) + words.uint16(16) + words.uint16(32) + _PAD)
    chain.read(16, lambda: meter.firmware.digest)
    for kind in KINDS:
        _snapshot(chain, meter, kind)
    for kind in KINDS:
        _record(chain, meter, kind)
    chain.model(_END)
    return chain.space()


_PAD = words.int16(words.NO_INT16)


def _common(chain: _Chain, meter: "Bsm") -> None:
    chain.model(_COMMON)
    chain.read(16, lambda: words.text(meter.maker.encode(), 16))
    chain.read(16, lambda: words.text(meter.model_text().encode(), 16))
    chain.read(8, lambda: bytes(16))
    chain.read(8, lambda: words.text(meter.firmware.module.encode(), 8))
    chain.read(16, lambda: words.text(meter.kept.number.encode(), 16))
    chain.point(1, lambda: words.uint16(meter.kept.unit), meter.set_unit, meter.check_unit)
    chain.read(1, lambda: _PAD)


def _serial(chain: _Chain, meter: "Bsm") -> None:
    chain.model(_SERIAL_HEADER)
    # Up, no control, twisted pair.
    chain.read(4, lambda: words.uint16(1) + words.uint16(0xFFFF) + words.uint16(2) + _PAD)
    chain.model(_SERIAL)
    chain.read(4, lambda: bytes(8))
    chain.point(2, lambda: words.uint32(meter.speed), meter.set_baud, meter.check_baud)
    # 8 bits, even parity, half duplex, no flow control, RS-485, Modbus.
    chain.read(6, lambda: b"".join(words.uint16(each) for each in (8, 2, 1, 0, 2, 1)))


def _signing(chain: _Chain, meter: "Bsm") -> None:
    chain.model(_SIGNING)
    chain.read(52, meter.identity)
    chain.read(2, lambda: words.uint32(meter.reference()))
    chain.read(1, lambda: words.int16(meter.firmware.energy_scale))
    chain.read(6, meter.counters)
    chain.block(partial(_clock, meter))
    chain.read(4, lambda: words.uint32(meter.kept.set_count) + words.uint32(meter.kept.set_at_s))
    chain.read(1, lambda: words.uint16(meter.input))
    chain.point(1, lambda: words.uint16(meter.output), meter.set_output)
    chain.read(10, meter.changes)
    for number in range(len(META_WORDS)):
        _meta(chain, meter, number)
    chain.read(
        2 + KEY_WORDS,
        lambda: (
            words.uint16(KEY_WORDS)
            + words.uint16(len(meter.keys.der))
            + words.text(meter.keys.der, KEY_WORDS)
        ),
    )


def _meta(chain: _Chain, meter: "Bsm", number: int) -> None:
    count = META_WORDS[number]
    chain.point(
        count,
        lambda: words.text(meter.kept.metas[number], count),
        partial(meter.set_meta, number),
    )


def _snapshot(chain: _Chain, meter: "Bsm", kind: int) -> None:
    chain.model(_SNAPSHOT)
    chain.read(1, lambda: words.uint16(kind))
    chain.point(
        1,
        lambda: words.uint16(meter.instances[kind].status),
        partial(meter.write_status, kind),
        meter.check_status,
    )

    # A power failure puts new ones into their places.
    def values() -> bytes:
        return meter.instances[kind].values()

    def signed() -> bytes:
        return meter.instances[kind].signed()

    chain.read(VALUE_WORDS, values)
    chain.read(2 + SIGNATURE_WORDS, signed)


def _record(chain: _Chain, meter: "Bsm", kind: int) -> None:
    chain.model(_RECORD)
    chain.read(1, lambda: words.uint16(kind))
    chain.read(1, lambda: words.uint16(meter.instances[kind].record_status))
    chain.read(RECORD_WORDS, lambda: words.text(meter.instances[kind].record, RECORD_WORDS))


def _clock(meter: "Bsm", address: int) -> Block:
    """Return time and offset: they are written together, or each alone."""

    def parts(offset: int, data: bytes) -> tuple[int | None, int | None]:
        whole = bytes(2 * offset) + data
        epoch = int.from_bytes(whole[:4]) if offset == 0 and len(data) >= 4 else None
        minutes = int.from_bytes(whole[4:6], signed=True) if len(whole) == 6 else None
        return epoch, minutes

    def check(offset: int, data: bytes) -> None:
        if (offset, len(data)) not in {(0, 4), (0, 6), (2, 2)}:
            raise RefusalError(meter.switches.partial_write)
        meter.check_time(*parts(offset, data))

    return Block(
        address,
        3,
        content(lambda: words.uint32(meter.clock.epoch) + words.int16(meter.clock.offset)),
        lambda offset, data: meter.set_time(*parts(offset, data)),
        check,
    )


def _ignored(_offset: int, _data: bytes) -> None:
    """Take a write to what is only read."""
