"""The readings of a record (OCMF 1.4.1 table 7), inheritance applied.

A field left out keeps the value of the reading before it, except the values themselves: the
reading and the cumulated loss. That covers what the specification allows and what meters do with
several registers at one moment. An empty ``EF`` is a value and ends the inheritance of error
flags.
"""

from eichlab.ocmf.clock import ClockTime, read_time
from eichlab.ocmf.exact_json import JsonValue
from eichlab.ocmf.numbers import exact_decimal
from eichlab.ocmf.record import OcmfRecord
from eichlab.values import SignedReading

_NO_TIME = ClockTime("", None, None)


def text_of(value: JsonValue) -> str | None:
    """Return a field's text as signed; None where the field is missing or no text or number."""
    return str(value) if isinstance(value, str) else None


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
        kept = {**kept, **entry} if kept else entry
        stated = kept.get("TM")
        if stated != time_text:
            time_text = stated
            time = read_time(stated) if isinstance(stated, str) else _NO_TIME
        value = text_of(entry.get("RV"))
        readings.append(
            SignedReading(
                time=time.text or None,
                time_status=time.status,
                tx=text_of(kept.get("TX")),
                value=value,
                unit=text_of(kept.get("RU")),
                obis=text_of(kept.get("RI")),
                status=text_of(kept.get("ST")),
                error_flags=text_of(kept.get("EF")),
                amount=None if value is None else exact_decimal(value),
                at=time.at,
                cumulated_loss=text_of(entry.get("CL")),
                event_counter=text_of(kept.get("EI")),
                current_type=text_of(kept.get("RT")),
            )
        )
    return tuple(readings)
