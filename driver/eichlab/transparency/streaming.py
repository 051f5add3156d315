"""Judging without keeping: a hundred thousand records in bounded memory, by several processes.

Records are judged in chunks, each as if there were no others, and rendered at once: to JSON or
to sentences. Only a trace of each record stays in memory. When all are read, the traces tell
which transactions there really are and what is to be said by looking across them; the few that
a chunk could not know rightly (split over chunks, replayed, with gaps in their pagination) are
judged again. The result is that of `eichlab.transparency.judge.judge` over all records.
"""

import gc
import hashlib
import multiprocessing
import os
import pickle
import tempfile
from bisect import bisect_right
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, fields
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple, Protocol

from eichlab.transparency.content import Page
from eichlab.transparency.joining import Group, Link, join, link_of
from eichlab.transparency.judge import BATCH, Draft, beyond, judge_group, judge_records
from eichlab.transparency.pagination import Pages, judge_across, pages_of
from eichlab.transparency.rules import Billed, Demands, Profile
from eichlab.transparency.spool import Place, Spool
from eichlab.transparency.trust import Trust, entered, trust_in
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
"""Chunks another process has at hand, so that it never waits for the next."""

_OBJECTS_BETWEEN_COLLECTIONS = 100_000
_CHUNKS = "chunks"


class Renderer(Protocol):
    """Turns verdicts into bytes, in whatever process they come about.

    It must be picklable. Numbers of records and transactions are not known yet; they are added
    to what was rendered when all is judged.
    """

    def record(self, verdict: RecordVerdict) -> bytes:
        """Return the rendered verdict on a record; its transaction's number is -1."""
        ...

    def transaction(self, verdict: TransactionVerdict, records: Sequence[RecordVerdict]) -> bytes:
        """Return the rendered verdict on a transaction; numbers of records are -1."""
        ...

    def numbered_record(self, rendered: bytes, transaction: int | None) -> bytes:
        """Return a rendered record with the number of its transaction, None where it has none."""
        ...

    def numbered_transaction(self, rendered: bytes, records: Sequence[int]) -> bytes:
        """Return a rendered transaction with the numbers of its records."""
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
        key = None if self.entered_key is None else entered(self.entered_key)
        return trust_in(self.known_keys, key, trust_file_keys=self.trust_file_keys)

    def demands(self) -> Demands:
        """Return what these settings ask of a transaction."""
        return Demands(self.billed, self.profile, self.certificate)


class _RenderedRecord(NamedTuple):
    number: int
    word: VerdictWord
    place: Place


class _RenderedGroup(NamedTuple):
    group: Group
    word: VerdictWord
    place: Place
    records: tuple[_RenderedRecord, ...]


class _JudgedChunk(NamedTuple):
    links: tuple[Link, ...]
    pages: tuple[Pages, ...]
    groups: tuple[_RenderedGroup, ...]
    unreadable: tuple[_RenderedRecord, ...]


class _ChunkJudge:
    """Judges chunks by themselves and keeps what it renders on disk; one for each process."""

    def __init__(
        self,
        settings: JudgingSettings,
        renderer: Renderer,
        folder: Path | None = None,
        process: int = 0,
    ) -> None:
        self.renderer = renderer
        self.trust, self.demands = settings.trust(), settings.demands()
        # One for each kind, so that each is read in the order in which it was written.
        self.records = Spool("records", folder, process)
        self.transactions = Spool("transactions", folder, process)

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
        self.records.flush()
        self.transactions.flush()
        return _JudgedChunk(tuple(links), pages, tuple(rendered), tuple(unreadable))

    def record(self, number: int, verdict: RecordVerdict) -> _RenderedRecord:
        """Render the verdict on a record."""
        place = self.records.write(self.renderer.record(verdict))
        return _RenderedRecord(number, verdict.word, place)

    def close(self) -> None:
        """Forget what was rendered."""
        self.records.close()
        self.transactions.close()

    def drafts(
        self, batch: Sequence[tuple[int, SignedRecord]]
    ) -> tuple[dict[int, Draft], list[_RenderedRecord], list[Link]]:
        """Return what can be judged, what cannot be read, and what joins records."""
        drafts: dict[int, Draft] = {}
        unreadable: list[_RenderedRecord] = []
        links: list[Link] = []
        for begin in range(0, len(batch), BATCH):
            part = batch[begin : begin + BATCH]
            for number, draft in judge_records(part, self.trust, self.demands):
                if isinstance(draft, RecordVerdict):
                    unreadable.append(self.record(number, draft))
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
            self.transactions.write(self.renderer.transaction(transaction, ordered)),
            tuple(
                self.record(number, verdict)
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


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """Look for cyclic garbage seldom: judging makes many objects that stay, and no cycles."""
    before = gc.get_threshold()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


class _Process(NamedTuple):
    """What another process judges with."""

    judge: _ChunkJudge
    chunks: Spool


_process: list[_Process] = []


def _begin_process(settings: JudgingSettings, renderer: Renderer, folder: Path) -> None:
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    number = os.getpid()
    judge = _ChunkJudge(settings, renderer, folder, number)
    _process[:] = [_Process(judge, Spool(_CHUNKS, folder, number))]


def _judge_in_process(first: int, place: Place) -> bytes:
    judge, chunks = _process[0]
    return _pack_judged(judge.judge(first, _unpack(chunks.read(place))))


# Plain tuples are packed ten times as fast as objects.
_fields_of = attrgetter(*(field.name for field in fields(SignedRecord)))


def _pack(records: Sequence[SignedRecord]) -> bytes:
    """Return records as bytes, once for another process and for judging them again."""
    return pickle.dumps(list(map(_fields_of, records)), pickle.HIGHEST_PROTOCOL)


def _unpack(packed: bytes) -> list[SignedRecord]:
    # Packed by this program a moment ago, and kept where nobody else writes.
    return [SignedRecord(*each) for each in pickle.loads(packed)]  # noqa: S301


def _pack_judged(chunk: _JudgedChunk) -> bytes:
    plain = (
        [(*link[:-1], link.page and tuple(link.page)) for link in chunk.links],
        list(map(tuple, chunk.pages)),
        [
            (tuple(group), word.value, tuple(place), list(map(_plain, records)))
            for group, word, place, records in chunk.groups
        ],
        list(map(_plain, chunk.unreadable)),
    )
    return pickle.dumps(plain, pickle.HIGHEST_PROTOCOL)


def _unpack_judged(packed: bytes) -> _JudgedChunk:
    links, pages, groups, unreadable = pickle.loads(packed)  # noqa: S301
    return _JudgedChunk(
        tuple(Link._make((*link, page and Page(*page))) for *link, page in links),
        tuple(Pages(*each) for each in pages),
        tuple(
            _RenderedGroup(
                Group(*group), VerdictWord(word), Place(*place), tuple(map(_unplain, records))
            )
            for group, word, place, records in groups
        ),
        tuple(map(_unplain, unreadable)),
    )


_PlainRecord = tuple[int, str, tuple[int, int, int]]


def _plain(record: _RenderedRecord) -> _PlainRecord:
    number, word, (process, begin, size) = record
    return number, word.value, (process, begin, size)


def _unplain(plain: _PlainRecord) -> _RenderedRecord:
    number, word, place = plain
    return _RenderedRecord(number, VerdictWord(word), Place(*place))


Entry = SignedRecord | Skipped | RecordVerdict


class StreamedJudgement:
    """A judgement whose parts lie rendered on disk until they are asked for."""

    def __init__(self, settings: JudgingSettings, renderer: Renderer, *, alone: bool) -> None:
        self._folder = None if alone else tempfile.TemporaryDirectory(prefix="eichlab-")
        self.record_words: Counter[VerdictWord] = Counter()
        self.transaction_words: Counter[VerdictWord] = Counter()
        self.skipped: list[Skipped] = []
        self._renderer = renderer
        try:
            self._judge = _ChunkJudge(settings, renderer, self.folder)
            self._chunk_spool = Spool(_CHUNKS, self.folder)
        except BaseException:
            if self._folder is not None:
                self._folder.cleanup()
            raise
        self._links: list[Link] = []
        self._pages: dict[int, Pages] = {}
        self._groups: dict[int, tuple[Group, VerdictWord, Place]] = {}
        self._chunks: list[tuple[int, Place]] = []
        self._loaded: tuple[int, Sequence[SignedRecord]] = (-1, ())
        self._records: dict[int, tuple[VerdictWord, Place]] = {}
        self._transactions: list[tuple[Place, tuple[int, ...]]] = []
        self._transaction_of: dict[int, int] = {}

    @property
    def folder(self) -> Path | None:
        """Return where processes find each other's files; None where there is only one."""
        return None if self._folder is None else Path(self._folder.name)

    def records(self) -> Iterator[bytes]:
        """Yield the rendered records in their order, with the number of their transaction."""
        for number in range(len(self._records)):
            rendered = self._judge.records.read(self._records[number][1])
            yield self._renderer.numbered_record(rendered, self._transaction_of.get(number))

    def transactions(self) -> Iterator[bytes]:
        """Yield the rendered transactions in their order, with the numbers of their records."""
        for place, members in self._transactions:
            rendered = self._judge.transactions.read(place)
            yield self._renderer.numbered_transaction(rendered, members)

    def without_transaction(self) -> Iterator[bytes]:
        """Yield the rendered records that belong to no transaction."""
        for number in range(len(self._records)):
            if number not in self._transaction_of:
                yield self._judge.records.read(self._records[number][1])

    def close(self) -> None:
        """Forget everything."""
        self._chunk_spool.close()
        self._judge.close()
        if self._folder is not None:
            self._folder.cleanup()

    def take(
        self,
        entries: Iterable[Entry],
        start_pool: Callable[[], ProcessPoolExecutor] | None,
        progress: Callable[[int], None],
        ahead: int = 1,
    ) -> None:
        """Judge entries as they come, each chunk by itself.

        Other processes are started for the second chunk: few records are done before those are.
        While they have ``ahead`` chunks to do, this one judges as well instead of waiting; where
        they are killed, it does their work.
        """
        waiting: deque[tuple[int, Future[bytes]]] = deque()
        pool: ProcessPoolExecutor | None = None
        for first, records in self._chunked(entries):
            place = self._chunk_spool.write(_pack(records))
            self._chunks.append((first, place))
            while waiting and waiting[0][1].done():
                self._keep(self._result(*waiting.popleft()))
            if start_pool is None or len(self._chunks) == 1 or len(waiting) >= ahead:
                self._keep(self._judge.judge(first, records))
            else:
                pool = pool or start_pool()
                self._chunk_spool.flush()
                try:
                    waiting.append((first, pool.submit(_judge_in_process, first, place)))
                except BrokenProcessPool:
                    start_pool = None
                    self._keep(self._judge.judge(first, records))
            progress(len(self._records))
        while waiting:
            self._keep(self._result(*waiting.popleft()))
            progress(len(self._records))
        if pool is not None:
            # They end while this one finishes.
            pool.shutdown(wait=False)

    def _result(self, first: int, judged: Future[bytes]) -> _JudgedChunk:
        """Return what another process found, or do its work where it was killed."""
        try:
            return _unpack_judged(judged.result())
        except BrokenProcessPool:
            return self._judge.judge(first, self._chunk_at(first))

    def _chunked(self, entries: Iterable[Entry]) -> Iterator[tuple[int, list[SignedRecord]]]:
        records: list[SignedRecord] = []
        count = 0
        for entry in entries:
            if isinstance(entry, Skipped):
                self.skipped.append(entry)
                continue
            if isinstance(entry, RecordVerdict):
                self._keep_records([self._judge.record(count, entry)])
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
        for group, word, place, records in chunk.groups:
            self._groups[group.members[0]] = (group, word, place)
            self._keep_records(records)
        self._keep_records(chunk.unreadable)

    def _keep_records(self, records: Sequence[_RenderedRecord]) -> None:
        for number, word, place in records:
            self._records[number] = (word, place)

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
            for member in group.all:
                self._transaction_of[member] = number
        self.record_words.update(word for word, _ in self._records.values())

    def _pages_of(self, number: int, group: Group) -> Iterator[Pages]:
        if len(group.members) == 1:
            alone = self._pages.get(group.members[0])
            if alone is not None:
                yield Pages(number, *alone[1:])
            return
        found: dict[tuple[tuple[str | None, str | None], str], set[int]] = {}
        for member in group.members:
            pages = self._pages.get(member)
            if pages is not None:
                found.setdefault((pages.meter, pages.context), set()).update(pages.numbers)
        for (meter, context), numbers in found.items():
            yield Pages(number, meter, context, tuple(sorted(numbers)))

    def _again(self, group: Group, across: tuple[Finding, ...]) -> tuple[VerdictWord, Place]:
        wanted = {*group.all, *(before for _, before in group.replayed)}
        signed = {number: self._signed(number) for number in sorted(wanted)}
        drafts, _, _ = self._judge.drafts([(number, signed[number]) for number in group.all])
        judged = self._judge.group(group, drafts, beyond(group, across, signed))
        self._keep_records(judged.records)
        return judged.word, judged.place

    def _signed(self, number: int) -> SignedRecord:
        records = self._chunk_at(number)
        return records[number - self._loaded[0]]

    def _chunk_at(self, number: int) -> Sequence[SignedRecord]:
        """Return the records of the chunk that holds a number."""
        position = bisect_right(self._chunks, number, key=lambda chunk: chunk[0]) - 1
        first, place = self._chunks[position]
        if self._loaded[0] != first:
            self._loaded = (first, _unpack(self._chunk_spool.read(place)))
        return self._loaded[1]


def judge_stream(
    entries: Iterable[Entry],
    settings: JudgingSettings,
    renderer: Renderer,
    *,
    jobs: int = 1,
    progress: Callable[[int], None] = lambda _count: None,
) -> StreamedJudgement:
    """Judge records as they come, by ``jobs`` processes with this one, and render what is found.

    A `RecordVerdict` among the entries is rendered as it is. ``progress`` hears how many
    records are done. Raises `eichlab.ocmf.UnusableKeyError` where the entered key cannot be
    used, and whatever ``entries`` raises.
    """
    judgement = StreamedJudgement(settings, renderer, alone=jobs == 1)
    try:
        with _collecting_seldom(), ExitStack() as processes:

            def start_pool() -> ProcessPoolExecutor:
                assert judgement.folder is not None
                return processes.enter_context(
                    ProcessPoolExecutor(
                        jobs - 1,
                        multiprocessing.get_context("spawn"),
                        initializer=_begin_process,
                        initargs=(settings, renderer, judgement.folder),
                    )
                )

            many = start_pool if jobs > 1 else None
            judgement.take(entries, many, progress, ahead=(jobs - 1) * _ORDERS_AHEAD)
            judgement.finish()
    except BaseException:
        judgement.close()
        raise
    return judgement
