"""The mains of a meter: off, booting, working."""

from eichlab.simulator.loop import Loop, Timer
from eichlab.simulator.meter import SimulatedMeter


class Supply:
    """Switches one meter's mains; a meter is silent without them and for its boot time after."""

    def __init__(self, loop: Loop, meter: SimulatedMeter, boot_s: float) -> None:
        self._loop = loop
        self._boot_s = boot_s
        self._boot_timer: Timer | None = None
        self._is_off = False
        self.meter = meter

    @property
    def is_working(self) -> bool:
        """Return whether the meter hears and answers."""
        return not self._is_off and self._boot_timer is None

    def begin(self) -> None:
        """Start the simulation: at work at once, unless a power failure went before."""
        if self.meter.lost_power_running:
            self._boot()

    def off(self) -> None:
        """Cut the mains."""
        if self._is_off:
            return
        self._is_off = True
        if self._boot_timer is not None:
            self._boot_timer.cancel()
            self._boot_timer = None
        else:
            self.meter.power_failed()

    def on(self) -> None:
        """Give the mains back."""
        if self._is_off:
            self._is_off = False
            self._boot()

    def _boot(self) -> None:
        self._boot_timer = self._loop.call_later(self._boot_s, self._booted)

    def _booted(self) -> None:
        self._boot_timer = None
        self.meter.power_returned()
