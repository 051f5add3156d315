"""What a list of the records a meter keeps says of one, from the record's own text.

A first look for people who choose; what the record is worth the transparency side says.
"""

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from eichlab.line import exact_number
from eichlab.values import KeptRecord

_ENDS = frozenset("ELRAP")
_LONGEST_NUMBER = 64


def kept_record(number: int, data: bytes) -> KeptRecord:
    """Return what the record of this number says; nothing but its number for one that is none."""
    sha256 = hashlib.sha256(data).hexdigest()
    payload = _payload(data)
    readings = [each for each in payload.get("RD", ()) if isinstance(each, dict)]
    begin = next((each for each in readings if each.get("TX") == "B"), None)
    end = next((each for each in readings if str(each.get("TX", "-"))[:1] in _ENDS), None)
    return KeptRecord(
        number=number,
        pagination=_text(payload.get("PG")),
        identification=_text(payload.get("ID")),
        begin=_text(begin.get("TM")) if begin else None,
        end=_text(end.get("TM")) if end else None,
        energy_kwh=_energy_kwh(begin, end) if begin and end else None,
        sha256=sha256,
    )


def _payload(data: bytes) -> Mapping[str, Any]:
    # Numbers stay the texts they are, whatever somebody made of them.
    decoder = json.JSONDecoder(parse_float=str, parse_int=str)
    try:
        payload, _ = decoder.raw_decode(data.decode("utf-8"), len("OCMF|"))
    except (ValueError, RecursionError):
        return {}
    if not isinstance(payload, dict) or not isinstance(payload.get("RD", []), list):
        return {}
    return payload


def _energy_kwh(begin: Mapping[str, Any], end: Mapping[str, Any]) -> Decimal | None:
    """Return the difference, where both are of one register in a unit of energy."""
    same = all(end.get(key, begin.get(key)) == begin.get(key) for key in ("RI", "RU"))
    places = {"kWh": 0, "Wh": -3}.get(str(begin.get("RU")))
    if not same or places is None:
        return None
    before, after = (_number(reading.get("RV")) for reading in (begin, end))
    if before is None or after is None:
        return None
    return (after - before).scaleb(places)


def _number(value: object) -> Decimal | None:
    """Return what can be a meter's reading: `exact_number` bounds its size, and this its places."""
    is_number = isinstance(value, str) and len(value) <= _LONGEST_NUMBER
    return exact_number(value) if is_number else None


def _text(value: object) -> str | None:
    return None if value in (None, "") else str(value)
