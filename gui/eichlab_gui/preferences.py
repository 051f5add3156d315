"""What the desktop remembers between two starts."""

from pathlib import Path

from platformdirs import user_config_path
from PySide6.QtCore import QByteArray, QLocale, QSettings

from eichlab.texts import Language
from eichlab_gui.theme import Theme


def preferences_path() -> Path:
    """Return where the preferences lie (the ``XDG_*`` variables are honoured)."""
    return user_config_path("eichlab") / "desktop.ini"


class Preferences:
    """Theme, language and window, in one small file."""

    def __init__(self, path: Path | None = None) -> None:
        self._settings = QSettings(str(path or preferences_path()), QSettings.Format.IniFormat)

    @property
    def theme(self) -> Theme:
        """Return the theme chosen; an unknown word counts as the system's."""
        word = str(self._settings.value("theme", Theme.SYSTEM.value))
        return Theme(word) if word in set(Theme) else Theme.SYSTEM

    @theme.setter
    def theme(self, theme: Theme) -> None:
        self._settings.setValue("theme", theme.value)

    @property
    def language(self) -> Language:
        """Return the language chosen, else the system's where Eichlab speaks it."""
        word = str(self._settings.value("language", ""))
        if word in set(Language):
            return Language(word)
        german = QLocale.system().language() == QLocale.Language.German
        return Language.DE if german else Language.EN

    @language.setter
    def language(self, language: Language) -> None:
        self._settings.setValue("language", language.value)

    @property
    def settings(self) -> QSettings:
        """Return the file itself, for what keeps a form of its own in it."""
        return self._settings

    @property
    def operator(self) -> str:
        """Return who worked at the bench last."""
        return str(self._settings.value("bench/operator", ""))

    @operator.setter
    def operator(self, operator: str) -> None:
        self._settings.setValue("bench/operator", operator)

    @property
    def sample(self) -> str:
        """Return the sample's or job's number used last."""
        return str(self._settings.value("bench/sample", ""))

    @sample.setter
    def sample(self, sample: str) -> None:
        self._settings.setValue("bench/sample", sample)

    @property
    def geometry(self) -> QByteArray | None:
        """Return the window's place and size as Qt keeps them, or None."""
        value = self._settings.value("window/geometry")
        return value if isinstance(value, QByteArray) else None

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._settings.setValue("window/geometry", geometry)

    def save(self) -> None:
        """Write what changed."""
        self._settings.sync()
