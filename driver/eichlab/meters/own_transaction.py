"""Whether a record is our transaction's, where the record itself does not carry our id.

What speaks for it: texts that are those of our request, a count that goes on from the meter's
last one, a begin just after we asked for it, and a begin reading not below the one before. A
record of an earlier transaction fails at the count and at the time.
"""

import contextlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from eichlab.values import TransactionRequest

# From the mark to the meter's own begin: questions may be repeated meanwhile, clocks differ.
_LATEST = timedelta(seconds=120)
_EARLIEST = timedelta(seconds=-10)

_TIME = re.compile(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d),\d{3}([+-]\d{4}) ([A-Z])",
)
_VOUCHED = frozenset("SR")
_WH = {"Wh": Decimal(1), "kWh": Decimal(1000)}


class Tie(StrEnum):
    """How surely a record is ours."""

    CERTAIN = "certain"
    LIKELY = "likely"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class OwnTransaction:
    """A transaction of ours and what the meter said just before its start.

    ``page`` is the number of the meter's last record, ``after`` the time, ``import_wh`` the
    import counter; each None where the meter did not say it.
    """

    request: TransactionRequest
    page: int | None = None
    after: datetime | None = None
    import_wh: Decimal | None = None

    @property
    def id(self) -> str:
        """Return the transaction's id."""
        return self.request.transaction_id

    def mark(self) -> dict[str, str]:
        """Return what is to be kept of it, beside the request."""
        known = {"page": self.page, "after": self.after, "import_wh": self.import_wh}
        return {
            name: value.isoformat() if isinstance(value, datetime) else str(value)
            for name, value in known.items()
            if value is not None
        }

    @classmethod
    def recalled(cls, request: TransactionRequest, mark: Mapping[str, str]) -> "OwnTransaction":
        """Return the transaction of a request and its `mark`; what makes no sense is not known."""
        after: datetime | None = None
        with contextlib.suppress(KeyError, ValueError):
            after = datetime.fromisoformat(mark["after"]).astimezone(UTC)
        return cls(request, page_number(mark.get("page")), after, _decimal(mark.get("import_wh")))

    def tie(self, payload: Mapping[str, object]) -> Tie:
        """Return how surely a record without our id is ours."""
        page = page_number(payload.get("PG"))
        earlier = page is not None and self.page is not None and page <= self.page
        if earlier or not self._has_texts(payload):
            return Tie.OTHER
        return self.tie_of_begin(payload)

    def tie_of_begin(self, payload: Mapping[str, object]) -> Tie:
        """Return how surely a record began when ours did."""
        listed = payload.get("RD")
        first = listed[0] if isinstance(listed, list) and listed else None
        if not isinstance(first, dict):
            return Tie.LIKELY
        wh = _energy_wh(first)
        # The counter may be told finer than it is signed.
        if wh is not None and self.import_wh is not None and wh < self.import_wh - 10:
            return Tie.OTHER
        began, vouched = _moment(first.get("TM"))
        if began is None or not vouched or self.after is None:
            return Tie.LIKELY
        return Tie.CERTAIN if _EARLIEST <= began - self.after <= _LATEST else Tie.OTHER

    def _has_texts(self, payload: Mapping[str, object]) -> bool:
        request = self.request
        asked = {
            "IS": request.assigned,
            "IT": request.identification_type.value,
            "ID": request.identification,
            "TT": request.tariff_text,
            "CI": request.charge_point_id,
        }
        return all(payload[name] == value for name, value in asked.items() if name in payload)


def page_number(page: object) -> int | None:
    """Return the number in ``T23`` or ``23``; None where there is none."""
    found = re.fullmatch(r"T?(\d{1,20})", page.strip()) if isinstance(page, str) else None
    return int(found[1]) if found is not None else None


def _moment(text: object) -> tuple[datetime | None, bool]:
    """Return the time a record states, and whether the meter's clock had been set."""
    found = _TIME.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return None, False
    try:
        moment = datetime.strptime(found[1] + found[2], "%Y-%m-%dT%H:%M:%S%z")
    except ValueError:
        return None, False
    return moment.astimezone(UTC), found[3] in _VOUCHED


def _energy_wh(reading: Mapping[str, object]) -> Decimal | None:
    value, unit = reading.get("RV"), _WH.get(str(reading.get("RU")))
    if unit is None or isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return Decimal(str(value)) * unit


def _decimal(text: str | None) -> Decimal | None:
    try:
        return Decimal(text) if text is not None else None
    except InvalidOperation:
        return None
