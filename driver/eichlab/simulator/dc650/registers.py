"""The DC650's command ids and what answers them.

Ids and lengths are those of EVerest's driver for this meter (module AST_DC650); what that driver
never asks is filled in by analogy with the GSH01 or, where there is none, not implemented.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from eichlab.simulator.dc650 import numbers
from eichlab.simulator.dc650.record import GATEWAY, MODEL, VENDOR
from eichlab.simulator.slip import FORMAT_INVALID, NOT_AVAILABLE, OUT_OF_RANGE

if TYPE_CHECKING:
    from eichlab.simulator.dc650.meter import Dc650

Handler = Callable[["Dc650", bytes], bytes]


class StatusError(Exception):
    """A command is not done; its part answers with this status and without data."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


START = 0x1501
STOP = 0x1502
TIME = 0x4135
STATUS_WORD = 0x4137

# The records, and what tells how many there are.
RECORDS = frozenset({0x1510, 0x1520, 0x1521, 0x1522})

HARDWARE = ("DC650-AB 01.02", "DC650-MB 01.01")
SOFTWARE_APPLICATION = "AB 1.04"
SOFTWARE_METERING = "MB 2.01"

_LOG_CAPACITY = 2500
_ERRORS = 5


def _plain(read: Callable[["Dc650"], bytes]) -> Handler:
    """Return a handler of what can only be read, and is asked for without data."""

    def handle(meter: "Dc650", data: bytes) -> bytes:
        if data:
            raise StatusError(FORMAT_INVALID)
        return read(meter)

    return handle


def _constant(value: bytes) -> Handler:
    return _plain(lambda _: value)


def _text(value: str, size: int) -> Handler:
    return _constant(numbers.text(value.encode("ascii"), size))


def _live(name: str, per_unit: int) -> Handler:
    return _plain(lambda meter: numbers.signed(round(meter.flow(name) * per_unit), 4))


def _counter(at: int) -> Handler:
    return _plain(lambda meter: numbers.signed(meter.counters.tenths()[at], 8))


def _start_counter(at: int) -> Handler:
    return _plain(lambda meter: numbers.signed(meter.start_counters()[at], 8))


def _stop_counter(at: int) -> Handler:
    return _plain(lambda meter: numbers.signed(meter.stop_counters()[at], 8))


def _transaction_counter(at: int) -> Handler:
    def read(meter: "Dc650") -> bytes:
        begin = meter.start_counters()[at]
        end = meter.counters.tenths() if meter.is_charging else meter.stop_counters()
        return numbers.signed(end[at] - begin, 8)

    return _plain(read)


def _statistics(stored: int, first: int, last: int, capacity: int) -> bytes:
    return b"".join(numbers.unsigned(each, 4) for each in (stored, first, last, capacity))


def _numbered(find: Callable[["Dc650", int], bytes | None], *, least: int) -> Handler:
    """Return a handler of something asked for by a number in four bytes."""

    def handle(meter: "Dc650", data: bytes) -> bytes:
        if len(data) != 4:
            raise StatusError(FORMAT_INVALID)
        which = numbers.number(data)
        if which < least:
            raise StatusError(OUT_OF_RANGE)
        found = find(meter, which)
        if found is None:
            raise StatusError(NOT_AVAILABLE)
        return found

    return handle


def _last_log_entry(meter: "Dc650") -> bytes:
    entry = meter.log_entry(meter.kept.logged)
    if entry is None:
        raise StatusError(NOT_AVAILABLE)
    return entry


def _errors(_: "Dc650", data: bytes) -> bytes:
    """Category and source; nothing ever went wrong: five entries of error 0."""
    if len(data) != 2:
        raise StatusError(FORMAT_INVALID)
    if data[0] > 3 or data[1] > 1:
        raise StatusError(OUT_OF_RANGE)
    return bytes(10 * _ERRORS)


def _ocmf_texts() -> bytes:
    texts = (GATEWAY.encode(), VENDOR.encode(), MODEL.encode())
    return b"".join(bytes([len(each)]) + each for each in texts)


HANDLERS: dict[int, Handler] = {
    # Live values: the vehicle's voltage is the meter's less what the cable takes.
    0x0131: _live("amperes", 1000),
    0x0132: _live("volts", 100),
    0x0133: _live("import mains", 100),
    0x0134: _live("export mains", 100),
    0x0137: _live("device volts", 100),
    0x0138: _live("import device", 100),
    0x0139: _live("export device", 100),
    0x013A: _live("import loss", 100),
    0x013B: _live("export loss", 100),
    0x013C: _live("device", 100),
    # Counters: loss, device and mains, each import and export.
    0x0160: _counter(0),
    0x0163: _counter(1),
    0x0170: _counter(2),
    0x0173: _counter(3),
    0x0110: _counter(4),
    0x0120: _counter(5),
    **{0x1540 + 16 * (at // 2) + at % 2: _transaction_counter(at) for at in range(6)},
    **{0x1570 + 16 * (at // 2) + at % 2: _start_counter(at) for at in range(6)},
    **{0x15A0 + 16 * (at // 2) + at % 2: _stop_counter(at) for at in range(6)},
    0x156A: _plain(lambda meter: numbers.unsigned(meter.duration_s(), 4)),
    0x0180: _plain(lambda meter: numbers.unsigned(meter.second_index(), 4)),
    # Transactions and records.
    START: lambda meter, data: meter.start(data),
    STOP: _plain(lambda meter: meter.stop()),
    0x1510: _plain(
        lambda meter: _statistics(
            min(meter.kept.stored, meter.switches.capacity),
            meter.kept.first_utc,
            meter.kept.records[-1].utc if meter.kept.records else 0,
            meter.switches.capacity,
        )
    ),
    0x1520: _numbered(lambda meter, which: meter.record_text(which), least=1),
    0x1521: _plain(lambda meter: meter.last_record()),
    0x1522: _numbered(lambda meter, back: meter.record_text(meter.kept.stored - back), least=0),
    # Keys.
    0x1530: _plain(lambda meter: meter.key_text(meter.keys.der, 176)),
    0x1532: _plain(lambda meter: meter.keys.der),
    0x1830: _plain(lambda meter: meter.keys.point),
    0x0211: _plain(lambda meter: meter.keys.point.hex().upper().encode()),
    # What it is.
    0x1531: lambda meter, data: meter.charge_point(data),
    0x4102: lambda meter, data: meter.mode(data),
    0x4110: _plain(lambda meter: meter.server_id()),
    0x4111: _plain(lambda meter: numbers.unsigned(meter.kept.number, 4)),
    0x4112: _constant(b"|".join(numbers.text(each.encode(), 20) for each in HARDWARE)),
    0x4113: _plain(lambda meter: numbers.text(meter.device_type(), 18)),
    0x4114: _text(SOFTWARE_APPLICATION, 20),
    0x4115: _constant(numbers.unsigned(0x1D0F, 2)),
    0x4116: _text(SOFTWARE_METERING, 20),
    0x4117: _constant(numbers.unsigned(0x29B1, 2)),
    0x4119: _constant(numbers.unsigned(0x6F91, 2)),
    0x4130: lambda meter, data: meter.impedance(data),
    TIME: lambda meter, data: meter.time(data),
    0x4136: _plain(lambda meter: meter.temperature()),
    STATUS_WORD: _plain(lambda meter: numbers.unsigned(meter.status_word(), 8)),
    0x4212: _plain(lambda meter: bytes([meter.unit])),
    0xA001: _constant(_ocmf_texts()),
    0xA002: _constant(b"\x01" * 16),
    0xA004: _errors,
    # The log.
    0x1710: _plain(
        lambda meter: _statistics(
            meter.kept.logged, meter.log_utc(1), meter.log_utc(meter.kept.logged), _LOG_CAPACITY
        )
    ),
    0x1720: _numbered(lambda meter, which: meter.log_entry(which), least=1),
    0x1721: _plain(_last_log_entry),
    0x1722: _numbered(lambda meter, back: meter.log_entry(meter.kept.logged - back), least=0),
}

_LIVE = frozenset(
    each for each in HANDLERS if each < 0x0180 and each not in {0x0211, 0x0212, 0x0213, 0x0214}
)

ALWAYS = _LIVE | {START, STOP, TIME, STATUS_WORD}
"""What answers even where nearly everything else is busy."""
