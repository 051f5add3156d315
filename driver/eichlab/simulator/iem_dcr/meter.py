"""The simulated Isabellenhütte IEM-DCR: gateway data, user, receipts, clock and status words.

Sources: the requests that EVerest's driver for this meter makes and its tests pin down (module
IsabellenhuetteIemDcr), and published records of the meter. Nothing of it was verified on hardware;
what is not known is in `IemDcrSwitches`.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from eichlab.simulator.direct_meter import ALGORITHM, DirectMeter
from eichlab.simulator.http import HttpReply, HttpRequest, json_reply
from eichlab.simulator.iem_dcr.record import (
    EXPORT,
    IMPORT,
    TakenReading,
    Transaction,
    User,
    ocmf_time,
    padded_kwh,
    payload,
)
from eichlab.simulator.iem_dcr.switches import IemDcrSwitches
from eichlab.simulator.memory import unreadable
from eichlab.simulator.meter import Surroundings
from eichlab.simulator.switches import parse_switches

MODEL_NAME = "iem-dcr"

_DEFAULT_WATTS = 20_000
_NO_ERROR = "0x0000, 0x00000000, 0x00, 0x00"
_STATUS_WORD = "0x0000004000000004"
_OWN_OFFSET = 60
_LONGEST_TEXT = 255

_PATH = re.compile(r"/counter/(?P<version>v[12])/ocmf/(?P<what>[a-z]+)")
_TIME = re.compile(
    r"(?P<digits>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d),\d{3}"
    r"(?P<sign>[+-])(?P<h>\d\d)(?P<m>\d\d)(?: [UISR])?"
)


class IemDcr(DirectMeter):
    """One IEM-DCR."""

    def __init__(self, unit: int, surroundings: Surroundings) -> None:
        self.switches = parse_switches(IemDcrSwitches, surroundings.switches)
        super().__init__(
            MODEL_NAME,
            unit,
            surroundings,
            watts=_DEFAULT_WATTS,
            decivolts=self.switches.decivolts,
            variation=self.switches.variation,
            energy=self.switches.energy,
        )
        self.last: Transaction | None = None
        self._earlier = ""
        self._offset_minutes = _OWN_OFFSET
        if self.found is not None:
            try:
                self._restore(self.found)
            except (KeyError, TypeError, ValueError) as error:
                raise unreadable(f"{MODEL_NAME}@{unit}", repr(error)) from error
        self._forget_fleeting()
        self.begin_keeping()
        self._let_flow()

    def _restore(self, own: Mapping[str, Any]) -> None:
        self._offset_minutes = int(own["offset_minutes"])
        self._earlier = str(own["earlier"])
        if own["last"] is not None:
            self.last = Transaction.from_plain(own["last"])

    def _forget_fleeting(self) -> None:
        """Forget what is not kept without power: charge point, user, and the time."""
        self._charge_point = ("", "")
        self._user: User | None = None
        self._tariff_text = ""
        self._ready_at = 0.0
        resumed = self.switches.lost_clock == "resumes"
        self.clock.lose(self.kept_utc if resumed else 0, "U")

    def serial_for(self, number: int) -> str:
        """Return a serial number as the real one's, marked as a simulation."""
        return f"SIM1ISA02{self.unit:03d}{number:04d}"

    def own(self) -> dict[str, Any]:
        """Return the last transaction and the clock's offset."""
        return {
            "offset_minutes": self._offset_minutes,
            "last": None if self.last is None else asdict(self.last),
            "earlier": self._earlier,
        }

    @property
    def running(self) -> Transaction | None:
        """Return the transaction that runs."""
        return self.last if self.last is not None and self.last.end is None else None

    @property
    def is_idle(self) -> bool:
        """Return whether no transaction runs; the last record waits for nobody."""
        return self.running is None

    def set_load(self, watts: int) -> None:
        """Change the load."""
        super().set_load(watts)
        self._let_flow()

    def _let_flow(self) -> None:
        """Let the vehicle draw its load, if it does so now."""
        always = self.switches.vehicle == "always"
        self.load.connect(connected=self.has_power and (always or self.running is not None))

    # ── requests ─────────────────────────────────────────────────────────────────────────────

    def serve(self, request: HttpRequest) -> HttpReply:
        """Serve one request."""
        self.advance()
        matched = _PATH.fullmatch(request.path)
        if matched is None or self.strikes("wrong-model") is not None:
            return _error(404, "not found")
        version, what = matched["version"], matched["what"]
        if request.method == "GET" and what == "transaction":
            return self._last_transaction(version)
        if version != "v1":
            return _error(404, "not found")
        if request.method == "GET":
            return self._told(what)
        asked = request.json()
        if request.method != "POST":
            return _error(405, "method not allowed")
        if asked is None:
            return _error(400, "bad request")
        match what:
            case "gw":
                return self._set_gateway(asked)
            case "tariff":
                return self._set_tariff(asked)
            case "datetime":
                return self._set_time(asked)
            case "user":
                return self._set_user(asked)
            case "receipt":
                return self._receipt_command(asked)
            case _:
                return _error(404, "not found")

    def _told(self, what: str) -> HttpReply:
        match what:
            case "gw":
                kind, name = self._charge_point
                return json_reply({"CT": kind, "CI": name, "TM": self._shown_time()})
            case "metervalue":
                return json_reply(self._live())
            case "publickey":
                return json_reply({"SA": ALGORITHM, "PK": self.keys.der.hex()})
            case "datetime":
                return json_reply({"TM": self._shown_time()})
            case "receipt":
                return self._receipt()
            case _:
                return _error(404, "not found")

    def _shown_time(self) -> str:
        return ocmf_time(self.clock.now(), self._offset_minutes, self._letter)

    @property
    def _letter(self) -> str:
        return "U" if self.clock.status == "U" else self.switches.set_letter

    def _live(self) -> dict[str, Any]:
        flow = self.flow
        begin = self.last.begin if self.last is not None else None
        end = self.last.end if self.last is not None else None
        imported = end.imported_wh if end is not None else self.imported_wh
        exported = end.exported_wh if end is not None else self.exported_wh
        code = self.strikes("error-code")
        return {
            "MS": self.serial,
            "TM": self._shown_time(),
            "EF": "t" if self._letter == "U" else "",
            "ST": "G",
            "XT": self.running is not None,
            "RD": [
                {"RV": padded_kwh(self.imported_wh), "RI": IMPORT, "RU": "kWh", "RT": "DC"},
                {"RV": padded_kwh(self.exported_wh), "RI": EXPORT, "RU": "kWh", "RT": "DC"},
                {
                    "WV": padded_kwh(imported - begin.imported_wh if begin else 0),
                    "WI": f"transaction_{IMPORT}",
                    "WU": "kWh",
                    "WT": "DC",
                },
                {
                    "WV": padded_kwh(exported - begin.exported_wh if begin else 0),
                    "WI": f"transaction_{EXPORT}",
                    "WU": "kWh",
                    "WT": "DC",
                },
            ],
            "U1": 1.089,
            "U2": round(flow.volts, 1),
            "U3": 0,
            "U4": 0,
            "I": round(flow.amperes, 2),
            "P": round(flow.watts),
            "XS": _STATUS_WORD,
            "XC": _NO_ERROR if code is None else f"0x{int(code):04X}, 0x00000000, 0x00, 0x00",
        }

    # ── what is set ──────────────────────────────────────────────────────────────────────────

    def _set_gateway(self, asked: Mapping[str, Any]) -> HttpReply:
        kind, name, at = asked.get("CT"), asked.get("CI"), asked.get("TM")
        if not _is_text(kind) or not _is_text(name) or self._moment(at) is None:
            return _error(400, "bad request")
        if any(self._charge_point):
            return _error(self.switches.gateway_again, "already set")
        self._charge_point = (str(kind), str(name))
        self._run_clock(at)
        self.keep()
        return json_reply({"CT": kind, "CI": name})

    def _set_tariff(self, asked: Mapping[str, Any]) -> HttpReply:
        if not _is_text(asked.get("TT")):
            return _error(400, "bad request")
        self._tariff_text = str(asked["TT"])
        return json_reply({"TT": self._tariff_text})

    def _set_time(self, asked: Mapping[str, Any]) -> HttpReply:
        if self._moment(asked.get("TM")) is None:
            return _error(400, "bad request")
        if self.running is not None and self.switches.time_while_running == "refused":
            return _error(self.switches.refused, "transaction running")
        self._run_clock(asked["TM"])
        self.keep()
        return json_reply({"TM": self._shown_time()})

    def _moment(self, text: object) -> tuple[int, int] | None:
        """Return UTC seconds and offset in minutes of a time as it is set, None for none."""
        matched = _TIME.fullmatch(text) if isinstance(text, str) else None
        if matched is None:
            return None
        try:
            wall = datetime.fromisoformat(matched["digits"]).replace(tzinfo=UTC)
        except ValueError:
            return None
        minutes = 60 * int(matched["h"]) + int(matched["m"])
        offset = -minutes if matched["sign"] == "-" else minutes
        if self.switches.time_offset == "ignored":
            offset = _OWN_OFFSET
        return int((wall - timedelta(minutes=offset)).timestamp()), offset

    def _run_clock(self, text: object) -> None:
        moment = self._moment(text)
        assert moment is not None
        utc, self._offset_minutes = moment
        self.clock.set(utc)

    def _set_user(self, asked: Mapping[str, Any]) -> HttpReply:
        flags = asked.get("IF", [])
        texts = (asked.get("IL"), asked.get("IT"), asked.get("ID"), asked.get("TT", ""))
        valid = (
            isinstance(asked.get("IS"), bool)
            and isinstance(flags, list)
            and all(_is_text(each) for each in (*flags, *texts))
        )
        if not valid:
            return _error(400, "bad request")
        if self.running is not None:
            return _error(self.switches.refused, "transaction running")
        kept = self._user.tariff_text if self._user is not None else self._tariff_text
        without = kept if self.switches.user_without_tariff == "kept" else self._tariff_text
        self._user = User(
            assigned=bool(asked["IS"]),
            level=str(asked["IL"]),
            flags=tuple(str(each) for each in flags),
            type=str(asked["IT"]),
            identification=str(asked["ID"]),
            tariff_text=str(asked["TT"]) if "TT" in asked else without,
        )
        return json_reply({"ID": self._user.identification})

    # ── transactions ─────────────────────────────────────────────────────────────────────────

    def _receipt_command(self, asked: Mapping[str, Any]) -> HttpReply:
        match asked.get("TX"):
            case "B":
                return self._begin()
            case "E":
                return self._end()
            case _:
                return _error(400, "bad request")

    @property
    def _current_flows(self) -> bool:
        return abs(self.flow.amperes) * 1000 > self.switches.threshold_ma

    def _begin(self) -> HttpReply:
        switches = self.switches
        missing = (switches.gateway_first == "yes" and not any(self._charge_point)) or (
            switches.user_first == "yes" and self._user is None
        )
        broken = self.strikes("error-code") is not None
        if self.running is not None or missing or broken or self._current_flows:
            return _error(switches.refused, "can not be started")
        self._earlier = self.last.text if self.last is not None else ""
        self.begun += 1
        kind, name = self._charge_point
        self.last = Transaction(
            page=self.begun,
            charge_point_type=kind,
            charge_point=name,
            user=self._user or User(tariff_text=self._tariff_text),
            begin=self._take_reading(),
        )
        self._user = None
        self._let_flow()
        self.keep()
        return json_reply({"TX": "B"})

    def _end(self) -> HttpReply:
        running = self.running
        if running is None:
            return _error(self.switches.refused, "nothing is running")
        if self.switches.vehicle == "with-transaction":
            # The vehicle stops charging before the station ends the transaction.
            self.load.connect(connected=False)
        if self._current_flows:
            return _error(self.switches.refused, "current flows")
        slow = self.strikes("slow-ready")
        self._ready_at = self.loop.now() + (self.switches.ready_s if slow is None else slow)
        self._finish(running)
        return json_reply({"TX": "E"})

    def _finish(self, running: Transaction) -> None:
        """Take the end reading and sign the record; only the last one is kept."""
        running.end = self._take_reading()
        text = payload(running, serial=self.serial, exports=self.switches.registers == "both")
        running.text = self.signed(text).decode("utf-8")
        self.pages.append(f"T{running.page}")
        self._let_flow()
        self.keep()

    def _receipt(self) -> HttpReply:
        last = self.last
        text = last.text if last is not None and last.end is not None else self._earlier
        if self.loop.now() < self._ready_at:
            if self.switches.before_ready == "refused":
                return _error(404, "not ready")
            text = self._earlier
        return self._text(text)

    def _last_transaction(self, version: str) -> HttpReply:
        if version != self.switches.last_transaction:
            return _error(404, "not found")
        last = self.last
        signing = self.loop.now() < self._ready_at
        finished = last is not None and last.end is not None and not signing
        return self._text(last.text if last is not None and finished else self._earlier)

    def _text(self, text: str) -> HttpReply:
        if not text:
            return _error(404, "no transaction")
        if self.strikes("empty-record") is not None:
            return HttpReply(200, b"", "text/plain")
        match self.switches.receipt_form:
            case "braces":
                return HttpReply(200, f"{{\n{text}\n}}".encode(), "text/plain")
            case "json":
                return json_reply({"receipt": text})
            case _:
                return HttpReply(200, text.encode("utf-8"), "text/plain")

    def _take_reading(self) -> TakenReading:
        self.load.advance()
        return TakenReading(
            imported_wh=self.imported_wh,
            exported_wh=self.exported_wh,
            utc=self.clock.now(),
            offset_minutes=self._offset_minutes,
            letter=self._letter,
        )

    # ── mains ────────────────────────────────────────────────────────────────────────────────

    def power_returned(self) -> None:
        """Come up: charge point, user and time are gone; a transaction goes on or has ended."""
        super().power_returned()
        self._forget_fleeting()
        running = self.running
        if running is not None and self.switches.after_power_loss == "ended":
            self._finish(running)
        self._let_flow()
        self.keep()


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value.encode("utf-8")) <= _LONGEST_TEXT


def _error(status: int, said: str) -> HttpReply:
    return json_reply({"error": said}, status)
