"""The readings of a record (OCMF 1.4.1 table 7), inheritance applied.

A field left out keeps the value of the reading before it, except the values themselves: the
reading and the cumulated loss. That covers what the specification allows and what meters do with
several registers at one moment. An empty ``EF`` is a value and ends the inheritance of error
flags.
"""

from operator import itemgetter
from typing import cast

from eichlab.ocmf.clock import ClockTime, read_time
from eichlab.ocmf.exact_json import JsonObject, JsonValue
from eichlab.ocmf.numbers import exact_decimal
from eichlab.ocmf.record import OcmfRecord
from eichlab.values import SignedReading

_NO_TIME = ClockTime("", None, None)
INHERITED_FIELDS = ("TX", "RU", "RI", "ST", "EF", "RT", "TM", "EI")
_usual_of = itemgetter(*INHERITED_FIELDS[:-1])
_USUAL_TYPES = (str,) * 7
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
    time_text: str | None = None
    time: ClockTime = _NO_TIME
    for entry in listed:
        if not isinstance(entry, dict):
            continue
        kept, inherited = _inherit(kept, entry)
        kind, unit, obis, status, flags, current, stated, counter = inherited
        if stated != time_text:
            time_text = stated
            time = _NO_TIME if stated is None else read_time(stated)
        text, clock, at = time
        value, loss = entry.get("RV"), entry.get("CL")
        readings.append(
            SignedReading(
                text or None,
                clock,
                kind,
                text_of(value),
                unit,
                obis,
                status,
                flags,
                exact_decimal(value) if isinstance(value, str) else None,
                at,
                None if loss is None else text_of(loss),
                counter,
                current,
            )
        )
    return tuple(readings)


def _inherit(kept: JsonObject, entry: JsonObject) -> tuple[JsonObject, tuple[str | None, ...]]:
    """Return what the next reading may inherit, and the texts of `INHERITED_FIELDS` in this one."""
    if "EI" not in kept and "EI" not in entry:
        # Most meters write every field each time.
        try:
            usual = _usual_of(entry)
        except KeyError:
            pass
        else:
            if tuple(map(type, usual)) == _USUAL_TYPES:
                return entry, (*usual, None)
    kept = {**kept, **entry}
    return kept, texts_of(kept, INHERITED_FIELDS)
