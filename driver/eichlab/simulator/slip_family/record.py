"""The OCMF payload and its signed text, byte for byte in the form of published GSH01 records.

Blanks around colons, none after commas, values of readings in quotation marks, registers in
hexadecimal groups, upper-case signature. A client that writes the JSON anew breaks the signature.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from eichlab.simulator.keys import KeyPair
from eichlab.simulator.slip_family.identification import CHARGE_POINT_TYPES, TYPES, Identification

# OBIS groups in hexadecimal: energy of the transaction, imported and exported, energy delivered
# to the vehicle, impedance of the cable, duration.
_TRANSACTION = "01-00:98.08.00.FF"
_EXPORT = "01-00:02.08.00.FF"
_DEVICE = "01-00:9C.08.00.FF"
_IMPEDANCE = "01-00:8C.07.00.FF"
_DURATION = "01-00:00.08.06.FF"


@dataclass(frozen=True, slots=True)
class TakenReading:
    """Both device counters at one time; UTC seconds, offset in quarter hours, time status."""

    imported_wh: int
    exported_wh: int
    utc: int
    quarter_hours: int
    letter: str


@dataclass(frozen=True, slots=True)
class RecordContent:
    """All that goes into one record."""

    vendor: str
    model: str
    gateway: str
    serial: str
    firmware: str
    pagination: int
    identification: Identification
    charge_point_type: int
    charge_point: bytes
    begin: TakenReading
    end: TakenReading
    end_letter: str
    impedance: int
    duration_s: int


def payload(record: RecordContent, *, full: bool, export: bool, escaping: bool) -> bytes:
    """Return the payload's bytes.

    ``full``: with the block ``U``; ``export``: with the export register; ``escaping``: whether
    texts are escaped as JSON demands.
    """
    who = record.identification

    def text(value: bytes) -> str:
        # Latin-1 carries every byte through unchanged, whatever encoding the client wrote.
        plain = value.decode("latin-1")
        return f'"{_escaped(plain) if escaping else plain}"'

    begin, end = record.begin, record.end
    imported = _kwh(end.imported_wh - begin.imported_wh)
    readings = [
        _reading(begin, "B", _kwh(0), _TRANSACTION, "kWh"),
        _reading(end, record.end_letter, imported, _TRANSACTION, "kWh"),
    ]
    if export:
        exported = _kwh(end.exported_wh - begin.exported_wh)
        readings.insert(1, _reading(begin, "B", _kwh(0), _EXPORT, "kWh"))
        readings.append(_reading(end, record.end_letter, exported, _EXPORT, "kWh"))
    members = [
        '"FV" : "1.0"',
        f'"GI" : "{record.gateway}"',
        f'"GS" : "{record.serial}"',
        f'"GV" : "{record.firmware}"',
        f'"PG" : "T{record.pagination}"',
        f'"MV" : "{record.vendor}"',
        f'"MM" : "{record.model}"',
        f'"MS" : "{record.serial}"',
        f'"MF" : "{record.firmware}"',
        f'"IS" : {"true" if who.assigned else "false"}',
        f'"IT" : "{TYPES[who.type]}"',
        f'"ID" : {text(who.data)}',
        f'"CT" : "{CHARGE_POINT_TYPES.get(record.charge_point_type, "EVSEID")}"',
        f'"CI" : {text(record.charge_point)}',
        f'"RD" : [{",".join(readings)}]',
    ]
    if full:
        ohm = f"{record.impedance // 10_000}.{record.impedance % 10_000:04d}"
        further = (
            _reading(begin, "B", _kwh(begin.imported_wh), _DEVICE, "kWh"),
            _reading(end, record.end_letter, _kwh(end.imported_wh), _DEVICE, "kWh"),
            _reading(begin, "B", ohm, _IMPEDANCE, "Ohm"),
            _reading(end, record.end_letter, str(record.duration_s), _DURATION, "s"),
        )
        members.append(f'"U" : [{",".join(further)}]')
    return ("{" + ",".join(members) + "}").encode("latin-1")


def signed_text(signed: bytes, keys: KeyPair, *, raw: bool) -> bytes:
    """Return the whole record: header, payload and signature."""
    signature = (
        keys.sign_raw(signed) if raw else keys.private.sign(signed, ec.ECDSA(hashes.SHA256()))
    )
    tail = f'{{"SA" : "ECDSA-{keys.curve}-SHA256","SD" : "{signature.hex().upper()}"}}'
    return b"OCMF|" + signed + b"|" + tail.encode("ascii")


def _reading(taken: TakenReading, letter: str, value: str, register: str, unit: str) -> str:
    return (
        f'{{"TM" : "{_time(taken)}","TX" : "{letter}","RV" : "{value}","RI" : "{register}",'
        f'"RU" : "{unit}","RT" : "DC","EF" : "","ST" : "G"}}'
    )


def _kwh(watt_hours: int) -> str:
    return f"{watt_hours // 1000}.{watt_hours % 1000:03d}"


def _time(taken: TakenReading) -> str:
    minutes = 15 * taken.quarter_hours
    local = datetime.fromtimestamp(taken.utc, UTC) + timedelta(minutes=minutes)
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    return f"{local:%Y-%m-%dT%H:%M:%S},000{sign}{hours:02d}{rest:02d} {taken.letter}"


_SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r"}
_SHORT_ESCAPES["\t"] = "\\t"


def _escaped(text: str) -> str:
    return "".join(
        _SHORT_ESCAPES.get(sign) or (f"\\u{ord(sign):04x}" if sign < " " else sign) for sign in text
    )
