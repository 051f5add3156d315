"""The DCBM's settings: what may be written, and what is refused."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

_UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z")
_ZONE = re.compile(r"(?P<sign>[+-])(?P<hours>\d\d):(?P<minutes>00|15|30|45)")
_HIGHEST_TYPE = 17

_WINTER = {"order": "last", "day": "sunday", "month": "october", "hour": "T01:00Z"}
_SUMMER = {"order": "last", "day": "sunday", "month": "march", "hour": "T01:00Z"}


class SettingRefusedError(Exception):
    """The meter takes no such setting; none of the request's was taken."""


@dataclass(slots=True)
class Settings:
    """What can be set besides the clock itself; ``zone_minutes`` is the standard time's offset."""

    zone_minutes: int = 0
    summer: dict[str, Any] = field(
        default_factory=lambda: {
            "activated": False,
            "offset": 60,
            "start": dict(_SUMMER),
            "end": dict(_WINTER),
        }
    )
    servers: list[dict[str, Any]] = field(default_factory=list)
    sync_period: int = 120
    ntp_activated: bool = False
    identification_type: int = 0
    tls_on: bool = False

    def offset_minutes(self, utc: int) -> int:
        """Return the offset of local time at a moment, summer time included (the EU's rule)."""
        if not self.summer.get("activated"):
            return self.zone_minutes
        at = datetime.fromtimestamp(utc, UTC)
        begin = _last_sunday(at.year, 3)
        end = _last_sunday(at.year, 10)
        extra = int(self.summer.get("offset", 60)) if begin <= at < end else 0
        return self.zone_minutes + extra

    def as_json(self, utc: str) -> dict[str, Any]:
        """Return the reply to a reading of the settings."""
        sign = "-" if self.zone_minutes < 0 else "+"
        hours, minutes = divmod(abs(self.zone_minutes), 60)
        return {
            "time": {"utc": utc, "tz": f"{sign}{hours:02d}:{minutes:02d}", "dst": self.summer},
            "ntp": {
                "servers": self.servers,
                "syncPeriod": self.sync_period,
                "ntpActivated": self.ntp_activated,
            },
            "ocmfId": {"IT": self.identification_type},
            "http": {"tls_on": self.tls_on},
        }

    def update(self, asked: dict[str, Any]) -> int | None:
        """Take part of the settings; return UTC seconds where the clock is set with them.

        Raises `SettingRefusedError`.
        """
        utc: int | None = None
        for key, value in asked.items():
            if not isinstance(value, dict) or not value:
                raise SettingRefusedError
            match key:
                case "time":
                    utc = self._time(value)
                case "ntp":
                    self._ntp(value)
                case "ocmfId":
                    code = value.get("IT")
                    if not isinstance(code, int) or not 0 <= code <= _HIGHEST_TYPE:
                        raise SettingRefusedError
                    self.identification_type = code
                case "http":
                    if not isinstance(value.get("tls_on"), bool):
                        raise SettingRefusedError
                    self.tls_on = value["tls_on"]
                case _:
                    raise SettingRefusedError
        return utc

    def _time(self, value: dict[str, Any]) -> int | None:
        if set(value) - {"utc", "tz", "dst"}:
            raise SettingRefusedError
        if "tz" in value:
            self.zone_minutes = _zone(value["tz"])
        if "dst" in value:
            if not isinstance(value["dst"], dict) or "activated" not in value["dst"]:
                raise SettingRefusedError
            self.summer = value["dst"]
        if "utc" not in value:
            return None
        text = value["utc"]
        if not isinstance(text, str) or not _UTC.fullmatch(text):
            raise SettingRefusedError
        # Setting the time by command switches the time servers off.
        self.ntp_activated = False
        return int(datetime.fromisoformat(text).timestamp())

    def _ntp(self, value: dict[str, Any]) -> None:
        servers = value.get("servers", self.servers)
        activated = value.get("ntpActivated", self.ntp_activated)
        if not isinstance(servers, list) or not isinstance(activated, bool):
            raise SettingRefusedError
        self.servers = servers
        self.sync_period = int(value.get("syncPeriod", self.sync_period))
        self.ntp_activated = activated


def _zone(text: object) -> int:
    matched = _ZONE.fullmatch(text) if isinstance(text, str) else None
    if matched is None:
        raise SettingRefusedError
    minutes = 60 * int(matched["hours"]) + int(matched["minutes"])
    minutes = -minutes if matched["sign"] == "-" else minutes
    if not -11 * 60 <= minutes <= 14 * 60:
        raise SettingRefusedError
    return minutes


def _last_sunday(year: int, month: int) -> datetime:
    """Return 01:00 UTC of a month's last Sunday; both months have 31 days."""
    last = datetime(year, month, 31, 1, tzinfo=UTC)
    return last.replace(day=31 - (last.weekday() + 1) % 7)
