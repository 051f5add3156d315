"""Tells whether a record, or what runs, is of a transaction of ours, where no id is in it.

The SLIP meters (GSH01, DC650) sign neither transaction id nor tariff. Before a start it is noted
what the meter holds, and what it counts and shows as time; afterwards a record is held against
that and against what was asked for. A record that was there before is never taken for ours.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import Enum

from eichlab.meters.ocmf_text import payload_of
from eichlab.values import TransactionRequest

# A start is sent right after the mark was taken, with our time; the clocks may be half a minute
# apart before they are set.
_EARLIER_S = 60
_LATER_S = 300

_PAGE = re.compile(r"(\D*)(\d+)")
_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d),\d+([+-]\d{4})")

# The counter that the tie compares: energy delivered to the vehicle, OBIS group C 9Ch.
_DEVICE_REGISTER = re.compile(r".*:9C\.0?8\.00\.FF", re.IGNORECASE)
_SMALLEST_STEP_WH = 1


class Tie(Enum):
    """Whose something is."""

    OURS = "ours"
    UNSURE = "unsure"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Mark:
    """What the meter held and showed right before a start.

    ``stored`` and ``last_at`` are its count of records and the time of the last one, None where
    it does not tell; ``digest`` and ``page`` are the last record's SHA-256 and pagination, empty
    where there is none; ``energy_wh`` is the counter that records bill, ``clock`` and ``asked_at``
    are the meter's time and ours in UTC seconds. ``interrupted``: it then already reported a
    session that was not completed.
    """

    stored: int | None
    last_at: int | None
    digest: str
    page: str
    energy_wh: Decimal | None
    clock: int | None
    asked_at: int
    interrupted: bool = False

    def plain(self) -> dict[str, str]:
        """Return it as texts for the journal; what is not known is left out."""
        values = {
            "stored": self.stored,
            "last_at": self.last_at,
            "digest": self.digest,
            "page": self.page,
            "energy_wh": self.energy_wh,
            "clock": self.clock,
            "asked_at": self.asked_at,
            "interrupted": int(self.interrupted),
        }
        return {name: str(value) for name, value in values.items() if value is not None}

    @classmethod
    def from_plain(cls, plain: Mapping[str, str]) -> "Mark | None":
        """Return the mark from the journal's texts, None where they are none."""
        try:
            energy = plain.get("energy_wh")
            return cls(
                stored=_number(plain.get("stored")),
                last_at=_number(plain.get("last_at")),
                digest=plain["digest"],
                page=plain["page"],
                energy_wh=None if energy is None else Decimal(energy),
                clock=_number(plain.get("clock")),
                asked_at=int(plain["asked_at"]),
                interrupted=plain.get("interrupted") == "1",
            )
        except (KeyError, ValueError, InvalidOperation):
            return None

    def covers(self, utc: int) -> bool:
        """Return whether a start right after the mark can have had this time."""
        clock = self.asked_at if self.clock is None else self.clock
        first, last = sorted((clock, self.asked_at))
        return first - _EARLIER_S <= utc <= last + _LATER_S


def digest_of(record: bytes) -> str:
    """Return the SHA-256 of a record's text; empty for none."""
    return hashlib.sha256(record).hexdigest() if record else ""


def page_of(record: bytes) -> str:
    """Return a record's pagination, empty where it has none."""
    page = (payload_of(record) or {}).get("PG")
    return page if isinstance(page, str) else ""


def pages_between(earlier: str, later: str) -> int | None:
    """Return how many pages ``later`` is behind ``earlier``, None where that cannot be told."""
    first, second = _PAGE.fullmatch(earlier), _PAGE.fullmatch(later)
    if first is None or second is None or first[1] != second[1]:
        return None
    return int(second[2]) - int(first[2])


def tie_record(record: bytes, request: TransactionRequest, mark: Mark) -> Tie:
    """Return whether ``record`` is of the transaction that was asked for after ``mark``.

    Certainly not ours is what was there before, and what names another user. Ours is what is the
    next page, or of the right time, and contradicts nothing.
    """
    if digest_of(record) == mark.digest:
        return Tie.OTHER
    payload = payload_of(record)
    if payload is None:
        return Tie.UNSURE
    pages = pages_between(mark.page, page_of(record))
    if pages is not None and pages <= 0:
        return Tie.OTHER
    user = _same_user(payload, request)
    if user is Tie.OTHER or _began_with_less(payload, mark):
        return Tie.OTHER
    began = _began_at(payload)
    speaks_for = pages == 1 or (began is not None and mark.covers(began))
    contradicts = (
        user is Tie.UNSURE
        or (pages is not None and pages != 1)
        or (began is not None and not mark.covers(began))
    )
    return Tie.OURS if speaks_for and not contradicts else Tie.UNSURE


def tie_running(
    mark: Mark, began_at: int | None, begin_energy_wh: Decimal | None, *, in_sync: bool
) -> Tie:
    """Return whether what runs can have been started right after ``mark``.

    ``began_at`` is by the meter's own clock, which is worth something only ``in_sync``. A counter
    never goes back: a transaction that began with less is another one.
    """
    before = mark.energy_wh
    if before is not None and begin_energy_wh is not None and begin_energy_wh < before:
        return Tie.OTHER
    if began_at is None or not in_sync:
        return Tie.UNSURE
    return Tie.OURS if mark.covers(began_at) else Tie.UNSURE


def _same_user(payload: Mapping[str, object], request: TransactionRequest) -> Tie:
    """Compare what the record says of the user; only another identification is a proof."""
    found, asked = payload.get("ID"), request.identification
    if isinstance(found, str) and found.strip().casefold() != asked.strip().casefold():
        # A meter that keeps less than it was given would show its beginning.
        return Tie.UNSURE if found and asked.startswith(found) else Tie.OTHER
    kind, assigned = payload.get("IT"), payload.get("IS")
    if isinstance(kind, str) and kind != request.identification_type.value:
        return Tie.UNSURE
    if isinstance(assigned, bool) and assigned is not request.assigned:
        return Tie.UNSURE
    return Tie.OURS


def _began_at(payload: Mapping[str, object]) -> int | None:
    """Return when the record's first reading was taken, in UTC seconds by the meter's clock."""
    for reading in _readings(payload, "RD"):
        matched = _TIME.match(str(reading.get("TM")))
        if matched is None:
            return None
        try:
            at = datetime.strptime(matched[1] + matched[2], "%Y-%m-%dT%H:%M:%S%z")
        except ValueError:
            return None
        return round(at.timestamp())
    return None


def _began_with_less(payload: Mapping[str, object], mark: Mark) -> bool:
    """Return whether the counter stood lower at the record's begin than at the mark."""
    if mark.energy_wh is None:
        return False
    for part in ("RD", "U"):
        for reading in _readings(payload, part):
            if reading.get("TX") != "B" or not _DEVICE_REGISTER.match(str(reading.get("RI"))):
                continue
            try:
                value = Decimal(str(reading.get("RV"))) * (1000 if reading["RU"] == "kWh" else 1)
            except (InvalidOperation, KeyError):
                continue
            return value + _SMALLEST_STEP_WH < mark.energy_wh
    return False


def _readings(payload: Mapping[str, object], part: str) -> Iterator[Mapping[str, object]]:
    readings = payload.get(part)
    for reading in readings if isinstance(readings, list) else ():
        if isinstance(reading, dict):
            yield reading


def _number(written: str | None) -> int | None:
    return None if written is None else int(written)
