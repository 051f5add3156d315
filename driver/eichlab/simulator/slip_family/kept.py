"""What a meter keeps without power, and its form as plain values for the memory."""

from dataclasses import asdict, dataclass, field
from typing import Any

from eichlab.simulator.load import Energy
from eichlab.simulator.slip_family.identification import Identification
from eichlab.simulator.slip_family.record import TakenReading

FORM = 1


@dataclass(slots=True)
class RunningTransaction:
    """A transaction from START on; ``end`` is set while its record is being made.

    ``counters`` are all counters at its begin, in 0.1 Wh; ``duration_ns`` counts without the time
    in which the meter had no power; ``interrupted`` is set by a power failure.
    """

    pagination: int
    identification: Identification
    begin: TakenReading
    counters: tuple[int, ...]
    duration_ns: int = 0
    interrupted: bool = False
    end: TakenReading | None = None


@dataclass(slots=True)
class HeldRecord:
    """A finished record: its number from 1 on, its time and its text."""

    number: int
    utc: int
    text: bytes


@dataclass(slots=True)
class Kept:
    """The meter's memory.

    ``stored`` counts the records ever made; of them the newest are in ``records``. ``started`` and
    ``stopped`` are all counters at begin and end of the last transaction, empty before the first.
    ``pages`` are the paginations (``PG``) of all records ever made.
    """

    number: int
    curve: str
    key: int
    energy: Energy = field(default_factory=Energy)
    loss: Energy = field(default_factory=Energy)
    impedance: int = 0
    assembly: bool = False
    charge_point_type: int = 0
    charge_point: bytes = b""
    begun: int = 0
    running: RunningTransaction | None = None
    started: tuple[int, ...] = ()
    stopped: tuple[int, ...] = ()
    duration_s: int = 0
    stored: int = 0
    records: list[HeldRecord] = field(default_factory=list)
    first_utc: int = 0
    pages: list[str] = field(default_factory=list)
    log: list[bytes] = field(default_factory=list)
    logged: int = 0
    worked_ns: int = 0
    utc: int | None = None
    quarter_hours: int = 0

    @property
    def is_idle(self) -> bool:
        """Return whether nothing runs; a finished record waits for nobody, it stays."""
        return self.running is None

    def plain(self) -> dict[str, Any]:
        """Return the memory as values that JSON has."""
        running = self.running
        return {
            "form": FORM,
            "begun": self.begun,
            "idle": self.is_idle,
            "pages": self.pages,
            "number": self.number,
            "curve": self.curve,
            "key": f"{self.key:X}",
            "energy": _plain_energy(self.energy),
            "loss": _plain_energy(self.loss),
            "impedance": self.impedance,
            "assembly": self.assembly,
            "charge_point_type": self.charge_point_type,
            "charge_point": _text(self.charge_point),
            "running": None
            if running is None
            else {
                "pagination": running.pagination,
                "identification": {
                    "assigned": running.identification.assigned,
                    "type": running.identification.type,
                    "data": _text(running.identification.data),
                },
                "begin": asdict(running.begin),
                "counters": running.counters,
                "duration_ns": running.duration_ns,
                "interrupted": running.interrupted,
                "end": None if running.end is None else asdict(running.end),
            },
            "started": self.started,
            "stopped": self.stopped,
            "duration_s": self.duration_s,
            "stored": self.stored,
            "records": [
                {"number": each.number, "utc": each.utc, "text": _text(each.text)}
                for each in self.records
            ],
            "first_utc": self.first_utc,
            "log": [_text(entry) for entry in self.log],
            "logged": self.logged,
            "worked_ns": self.worked_ns,
            "utc": self.utc,
            "quarter_hours": self.quarter_hours,
        }

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> "Kept":
        """Return the memory from its plain form.

        Raises ``KeyError``, ``TypeError`` or ``ValueError`` where it is none.
        """
        if plain["form"] != FORM:
            raise ValueError(f"form {plain['form']}")
        return cls(
            number=plain["number"],
            curve=plain["curve"],
            key=int(plain["key"], 16),
            energy=_energy(plain["energy"]),
            loss=_energy(plain["loss"]),
            impedance=plain["impedance"],
            assembly=plain["assembly"],
            charge_point_type=plain["charge_point_type"],
            charge_point=_bytes(plain["charge_point"]),
            begun=plain["begun"],
            running=_running(plain["running"]),
            started=tuple(plain["started"]),
            stopped=tuple(plain["stopped"]),
            duration_s=plain["duration_s"],
            stored=plain["stored"],
            records=[
                HeldRecord(each["number"], each["utc"], _bytes(each["text"]))
                for each in plain["records"]
            ],
            first_utc=plain["first_utc"],
            pages=list(plain["pages"]),
            log=[_bytes(entry) for entry in plain["log"]],
            logged=plain["logged"],
            worked_ns=plain["worked_ns"],
            utc=plain["utc"],
            quarter_hours=plain["quarter_hours"],
        )


def _running(plain: dict[str, Any] | None) -> RunningTransaction | None:
    if plain is None:
        return None
    who = plain["identification"]
    return RunningTransaction(
        pagination=plain["pagination"],
        identification=Identification(who["assigned"], who["type"], _bytes(who["data"])),
        begin=TakenReading(**plain["begin"]),
        counters=tuple(plain["counters"]),
        duration_ns=plain["duration_ns"],
        interrupted=plain["interrupted"],
        end=None if plain["end"] is None else TakenReading(**plain["end"]),
    )


def _plain_energy(energy: Energy) -> dict[str, int]:
    return {"imported_fws": energy.imported, "exported_fws": energy.exported}


def _energy(plain: dict[str, Any]) -> Energy:
    return Energy(plain["imported_fws"], plain["exported_fws"])


def _text(data: bytes) -> str:
    """Return bytes as text one to one; mostly it is readable."""
    return data.decode("latin-1")


def _bytes(text: str) -> bytes:
    return text.encode("latin-1")
