"""The OCMF payload of an IEM-DCR, in the field order of its published records."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

MAKER = "Isabellenhuette"
MODEL = "IEM-DCR-125-1000-32-00-006-B_000 SIMULATION"
FIRMWARE = "DU-02.00.12_SU-02.00.08"

IMPORT = "1-b:1.8.e"
EXPORT = "1-b:2.8.e"


@dataclass(frozen=True, slots=True)
class TakenReading:
    """Both counters at one time: whole Wh, UTC seconds, offset in minutes, clock letter."""

    imported_wh: int
    exported_wh: int
    utc: int
    offset_minutes: int
    letter: str

    @property
    def time(self) -> str:
        """Return the time as ``TM`` has it."""
        return ocmf_time(self.utc, self.offset_minutes, self.letter)

    @property
    def flags(self) -> str:
        """Return the error flags: ``t`` while nobody vouches for the time."""
        return "t" if self.letter == "U" else ""


@dataclass(frozen=True, slots=True)
class User:
    """What ``user`` took; the tariff text is shown as well as signed."""

    assigned: bool = False
    level: str = "NONE"
    flags: tuple[str, ...] = ()
    type: str = "NONE"
    identification: str = ""
    tariff_text: str = ""

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> "User":
        """Return it from its plain form."""
        return cls(**{**plain, "flags": tuple(plain["flags"])})


@dataclass(slots=True)
class Transaction:
    """One transaction: charge point and user as they were at its begin."""

    page: int
    charge_point_type: str
    charge_point: str
    user: User
    begin: TakenReading
    end: TakenReading | None = None
    text: str = ""

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> "Transaction":
        """Return it from its plain form; raises ``KeyError`` or ``TypeError`` for none."""
        return cls(
            **{
                **plain,
                "user": User.from_plain(plain["user"]),
                "begin": TakenReading(**plain["begin"]),
                "end": None if plain["end"] is None else TakenReading(**plain["end"]),
            }
        )


def ocmf_time(utc: int, offset_minutes: int, letter: str) -> str:
    """Return local time with offset and letter: ``2025-06-06T09:26:24,000+0200 I``."""
    local = datetime.fromtimestamp(utc, UTC) + timedelta(minutes=offset_minutes)
    sign = "-" if offset_minutes < 0 else "+"
    hours, minutes = divmod(abs(offset_minutes), 60)
    return f"{local:%Y-%m-%dT%H:%M:%S},000{sign}{hours:02d}{minutes:02d} {letter}"


def padded_kwh(wh: int) -> str:
    """Return Wh as kWh in eight digits and three decimals."""
    return f"{wh // 1000:08d}.{wh % 1000:03d}"


def payload(stored: Transaction, *, serial: str, exports: bool) -> str:
    """Return the payload of a transaction that has its end."""
    assert stored.end is not None
    user = stored.user

    def text(value: object) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    readings = ",".join(
        _reading(taken, letter, exports=exports)
        for taken, letter in ((stored.begin, "B"), (stored.end, "E"))
    )
    members = (
        '"FV":"1.0"',
        f'"GI":"{MAKER} {MODEL}"',
        f'"GS":"{serial}"',
        f'"GV":"{FIRMWARE}"',
        f'"MV":"{MAKER}"',
        f'"MM":"{MODEL}"',
        f'"MS":"{serial}"',
        '"MF":"80.01.01"',
        f'"CT":{text(stored.charge_point_type)}',
        f'"CI":{text(stored.charge_point)}',
        f'"IS":{text(user.assigned)}',
        f'"IL":{text(user.level)}',
        f'"IF":{text(list(user.flags))}',
        f'"IT":{text(user.type)}',
        f'"ID":{text(user.identification)}',
        f'"PG":"T{stored.page}"',
        *((f'"TT":{text(user.tariff_text)}',) if user.tariff_text else ()),
        f'"RD":[{readings}]',
    )
    return "{" + ",".join(members) + "}"


def _reading(taken: TakenReading, letter: str, *, exports: bool) -> str:
    first = (
        f'{{"TM":"{taken.time}","TX":"{letter}","EF":"{taken.flags}","ST":"G",'
        f'"RV":"{padded_kwh(taken.imported_wh)}","RI":"{IMPORT}","RU":"kWh","RT":"DC"}}'
    )
    if not exports:
        return first
    return (
        f'{first},{{"RV":"{padded_kwh(taken.exported_wh)}","RI":"{EXPORT}","RU":"kWh","RT":"DC"}}'
    )
