"""What the WM3M4C puts into a record: its own names, and readings as it spells them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

VENDOR = "Iskra"
MODEL = "WM3M4C SIMULATION"
FIRMWARE = "2.05"

_KWH = 3


@dataclass(frozen=True, slots=True)
class TakenReading:
    """The import counter at one time.

    ``count`` in Wh times ten to the ``exponent``; UTC seconds, offset in minutes, the letter of
    the time status, and whether the time is flagged as doubtful.
    """

    count: int
    exponent: int
    utc: int
    offset_minutes: int
    status: str
    doubtful: bool

    def text(self, letter: str) -> str:
        """Return the reading as it stands in the record, ``letter`` being its ``TX``."""
        value = Decimal(self.count).scaleb(self.exponent - _KWH)
        flags = "t" if self.doubtful else ""
        return (
            f'{{"TM":"{self._time()}","TX":"{letter}","RV":{value:f},"RI":"1-b:1.8.0",'
            f'"RU":"kWh","RT":"AC","EF":"{flags}","ST":"G"}}'
        )

    def _time(self) -> str:
        local = datetime.fromtimestamp(self.utc, UTC) + timedelta(minutes=self.offset_minutes)
        sign = "-" if self.offset_minutes < 0 else "+"
        hours, minutes = divmod(abs(self.offset_minutes), 60)
        return f"{local:%Y-%m-%dT%H:%M:%S},000{sign}{hours:02d}{minutes:02d} {self.status}"


def gaps(serial: str, page: int, readings: list[str], *, model: str = MODEL) -> dict[str, str]:
    """Return what the meter puts into the dataset's gaps, as JSON text."""
    return {
        "PG": f'"T{page}"',
        "MV": f'"{VENDOR}"',
        "MM": f'"{model}"',
        "MS": f'"{serial}"',
        "MF": f'"{FIRMWARE}"',
        "RD": f"[{','.join(readings)}]",
    }
