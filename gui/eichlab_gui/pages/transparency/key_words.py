"""Words for keys: where they come from, and who vouches for them."""

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from eichlab.values import KeyOrigin
from eichlab_gui.figures import NONE, local


def origin_word(origin: KeyOrigin | None) -> str:
    """Return where a key comes from, in the language of the screen."""
    translate = QCoreApplication.translate
    words = {
        KeyOrigin.PLATE: translate("Key", "type plate"),
        KeyOrigin.REGISTER: translate("Key", "official register"),
        KeyOrigin.METER: translate("Key", "read from the meter"),
        KeyOrigin.KEYRING: translate("Key", "key ring"),
        KeyOrigin.ENTERED: translate("Key", "entered by hand"),
        KeyOrigin.FILE: translate("Key", "came with the data"),
    }
    return NONE if origin is None else words[origin]


def origin_sentence(origin: KeyOrigin | None, by: str | None, at: datetime | None) -> str:
    """Return where a key comes from, and who confirmed it when, as far as that is known."""
    if by is None:
        return origin_word(origin)
    return QCoreApplication.translate("Key", "{origin}, confirmed by {by} on {day}").format(
        origin=origin_word(origin), by=by, day=day_of(at)
    )


def day_of(at: datetime | None) -> str:
    """Return the local day of a moment, or a dash."""
    return NONE if at is None else f"{local(at):%d.%m.%Y}"
