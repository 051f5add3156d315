"""A transaction in the DCBM's store, and its two signed forms: OCMF text and ``legal`` JSON.

The order of the OCMF fields is that of the published record of firmware MU-0.1.4.0; a client that
writes the JSON anew breaks the signature.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

MODEL = "LEM DCBM SIMULATION"

IDENTIFICATION_TYPES = (
    "NONE",
    "DENIED",
    "UNDEFINED",
    "ISO14443",
    "ISO15693",
    "EMAID",
    "EVCCID",
    "EVCOID",
    "ISO7812",
    "CARD_TXN_NR",
    "CENTRAL",
    "CENTRAL_1",
    "CENTRAL_2",
    "LOCAL",
    "LOCAL_1",
    "LOCAL_2",
    "PHONE_NUMBER",
    "KEY_CODE",
)


@dataclass(frozen=True, slots=True)
class TakenReading:
    """Both counters at one time: whole Wh, UTC seconds, offset in minutes, clock letter."""

    imported_wh: int
    exported_wh: int
    utc: int
    offset_minutes: int
    letter: str

    @property
    def iso(self) -> str:
        """Return the time in ISO 8601 with its offset."""
        return iso_time(self.utc, self.offset_minutes)

    @property
    def ocmf_time(self) -> str:
        """Return the time as ``TM`` has it."""
        local = datetime.fromtimestamp(self.utc, UTC) + timedelta(minutes=self.offset_minutes)
        offset = _offset(self.offset_minutes).replace(":", "")
        return f"{local:%Y-%m-%dT%H:%M:%S},000{offset} {self.letter}"


@dataclass(slots=True)
class StoredTransaction:
    """One place of the store; ``end`` is None while it runs, ``status`` accumulates its bits."""

    index: int
    page: int
    evse_id: str
    transaction_id: str
    client_id: str
    tariff_id: int
    cable_id: int
    user_data: str
    tariff_text: str
    identification_type: int
    begin: TakenReading
    status: int
    end: TakenReading | None = None
    ocmf: str = ""

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> "StoredTransaction":
        """Return it from its plain form; raises ``KeyError`` or ``TypeError`` for none."""
        begin = TakenReading(**plain["begin"])
        end = None if plain["end"] is None else TakenReading(**plain["end"])
        return cls(**{**plain, "begin": begin, "end": end})


def iso_time(utc: int, offset_minutes: int) -> str:
    """Return a time in ISO 8601 with its offset."""
    local = datetime.fromtimestamp(utc, UTC) + timedelta(minutes=offset_minutes)
    return f"{local:%Y-%m-%dT%H:%M:%S}{_offset(offset_minutes)}"


def _offset(minutes: int) -> str:
    sign = "-" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    return f"{sign}{hours:02d}:{rest:02d}"


def ocmf_payload(
    stored: StoredTransaction,
    now: TakenReading | None,
    *,
    serial: str,
    firmware: str,
    tariff: bool,
) -> str:
    """Return the OCMF payload.

    ``now`` is the reading of an intermediate record, None where there is none; ``tariff``:
    whether this firmware writes the tariff text.
    """

    def text(value: str) -> str:
        return json.dumps(value, ensure_ascii=False)

    typed = IDENTIFICATION_TYPES[stored.identification_type]
    # Without a type the meter names the transaction instead of the user.
    identification = stored.client_id if stored.identification_type else stored.transaction_id
    readings = [_first(stored)]
    last, letter = (stored.end, "E") if stored.end is not None else (now, "C")
    readings.append(_short(stored.begin.exported_wh, "1-0:2.8.0"))
    if last is not None:
        readings.append(
            f'{{"TM":"{last.ocmf_time}","TX":"{letter}",'
            + _short(last.imported_wh, "1-0:1.8.0").removeprefix("{")
        )
        readings.append(_short(last.exported_wh, "1-0:2.8.0"))
    members = (
        '"FV":"1.0"',
        f'"GI":"{MODEL}"',
        f'"GS":"{serial}"',
        '"GV":"v1"',
        f'"PG":"T{stored.page}"',
        '"MV":"LEM"',
        f'"MS":"{serial}"',
        f'"MF":"MU-{firmware}_SU-0.0.8.0"',
        '"IS":true',
        '"IL":"HEARSAY"',
        '"IF":["RFID_NONE","OCPP_NONE","ISO15118_NONE","PLMN_NONE"]',
        f'"IT":"{typed}"',
        f'"ID":{text(identification)}',
        *((f'"TT":{text(stored.tariff_text)}',) if tariff and stored.tariff_text else ()),
        '"CT":"EVSEID"',
        f'"CI":{text(stored.evse_id)}',
        f'"RD":[{",".join(readings)}]',
    )
    return "{" + ",".join(members) + "}"


def _first(stored: StoredTransaction) -> str:
    """Return the one reading that is written in full; those behind inherit from it."""
    begin = stored.begin
    cable = f'{{"UN":"Cable{stored.cable_id}","UI":{stored.cable_id},"UR":0}}'
    return (
        f'{{"TM":"{begin.ocmf_time}","TX":"B","RV":{kwh(begin.imported_wh)},"RI":"1-0:1.8.0",'
        f'"RU":"kWh","RT":"DC","EF":"","ST":"G","UC":{cable}}}'
    )


def _short(wh: int, obis: str) -> str:
    return f'{{"RV":{kwh(wh)},"RI":"{obis}","RU":"kWh","ST":"G"}}'


def kwh(wh: int) -> str:
    """Return Wh as kWh with three decimals."""
    return f"{wh // 1000}.{wh % 1000:03d}"


def legal(
    stored: StoredTransaction, last: TakenReading, *, serial: str, running: bool
) -> dict[str, Any]:
    """Return the ``legal`` JSON without signature and key; ``last`` is its end or its now."""
    begin = stored.begin
    return {
        "paginationCounter": stored.page,
        "transactionId": stored.transaction_id,
        "evseId": stored.evse_id,
        "clientId": stored.client_id,
        "tariffId": stored.tariff_id,
        "cableSp": {
            "cableSpName": f"Cable{stored.cable_id}",
            "cableSpId": stored.cable_id,
            "cableSpRes": 0,
        },
        "userData": stored.user_data,
        "meterValue": {
            "timestampStart": begin.iso,
            "timestampStop": last.iso,
            "transactionDuration": last.utc - begin.utc,
            "intermediateRead": running,
            "transactionStatus": stored.status,
            "sampleValue": {
                "energyUnit": "kWh",
                "energyImport": (last.imported_wh - begin.imported_wh) / 1000,
                "energyImportTotalStart": begin.imported_wh / 1000,
                "energyImportTotalStop": last.imported_wh / 1000,
                "energyExport": (last.exported_wh - begin.exported_wh) / 1000,
                "energyExportTotalStart": begin.exported_wh / 1000,
                "energyExportTotalStop": last.exported_wh / 1000,
            },
        },
        "meterId": serial,
    }
