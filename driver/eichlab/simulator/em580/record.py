"""The OCMF payload of an EM580, byte for byte in the form of the published record.

The key order, the blanks inside ``LC`` and the three decimals are the real meter's; a client
that writes the JSON anew breaks the signature.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from eichlab.simulator.em580.identification import (
    CHARGE_POINT_TYPES,
    LEVELS,
    TYPES,
    Identification,
)

VENDOR = "Carlo Gavazzi Controls"
MODEL = "EM580DINAV23XS3DET SIMULATION"

_IMPORT = "1-b:1.8.0"
# The register name of an export reading is not published; this follows the import's.
_EXPORT = "1-b:2.8.0"

# Session modalities, register 7036h.
CHARGING = 0
VEHICLE_TO_GRID = 1
BIDIRECTIONAL = 2


@dataclass(frozen=True, slots=True)
class TakenReading:
    """Both counters at one time: whole Wh, UTC seconds, offset in minutes, time status."""

    imported_wh: int
    exported_wh: int
    utc: int
    offset_minutes: int
    status: str


@dataclass(frozen=True, slots=True)
class RecordContent:
    """All that goes into one record."""

    serial: str
    firmware: str
    pagination: int
    identification: Identification
    begin: TakenReading
    end: TakenReading
    end_letter: str


def payload(record: RecordContent, *, escaping: bool) -> bytes:
    """Return the payload's bytes. ``escaping``: whether texts are escaped as JSON demands."""
    who = record.identification

    def text(value: bytes) -> str:
        # Latin-1 carries every byte through unchanged, whatever encoding the client wrote.
        plain = value.decode("latin-1")
        return f'"{_escaped(plain) if escaping else plain}"'

    flags = ",".join(f'"{flag}"' for flag in who.flag_words)
    readings = ",".join(
        _reading(taken, letter, obis)
        for taken, letter in ((record.begin, "B"), (record.end, record.end_letter))
        for obis in _registers(who.modality)
    )
    members = (
        '"FV":"1.2"',
        f'"GI":"{VENDOR}-{MODEL}"',
        f'"GS":"{record.serial}"',
        f'"GV":"{record.firmware}"',
        f'"PG":"T{record.pagination}"',
        f'"MV":"{VENDOR}"',
        f'"MM":"{MODEL}"',
        f'"MS":"{record.serial}"',
        f'"MF":"{record.firmware}"',
        f'"IS":{"true" if who.assigned else "false"}',
        f'"IL":"{LEVELS[who.level]}"',
        f'"IF":[{flags}]',
        f'"IT":"{TYPES[who.type]}"',
        f'"ID":{text(who.data)}',
        f'"TT":{text(who.tariff_text)}',
        f'"CT":"{CHARGE_POINT_TYPES[who.charge_point_type]}"',
        f'"CI":{text(who.charge_point)}',
        '"LC":{"LN":"CABLE_LOSS","LI": 99,"LR": 0,"LU": "mOhm"}',
        f'"RD":[{readings}]',
    )
    return ("{" + ",".join(members) + "}").encode("latin-1")


def _registers(modality: int) -> tuple[str, ...]:
    return {CHARGING: (_IMPORT,), VEHICLE_TO_GRID: (_EXPORT,)}.get(modality, (_IMPORT, _EXPORT))


def _reading(taken: TakenReading, letter: str, obis: str) -> str:
    wh = taken.imported_wh if obis == _IMPORT else taken.exported_wh
    return (
        f'{{"TM":"{_time(taken)}","TX":"{letter}","RV":{wh // 1000}.{wh % 1000:03d},'
        f'"RI":"{obis}","RU":"kWh","RT":"AC","RM":"","ST":"G"}}'
    )


def _time(taken: TakenReading) -> str:
    local = datetime.fromtimestamp(taken.utc, UTC) + timedelta(minutes=taken.offset_minutes)
    sign = "-" if taken.offset_minutes < 0 else "+"
    hours, minutes = divmod(abs(taken.offset_minutes), 60)
    offset = f"{sign}{hours:02d}{minutes:02d}"
    return f"{local:%Y-%m-%dT%H:%M:%S},000{offset} {taken.status}"


_SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r"}
_SHORT_ESCAPES["\t"] = "\\t"


def _escaped(text: str) -> str:
    return "".join(
        _SHORT_ESCAPES.get(sign) or (f"\\u{ord(sign):04x}" if sign < " " else sign) for sign in text
    )
