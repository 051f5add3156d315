"""Who talks on a line without having been asked: a second master, a line without bias."""

import random
from collections.abc import Callable

from eichlab.simulator.faults import BY_CHANCE, Fault, FaultPlan, Place, PlannedFault
from eichlab.simulator.framing import Framing, Request
from eichlab.simulator.loop import Loop, Timer
from eichlab.simulator.wire import Wire
from eichlab.simulator.wire_faults import noise

_BETWEEN_S = (0.08, 0.25)
_BUSY_S = 0.003
_MADE_UP_AFTER_S = 0.005
_UNASKED_UNIT = 200


class Talker:
    """Lets the faults of `Place.TALK` act, again and again, while there are any.

    ``put`` sends bytes after a gap in seconds, heard as the client's speed lets it; ``ask`` has
    the line's meters answer a foreign question and returns whether one is meant.
    """

    def __init__(
        self,
        loop: Loop,
        wire: Wire,
        framing: Framing,
        faults: FaultPlan,
        put: Callable[[bytes, float], None],
        ask: Callable[[Request], bool],
    ) -> None:
        self._loop = loop
        self._wire = wire
        self._framing = framing
        self._faults = faults
        self._put = put
        self._ask = ask
        self._timer: Timer | None = None

    def wake(self) -> None:
        """Begin to talk where there is a reason to."""
        if self._timer is None or not self._timer.is_pending:
            self._timer = self._loop.call_later(_BETWEEN_S[0], self._talk)

    def _talk(self) -> None:
        if not self._faults.holds(Place.TALK):
            return
        wait_s = _BETWEEN_S[1]
        for planned in self._faults.striking({Place.TALK}, self._meant(None)):
            # Masters and adapters alike wait for a line that is free; more they cannot know.
            if self._wire.busy_until > self._loop.now():
                wait_s = _BUSY_S
                continue
            self._say(planned)
            wait_s = planned.chance.uniform(*_BETWEEN_S)
        self._timer = self._loop.call_later(wait_s, self._talk)

    def _say(self, planned: PlannedFault) -> None:
        fault, chance = planned.fault, planned.chance
        if fault.name == "idle-noise":
            self._put(noise(fault.value, chance), 0.0)
            return
        request = self._framing.foreign_question(self._meant(fault), chance)
        self._put(request.frame, 0.0)
        if not self._ask(request):
            self._put(self._made_up(request, chance), _MADE_UP_AFTER_S)

    def _made_up(self, request: Request, chance: random.Random) -> bytes:
        return self._framing.reply(request.unit, self._framing.made_up(request, chance))

    def _meant(self, fault: Fault | None) -> int:
        if fault is None or fault.value == BY_CHANCE:
            return _UNASKED_UNIT
        return int(fault.value) & 0xFF
