"""Speaking to a terminal: the user's language, errors in one sentence, exit codes."""

import os
import sys
from enum import IntEnum
from typing import NoReturn

import typer

from eichlab.texts import Language, say
from eichlab.values import (
    ConfigurationError,
    EichlabError,
    Message,
    RequestError,
    VerdictWord,
)


class Exit(IntEnum):
    """Exit codes, the same for every command (0 verified … as `eichlab verify` has them)."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    UNCONFIRMED = 3
    UNREADABLE = 4


def language() -> Language:
    """Return the language of the terminal: ``EICHLAB_LANGUAGE``, else the locale, else English."""
    names = ("EICHLAB_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    chosen = next((value for name in names if (value := os.environ.get(name))), "")
    return Language.DE if chosen.lower().startswith("de") else Language.EN


def tell(said: Message) -> None:
    """Say a sentence on standard error, where it disturbs no output that is read by programs."""
    print(say(said, language()), file=sys.stderr, flush=True)


def fail(error: EichlabError) -> NoReturn:
    """Say the error and end: 2 where the command was called wrongly, else 1."""
    tell(error.message)
    wrong_use = isinstance(error, ConfigurationError | RequestError)
    raise typer.Exit(Exit.USAGE if wrong_use else Exit.FAILED)


def exit_of(word: VerdictWord | None) -> Exit:
    """Return the exit code for a verdict; no verdict at all is a failure."""
    return {
        VerdictWord.VERIFIED: Exit.DONE,
        VerdictWord.REJECTED: Exit.FAILED,
        VerdictWord.UNREADABLE: Exit.UNREADABLE,
        VerdictWord.UNCONFIRMED: Exit.UNCONFIRMED,
        None: Exit.FAILED,
    }[word]
