"""The language on the screen; Qt's default locale carries it, so that it has one place."""

from PySide6.QtCore import QLocale

from eichlab.texts import Language, say
from eichlab.values import EichlabError, Message


def language() -> Language:
    """Return the language the desktop speaks now."""
    german = QLocale().language() == QLocale.Language.German
    return Language.DE if german else Language.EN


def said(message: Message) -> str:
    """Return a message of the driver as a sentence in the desktop's language."""
    return say(message, language())


def said_error(error: BaseException) -> str:
    """Return an error as a sentence; what is not ours is named by its type."""
    if isinstance(error, EichlabError):
        return said(error.message)
    return f"{type(error).__name__}: {error}"
