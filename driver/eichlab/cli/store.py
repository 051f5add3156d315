"""``eichlab store``: proves the chain, writes all evidence, forgets old readings."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from eichlab.store import CheckResult, Store, default_store_path
from eichlab.texts import Language, say, say_error
from eichlab.transparency import safe_xml
from eichlab.values import EichlabError, Message, StoreError, message

store = typer.Typer(no_args_is_help=True, help="The evidence: journal, records, readings, losses.")

FAILED = 1
USAGE = 2

StorePath = Annotated[
    Path | None, typer.Option("--store", metavar="PATH", help="Another store than the usual one.")
]
SpokenLanguage = Annotated[Language, typer.Option("--language", help="Language of the answer.")]

_HEAD = re.compile(r"[0-9a-fA-F]{64}")


@store.command()
def check(
    expect: Annotated[
        str | None,
        typer.Option(metavar="HEAD", help="A head printed earlier; it must occur in the chain."),
    ] = None,
    store_path: StorePath = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object on standard output.")
    ] = False,
    language: SpokenLanguage = Language.EN,
) -> None:
    """Prove the chain of all evidence; print its number of entries and its head.

    Nothing is written, neither into the store nor beside it.

    Exit code 0: intact; 1: broken, or the store cannot be read; 2: wrong usage.
    """
    if expect is not None and not _HEAD.fullmatch(expect.strip()):
        complain(message("store.no-head", expected=expect), language)
        raise typer.Exit(USAGE)
    with errors_said(language), existing_store(store_path) as opened:
        result = opened.check(expect)
    print(_plain(result, language) if as_json else say(_said(result), language))
    if not result.ok:
        raise typer.Exit(FAILED)


@store.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    force: Annotated[
        bool, typer.Option("--force", help="Replace files of the same name in a folder in use.")
    ] = False,
    store_path: StorePath = None,
    language: SpokenLanguage = Language.EN,
) -> None:
    """Write all evidence from the stored bytes, with a manifest of every file's SHA-256.

    Records byte for byte and as XML; journal, writes to meters, transactions, verdicts, keys,
    losses and readings as tables.
    """
    with errors_said(language), existing_store(store_path) as opened:
        done = opened.export(folder, force=force, to_xml=safe_xml)
    said = message(
        "store.exported",
        folder=done.folder,
        records=done.records,
        journal_rows=done.journal_rows,
        writes=done.writes,
        losses=done.losses,
        readings=done.readings,
        head=done.head,
    )
    print(say(said, language))


@store.command()
def prune(
    days: Annotated[
        int, typer.Option("--older-than", metavar="DAYS", min=0, help="Forget readings so old.")
    ],
    store_path: StorePath = None,
    language: SpokenLanguage = Language.EN,
) -> None:
    """Forget old readings to make room; evidence and losses are never forgotten."""
    before = datetime.now(UTC) - timedelta(days=days)
    with errors_said(language), Store.open(_place_of_existing(store_path)) as opened:
        count = opened.prune_readings(before)
    print(say(message("store.pruned", count=count, before=f"{before:%Y-%m-%d}"), language))


@contextmanager
def existing_store(path: Path | None) -> Iterator[Store]:
    """Open a store that must be there, for reading only. Raises `StoreError`."""
    with Store.open_read_only(_place_of_existing(path)) as opened:
        yield opened


def _place_of_existing(path: Path | None) -> Path:
    """Return where the store lies: asking for one never makes one. Raises `StoreError`."""
    place = default_store_path() if path is None else path
    try:
        missing = not place.exists()
    except OSError:
        missing = False  # opening it says better why
    if missing:
        raise StoreError("store.missing", path=str(place))
    return place


@contextmanager
def errors_said(language: Language) -> Iterator[None]:
    """Say what goes wrong in the surroundings in one sentence, and exit with 1."""
    try:
        yield
    except EichlabError as error:
        print_error(say_error(error, language))
        raise typer.Exit(FAILED) from error


def complain(said: Message, language: Language) -> None:
    """Say a message on the error stream."""
    print_error(say(said, language))


def print_error(text: str) -> None:
    """Print a line on the error stream."""
    typer.echo(text, err=True)


def _said(result: CheckResult) -> Message:
    if result.first_broken is not None:
        return message(
            "store.broken",
            what=result.first_broken.message,
            count=result.count,
            head=result.head,
        )
    if result.expected_at is not None:
        later = result.count - result.expected_at
        return message("store.intact-contains", count=result.count, later=later, head=result.head)
    return message("store.intact", count=result.count, head=result.head)


def _plain(result: CheckResult, language: Language) -> str:
    broken = result.first_broken
    return json.dumps(
        {
            "ok": result.ok,
            "count": result.count,
            "head": result.head,
            "expected_at": result.expected_at,
            "first_broken": None
            if broken is None
            else {
                "number": broken.number,
                "kind": broken.kind,
                "subject": broken.subject,
                "code": broken.message.code,
                "text": say(broken.message, language),
            },
        },
        ensure_ascii=False,
    )
