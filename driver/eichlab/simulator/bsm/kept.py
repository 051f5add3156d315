"""What a BSM keeps without power, and its form as plain values for the memory."""

from dataclasses import asdict, dataclass, field
from typing import Any

from eichlab.simulator.load import Energy

FORM = 1


@dataclass(slots=True)
class Kept:
    """The meter's memory.

    ``number`` is the measuring module's serial number. ``reference`` is the import in fWs from
    which the reference counter counts, ``count`` the last number given to a snapshot. ``begun``,
    ``running``, ``waits`` and ``pages`` are not the meter's own: they count its transactions from
    outside. A transaction is begun by a valid *start* or *turn-on* and closed by a valid *end* or
    *turn-off*; ``pages`` holds the ``PG`` of the last closing snapshot of each. ``waits`` until
    the three texts are another's: that is how a client says that it has read the snapshot.
    ``is_on`` tells a loss of power from a memory that was put away in order.
    """

    number: str
    curve: str
    key: int
    unit: int
    baud: int | None = None
    energy: Energy = field(default_factory=Energy)
    reference: int = 0
    count: int = 0
    power_downs: int = 0
    operating_s: int = 0
    set_count: int = 0
    set_at_s: int = 0
    metas: tuple[bytes, bytes, bytes] = (b"", b"", b"")
    is_on: bool = True
    begun: int = 0
    running: bool = False
    waits: bool = False
    pages: list[str] = field(default_factory=list)

    @property
    def idle(self) -> bool:
        """Return whether nothing runs and nothing waits to be released."""
        return not self.running and not self.waits

    def plain(self) -> dict[str, Any]:
        """Return the memory as values that JSON has."""
        plain = asdict(self)
        plain["form"] = FORM
        plain["key"] = f"{self.key:X}"
        plain["energy"] = {"imported_fws": self.energy.imported}
        plain["metas"] = [meta.decode("latin-1") for meta in self.metas]
        plain["idle"] = self.idle
        return plain

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> "Kept":
        """Return the memory from its plain form.

        Raises ``KeyError``, ``TypeError`` or ``ValueError`` where it is none.
        """
        values = dict(plain)
        if values.pop("form") != FORM:
            raise ValueError("form")
        del values["idle"]
        first, second, third = (meta.encode("latin-1") for meta in values["metas"])
        values["metas"] = (first, second, third)
        values["key"] = int(values["key"], 16)
        values["energy"] = Energy(imported=values["energy"]["imported_fws"])
        return cls(**values)
