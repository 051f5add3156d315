"""Starts under a name, so that a form filled once is filled again with one choice."""

import json
from collections.abc import Mapping

from PySide6.QtCore import QSettings

from eichlab.values import (
    ChargePointIdType,
    IdentificationFlag,
    IdentificationLevel,
    IdentificationType,
    TransactionRequest,
)

_KEY = "transactions/presets"


class Presets:
    """The presets in the desktop's preferences, by name; what cannot be read there is left out."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    def all(self) -> dict[str, TransactionRequest]:
        """Return the presets in the order of their names."""
        try:
            kept = json.loads(str(self._settings.value(_KEY, "{}")))
        except ValueError:
            return {}
        found: dict[str, TransactionRequest] = {}
        for name, plain in sorted(kept.items() if isinstance(kept, dict) else ()):
            request = _request(plain)
            if request is not None:
                found[str(name)] = request
        return found

    def keep(self, name: str, request: TransactionRequest) -> None:
        """Keep a request under a name; the one of that name before gives way."""
        self._write({**self.all(), name: request})

    def forget(self, name: str) -> None:
        """Drop a preset."""
        self._write({each: kept for each, kept in self.all().items() if each != name})

    def _write(self, presets: Mapping[str, TransactionRequest]) -> None:
        plain = {
            name: {
                "assigned": each.assigned,
                "level": each.level,
                "flags": list(each.flags),
                "identification_type": each.identification_type,
                "identification": each.identification,
                "tariff_text": each.tariff_text,
                "charge_point_type": each.charge_point_type,
                "charge_point_id": each.charge_point_id,
                "raw_tariff": each.raw_tariff,
            }
            for name, each in presets.items()
        }
        self._settings.setValue(_KEY, json.dumps(plain, ensure_ascii=False))


def _request(plain: object) -> TransactionRequest | None:
    if not isinstance(plain, dict):
        return None
    try:
        return TransactionRequest(
            assigned=bool(plain["assigned"]),
            level=IdentificationLevel(plain["level"]),
            flags=tuple(IdentificationFlag(each) for each in plain["flags"]),
            identification_type=IdentificationType(plain["identification_type"]),
            identification=str(plain["identification"]),
            tariff_text=str(plain["tariff_text"]),
            charge_point_type=ChargePointIdType(plain["charge_point_type"]),
            charge_point_id=str(plain["charge_point_id"]),
            raw_tariff=bool(plain.get("raw_tariff", False)),
        )
    except (KeyError, TypeError, ValueError):
        return None
