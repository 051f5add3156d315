"""The command ids that GSH01 and DC650 have in common, and what answers them.

Ids and lengths are those of EVerest's drivers (modules DZG_GSH01 and AST_DC650); what those never
ask is filled in by analogy or, where there is none, not implemented. A model takes this table and
adds or replaces what is its own, with the makers of handlers below.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from eichlab.simulator.slip import FORMAT_INVALID, NOT_AVAILABLE, OUT_OF_RANGE
from eichlab.simulator.slip_family import numbers

if TYPE_CHECKING:
    from eichlab.simulator.slip_family.meter import SlipMeter

Handler = Callable[["SlipMeter", bytes], bytes]


class StatusError(Exception):
    """A command is not done; its part answers with this status and without data."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


START = 0x1501
STOP = 0x1502
TIME = 0x4135
STATUS_WORD = 0x4137

RECORDS = frozenset({0x1510, 0x1520, 0x1521, 0x1522})
"""The records, and what tells how many there are."""

LOG_CAPACITY = 2500


def plain(read: Callable[["SlipMeter"], bytes]) -> Handler:
    """Return a handler of what can only be read, and is asked for without data."""

    def handle(meter: "SlipMeter", data: bytes) -> bytes:
        if data:
            raise StatusError(FORMAT_INVALID)
        return read(meter)

    return handle


def constant(value: bytes) -> Handler:
    """Return a handler of what is always the same."""
    return plain(lambda _: value)


def text(value: str, size: int | None = None) -> Handler:
    """Return a handler of a text, padded to ``size`` where that is given."""
    data = value.encode("ascii")
    return constant(data if size is None else numbers.text(data, size))


def live(name: str, per_unit: int) -> Handler:
    """Return a handler of a live value in four bytes; ``per_unit`` steps are one A, V or W."""
    return plain(lambda meter: numbers.signed(round(meter.flow(name) * per_unit), 4))


def counter(at: int) -> Handler:
    """Return a handler of a counter; ``at`` is its place in `Counters.tenths`."""
    return plain(lambda meter: numbers.signed(meter.counters.tenths()[at], 8))


def start_counter(at: int) -> Handler:
    """Return a handler of a counter at the begin of the last transaction."""
    return plain(lambda meter: numbers.signed(meter.start_counters()[at], 8))


def stop_counter(at: int) -> Handler:
    """Return a handler of a counter at the end of the last transaction."""
    return plain(lambda meter: numbers.signed(meter.stop_counters()[at], 8))


def transaction_counter(at: int) -> Handler:
    """Return a handler of what a counter counted in the transaction."""

    def read(meter: "SlipMeter") -> bytes:
        begin = meter.start_counters()[at]
        end = meter.counters.tenths() if meter.is_charging else meter.stop_counters()
        return numbers.signed(end[at] - begin, 8)

    return plain(read)


def _statistics(stored: int, first: int, last: int, capacity: int) -> bytes:
    return b"".join(numbers.unsigned(each, 4) for each in (stored, first, last, capacity))


def _numbered(find: Callable[["SlipMeter", int], bytes | None], *, least: int) -> Handler:
    """Return a handler of something asked for by a number in four bytes."""

    def handle(meter: "SlipMeter", data: bytes) -> bytes:
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


def _last_log_entry(meter: "SlipMeter") -> bytes:
    entry = meter.log_entry(meter.kept.logged)
    if entry is None:
        raise StatusError(NOT_AVAILABLE)
    return entry


COMMON: Mapping[int, Handler] = MappingProxyType(
    {
        # Live values: the vehicle's voltage is the meter's less what the cable takes.
        0x0131: live("amperes", 1000),
        0x0132: live("volts", 100),
        0x0133: live("import mains", 100),
        0x0137: live("device volts", 100),
        0x0138: live("import device", 100),
        0x013A: live("import loss", 100),
        0x013C: live("device", 100),
        # Counters and those of a transaction, imported: line loss, device, mains.
        0x0160: counter(0),
        0x0170: counter(2),
        0x0110: counter(4),
        **{0x1540 + 16 * at: transaction_counter(2 * at) for at in range(3)},
        **{0x1570 + 16 * at: start_counter(2 * at) for at in range(3)},
        **{0x15A0 + 16 * at: stop_counter(2 * at) for at in range(3)},
        0x156A: plain(lambda meter: numbers.unsigned(meter.duration_s(), 4)),
        0x0180: plain(lambda meter: numbers.unsigned(meter.second_index(), 4)),
        # Transactions and records.
        START: lambda meter, data: meter.start(data),
        STOP: plain(lambda meter: meter.stop()),
        0x1510: plain(
            lambda meter: _statistics(
                min(meter.kept.stored, meter.switches.capacity),
                meter.kept.first_utc,
                meter.kept.records[-1].utc if meter.kept.records else 0,
                meter.switches.capacity,
            )
        ),
        0x1520: _numbered(lambda meter, which: meter.record_text(which), least=1),
        0x1521: plain(lambda meter: meter.last_record()),
        0x1522: _numbered(lambda meter, back: meter.record_text(meter.kept.stored - back), least=0),
        # Keys.
        0x1530: plain(lambda meter: meter.key_text(meter.keys.der, 176)),
        0x0211: plain(lambda meter: meter.keys.point.hex().upper().encode()),
        # What it is.
        0x1531: lambda meter, data: meter.charge_point(data),
        0x4102: lambda meter, data: meter.mode(data),
        0x4110: plain(lambda meter: meter.server_id()),
        0x4111: plain(lambda meter: numbers.unsigned(meter.kept.number, 4)),
        0x4113: plain(lambda meter: meter.device_type()),
        0x4130: lambda meter, data: meter.impedance(data),
        TIME: lambda meter, data: meter.time(data),
        STATUS_WORD: plain(lambda meter: numbers.unsigned(meter.status_word(), 8)),
        0x4212: plain(lambda meter: bytes([meter.unit])),
        # The log.
        0x1710: plain(
            lambda meter: _statistics(
                meter.kept.logged, meter.log_utc(1), meter.log_utc(meter.kept.logged), LOG_CAPACITY
            )
        ),
        0x1720: _numbered(lambda meter, which: meter.log_entry(which), least=1),
        0x1721: plain(_last_log_entry),
        0x1722: _numbered(lambda meter, back: meter.log_entry(meter.kept.logged - back), least=0),
    }
)

_LIVE = frozenset({*range(0x0110, 0x0181)})

ALWAYS = _LIVE | {START, STOP, TIME, STATUS_WORD}
"""What answers even where nearly everything else is busy."""
