"""What happened on one wire: the latest entries, and counters of everything."""

import statistics
import threading
from collections import Counter, deque
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import takewhile

from eichlab.line.hints import HINT_WINDOW_S, SERIAL_RULES, Readers, Rule, hint, nobody
from eichlab.values import Direction, Message, WireEntry, WireVerdict


class WireLog:
    """The last ``capacity`` entries of a line, counters by verdict, and round-trip times.

    Written by the line's worker, read from any thread. ``on_write`` is called in the worker with
    every entry that was sent to change something in a meter; it must not wait.
    """

    def __init__(
        self,
        line: str,
        *,
        capacity: int = 20_000,
        on_write: Callable[[WireEntry], None] | None = None,
    ) -> None:
        self._line = line
        self._on_write = on_write
        self._entries: deque[WireEntry] = deque(maxlen=capacity)
        self._counters: Counter[WireVerdict] = Counter()
        self._round_trips: deque[float] = deque(maxlen=1000)
        self._number = 0
        self._lock = threading.Lock()
        self.other_readers: Readers = nobody
        self.rules: tuple[Rule, ...] = SERIAL_RULES

    def add(
        self,
        direction: Direction,
        data: bytes,
        verdict: WireVerdict,
        *,
        unit: int | None = None,
        meaning: Message | None = None,
        elapsed_s: float | None = None,
        at: datetime | None = None,
    ) -> WireEntry:
        """Add one entry, stamped now unless ``at`` says otherwise, and count it."""
        with self._lock:
            self._number += 1
            entry = WireEntry(
                line=self._line,
                number=self._number,
                at=at or datetime.now(UTC),
                direction=direction,
                data=data,
                verdict=verdict,
                unit=unit,
                meaning=meaning,
                elapsed_s=elapsed_s,
            )
            self._entries.append(entry)
            self._counters[verdict] += 1
            if verdict is WireVerdict.ANSWERED and elapsed_s is not None:
                self._round_trips.append(elapsed_s)
        if verdict is WireVerdict.WRITTEN and self._on_write is not None:
            self._on_write(entry)
        return entry

    def since(self, number: int, limit: int = 5000) -> list[WireEntry]:
        """Return the entries after entry ``number``, oldest first, the newest ``limit`` of them."""
        with self._lock:
            wanted = min(self._number - number, limit, len(self._entries))
            if wanted <= 0:
                return []
            return [self._entries[index] for index in range(-wanted, 0)]

    @property
    def last_number(self) -> int:
        """Return the number of the newest entry, 0 before the first."""
        return self._number

    def latest(self, seconds: float) -> list[WireEntry]:
        """Return the entries of the last ``seconds``, oldest first."""
        oldest = datetime.now(UTC) - timedelta(seconds=seconds)
        with self._lock:
            newest_first = list(takewhile(lambda each: each.at >= oldest, reversed(self._entries)))
        return newest_first[::-1]

    def hint(self) -> Message | None:
        """Return in plain words what the last minute's errors mean, None where there are none."""
        return hint(self.latest(HINT_WINDOW_S), other_readers=self.other_readers, rules=self.rules)

    def counters(self) -> Mapping[WireVerdict, int]:
        """Return how often each verdict was given since the line was made."""
        with self._lock:
            return dict(self._counters)

    def median_round_trip_s(self) -> float | None:
        """Return the median time from question to answer of the last 1000, in seconds."""
        with self._lock:
            return statistics.median(self._round_trips) if self._round_trips else None
