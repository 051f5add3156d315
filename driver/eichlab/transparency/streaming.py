"""Judging without keeping: a hundred thousand records in bounded memory, by several processes.

Records are judged in chunks, each as if there were no others, and rendered at once: to JSON or
to sentences. Only a trace of each record stays in memory. When all are read, the traces tell
which transactions there really are and what is to be said by looking across them; the few that
a chunk could not know rightly (split over chunks, replayed, with gaps in their pagination) are
judged again. The result is that of `eichlab.transparency.judge.judge` over all records.
"""

import hashlib
import multiprocessing
import pickle
import tempfile
from bisect import bisect_right
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from eichlab.ocmf import load_key
from eichlab.transparency.joining import Group, Link, join, link_of
from eichlab.transparency.judge import BATCH, Draft, beyond, judge_group, judge_records
from eichlab.transparency.pagination import Pages, judge_across, pages_of
from eichlab.transparency.rules import Billed, Demands, Profile
from eichlab.transparency.trust import Trust, keys_by_meter
from eichlab.values import (
    Certificate,
    Finding,
    KnownKey,
    RecordVerdict,
    SignedRecord,
    Skipped,
    TransactionVerdict,
    VerdictWord,
)

CHUNK = 256
"""Records judged at once; a process gets as many with each order."""

_ORDERS_AHEAD = 3
_LARGEST_IN_MEMORY = 8_000_000


class Renderer(Protocol):
    """Turns verdicts into bytes, in whatever process they come about.

    It must be picklable. Numbers of records and transactions are not known yet: what it writes
    for them, `place_numbers` replaces.
    """

    def record(self, verdict: RecordVerdict) -> bytes:
        """Return the rendered verdict on a record; its transaction's number is -1."""
        ...

    def transaction(self, verdict: TransactionVerdict, records: Sequence[RecordVerdict]) -> bytes:
        """Return the rendered verdict on a transaction; numbers of records are -1."""
        ...

    def place_numbers(self, rendered: bytes, numbers: Sequence[int]) -> bytes:
        """Return what was rendered with the numbers it has to name."""
        ...


@dataclass(frozen=True, slots=True)
class JudgingSettings:
    """What `judge` takes beside records; see there."""

    known_keys: tuple[KnownKey, ...] = ()
    entered_key: bytes | None = None
    trust_file_keys: bool = False
    billed: Billed = Billed.ENERGY
    profile: Profile = Profile.EICHLAB
    certificate: Certificate | None = None

    def trust(self) -> Trust:
        """Return the keys these settings trust."""
        entered = None if self.entered_key is None else load_key(self.entered_key).der
        return Trust(keys_by_meter(self.known_keys), entered, self.trust_file_keys)

    def demands(self) -> Demands:
        """Return what these settings ask of a transaction."""
        return Demands(self.billed, self.profile, self.certificate)


class _RenderedGroup(NamedTuple):
    group: Group
    word: VerdictWord
    rendered: bytes
    records: tuple[tuple[int, VerdictWord, bytes], ...]


class _JudgedChunk(NamedTuple):
    links: tuple[Link, ...]
    pages: tuple[Pages, ...]
    groups: tuple[_RenderedGroup, ...]
    unreadable: tuple[tuple[int, VerdictWord, bytes], ...]


class _ChunkJudge:
    """Judges chunks by themselves; one for each process."""

    def __init__(self, settings: JudgingSettings, renderer: Renderer) -> None:
        self.renderer = renderer
        self.trust, self.demands = settings.trust(), settings.demands()

    def judge(self, first: int, records: Sequence[SignedRecord]) -> _JudgedChunk:
        """Judge and render records numbered from ``first`` on."""
        drafts, unreadable, links = self.drafts(list(enumerate(records, first)))
        groups = join(links)
        numbered = _Numbered(first, records)
        rendered = [self.group(group, drafts, beyond(group, (), numbered)) for group in groups]
        pages = tuple(
            pages
            for link in links
            for pages in pages_of(link.number, (drafts[link.number].content,))
        )
        return _JudgedChunk(tuple(links), pages, tuple(rendered), tuple(unreadable))

    def drafts(
        self, batch: Sequence[tuple[int, SignedRecord]]
    ) -> tuple[dict[int, Draft], list[tuple[int, VerdictWord, bytes]], list[Link]]:
        """Return what can be judged, what cannot be read, and what joins records."""
        drafts: dict[int, Draft] = {}
        unreadable: list[tuple[int, VerdictWord, bytes]] = []
        links: list[Link] = []
        for begin in range(0, len(batch), BATCH):
            part = batch[begin : begin + BATCH]
            for number, draft in judge_records(part, self.trust, self.demands):
                if isinstance(draft, RecordVerdict):
                    unreadable.append((number, draft.word, self.renderer.record(draft)))
                    continue
                drafts[number] = draft
                digest = hashlib.sha256(draft.content.payload).digest()
                links.append(link_of(number, draft.signed, draft.content, digest))
        return drafts, unreadable, links

    def group(
        self, group: Group, drafts: Mapping[int, Draft], known: tuple[Finding, ...]
    ) -> _RenderedGroup:
        """Judge one transaction and render it with its records."""
        transaction, verdicts = judge_group(-1, group, drafts, self.demands, known)
        ordered = [verdicts[number] for number in group.all]
        return _RenderedGroup(
            group,
            transaction.word,
            self.renderer.transaction(transaction, ordered),
            tuple(
                (number, verdict.word, self.renderer.record(verdict))
                for number, verdict in zip(group.all, ordered, strict=True)
            ),
        )


class _Numbered(Mapping[int, SignedRecord]):
    """Records under their numbers, which begin at ``first``."""

    def __init__(self, first: int, records: Sequence[SignedRecord]) -> None:
        self._first, self._records = first, records

    def __getitem__(self, number: int) -> SignedRecord:
        return self._records[number - self._first]

    def __iter__(self) -> Iterator[int]:
        return iter(range(self._first, self._first + len(self._records)))

    def __len__(self) -> int:
        return len(self._records)


_judge_of_process: list[_ChunkJudge] = []


def _begin_process(settings: JudgingSettings, renderer: Renderer) -> None:
    _judge_of_process[:] = [_ChunkJudge(settings, renderer)]


def _judge_in_process(first: int, pickled: bytes) -> _JudgedChunk:
    # Pickled by the parent process, once for this and for judging again.
    return _judge_of_process[0].judge(first, pickle.loads(pickled))  # noqa: S301


class _Place(NamedTuple):
    begin: int
    size: int


class _Spool:
    """Bytes kept in a file that nobody else sees."""

    def __init__(self) -> None:
        # Open for as long as the judgement is asked for its parts; `close` ends it.
        self._file = tempfile.SpooledTemporaryFile(_LARGEST_IN_MEMORY)  # noqa: SIM115
        self._end = 0

    def write(self, data: bytes) -> _Place:
        self._file.seek(self._end)
        place = _Place(self._end, self._file.write(data))
        self._end += place.size
        return place

    def read(self, place: _Place) -> bytes:
        self._file.seek(place.begin)
        return self._file.read(place.size)

    def close(self) -> None:
        self._file.close()


Entry = SignedRecord | Skipped | RecordVerdict


class StreamedJudgement:
    """A judgement whose parts lie rendered on disk until they are asked for."""

    def __init__(self, settings: JudgingSettings, renderer: Renderer) -> None:
        self.record_words: Counter[VerdictWord] = Counter()
        self.transaction_words: Counter[VerdictWord] = Counter()
        self.skipped: list[Skipped] = []
        self._renderer = renderer
        self._judge = _ChunkJudge(settings, renderer)
        self._spool = _Spool()
        self._links: list[Link] = []
        self._pages: dict[int, Pages] = {}
        self._groups: dict[int, tuple[Group, VerdictWord, _Place]] = {}
        self._chunks: list[tuple[int, _Place]] = []
        self._loaded: tuple[int, Sequence[SignedRecord]] = (-1, ())
        self._records: dict[int, tuple[VerdictWord, _Place]] = {}
        self._transactions: list[tuple[_Place, tuple[int, ...]]] = []
        self._transaction_of: dict[int, int] = {}

    def records(self) -> Iterator[bytes]:
        """Yield the rendered records in their order, with the number of their transaction.

        The number is -1 for records that nobody can read.
        """
        for number in range(len(self._records)):
            rendered = self._spool.read(self._records[number][1])
            transaction = self._transaction_of.get(number, -1)
            yield self._renderer.place_numbers(rendered, (transaction,))

    def transactions(self) -> Iterator[bytes]:
        """Yield the rendered transactions in their order, with the numbers of their records."""
        for place, members in self._transactions:
            yield self._renderer.place_numbers(self._spool.read(place), members)

    def without_transaction(self) -> Iterator[bytes]:
        """Yield the rendered records that belong to no transaction."""
        for number in range(len(self._records)):
            if number not in self._transaction_of:
                yield self._spool.read(self._records[number][1])

    def close(self) -> None:
        """Forget everything."""
        self._spool.close()

    def take(
        self,
        entries: Iterable[Entry],
        start_pool: Callable[[], ProcessPoolExecutor] | None,
        progress: Callable[[int], None],
        ahead: int = 1,
    ) -> None:
        """Judge entries as they come, each chunk by itself.

        Other processes are started for the second chunk: few records are done before those are.
        """
        waiting: deque[Future[_JudgedChunk]] = deque()
        pool: ProcessPoolExecutor | None = None
        for first, records in self._chunked(entries):
            data = pickle.dumps(records, pickle.HIGHEST_PROTOCOL)
            self._chunks.append((first, self._spool.write(data)))
            if start_pool is None or len(self._chunks) == 1:
                self._keep(self._judge.judge(first, records))
            else:
                pool = pool or start_pool()
                waiting.append(pool.submit(_judge_in_process, first, data))
                while len(waiting) >= ahead:
                    self._keep(waiting.popleft().result())
            progress(len(self._records))
        while waiting:
            self._keep(waiting.popleft().result())
            progress(len(self._records))

    def _chunked(self, entries: Iterable[Entry]) -> Iterator[tuple[int, list[SignedRecord]]]:
        records: list[SignedRecord] = []
        count = 0
        for entry in entries:
            if isinstance(entry, Skipped):
                self.skipped.append(entry)
                continue
            if isinstance(entry, RecordVerdict):
                rendered = self._judge.renderer.record(entry)
                self._keep_record(count, entry.word, rendered)
                if records:
                    # Numbers in a chunk follow each other.
                    yield count - len(records), records
                    records = []
                count += 1
                continue
            records.append(entry)
            count += 1
            if len(records) >= CHUNK:
                yield count - len(records), records
                records = []
        if records:
            yield count - len(records), records

    def _keep(self, chunk: _JudgedChunk) -> None:
        self._links += chunk.links
        for pages in chunk.pages:
            self._pages[pages.transaction] = pages
        for number, word, rendered in chunk.unreadable:
            self._keep_record(number, word, rendered)
        for each in chunk.groups:
            self._groups[each.group.members[0]] = (
                each.group,
                each.word,
                self._spool.write(each.rendered),
            )
            for number, word, rendered in each.records:
                self._keep_record(number, word, rendered)

    def _keep_record(self, number: int, word: VerdictWord, rendered: bytes) -> None:
        self._records[number] = (word, self._spool.write(rendered))

    def finish(self) -> None:
        """Join what was judged, and judge again what a chunk could not know."""
        groups = join(sorted(self._links))
        across = judge_across(
            [
                pages
                for number, group in enumerate(groups)
                for pages in self._pages_of(number, group)
            ]
        )
        for number, group in enumerate(groups):
            known = across.get(number, ())
            kept = self._groups.get(group.members[0])
            if kept is not None and kept[0] == group and not known:
                _, word, place = kept
            else:
                word, place = self._again(group, known)
            self.transaction_words[word] += 1
            self._transactions.append((place, group.all))
            self._transaction_of.update(dict.fromkeys(group.all, number))
        self.record_words.update(word for word, _ in self._records.values())

    def _pages_of(self, number: int, group: Group) -> Iterator[Pages]:
        found: dict[tuple[tuple[str | None, str | None], str], set[int]] = {}
        for member in group.members:
            pages = self._pages.get(member)
            if pages is not None:
                found.setdefault((pages.meter, pages.context), set()).update(pages.numbers)
        for (meter, context), numbers in found.items():
            yield Pages(number, meter, context, tuple(sorted(numbers)))

    def _again(self, group: Group, across: tuple[Finding, ...]) -> tuple[VerdictWord, _Place]:
        wanted = {*group.all, *(before for _, before in group.replayed)}
        signed = {number: self._signed(number) for number in sorted(wanted)}
        drafts, _, _ = self._judge.drafts([(number, signed[number]) for number in group.all])
        judged = self._judge.group(group, drafts, beyond(group, across, signed))
        for number, word, rendered in judged.records:
            self._keep_record(number, word, rendered)
        return judged.word, self._spool.write(judged.rendered)

    def _signed(self, number: int) -> SignedRecord:
        position = bisect_right(self._chunks, number, key=lambda chunk: chunk[0]) - 1
        first, place = self._chunks[position]
        if self._loaded[0] != first:
            # Written by this very object into a file without a name.
            self._loaded = (first, pickle.loads(self._spool.read(place)))  # noqa: S301
        return self._loaded[1][number - first]


def judge_stream(
    entries: Iterable[Entry],
    settings: JudgingSettings,
    renderer: Renderer,
    *,
    jobs: int = 1,
    progress: Callable[[int], None] = lambda _count: None,
) -> StreamedJudgement:
    """Judge records as they come, by ``jobs`` processes, and render what is found.

    A `RecordVerdict` among the entries is rendered as it is. ``progress`` hears how many
    records are done. Raises `eichlab.ocmf.UnusableKeyError` where the entered key cannot be
    used, and whatever ``entries`` raises.
    """
    judgement = StreamedJudgement(settings, renderer)
    try:
        with ExitStack() as processes:

            def start_pool() -> ProcessPoolExecutor:
                context = multiprocessing.get_context("spawn")
                return processes.enter_context(
                    ProcessPoolExecutor(
                        jobs, context, initializer=_begin_process, initargs=(settings, renderer)
                    )
                )

            many = start_pool if jobs > 1 else None
            judgement.take(entries, many, progress, ahead=jobs * _ORDERS_AHEAD)
        judgement.finish()
    except BaseException:
        judgement.close()
        raise
    return judgement
