"""What one question tells of a SLIP meter's transaction, and what we know of ours.

Explanations for the wire log are here, too.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

from eichlab.line import Part
from eichlab.line.slip import Asked
from eichlab.meters import slip_registers as slip
from eichlab.meters import slip_values as values
from eichlab.meters.slip_tie import Mark, Tie, page_of
from eichlab.values import Message, TransactionRequest, message

LOOK: tuple[Asked, ...] = (slip.STATUS_WORD, slip.STATISTICS)
LOOK_AT_TRANSACTION: tuple[Asked, ...] = (slip.TIME, slip.DURATION, slip.START_ENERGY)


@dataclass(frozen=True, slots=True)
class Seen:
    """What one question told; None for what the meter does not tell now.

    Status word, count and time of the last record, clock in UTC seconds, and of the transaction
    how long it has run and from which counter on.
    """

    word: int
    stored: int | None
    last_at: int | None
    clock: int | None = None
    duration_s: int | None = None
    begin_energy_wh: Decimal | None = None

    @classmethod
    def told(cls, parts: tuple[Part, ...]) -> "Seen":
        """Return what the answer to `LOOK`, or to it and `LOOK_AT_TRANSACTION`, tells."""
        word, counts, *more = parts
        stored = last_at = None
        if not counts.refuses:
            stored, last_at = values.unsigned(counts.data[:4]), values.unsigned(counts.data[8:12])
        clock, duration, energy = more or (None, None, None)
        return cls(
            word=values.unsigned(word.data),
            stored=stored,
            last_at=last_at,
            clock=None if clock is None or clock.refuses else values.read_time(clock.data).utc,
            duration_s=None
            if duration is None or duration.refuses
            else values.unsigned(duration.data),
            begin_energy_wh=energy_wh(energy),
        )

    @property
    def is_running(self) -> bool:
        """Return whether a transaction runs."""
        return self.has(slip.CHARGING)

    @property
    def counts(self) -> tuple[int, int] | None:
        """Return count and time of the last record, None where the meter does not tell."""
        if self.stored is None or self.last_at is None:
            return None
        return self.stored, self.last_at

    @property
    def began_at(self) -> int | None:
        """Return when the transaction began by the meter's clock, None where it does not tell."""
        if self.clock is None or self.duration_s is None:
            return None
        return self.clock - self.duration_s

    def has(self, bit: int) -> bool:
        """Return whether a bit of the status word is set."""
        return bool(self.word >> bit & 1)


@dataclass(slots=True)
class Recalled:
    """A transaction of ours.

    ``found`` is its record, as it was found when the meter told the counts ``looked_at`` and did
    or did not run; ``in_doubt`` is true while it is not known whether its start arrived.
    """

    request: TransactionRequest
    mark: Mark | None
    in_doubt: bool = False
    looked_at: tuple[tuple[int, int], bool] | None = None
    found: tuple[bytes, Tie] | None = None
    told: set[str] = field(default_factory=set)

    def knows(self, seen: Seen) -> bool:
        """Return whether no record can have come since the mark, or since it was looked."""
        if seen.counts is None or self.mark is None:
            return False
        before = (self.mark.stored, self.mark.last_at)
        return seen.counts == before or (seen.counts, seen.is_running) == self.looked_at


def energy_wh(part: Part | None) -> Decimal | None:
    """Return an energy in Wh, None where the meter does not tell it."""
    if part is None or part.refuses:
        return None
    return Decimal(values.signed(part.data)).scaleb(slip.ENERGY_SCALE)


def explain_state(parts: tuple[Part, ...]) -> Message | None:
    """Say whether a transaction runs."""
    word, counts, *_ = parts
    if word.refuses:
        return None
    runs = values.unsigned(word.data) >> slip.CHARGING & 1
    return message(
        "slip.told-running" if runs else "slip.told-idle",
        word=f"{values.unsigned(word.data):010X}h",
        records=None if counts.refuses else values.unsigned(counts.data[:4]),
    )


def explain_time(parts: tuple[Part, ...]) -> Message | None:
    """Say what the clock shows."""
    if any(part.refuses for part in parts):
        return None
    shown = values.read_time(parts[1].data)
    return message("slip.told-time", at=datetime.fromtimestamp(shown.utc, UTC).isoformat())


def explain_record(parts: tuple[Part, ...]) -> Message | None:
    """Say which record came."""
    text = values.until_nul(parts[0].data)
    return message("slip.told-record", page=page_of(text) or None, bytes=len(text))
