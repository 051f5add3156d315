"""``eichlab verify``: a verdict for every signed record in files, folders or standard input."""

import sys
import time
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from eichlab.cli.verify_input import STANDARD_INPUT, read_entries
from eichlab.cli.verify_output import JsonRenderer, TextRenderer, json_parts, text_lines
from eichlab.ocmf import UnusableKeyError
from eichlab.texts import Language, say
from eichlab.transparency import (
    Billed,
    JudgingSettings,
    Profile,
    StreamedJudgement,
    entered,
    judge_stream,
)
from eichlab.values import DocumentError, EichlabError, KnownKey, Message, VerdictWord, message

ALL_VERIFIED, REJECTED, USAGE, UNCONFIRMED, UNREADABLE = 0, 1, 2, 3, 4

_PROGRESS_AFTER_S, _PROGRESS_EVERY_S = 1.0, 0.2
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
    profile: Annotated[
        Profile,
        typer.Option(
            help="How findings weigh: eichlab; strict, where every departure from the "
            "specification counts; safe, as the S.A.F.E. software passes or fails."
        ),
    ] = Profile.EICHLAB,
    billed: Annotated[Billed, typer.Option(help="What is billed.")] = Billed.ENERGY,
    language: Annotated[Language, typer.Option(help="The language of the sentences.")] = (
        Language.EN
    ),
    jobs: Annotated[
        int, typer.Option(min=1, max=64, metavar="N", help="Processes that judge at once.")
    ] = 1,
) -> None:
    """Say for every signed record whether signature, key and content hold.

    Exit code 0: all verified; 1: something rejected; 4: something unreadable; 3: something
    unconfirmed; 2: wrong usage. The first that applies in the order 1, 4, 3, 0.
    """
    try:
        entered_key = None if key is None else _read_key(key)
        known_keys = () if keyring is None else _read_key_ring(keyring)
    except EichlabError as error:
        _fail(error.message, language)
    for path in paths:
        if path != STANDARD_INPUT and not Path(path).exists():
            _fail(message("verify.missing", source=path), language)
    settings = JudgingSettings(
        tuple(known_keys), entered_key, trust_file_keys, billed=billed, profile=profile
    )
    renderer = JsonRenderer(language) if as_data else TextRenderer(language)
    progress = _Progress(language)
    judgement = judge_stream(
        read_entries(paths), settings, renderer, jobs=jobs, progress=progress.show
    )
    progress.clear()
    try:
        if as_data:
            for part in json_parts(
                judgement,
                language,
                profile=profile.value,
                trust_file_keys=trust_file_keys,
                billed=billed.value,
            ):
                sys.stdout.write(part)
            print()
        else:
            for line in text_lines(judgement, language, trusting=trust_file_keys):
                print(line)
    finally:
        judgement.close()
    raise typer.Exit(exit_code(judgement))


class _Progress:
    """A line on a terminal that says how far it is; silent everywhere else."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._terminal = sys.stderr.isatty()
        self._next = time.monotonic() + _PROGRESS_AFTER_S
        self._shown = False

    def show(self, count: int) -> None:
        """Show how many records are judged, now and then."""
        if not self._terminal or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _PROGRESS_EVERY_S
        self._shown = True
        said = say(message("verify.progress", count=count), self._language)
        print(f"\r{said}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Leave an empty line behind."""
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def exit_code(judgement: StreamedJudgement) -> int:
    """Return the exit code of a judgement, from the worst of its records and transactions."""
    words = judgement.record_words.keys() | judgement.transaction_words.keys()
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
        return entered(data)
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
