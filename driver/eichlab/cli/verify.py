"""``eichlab verify``: a verdict for every signed record in files, folders or standard input."""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from eichlab.ocmf import UnusableKeyError, load_key
from eichlab.texts import Language, say
from eichlab.transparency import (
    FOOTER,
    LARGEST_DOCUMENT,
    Billed,
    Document,
    as_json,
    headline,
    judge,
    read_document,
    read_file,
    remarks,
    statements,
    unreadable,
)
from eichlab.values import (
    DocumentError,
    EichlabError,
    Finding,
    Judgement,
    KnownKey,
    Message,
    RecordVerdict,
    SignedReading,
    SignedRecord,
    Skipped,
    TransactionVerdict,
    VerdictWord,
    message,
)

ALL_VERIFIED, REJECTED, USAGE, UNCONFIRMED, UNREADABLE = 0, 1, 2, 3, 4

_STANDARD_INPUT = "-"
_PROFILE = "eichlab"
_LARGEST_KEY_FILE = 20_000
_LARGEST_KEY_RING = 64 * 1024 * 1024
# What lies in a folder without anything signed in it, and a form without data, fail nothing.
_HARMLESS = frozenset(
    (
        "document.binary",
        "document.empty",
        "document.no-data",
        "document.no-record",
        "document.no-values",
    )
)


@dataclass(slots=True)
class _Found:
    """What the paths hold."""

    records: list[SignedRecord] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    unreadable: list[RecordVerdict] = field(default_factory=list)

    def add(self, document: Document) -> None:
        self.records += document.records
        self.skipped += document.skipped


def verify(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH…", help="Files, folders, or - for standard input."),
    ],
    key: Annotated[
        str | None,
        typer.Option(metavar="TEXT|FILE", help="The meter's public key, in any spelling."),
    ] = None,
    keyring: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A key ring (eichlab keys export).")
    ] = None,
    as_data: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    trust_file_keys: Annotated[
        bool,
        typer.Option("--trust-file-keys", help="Keys that came with the data count as confirmed."),
    ] = False,
    profile: Annotated[str, typer.Option(help="The rules to judge by: eichlab.")] = _PROFILE,
    billed: Annotated[Billed, typer.Option(help="What is billed.")] = Billed.ENERGY,
    language: Annotated[Language, typer.Option(help="The language of the sentences.")] = (
        Language.EN
    ),
) -> None:
    """Say for every signed record whether signature, key and content hold.

    Exit code 0: all verified; 1: something rejected; 4: something unreadable; 3: something
    unconfirmed; 2: wrong usage. The first that applies in the order 1, 4, 3, 0.
    """
    if profile != _PROFILE:
        _fail(message("verify.profile", profile=profile), language)
    try:
        entered_key = None if key is None else _read_key(key)
        known_keys = () if keyring is None else _read_key_ring(keyring)
    except EichlabError as error:
        _fail(error.message, language)
    for path in paths:
        if path != _STANDARD_INPUT and not Path(path).exists():
            _fail(message("verify.missing", source=path), language)
    found = _read(paths)
    judgement = judge(
        found.records,
        known_keys=known_keys,
        entered_key=entered_key,
        trust_file_keys=trust_file_keys,
        billed=billed,
        skipped=found.skipped,
    )
    judgement = replace(judgement, records=judgement.records + tuple(found.unreadable))

    def spoken(said: Message) -> str:
        return say(said, language)

    if as_data:
        data = as_json(
            judgement,
            spoken,
            profile=profile,
            trust_file_keys=trust_file_keys,
            billed=billed.value,
        )
        print(json.dumps(data, indent=2))
    else:
        for line in _lines(judgement, language, trusting=trust_file_keys):
            print(line)
    raise typer.Exit(exit_code(judgement))


def exit_code(judgement: Judgement) -> int:
    """Return the exit code of a judgement, from the worst of its records and transactions."""
    words = {each.word for each in judgement.records}
    words |= {each.word for each in judgement.transactions}
    if VerdictWord.REJECTED in words:
        return REJECTED
    failed_entry = any(each.message.code not in _HARMLESS for each in judgement.skipped)
    if VerdictWord.UNREADABLE in words or failed_entry:
        return UNREADABLE
    return UNCONFIRMED if VerdictWord.UNCONFIRMED in words else ALL_VERIFIED


def _fail(said: Message, language: Language) -> NoReturn:
    """Say what is wrong with the call, and end."""
    print(say(said, language), file=sys.stderr)
    raise typer.Exit(USAGE)


def _read_key(text: str) -> bytes:
    """Return the key given as text or as the name of a file. Raises `EichlabError`."""
    data: str | bytes = text
    try:
        path = Path(text)
        if path.is_file():
            with path.open("rb") as file:
                data = file.read(_LARGEST_KEY_FILE + 1)
    except (OSError, ValueError) as error:
        # A long key text is no possible file name; a file that is there must be readable.
        if isinstance(error, PermissionError):
            raise DocumentError("verify.key-file", path=text, why=str(error)) from error
    try:
        return load_key(data).der
    except UnusableKeyError as error:
        raise DocumentError("verify.key", why=error.message) from error


def _read_key_ring(path: Path) -> tuple[KnownKey, ...]:
    """Return the keys of a key ring file. Raises `EichlabError`."""
    # The store's database is not needed for anything else here, and costs start-up time.
    from eichlab.store import keys_from_json

    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST_KEY_RING + 1)
        text = data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DocumentError("verify.key-file", path=path, why=str(error)) from error
    return keys_from_json(text, str(path))


def _read(paths: Sequence[str]) -> _Found:
    found = _Found()
    for path in paths:
        try:
            if path == _STANDARD_INPUT:
                found.add(read_document(sys.stdin.buffer.read(LARGEST_DOCUMENT + 1), path))
            elif Path(path).is_dir():
                _read_folder(Path(path), found)
            else:
                found.add(read_file(path))
        except DocumentError as error:
            found.unreadable.append(unreadable(SignedRecord(b"", source=path), error.message))
    return found


def _read_folder(folder: Path, found: _Found) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_dir():
            continue
        try:
            found.add(read_file(path))
        except DocumentError as error:
            found.skipped.append(Skipped(str(path), "", error.message))


def _lines(judgement: Judgement, language: Language, *, trusting: bool) -> Iterator[str]:
    """Yield the verdicts as text: a block for each transaction, then what has none."""

    def spoken(code: str, **parameters: object) -> str:
        return say(message(code, **parameters), language)

    if trusting:
        yield spoken("verify.trusting")
        yield ""
    for transaction in judgement.transactions:
        yield from _transaction_lines(transaction, judgement, language)
        yield ""
    for verdict in judgement.records:
        if verdict.transaction is None:
            yield _headline(verdict, say(headline(verdict), language))
            yield from _record_lines(verdict, None, language)
            yield ""
    for entry in judgement.skipped:
        # What concerns a document as a whole names it already.
        if "source" in entry.message.parameters:
            yield spoken("verify.skipped-document", why=entry.message)
            continue
        yield spoken("verify.skipped", source=entry.source, place=entry.place, why=entry.message)
    counts = {
        word.value: sum(each.word is word for each in judgement.records) for word in VerdictWord
    }
    yield spoken("verify.summary", **counts, skipped=len(judgement.skipped))
    yield say(FOOTER, language)


def _headline(verdict: RecordVerdict | TransactionVerdict, said: str) -> str:
    return f"{verdict.word.value.upper():<11} {said}"


def _transaction_lines(
    transaction: TransactionVerdict, judgement: Judgement, language: Language
) -> Iterator[str]:
    def spoken(code: str, **parameters: object) -> str:
        return say(message(code, **parameters), language)

    def shown(text: object) -> str:
        return spoken("verify.shown", text=text)

    yield _headline(transaction, say(headline(transaction), language))
    for remark in remarks(transaction):
        yield f"            {say(remark, language)}"
    if transaction.simulated:
        yield f"            {spoken('verify.simulated')}"
    title = (
        spoken("verify.transaction", id=transaction.id)
        if transaction.id
        else spoken("verify.transaction-without-id")
    )
    yield f"  {title} · {spoken('verify.meter')} {shown(transaction.meter)}"
    for label, reading in (("begin", transaction.begin), ("end", transaction.end)):
        if reading is not None:
            yield f"  {spoken('verify.' + label)}: {shown(_reading(reading))}"
    if transaction.energy_kwh is not None:
        basis = shown(transaction.energy_basis)
        yield f"  {spoken('verify.energy')}: {transaction.energy_kwh:f} kWh ({basis})"
    if transaction.duration_s is not None:
        yield f"  {spoken('verify.duration')}: {transaction.duration_s:f} s"
    for index in transaction.records:
        alone = transaction if len(transaction.records) == 1 else None
        yield from _record_lines(judgement.records[index], alone, language)
    yield from _finding_lines(transaction.findings, language)


def _record_lines(
    verdict: RecordVerdict, transaction: TransactionVerdict | None, language: Language
) -> Iterator[str]:
    def spoken(code: str, **parameters: object) -> str:
        return say(message(code, **parameters), language)

    place = f"{verdict.record.source} {verdict.record.place}".strip()
    yield f"  {spoken('verify.record')}: {spoken('verify.shown', text=place)}"
    said = statements(verdict, transaction)
    for label, statement in (
        ("signature", said.signature),
        ("key-statement", said.key),
        ("plausibility", said.plausibility),
    ):
        yield f"    {spoken('verify.' + label)}: {say(statement, language)}"
    yield from _finding_lines(verdict.findings, language)


def _finding_lines(findings: Sequence[Finding], language: Language) -> Iterator[str]:
    for finding in findings:
        severity = say(message(f"verify.{finding.severity.value}"), language)
        said = say(finding.message, language)
        source = f" ({finding.source})" if finding.source else ""
        yield f"    {severity} {finding.rule}: {said}{source}"


def _reading(reading: SignedReading) -> str:
    unit = reading.unit or ""
    status = reading.time_status or ""
    return f"{reading.value} {unit} · {reading.time or '–'} {status}".strip()
