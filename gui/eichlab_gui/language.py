"""The language on the screen; Qt's default locale carries it, so that it has one place."""

from typing import Final

from PySide6.QtCore import QCoreApplication, QLocale

from eichlab.texts import Language, say
from eichlab.values import EichlabError, Message

GIVEN_NAMES: Final = "GivenName"
"""The context in which a translator may know names of meters and lines; only the demo's does."""


def language() -> Language:
    """Return the language the desktop speaks now."""
    german = QLocale().language() == QLocale.Language.German
    return Language.DE if german else Language.EN


def shown_name(name: str) -> str:
    """Return what a meter or line is called on the screen: its name; the demo's have two."""
    return QCoreApplication.translate(GIVEN_NAMES, name)


def said(message: Message) -> str:
    """Return a message of the driver as a sentence in the desktop's language."""
    return say(_with_shown_name(message), language())


def _with_shown_name(message: Message) -> Message:
    """Return the message with the meter it names, also inside another, as the screen calls it."""
    parameters = dict(message.parameters)
    for name, value in parameters.items():
        if name == "meter" and isinstance(value, str):
            parameters[name] = shown_name(value)
        elif isinstance(value, Message):
            parameters[name] = _with_shown_name(value)
    return Message(message.code, parameters)


def said_error(error: BaseException) -> str:
    """Return an error as a sentence; what is not ours is named by its type."""
    if isinstance(error, EichlabError):
        return said(error.message)
    return f"{type(error).__name__}: {error}"
