"""The show starts by itself after boot: an entry of the desktop environment's autostart."""

import sys
from pathlib import Path

from platformdirs import user_config_path

from eichlab.program import own_command
from eichlab.values import ConfigurationError


def autostart_path() -> Path:
    """Return where the entry lies (XDG autostart specification; ``XDG_CONFIG_HOME`` counts)."""
    return user_config_path("autostart").parent / "autostart" / "eichlab-show.desktop"


def set_autostart(*, on: bool) -> Path:
    """Write the entry or remove it; return its path.

    Raises `ConfigurationError` where it cannot be written, and on systems without such entries.
    """
    path = autostart_path()
    if not sys.platform.startswith("linux"):
        raise ConfigurationError("desktop.no-autostart")
    try:
        if not on:
            path.unlink(missing_ok=True)
            return path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_entry(), "utf-8")
    except OSError as error:
        raise ConfigurationError(
            "desktop.autostart", file=str(path), reason=error.strerror
        ) from error
    return path


def _entry() -> str:
    program, *arguments = own_command("demo", "--show", desktop=True)
    command = " ".join((f'"{program}"', *arguments))
    return (
        "[Desktop Entry]\n"
        "Type=Application\n"
        "Name=Eichlab show\n"
        f"Exec={command}\n"
        "X-GNOME-Autostart-enabled=true\n"
        "X-GNOME-Autostart-Delay=5\n"
    )
