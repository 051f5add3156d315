"""The signed text of an IEM-DCR: cut out of an answer, and tied to a transaction of ours.

The meter's interface knows no transaction id, and it keeps the last record only. What ties a
record to a transaction is what was noted before the start (the last pagination and record, the
import counter) and what the start handed over.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum

from eichlab.line import exact_number
from eichlab.meters.ocmf_text import payload_of
from eichlab.meters.scale import thousandfold
from eichlab.values import TransactionRequest

_HEADER = b"OCMF|"
_TIME = re.compile(
    r"(?P<digits>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)[,.](?P<ms>\d{3})"
    r"(?P<h>[+-]\d\d):?(?P<m>\d\d)(?: (?P<letter>[UISR]))?"
)
# The start may set the clock once more, by as much as it was off.
_TIME_TOLERANCE = timedelta(seconds=10)
_PAGE = re.compile(r"[A-Z]?(\d{1,18})")


class Tie(Enum):
    """Whose a record is: ours, of before our start, certainly another's, or not certain."""

    OURS = "ours"
    EARLIER = "earlier"
    OTHER = "other"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Mark:
    """What was in the meter before a start: empty texts where there was nothing.

    ``at`` is the meter's own time then, empty while its clock was not set.
    """

    page: str = ""
    sha256: str = ""
    import_wh: str = ""
    at: str = ""

    @classmethod
    def of(cls, last: bytes | None, import_wh: Decimal, shown_time: object) -> "Mark":
        """Return the mark for the last record, the counter and the meter's time now."""
        shown, letter = read_time(shown_time)
        at = shown.isoformat() if shown is not None and letter not in {None, "U"} else ""
        payload = (payload_of(last) if last is not None else None) or {}
        sha256 = "" if last is None else digest(last)
        return cls(str(payload.get("PG", "")), sha256, str(import_wh), at)

    @classmethod
    def from_journal(cls, noted: Mapping[str, str]) -> "Mark":
        """Return the mark as the journal keeps it."""
        return cls(*(noted.get(each.name, "") for each in fields(cls)))

    def plain(self) -> dict[str, str]:
        """Return the mark for the journal."""
        return asdict(self)


def identification_of(request: TransactionRequest) -> str:
    """Return what is signed as ``ID``: the identification or, without one, the transaction id."""
    return request.identification or request.transaction_id


def digest(data: bytes) -> str:
    """Return the SHA-256 of a record's bytes, hex."""
    return hashlib.sha256(data).hexdigest()


def record_in(body: bytes) -> bytes | None:
    """Return the signed text inside an answer, byte for byte; None where there is none.

    How the meter wraps it is not certain: bare, in braces and line breaks, or as a text in JSON.
    """
    text = _text_in_json(body)
    body = body if text is None else text
    begin = body.find(_HEADER)
    if begin < 0:
        return None
    record = body[begin:].rstrip()
    # What is behind the last part's closing brace is the wrapping's.
    end = _end_of_signature(record)
    return record if end is None else record[:end]


def _text_in_json(body: bytes) -> bytes | None:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    texts = [value] if isinstance(value, str) else []
    if isinstance(value, dict):
        texts = [each for each in value.values() if isinstance(each, str)]
    found = [each for each in texts if each.startswith(_HEADER.decode())]
    return found[0].encode("utf-8") if len(found) == 1 else None


def _end_of_signature(record: bytes) -> int | None:
    at = record.rfind(b"|{")
    if at <= len(_HEADER):
        return None
    try:
        _, length = json.JSONDecoder().raw_decode(record[at + 1 :].decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    return at + 1 + len(record[at + 1 :].decode("utf-8")[:length].encode("utf-8"))


def tie(request: TransactionRequest, mark: Mark, record: bytes) -> Tie:
    """Return whether a record belongs to the transaction that began with ``request``."""
    if mark.sha256 and digest(record) == mark.sha256:
        return Tie.EARLIER
    payload = payload_of(record)
    if payload is None:
        return Tie.UNSURE
    identification = payload.get("ID")
    if identification == request.transaction_id:
        return Tie.OURS
    number, before = _number(payload.get("PG")), _number(mark.page)
    if number is not None and before is not None and number <= before:
        return Tie.EARLIER
    if _began_before(payload, mark):
        return Tie.EARLIER
    if identification != identification_of(request):
        return Tie.OTHER
    follows = number is not None and number == (before or 0) + 1
    unmarked = before is None and bool(mark.sha256)
    agrees = not differing(request, payload)
    return Tie.OURS if follows and agrees and not unmarked else Tie.UNSURE


def differing(request: TransactionRequest, payload: Mapping[str, object]) -> tuple[str, ...]:
    """Return the fields that the record has otherwise than they were handed over."""
    handed: dict[str, object] = {
        "IS": request.assigned,
        "IL": request.level.value,
        "IF": [flag.value for flag in request.flags],
        "IT": request.identification_type.value,
        "ID": identification_of(request),
    }
    if request.tariff_text:
        handed["TT"] = request.tariff_text
    if request.charge_point_id:
        handed["CI"] = request.charge_point_id
    return tuple(name for name, value in handed.items() if payload.get(name) != value)


def _number(page: object) -> int | None:
    matched = _PAGE.fullmatch(page) if isinstance(page, str) else None
    return None if matched is None else int(matched[1])


def _began_before(payload: Mapping[str, object], mark: Mark) -> bool:
    """Return whether the transaction began before our mark, by its first reading.

    The record of another master's transaction may still have been in the making at our mark.
    """
    readings = payload.get("RD")
    first = readings[0] if isinstance(readings, list) and readings else None
    if not isinstance(first, dict):
        return False
    begun = exact_number(first.get("RV"))
    marked = exact_number(mark.import_wh) if mark.import_wh else None
    if begun is not None and marked is not None and thousandfold(begun) < marked:
        return True
    began_at, letter = read_time(first.get("TM"))
    if began_at is None or letter in {None, "U"} or not mark.at:
        return False
    return began_at < datetime.fromisoformat(mark.at) - _TIME_TOLERANCE


def read_time(text: object) -> tuple[datetime | None, str | None]:
    """Return a time of the meter's, and its letter: comma, offset without colon, blank, letter."""
    matched = _TIME.fullmatch(text.strip()) if isinstance(text, str) else None
    if matched is None:
        return None, None
    try:
        at = datetime.fromisoformat(
            f"{matched['digits']}.{matched['ms']}{matched['h']}:{matched['m']}"
        )
    except ValueError:
        return None, matched["letter"]
    return at, matched["letter"]
