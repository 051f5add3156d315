"""The WM3M4's register maps: one of input registers, one of holding registers.

Wire address = the manual's number less 30000 or 40000, nothing further taken off.
"""

from collections.abc import Callable, Container
from typing import TYPE_CHECKING

from eichlab.simulator.registers import (
    ILLEGAL_VALUE,
    Block,
    RefusalError,
    RegisterSpace,
    content,
)
from eichlab.simulator.wm3m4 import live
from eichlab.simulator.wm3m4.dataset import LARGEST
from eichlab.simulator.wm3m4.numbers import blank_padded, int16, t3, t17, uint16

if TYPE_CHECKING:
    from eichlab.simulator.wm3m4.meter import Wm3m4

MOST_REGISTERS = 120

# Settings that are kept without power: register → what may be written.
SETTINGS: dict[int, Container[int]] = {
    7059: range(2),
    7060: (0, 4),
    7072: range(0x10000),
    7073: range(2),
}
# The display's, lost without power: register → how many.
DISPLAY = {7061: 1, 7062: 1, 7063: 4, 7067: 2}

_PAYLOAD_WORDS = 512
_KEY_WORDS = 64
_SIGNATURE_WORDS = 128
_FINE = 1000

# Between the documented live values lie registers of which nothing is known.
_MEASURING = (105, 191)
_COUNTING = (414, 438)


def input_space(meter: "Wm3m4") -> RegisterSpace:
    """Return what function 4 reads."""
    blocks = [
        Block(1, 8, content(lambda: blank_padded(meter.switches.variant, 8))),
        Block(9, 4, content(lambda: blank_padded(meter.kept.serial, 4))),
        *(
            Block(address, words, content(_encoded(meter, encode)))
            for address, words, encode in live.BLOCKS
        ),
        Block(414, 2, content(lambda: 2 * int16(meter.switches.exponent))),
        Block(418, 4, content(lambda: t3(meter.imported()) + t3(meter.exported()))),
        Block(434, 4, content(lambda: _fine(meter))),
        Block(4999, 2, content(lambda: t3(meter.run_time_s()))),
        Block(5581, 1, content(lambda: _temperature(meter))),
    ]
    if meter.switches.holes == "zero":
        blocks += [*_holes(blocks, *_MEASURING), *_holes(blocks, *_COUNTING)]
    return RegisterSpace(blocks)


def holding_space(meter: "Wm3m4") -> RegisterSpace:
    """Return what functions 3, 6 and 16 reach; without the crypto chip only the display."""
    blocks = [
        Block(12, 1, write=_number(_nothing), check=_number(_only(range(1, 2)))),
        # The coding of the speed is not known: it tells nothing and takes nothing.
        Block(203, 1, content(lambda: uint16(0))),
        *(
            Block(address, words, meter.read_display(address), meter.write_display(address))
            for address, words in DISPLAY.items()
        ),
        # The lock cannot be undone in a real meter, and nobody should try it on this one.
        Block(7097, 1, content(lambda: uint16(0)), write=_number(_refuse)),
        Block(7098, 1, write=_number(_refuse)),
    ]
    if meter.signs:
        blocks += _signing_blocks(meter)
    return RegisterSpace(blocks)


def _signing_blocks(meter: "Wm3m4") -> list[Block]:
    return [
        Block(7000, 1, content(lambda: uint16(meter.shown_state))),
        Block(7051, 1, write=_number(meter.command), check=_number(meter.check_command)),
        Block(7052, 1, content(lambda: uint16(meter.status))),
        Block(
            7053, 1, content(lambda: int16(meter.offset_minutes)), write=_whole(meter.set_offset)
        ),
        Block(7054, 2, content(lambda: t3(meter.now())), write=meter.set_time),
        Block(
            7056,
            1,
            content(lambda: uint16(meter.dataset_length)),
            write=_number(meter.set_dataset_length),
        ),
        Block(7057, 1, content(lambda: uint16(len(meter.kept.output.payload)))),
        Block(7058, 1, content(lambda: uint16(len(meter.kept.output.signature)))),
        *(
            Block(
                address,
                1,
                _setting(meter, address),
                write=_number(meter.keep_setting(address)),
                check=_number(_only(allowed)),
            )
            for address, allowed in SETTINGS.items()
        ),
        Block(
            7071,
            1,
            content(lambda: uint16(meter.time_status)),
            write=_number(meter.set_time_status),
            check=_number(_only(range(4))),
        ),
        Block(7100, LARGEST // 2, meter.read_dataset, meter.write_dataset),
        Block(7612, _PAYLOAD_WORDS, meter.read_payload),
        Block(8124, _KEY_WORDS, _field(lambda: meter.keys.point[1:], _KEY_WORDS)),
        Block(
            8188, _SIGNATURE_WORDS, _field(lambda: meter.kept.output.signature, _SIGNATURE_WORDS)
        ),
        # No binary record: its form is not known.
        Block(8316, 1, content(lambda: uint16(0))),
    ]


def _encoded(meter: "Wm3m4", encode: live.Encoding) -> Callable[[], bytes]:
    return lambda: encode(meter.load.phases())


def _field(data: Callable[[], bytes], words: int) -> Callable[[int, int], bytes]:
    return content(lambda: data().ljust(2 * words, b"\0"))


def _setting(meter: "Wm3m4", address: int) -> Callable[[int, int], bytes]:
    return content(lambda: uint16(meter.kept.settings[str(address)]))


def _fine(meter: "Wm3m4") -> bytes:
    """Return both counters a thousand times as fine, as far as two words hold them."""
    return t3(meter.imported(_FINE)) + t3(meter.exported(_FINE))


def _temperature(meter: "Wm3m4") -> bytes:
    # A housing warms with the current in it: 25 °C idle, 10 K more at 11 kW.
    return t17(25 + min(30, abs(meter.load.watts) / 1100))


def _holes(blocks: list[Block], begin: int, end: int) -> list[Block]:
    taken = {address for block in blocks for address in range(block.address, block.end)}
    return [
        Block(address, 1, content(lambda: uint16(0)))
        for address in range(begin, end)
        if address not in taken
    ]


def _whole(use: Callable[[bytes], None]) -> Callable[[int, bytes], None]:
    return lambda _offset, data: use(data)


def _number(use: Callable[[int], None]) -> Callable[[int, bytes], None]:
    return lambda _offset, data: use(int.from_bytes(data))


def _only(allowed: Container[int]) -> Callable[[int], None]:
    def check(value: int) -> None:
        if value not in allowed:
            _refuse(value)

    return check


def _refuse(_value: int) -> None:
    raise RefusalError(ILLEGAL_VALUE)


def _nothing(_value: int) -> None:
    pass
