"""What an EM580 keeps without power, and its form as plain values for the memory."""

from dataclasses import asdict, dataclass, field
from typing import Any

from eichlab.simulator.em580.identification import Identification
from eichlab.simulator.em580.record import TakenReading
from eichlab.simulator.load import Energy

FORM = 1

_IDLE = 0


@dataclass(slots=True)
class RunningTransaction:
    """A transaction from its begin on; ``end`` is set while the record is being made."""

    pagination: int
    identification: Identification
    begin: TakenReading
    end: TakenReading | None = None


@dataclass(slots=True)
class Kept:
    """The meter's memory. ``state`` is the OCMF state of register 7100h, ``file`` the record.

    ``begun`` counts transactions, ``pages`` are the ``PG`` of the records that ended them; the
    real meter keeps no such list.
    """

    serial: str
    year: int
    curve: str
    key: int
    energy: Energy = field(default_factory=Energy)
    pagination: int = 0
    begun: int = 0
    pages: list[str] = field(default_factory=list)
    last_id: str = ""
    tariff_text: bytes = b""
    identification: dict[str, bytes] = field(default_factory=dict)
    state: int = 0
    file: bytes = b""
    running: RunningTransaction | None = None
    utc: int | None = None
    offset_minutes: int = 0

    def plain(self) -> dict[str, Any]:
        """Return the memory as values that JSON has."""
        running = self.running
        return {
            "form": FORM,
            "serial": self.serial,
            "year": self.year,
            "curve": self.curve,
            "key": f"{self.key:X}",
            "energy": {"imported_fws": self.energy.imported, "exported_fws": self.energy.exported},
            "pagination": self.pagination,
            "begun": self.begun,
            "idle": self.state == _IDLE,
            "pages": list(self.pages),
            "last_id": self.last_id,
            "tariff_text": _text(self.tariff_text),
            "identification": {name: _text(data) for name, data in self.identification.items()},
            "state": self.state,
            "file": _text(self.file),
            "running": None
            if running is None
            else {
                "pagination": running.pagination,
                "identification": _plain_identification(running.identification),
                "begin": asdict(running.begin),
                "end": None if running.end is None else asdict(running.end),
            },
            "utc": self.utc,
            "offset_minutes": self.offset_minutes,
        }

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> "Kept":
        """Return the memory from its plain form.

        Raises ``KeyError``, ``TypeError`` or ``ValueError`` where it is none.
        """
        if plain["form"] != FORM:
            raise ValueError(f"form {plain['form']}")
        running = plain["running"]
        return cls(
            serial=plain["serial"],
            year=plain["year"],
            curve=plain["curve"],
            key=int(plain["key"], 16),
            energy=Energy(plain["energy"]["imported_fws"], plain["energy"]["exported_fws"]),
            pagination=plain["pagination"],
            # A memory of before these were kept: each transaction counted one page.
            begun=plain.get("begun", plain["pagination"]),
            pages=list(plain.get("pages", ())),
            last_id=plain["last_id"],
            tariff_text=_bytes(plain["tariff_text"]),
            identification={name: _bytes(text) for name, text in plain["identification"].items()},
            state=plain["state"],
            file=_bytes(plain["file"]),
            running=None
            if running is None
            else RunningTransaction(
                pagination=running["pagination"],
                identification=_identification(running["identification"]),
                begin=TakenReading(**running["begin"]),
                end=None if running["end"] is None else TakenReading(**running["end"]),
            ),
            utc=plain["utc"],
            offset_minutes=plain["offset_minutes"],
        )


def _text(data: bytes) -> str:
    """Return bytes as text one to one; mostly it is readable."""
    return data.decode("latin-1")


def _bytes(text: str) -> bytes:
    return text.encode("latin-1")


def _plain_identification(identification: Identification) -> dict[str, Any]:
    return {
        name: _text(value) if isinstance(value, bytes) else value
        for name, value in asdict(identification).items()
    }


def _identification(plain: dict[str, Any]) -> Identification:
    first, second, third, fourth = plain["flags"]
    return Identification(
        assigned=plain["assigned"],
        level=plain["level"],
        flags=(first, second, third, fourth),
        type=plain["type"],
        data=_bytes(plain["data"]),
        charge_point_type=plain["charge_point_type"],
        charge_point=_bytes(plain["charge_point"]),
        tariff_text=_bytes(plain["tariff_text"]),
        modality=plain["modality"],
    )
