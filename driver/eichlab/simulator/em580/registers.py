"""The EM580's register map. Addresses are those in the frame: document number less 300001.

Input and holding registers are one space. Where the map has holes the meter refuses.
"""

from collections.abc import Callable, Container
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from eichlab.simulator.em580 import live, words
from eichlab.simulator.em580.identification import CHARGE_POINT_TYPES, FLAG_GROUPS, LEVELS, TYPES
from eichlab.simulator.registers import (
    ILLEGAL_VALUE,
    Block,
    RefusalError,
    RegisterSpace,
    content,
)

if TYPE_CHECKING:
    from eichlab.simulator.em580.meter import Em580

LARGEST_FILE = 4062

# Not one of the codes of meters that cannot sign, and not published for the real meter.
_IDENTIFICATION_CODE = 1840
# An EM540: of the same family, without OCMF.
_OTHER_MODEL_CODE = 1744

_KEY_TYPES = {256: 0, 384: 1}


@dataclass(frozen=True, slots=True)
class Field:
    """A field that is written before a start; ``allowed`` are the values of a single word."""

    address: int
    words: int
    allowed: Container[int] | None = None


FIELDS: dict[str, Field] = {
    "assigned": Field(0x7000, 1, range(2)),
    "level": Field(0x7001, 1, range(len(LEVELS))),
    "flags": Field(0x7002, 4),
    "type": Field(0x7006, 1, TYPES),
    "data": Field(0x7007, 20),
    "charge-point-type": Field(0x701B, 1, range(len(CHARGE_POINT_TYPES))),
    "charge-point": Field(0x701C, 20),
    "modality": Field(0x7036, 1, range(3)),
}


def full_space(meter: "Em580") -> RegisterSpace:
    """Return all registers."""
    return RegisterSpace([*_measuring_blocks(meter), *_signing_blocks(meter)])


def space_without_ocmf(meter: "Em580") -> RegisterSpace:
    """Return what a meter of the family has that cannot sign."""
    return RegisterSpace(_measuring_blocks(meter))


def _measuring_blocks(meter: "Em580") -> list[Block]:
    single = meter.switches.firmware_words == "single"

    def live_values() -> bytes:
        wrong = meter.faults.strikes("phase-sequence", meter.unit) is not None
        return live.encode(meter.load.phases(), sequence=-1 if wrong else 1)

    def live_or_code(offset: int, count: int) -> bytes:
        # 000Bh alone is the identification code; in a larger read it is half a voltage.
        if (offset, count) == (0x000B, 1):
            return words.uint16(
                _OTHER_MODEL_CODE
                if meter.faults.strikes("wrong-model", meter.unit) is not None
                else _IDENTIFICATION_CODE
            )
        return content(live_values)(offset, count)

    def energies() -> bytes:
        energy = meter.load.energy
        unnamed = bytes(2 * 24)
        return words.int64(energy.imported_wh) + unnamed + words.int64(energy.exported_wh)

    def device_state() -> bytes:
        fault = meter.faults.strikes("device-state", meter.unit)
        return words.uint16(0 if fault is None else int(fault.value) & 0xFFFF)

    def temperature() -> bytes:
        # A housing warms with the current in it: 25 °C idle, 10 K more at 11 kW.
        return words.int16(250 + min(300, abs(meter.load.watts) // 110))

    return [
        Block(0x0000, live.WORDS, live_or_code),
        Block(0x0302, 1, content(_constant(0x1603)), whole_read=single),
        Block(0x0303, 1, content(_constant(0x1603)), whole_read=single),
        Block(0x0307, 1, content(temperature)),
        Block(0x0500, 32, content(energies)),
        Block(0x5000, 7, content(lambda: words.text(meter.kept.serial.encode(), 7))),
        Block(0x5007, 1, content(lambda: words.uint16(meter.kept.year))),
        Block(0x5012, 1, content(device_state)),
    ]


def _signing_blocks(meter: "Em580") -> list[Block]:
    whole = meter.switches.key_blocks == "whole"
    bits = meter.keys.bits
    point_words = bits // 8 + 1
    return [
        Block(0x0800, 61 + bits // 8, meter.snapshot),
        Block(0x24FF, 1, content(_constant(_KEY_TYPES[bits]))),
        Block(
            0x2500,
            point_words,
            content(lambda: words.text(meter.keys.point, point_words)),
            whole_read=whole,
        ),
        Block(0x2500 + point_words, 130 - point_words, content(lambda: bytes(260))),
        Block(0x2600, len(meter.keys.der) // 2, content(lambda: meter.keys.der), whole_read=whole),
        *_request_blocks(meter),
        *_clock_blocks(meter),
        *_transaction_blocks(meter),
    ]


def _request_blocks(meter: "Em580") -> list[Block]:
    def flags_check(offset: int, data: bytes) -> None:
        for index in range(len(data) // 2):
            value = int.from_bytes(data[2 * index : 2 * index + 2])
            if value >= len(FLAG_GROUPS[offset + index]):
                raise RefusalError(ILLEGAL_VALUE)

    def check(name: str, _offset: int, data: bytes) -> None:
        meter.check_field(name, data)

    blocks = [
        Block(
            field.address,
            field.words,
            write=partial(meter.write_field, name),
            check=flags_check if name == "flags" else partial(check, name),
        )
        for name, field in FIELDS.items()
    ]
    tariff_text = content(lambda: words.text(meter.kept.tariff_text, 126))
    blocks.append(Block(0x6900, 126, tariff_text, write=meter.write_tariff_text))
    return blocks


def _clock_blocks(meter: "Em580") -> list[Block]:
    return [
        Block(
            0x7031,
            1,
            write=_whole(meter.set_offset),
            check=_whole(meter.check_offset),
        ),
        Block(
            0x7032,
            4,
            write=_whole(meter.set_time),
            check=_whole(meter.check_time),
            whole_write=True,
        ),
        Block(0x7060, 1, content(lambda: words.uint16(meter.is_synchronised))),
    ]


def _transaction_blocks(meter: "Em580") -> list[Block]:
    def number() -> bytes:
        plain = meter.kept.pagination.to_bytes(4)
        high_first = meter.switches.transaction_number_words == "high-first"
        return plain if high_first else plain[2:] + plain[:2]

    def release(_data: bytes) -> None:
        meter.release()

    return [
        # Values of these three are not known: they read as zero and take nothing.
        Block(0x69CC, 1, content(_constant(0)), write=_whole(_nothing)),
        Block(0x6F00, 1, content(_constant(0)), write=_whole(_nothing)),
        Block(0x7045, 1, content(lambda: words.uint16(meter.kept.running is not None))),
        Block(
            0x7040,
            1,
            content(lambda: words.uint16(meter.last_command)),
            write=_whole(meter.command),
            check=_whole(meter.check_command),
        ),
        Block(0x7059, 7, content(lambda: words.text(meter.kept.last_id.encode(), 7))),
        Block(
            0x7100,
            1,
            content(lambda: words.uint16(meter.kept.state)),
            write=_whole(release),
            check=_whole(meter.check_release),
        ),
        Block(0x7101, 1, content(lambda: words.uint16(meter.file_size()))),
        Block(0x7102, 2, content(number)),
        Block(0x7110, 2031, content(lambda: words.text(meter.kept.file, 2031))),
    ]


def _constant(value: int) -> Callable[[], bytes]:
    return lambda: words.uint16(value)


def _whole(use: Callable[[bytes], None]) -> Callable[[int, bytes], None]:
    """Return a ``write`` or ``check`` for a block that is always written whole."""

    def written(_offset: int, data: bytes) -> None:
        use(data)

    return written


def _nothing(_data: bytes) -> None:
    pass
