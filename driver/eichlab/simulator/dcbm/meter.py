"""The simulated LEM DCBM 400/600: its endpoints, transaction store, clock and status bits.

Sources: the requests that EVerest's driver for this meter makes and its tests pin down (module
LemDCBM400600), and LEM's operation manual of January 2021. Nothing of it was verified on
hardware; what is not known is in `DcbmSwitches`.
"""

import copy
import json
import re
import time
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from eichlab.simulator.certificate import certificate_only, make_certificate
from eichlab.simulator.dcbm.record import (
    StoredTransaction,
    TakenReading,
    iso_time,
    legal,
    ocmf_payload,
)
from eichlab.simulator.dcbm.settings import SettingRefusedError, Settings
from eichlab.simulator.dcbm.switches import DcbmSwitches
from eichlab.simulator.direct_meter import DirectMeter
from eichlab.simulator.http import HttpReply, HttpRequest, json_reply
from eichlab.simulator.memory import unreadable
from eichlab.simulator.meter import Surroundings
from eichlab.simulator.switches import parse_switches

MODEL_NAME = "dcbm"

# Bits of `status.value`, and the names the meter gives them.
LINKED = 1
FATAL = 2
RUNNING = 4
TAMPERED = 8
SYNCHRONISED = 16
TOO_HOT = 32
REVERSED = 64
MEASURING_FAILED = 128

_STATUS_NAMES = {
    LINKED: "suLinkStatusIsOk",
    FATAL: "muFatalErrorOccured",
    RUNNING: "transactionIsOnGoing",
    TAMPERED: "tamperingIsDetected",
    SYNCHRONISED: "timeSyncStatusIsOk",
    TOO_HOT: "overTemperatureIsDetected",
    REVERSED: "reversedVoltage",
    MEASURING_FAILED: "suMeasureFailureOccurred",
}
_ERROR_NAMES = (
    "muInitIsFailed",
    "suStateIsInvalid",
    "versionCheckIsFailed",
    "muRngInitIsFailed",
    "muDataIntegrityIsFailed",
    "muFwIntegrityIsFailed",
    "suIntegrityIsFailed",
    "logbookIntegrityIsFailed",
    "logbookIsFull",
    "memoryAccessIsFailed",
    "muStateIsFailed",
)
# What must be set throughout; all other bits must never be.
_NOMINAL = LINKED | SYNCHRONISED

_BILLABLE_S = 48 * 3600
_SEARCHED_BY_ID = 840
_LOGBOOK = 50
_FIRST_TIME = 1_609_459_200  # a new meter's clock: 2021-01-01
_DEFAULT_WATTS = 40_000
_CELSIUS = 31.5
_TOO_HOT_CELSIUS = 95

_LIMITS = {"evseId": 37, "transactionId": 37, "clientId": 37, "userData": 128}
_TARIFF_BYTES = 250

_PATH = re.compile(r"/(?P<version>v[12])/(?P<what>[a-z]+)(?:/(?P<index>-?\d+))?")


class Dcbm(DirectMeter):
    """One DCBM."""

    def __init__(self, unit: int, surroundings: Surroundings) -> None:
        self.switches = parse_switches(DcbmSwitches, surroundings.switches)
        super().__init__(
            MODEL_NAME,
            unit,
            surroundings,
            watts=_DEFAULT_WATTS,
            decivolts=self.switches.decivolts,
            variation=self.switches.variation,
            energy=self.switches.energy,
        )
        self.store: list[StoredTransaction] = []
        self._plain_ended: dict[int, dict[str, Any]] = {}
        self._pem = ""
        self._latched = 0
        self._last_sync: int | None = None
        self._logbook: list[dict[str, Any]] = []
        self._ready_at: dict[str, float] = {}
        self._settled_at = self.loop.now()
        if self.found is None:
            self._stored_settings = Settings(
                identification_type=self.switches.identification_type,
                tls_on=self.switches.tls == "on",
            )
            self.clock.set(_FIRST_TIME)
        else:
            try:
                self._restore(self.found)
            except (KeyError, TypeError, ValueError) as error:
                raise unreadable(f"{MODEL_NAME}@{unit}", repr(error)) from error
        self.settings = copy.deepcopy(self._stored_settings)
        self.begin_keeping()

    def _restore(self, own: Mapping[str, Any]) -> None:
        self._stored_settings = Settings(**own["settings"])
        self._pem = str(own["certificate"])
        self._last_sync = own["last_sync"]
        self._logbook = list(own["logbook"])
        self.store = [StoredTransaction.from_plain(each) for each in own["store"]]
        # The clock has a battery of its own.
        self.clock.set(self.kept_utc + max(0, round(time.time() - self.kept_wall)))

    def serial_for(self, number: int) -> str:
        """Return a serial number of digits as the real one's, marked as a simulation."""
        return f"SIM1202407{self.unit:03d}{number:04d}"

    def own(self) -> dict[str, Any]:
        """Return settings, clock state and transaction store."""
        return {
            "settings": asdict(self._stored_settings),
            "certificate": self._pem,
            "last_sync": self._last_sync,
            "logbook": self._logbook,
            "store": [self._plain(each) for each in self.store],
        }

    def _plain(self, stored: StoredTransaction) -> dict[str, Any]:
        """Return a transaction as it is kept; one that has ended changes no more."""
        if stored.end is None:
            return asdict(stored)
        if stored.index not in self._plain_ended:
            self._plain_ended[stored.index] = asdict(stored)
        return self._plain_ended[stored.index]

    @property
    def running(self) -> StoredTransaction | None:
        """Return the transaction that runs."""
        last = self.store[-1] if self.store else None
        return last if last is not None and last.end is None else None

    @property
    def is_idle(self) -> bool:
        """Return whether no transaction runs; finished records wait for nobody."""
        return self.running is None

    @property
    def certificate(self) -> str | None:
        """Return key and certificate while TLS is on."""
        return self._certificate() if self.settings.tls_on else None

    def _certificate(self) -> str:
        """Return key and certificate, which it makes when they are first needed."""
        if not self._pem:
            self._pem = make_certificate(self.serial)
            self.keep()
        return self._pem

    # ── requests ─────────────────────────────────────────────────────────────────────────────

    def serve(self, request: HttpRequest) -> HttpReply:
        """Serve one request."""
        self.advance()
        self._accumulate()
        matched = _PATH.fullmatch(request.path)
        if matched is None or self.strikes("wrong-model") is not None:
            return _error(404, "not found")
        version, what, index = matched["version"], matched["what"], matched["index"]
        if version == "v2" and (
            what not in {"legal", "ocmf", "livemeasure"} or not self._knows_second_version
        ):
            return _error(404, "not found")
        match request.method, what:
            case "GET", "status":
                return json_reply(self._status_json())
            case "GET", "settings":
                utc = iso_time(self.clock.now(), 0).replace("+00:00", "Z")
                return json_reply({"meterId": self.serial, **self.settings.as_json(utc)})
            case "PUT", "settings":
                return self._put_settings(request)
            case "GET", "livemeasure":
                return json_reply(self._live())
            case "POST", "legal":
                return self._start(request, second=version == "v2")
            case "PUT", "legal":
                return self._stop(request)
            case "GET", "legal" | "ocmf":
                return self._record(request, what, index)
            case "GET", "certificate":
                text = certificate_only(self._certificate()).strip()
                text = text.replace("CERTIFICATE-----\n", "CERTIFICATE-----", 1)
                return json_reply({"certificate": text.replace("\n-----END", "-----END")})
            case "GET", "logbook":
                entries = json.dumps(self._logbook, separators=(",", ":"))
                signature = self.signature(entries.encode())
                return json_reply({"logbook": self._logbook, "signature": signature})
            case _:
                return _error(405, "method not allowed")

    @property
    def _knows_second_version(self) -> bool:
        return int(self.switches.firmware.split(".")[1]) >= 2

    def _status_json(self) -> dict[str, Any]:
        status = self._status()
        fatal = bool(status & FATAL)
        return {
            "meterId": self.serial,
            "publicKeyOcmf": self.keys.der.hex(),
            "publicKey": self.keys.point[1:].hex(),
            "status": {
                "value": status,
                "bits": {name: bool(status & bit) for bit, name in _STATUS_NAMES.items()},
            },
            "version": {
                "applicationFirmwareVersion": self.switches.firmware,
                "applicationFirmwareAuthTag": "a1b2c3d4e5f60718",
                "legalFirmwareVersion": "0.1.2.0",
                "legalFirmwareAuthTag": "18076f5e4d3c2b1a",
                "sensorFirmwareVersion": "0.0.8.0",
                "sensorFirmwareCrc": "5EED",
            },
            "time": iso_time(self.clock.now(), self._offset()),
            "ipAddress": "192.168.1.2",
            "errors": {
                "value": 1 if fatal else 0,
                "bits": {name: fatal and place == 0 for place, name in enumerate(_ERROR_NAMES)},
            },
            "indexOfLastTransaction": self.store[-1].index if self.store else 0,
            "numberOfStoredTransactions": len(self.store),
        }

    def _live(self) -> dict[str, Any]:
        flow = self.flow
        hot = self._temperature()
        reversed_voltage = self._latched & REVERSED
        return {
            "voltage": round(-flow.volts if reversed_voltage else flow.volts, 1),
            "current": round(flow.amperes, 2),
            "power": round(flow.watts / 1000, 3),
            "temperatureH": hot,
            "temperatureL": round(hot - 1.2, 1),
            "energyImportTotal": self.imported_wh / 1000,
            "energyExportTotal": self.exported_wh / 1000,
            "timestamp": iso_time(self.clock.now(), self._offset()),
        }

    def _temperature(self) -> float:
        hot = self.strikes("over-temperature")
        return _CELSIUS if hot is None else float(hot)

    # ── settings and clock ───────────────────────────────────────────────────────────────────

    def _put_settings(self, request: HttpRequest) -> HttpReply:
        asked = request.json()
        if not asked:
            return _error(400, "bad request")
        changed = copy.deepcopy(self.settings)
        try:
            utc = changed.update(asked)
            if "time" in asked and self.running is not None:
                raise SettingRefusedError
        except (SettingRefusedError, TypeError, ValueError):
            return json_reply({"meterId": self.serial, "result": 0})
        self.settings = changed
        if utc is not None:
            self._synchronise(utc)
        elif changed.ntp_activated and self.switches.ntp == "answers":
            self._synchronise(round(time.time()))
        early = self.loop.now() < self._settled_at
        if not early or self.switches.early_settings == "kept":
            self._stored_settings = copy.deepcopy(changed)
        self._log("settings")
        self.keep()
        return json_reply({"meterId": self.serial, "result": 1})

    def _synchronise(self, utc: int) -> None:
        self.clock.set(utc)
        self._last_sync = utc
        self._log("time")

    @property
    def _is_synchronised(self) -> bool:
        if self._last_sync is None or self.strikes("clock-expired") is not None:
            return False
        return 0 <= self.clock.now() - self._last_sync < _BILLABLE_S

    def _offset(self) -> int:
        return self.settings.offset_minutes(self.clock.now())

    def _log(self, event: str) -> None:
        number = self._logbook[-1]["index"] + 1 if self._logbook else 1
        entry = {"index": number, "time": iso_time(self.clock.now(), 0), "event": event}
        self._logbook = [*self._logbook, entry][-_LOGBOOK:]

    # ── status ───────────────────────────────────────────────────────────────────────────────

    def _status(self) -> int:
        """Return the bits as they are now."""
        if self.strikes("reversed-voltage") is not None:
            # It stays until the meter is restarted.
            self._latched |= REVERSED
        bits = {
            LINKED: self.strikes("unit-link-lost") is None,
            FATAL: self.strikes("fatal-error") is not None,
            RUNNING: self.running is not None,
            TAMPERED: self.strikes("tampering") is not None,
            SYNCHRONISED: self._is_synchronised,
            TOO_HOT: self._temperature() >= _TOO_HOT_CELSIUS,
            MEASURING_FAILED: self.strikes("measuring-failed") is not None,
        }
        return self._latched | sum(bit for bit, is_set in bits.items() if is_set)

    def _accumulate(self) -> None:
        """Let the running transaction remember whatever was not as it should be."""
        running = self.running
        if running is None:
            return
        now = self._status()
        # Nominal bits stay only while they were never lost, others once they were ever set.
        status = (running.status & now & _NOMINAL) | ((running.status | now) & ~_NOMINAL)
        if status != running.status:
            running.status = status
            self.keep()

    # ── transactions ─────────────────────────────────────────────────────────────────────────

    def _start(self, request: HttpRequest, *, second: bool) -> HttpReply:
        asked = request.json()
        if asked is None or not _is_valid_start(asked):
            return _error(400, "bad request")
        status = self._status()
        if status & (LINKED | FATAL | RUNNING | SYNCHRONISED) != LINKED | SYNCHRONISED:
            return _error(self.switches.refused_start, "transaction can not be started")
        self.begun += 1
        begun = StoredTransaction(
            index=self.store[-1].index + 1 if self.store else 1,
            page=self.begun,
            evse_id=str(asked["evseId"]),
            transaction_id=str(asked["transactionId"]),
            client_id=str(asked["clientId"]),
            tariff_id=int(asked["tariffId"]),
            cable_id=int(asked["cableId"]),
            user_data=str(asked.get("userData", "")),
            tariff_text=str(asked.get("TT", "")) if second else "",
            identification_type=self.settings.identification_type,
            begin=self._take_reading(),
            status=status | RUNNING,
        )
        self.store = [*self.store, begun][-_SEARCHED_BY_ID:]
        self._log("start")
        self.keep()
        told = {key: asked[key] for key in ("evseId", "transactionId", "clientId", "tariffId")}
        return json_reply(
            {**told, "cableId": begun.cable_id, "running": True, "index": begun.index}, 201
        )

    def _stop(self, request: HttpRequest) -> HttpReply:
        asked = request.json()
        named = request.query.get("transactionId")
        if asked is None or asked.get("running") is not False or named is None:
            return _error(400, "bad request")
        running = self.running
        if running is None or running.transaction_id != named:
            return _error(self.switches.refused_stop, "no such transaction is running")
        self._finish(running)
        slow = self.strikes("slow-ready")
        if slow is not None:
            self._ready_at[named] = self.loop.now() + slow
        return json_reply(self._legal(running))

    def _finish(self, running: StoredTransaction) -> None:
        """Take the end reading and sign the record; it is kept for good."""
        end = self._take_reading()
        running.status &= ~RUNNING
        running.end = end
        running.ocmf = self._ocmf(running, None)
        self.pages.append(f"T{running.page}")
        self._log("stop")
        self.keep()

    def _record(self, request: HttpRequest, what: str, index: str | None) -> HttpReply:
        named = request.query.get("transactionId")
        if named is not None:
            found = self._of_id(named)
        elif index is not None:
            found = self._of_index(int(index))
        else:
            found = self.store[-1] if self.store else None
        if found is None:
            unknown = named is not None or index is not None
            status = self.switches.unknown_id if unknown else self.switches.no_records
            return _error(status, "no such transaction")
        if what == "legal":
            return json_reply(self._legal(found))
        if self.strikes("empty-record") is not None:
            return HttpReply(200, b"", "text/plain")
        unfinished = found.end is None or self._is_awaited(found)
        text = self._ocmf(found, self._take_reading()) if unfinished else found.ocmf
        return HttpReply(200, text.encode("utf-8"), "text/plain")

    def _of_id(self, named: str) -> StoredTransaction | None:
        for each in reversed(self.store):
            hidden = each.end is None and self.switches.query_while_running == "unknown"
            if each.transaction_id == named and not hidden:
                return each
        return None

    def _of_index(self, index: int) -> StoredTransaction | None:
        """Return the transaction at a place of the store, or counted back from its end."""
        if index < 0:
            return self.store[index] if -index <= len(self.store) else None
        return next((each for each in self.store if each.index == index), None)

    def _is_awaited(self, found: StoredTransaction) -> bool:
        """Return whether the record of a finished transaction is still being signed."""
        ready_at = self._ready_at.get(found.transaction_id)
        return ready_at is not None and self.loop.now() < ready_at

    def _ocmf(self, stored: StoredTransaction, now: TakenReading | None) -> str:
        """Return the OCMF text; with ``now`` an intermediate one."""
        shown = stored
        if now is not None:
            shown = copy.copy(stored)
            shown.end = None
            now = now if self.switches.intermediate == "reading" else None
        payload = ocmf_payload(
            shown,
            now,
            serial=self.serial,
            firmware=self.switches.firmware,
            tariff=self._knows_second_version,
        )
        return self.signed(payload).decode("utf-8")

    def _legal(self, stored: StoredTransaction) -> dict[str, Any]:
        last = stored.end or self._take_reading()
        said = legal(stored, last, serial=self.serial, running=stored.end is None)
        text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
        return {
            **said,
            "signature": self.signature(text.encode("utf-8")),
            "publicKey": self.keys.point[1:].hex(),
        }

    def _take_reading(self) -> TakenReading:
        self.load.advance()
        return TakenReading(
            imported_wh=self.imported_wh,
            exported_wh=self.exported_wh,
            utc=self.clock.now(),
            offset_minutes=self._offset(),
            letter=self.switches.clock_letter if self._is_synchronised else "U",
        )

    # ── mains ────────────────────────────────────────────────────────────────────────────────

    def power_returned(self) -> None:
        """Come up again: a transaction that ran goes on, or is closed where so switched."""
        super().power_returned()
        self._latched = 0
        self._ready_at.clear()
        self._settled_at = self.loop.now() + self.switches.settle_s
        self.settings = copy.deepcopy(self._stored_settings)
        self._log("power")
        running = self.running
        if running is not None and self.switches.after_power_loss == "closed":
            self._finish(running)
        self.keep()


def _is_valid_start(asked: Mapping[str, Any]) -> bool:
    for name, most in _LIMITS.items():
        value = asked.get(name)
        if not isinstance(value, str) or len(value.encode("utf-8")) > most:
            return False
    tariff_id, cable_id = asked.get("tariffId"), asked.get("cableId")
    if not isinstance(tariff_id, int) or not isinstance(cable_id, int):
        return False
    tariff_text = asked.get("TT", "")
    if not isinstance(tariff_text, str) or len(tariff_text.encode("utf-8")) > _TARIFF_BYTES:
        return False
    return bool(asked["transactionId"]) and 0 <= tariff_id <= 4 and 0 <= cable_id <= 7


def _error(status: int, said: str) -> HttpReply:
    return json_reply({"error": said}, status)
