"""What a WM3M4C keeps without power, and its form as plain values for the memory."""

from dataclasses import asdict, dataclass, field
from typing import Any

from eichlab.simulator.load import Energy
from eichlab.simulator.wm3m4.record import TakenReading

FORM = 1

IDLE = 0


@dataclass(slots=True)
class Output:
    """The last record: payload, and signature as it stands in the registers."""

    payload: bytes = b""
    signature: bytes = b""


@dataclass(slots=True)
class Kept:
    """The meter's memory.

    ``state`` is register 7000. ``begun`` counts transactions, ``pages`` are the ``PG`` of the
    record that ended each; ``unread`` is whether nobody read the last one yet, ``vanished`` which
    of them went with the power before anybody did. The real meter keeps none of these lists.
    """

    serial: str
    key: int
    settings: dict[str, int]
    energy: Energy = field(default_factory=Energy)
    state: int = IDLE
    begin: TakenReading | None = None
    pagination: int = 0
    begun: int = 0
    pages: list[str] = field(default_factory=list)
    unread: bool = False
    vanished: list[str] = field(default_factory=list)
    output: Output = field(default_factory=Output)
    utc: int | None = None

    def plain(self) -> dict[str, Any]:
        """Return the memory as values that JSON has."""
        return {
            "form": FORM,
            "serial": self.serial,
            "key": f"{self.key:X}",
            "settings": dict(self.settings),
            "energy": {"imported_fws": self.energy.imported, "exported_fws": self.energy.exported},
            "state": self.state,
            "begin": None if self.begin is None else asdict(self.begin),
            "pagination": self.pagination,
            "begun": self.begun,
            # The meter knows no release: nothing ever waits in it after the end.
            "idle": self.state == IDLE,
            "pages": list(self.pages),
            "unread": self.unread,
            "vanished": list(self.vanished),
            "output": {
                "payload": self.output.payload.decode("latin-1"),
                "signature": self.output.signature.hex(),
            },
            "utc": self.utc,
        }

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> "Kept":
        """Return the memory from its plain form.

        Raises ``KeyError``, ``TypeError`` or ``ValueError`` where it is none.
        """
        if plain["form"] != FORM:
            raise ValueError(f"form {plain['form']}")
        begin = plain["begin"]
        return cls(
            serial=plain["serial"],
            key=int(plain["key"], 16),
            settings=dict(plain["settings"]),
            energy=Energy(plain["energy"]["imported_fws"], plain["energy"]["exported_fws"]),
            state=plain["state"],
            begin=None if begin is None else TakenReading(**begin),
            pagination=plain["pagination"],
            begun=plain["begun"],
            pages=list(plain["pages"]),
            unread=plain["unread"],
            vanished=list(plain["vanished"]),
            output=Output(
                plain["output"]["payload"].encode("latin-1"),
                bytes.fromhex(plain["output"]["signature"]),
            ),
            utc=plain["utc"],
        )
