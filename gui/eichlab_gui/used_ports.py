"""How meters were reached on each port: a search of the same port begins with that."""

import json
from collections.abc import Sequence
from dataclasses import astuple, fields
from typing import Final

from PySide6.QtCore import QSettings

from eichlab.bench import UsedSettings
from eichlab.values import PortDescription

_KEY: Final = "ports/used"
_PER_PORT, _PORTS = 4, 32


def port_key(device: str, port: PortDescription | None) -> str:
    """Return what a port is known by: its adapter's numbers, where it has some, else its name.

    An adapter without a serial number is known by the socket it is plugged into.
    """
    usb = None if port is None else port.usb
    if usb is None or not (usb.serial or usb.location):
        return device
    return f"usb:{usb.vendor:04x}:{usb.product:04x}:{usb.serial or usb.location}"


class UsedPorts:
    """In the desktop's preferences, the newest first; what cannot be read there is left out."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    def of(self, key: str) -> tuple[UsedSettings, ...]:
        """Return what was used on a port, the last first."""
        found = (_read(plain) for plain in self._all().get(key, ()))
        return tuple(used for used in found if used is not None)

    def remember(self, key: str, used: Sequence[UsedSettings]) -> None:
        """Put what was used on a port before what was used there earlier."""
        kept = tuple(dict.fromkeys((*used, *self.of(key))))[:_PER_PORT]
        others = {other: each for other, each in self._all().items() if other != key}
        newest = {key: [list(astuple(each)) for each in kept], **others}
        bounded = dict(list(newest.items())[:_PORTS])
        self._settings.setValue(_KEY, json.dumps(bounded, ensure_ascii=False))

    def _all(self) -> dict[str, list[object]]:
        try:
            kept = json.loads(str(self._settings.value(_KEY, "{}")))
        except ValueError:
            return {}
        if not isinstance(kept, dict):
            return {}
        return {str(key): each for key, each in kept.items() if isinstance(each, list)}


def _read(plain: object) -> UsedSettings | None:
    if not isinstance(plain, list) or len(plain) != len(fields(UsedSettings)):
        return None
    baud, parity, stop_bits, unit, framing = plain
    possible = (
        baud in range(300, 4_000_001)
        and parity in {"N", "E", "O"}
        and stop_bits in {1, 2}
        and unit in range(1, 248)
        and framing in {"rtu", "slip"}
    )
    return UsedSettings(baud, parity, stop_bits, unit, framing) if possible else None
