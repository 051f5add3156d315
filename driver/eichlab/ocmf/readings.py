"""The readings of a record (OCMF 1.4.1 table 7), inheritance applied.

A field left out keeps the value of the reading before it, except the values themselves: the
reading and the cumulated loss. That covers what the specification allows and what meters do with
several registers at one moment. An empty ``EF`` is a value and ends the inheritance of error
flags.
"""

from typing import cast

from eichlab.ocmf.clock import ClockTime, read_time
from eichlab.ocmf.exact_json import JsonObject, JsonValue
from eichlab.ocmf.numbers import exact_decimal
from eichlab.ocmf.record import OcmfRecord
from eichlab.values import SignedReading

_NO_TIME = ClockTime("", None, None)
_INHERITED = ("TX", "RU", "RI", "ST", "EF", "EI", "RT")
_TEXTS = frozenset((str, type(None)))


def text_of(value: JsonValue) -> str | None:
    """Return a field's text as signed; None where the field is missing or no text or number."""
    if type(value) is str or value is None:
        return value
    return str(value) if isinstance(value, str) else None


def texts_of(fields: JsonObject, names: tuple[str, ...]) -> tuple[str | None, ...]:
    """Return the texts of several fields at once, see `text_of`."""
    values = tuple(map(fields.get, names))
    if _TEXTS.issuperset(map(type, values)):
        return cast("tuple[str | None, ...]", values)
    return tuple(map(text_of, values))


def read_readings(record: OcmfRecord) -> tuple[SignedReading, ...]:
    """Return the record's readings in their order; entries that are no objects are left out."""
    listed = record.fields.get("RD")
    if not isinstance(listed, list):
        return ()
    readings: list[SignedReading] = []
    kept: dict[str, JsonValue] = {}
    time_text: JsonValue = None
    time: ClockTime = _NO_TIME
    for entry in listed:
        if not isinstance(entry, dict):
            continue
        # Most meters write every field each time.
        kept = entry if kept.keys() <= entry.keys() else {**kept, **entry}
        stated = kept.get("TM")
        if stated != time_text:
            time_text = stated
            time = read_time(stated) if isinstance(stated, str) else _NO_TIME
        stated_value = entry.get("RV")
        kind, unit, obis, status, flags, counter, current = texts_of(kept, _INHERITED)
        readings.append(
            SignedReading(
                time[0] or None,
                time[1],
                kind,
                text_of(stated_value),
                unit,
                obis,
                status,
                flags,
                exact_decimal(stated_value) if isinstance(stated_value, str) else None,
                time[2],
                text_of(entry.get("CL")),
                counter,
                current,
            )
        )
    return tuple(readings)
