"""The energy counters: device (at the vehicle), line loss and mains, both directions."""

from dataclasses import dataclass, field

from eichlab.simulator.clockwork import NANOSECONDS
from eichlab.simulator.load import FEMTO_WS_PER_WH, Energy, Load

_TENTHS = FEMTO_WS_PER_WH // 10
_FEMTO_PER_MILLIWATT_NANOSECOND = 1000


@dataclass(frozen=True, slots=True)
class Direct:
    """What flows now: V, A and W at the vehicle; signed: + import, - export."""

    volts: float
    amperes: float
    watts: float
    loss_watts: float


@dataclass(slots=True)
class Counters:
    """All counters of the meter, exact; the device's are the load's own.

    The counters of the cable's loss follow the current at the times they are brought up to date,
    at least once in some seconds: what counts for the record is the device's.
    """

    load: Load
    nanoseconds: int
    impedance: int
    loss: Energy = field(default_factory=Energy)

    def advance(self, now: int) -> None:
        """Bring all counters up to ``now``."""
        direct = self.direct()
        passed = now - self.nanoseconds
        amount = round(direct.loss_watts * 1000) * passed * _FEMTO_PER_MILLIWATT_NANOSECOND
        if direct.watts >= 0:
            self.loss.imported += amount
        else:
            self.loss.exported += amount
        self.nanoseconds = now
        self.load.advance()

    def direct(self) -> Direct:
        """Return what flows now: the load's three parts taken together."""
        parts = self.load.phases()
        volts = parts[0].volts
        watts = sum(each.watts for each in parts)
        amperes = watts / volts
        return Direct(volts, amperes, watts, amperes**2 * self.impedance / 10_000)

    def tenths(self) -> tuple[int, ...]:
        """Return 0.1 Wh: line loss, device and mains, of each import and export."""
        energy = self.load.energy
        device = (energy.imported // _TENTHS, energy.exported // _TENTHS)
        loss = (self.loss.imported // _TENTHS, self.loss.exported // _TENTHS)
        # What comes back from the vehicle has lost its share before it reaches the mains.
        mains = (device[0] + loss[0], max(0, device[1] - loss[1]))
        return (*loss, *device, *mains)


def seconds(nanoseconds: int) -> int:
    """Return whole seconds."""
    return nanoseconds // NANOSECONDS
