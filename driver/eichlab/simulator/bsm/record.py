"""The OCMF text of a snapshot, byte for byte as the meter writes it."""

from datetime import UTC, datetime, timedelta

from eichlab.simulator.bsm.firmware import Firmware
from eichlab.simulator.bsm.snapshot import BEGINS, CURRENT, Snapshot
from eichlab.simulator.bsm.words import NO_INT16, NO_UINT32

MOST_BYTES = 992

_ESCAPED = frozenset('"\\|')


def payload(snapshot: Snapshot, maker: str, model: str, firmware: Firmware) -> bytes:
    """Return the payload; texts are bytes as they were written, see `_quoted`."""
    serial = snapshot.address.decode("latin-1")
    first, second, third = (_quoted(meta) for meta in snapshot.metas)
    faulty = snapshot.events != 0
    members = [
        '"FV":"1.0"',
        f'"GI":"{maker} {model}"',
        f'"GS":"{serial}"',
        f'"GV":"{firmware.module}, {firmware.communication}"',
        f'"PG":"T{snapshot.count}"',
        f'"MV":"{maker}"',
        f'"MM":"{model}"',
        f'"MS":"{serial}"',
        f'"IS":{"true" if snapshot.metas[0] else "false"}',
        '"IT":"UNDEFINED"',
        f'"ID":{first}',
    ]
    if firmware.texts_in_record:
        members += [f'"X2":{second}'] if snapshot.metas[1] else []
        members += [f'"X3":{third}'] if snapshot.metas[2] else []
    letter = "C" if snapshot.kind == CURRENT else "B" if snapshot.kind in BEGINS else "E"
    charged, unit = _energy(snapshot.reference, snapshot.energy_scale)
    total, _ = _energy(snapshot.total, snapshot.energy_scale)
    members.append(
        f'"RD":[{{"TM":"{_time(snapshot)}","TX":"{letter}",'
        f'"RV":{charged},"RI":"1-0:1.8.0*198","RU":"{unit}",'
        f'"XV":{total},"XI":"1-0:1.8.0*255","XU":"{unit}","XT":{snapshot.kind},"RT":"AC",'
        f'"EF":"{"Et" if faulty else ""}","ST":"{"E" if faulty else "G"}"}}]'
    )
    return ("{" + ",".join(members) + "}").encode("latin-1")


def record(signed: bytes, signature: bytes) -> bytes:
    """Return payload and signature (DER) as the whole text."""
    tail = f'{{"SA":"ECDSA-secp256r1-SHA256","SD":"{signature.hex()}"}}'
    return b"OCMF|" + signed + b"|" + tail.encode()


def _energy(raw: int, scale: int) -> tuple[str, str]:
    """Return an energy with the digits of the display: kWh with two, or whole Wh."""
    if scale == 1:
        return f"{raw // 100}.{raw % 100:02d}", "kWh"
    return str(raw), "Wh"


def _time(snapshot: Snapshot) -> str:
    if snapshot.epoch == NO_UINT32 or snapshot.offset == NO_INT16:
        return "1970-01-01T00:00:00,000+0000 U"
    local = datetime.fromtimestamp(snapshot.epoch, UTC) + timedelta(minutes=snapshot.offset)
    sign = "-" if snapshot.offset < 0 else "+"
    hours, minutes = divmod(abs(snapshot.offset), 60)
    return f"{local:%Y-%m-%dT%H:%M:%S},000{sign}{hours:02d}{minutes:02d} S"


def _quoted(text: bytes) -> str:
    """Return a text in quotes; that these characters get longer is known, their form is not."""
    plain = text.decode("latin-1")
    inner = "".join(
        f"\\u{ord(sign):04x}" if sign < " " or sign in _ESCAPED else sign for sign in plain
    )
    return f'"{inner}"'
