"""A simulated line: one wire, the meters on it, and the faults between them."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from eichlab.simulator.faults import Fault, FaultPlan, Place, PlannedFault
from eichlab.simulator.framing import Framing, Request
from eichlab.simulator.installation import Installation
from eichlab.simulator.loop import Loop, Timer
from eichlab.simulator.supply import Supply
from eichlab.simulator.talker import Talker
from eichlab.simulator.uart import as_heard
from eichlab.simulator.wire import CharacterFormat, Wire
from eichlab.simulator.wire_faults import Sending, spoil

# A computer cannot keep the pause of 3.5 characters that ends a frame; this much silence does.
_LEAST_SILENCE_S = 0.02

_ECHOES = frozenset({"echo", "echo-only"})


class SimulatedLine(Installation):
    """Hears requests, lets the meter they are for answer, and sends what the faults leave.

    ``turnaround_s`` passes between the end of a request and the begin of its answer.
    """

    places = frozenset({Place.WIRE, Place.TALK, Place.METER, Place.SUPPLY, Place.PORT})

    def __init__(
        self,
        name: str,
        loop: Loop,
        wire: Wire,
        framing: Framing,
        faults: FaultPlan,
        *,
        turnaround_s: float = 0.005,
    ) -> None:
        super().__init__(name, loop, faults)
        self.wire = wire
        self._framing = framing
        self._turnaround_s = turnaround_s
        self._silence_s = max(_LEAST_SILENCE_S, 3.5 * wire.character.character_s)
        self._silence_timer: Timer | None = None
        self._plugged_times = 0
        self._talker = Talker(loop, wire, framing, faults, self._put, self._asked_by_another)
        wire.listen(self._arrived)

    @property
    def link(self) -> str:
        """Return what a client opens."""
        return self.wire.link

    @property
    def baud(self) -> int:
        """Return the speed of the line."""
        return self.wire.character.baud

    def add_fault(self, fault: Fault, units: Iterable[int] | None = None) -> None:
        """Let a fault happen, on the whole line or to these units only."""
        super().add_fault(fault, units)
        if fault.kind.place is Place.TALK:
            self._talker.wake()

    def add(self, supply: Supply) -> None:
        """Hang a meter on the line; its unit id must be free."""
        super().add(supply)
        self._follow(supply)

    def plug(self) -> None:
        """Let the wire appear again."""
        self._framing.silence()
        self.wire.plug()

    def unplug(self) -> None:
        """Let the wire vanish; answers that were to come are lost."""
        self._plugged_times += 1
        self.wire.unplug()

    def close(self) -> None:
        """Vanish for good and let the meters keep their memory."""
        self.wire.close()
        super().close()

    def _arrived(self, data: bytes, complete_at: float) -> None:
        if self._client_form() is not None:
            # At another speed no meter finds a frame in what comes.
            self._framing.silence()
            return
        if self._silence_timer is not None:
            self._silence_timer.cancel()
        for request in self._framing.feed(data):
            self._asked(request, complete_at)
        if self._framing.is_incomplete:
            self._silence_timer = self._loop.call_at(
                complete_at + self._silence_s, self._fell_silent
            )

    def _fell_silent(self) -> None:
        for request in self._framing.silence():
            self._asked(request, self._loop.now())

    def _asked(self, request: Request, complete_at: float) -> None:
        addressed = self._addressed(request)
        if addressed:
            self.faults.count_request()
        unit = addressed[0].meter.unit if len(addressed) == 1 else request.unit
        striking = self.faults.striking({Place.WIRE}, unit)
        # The echo is the adapter's: it comes at once, and whoever was asked.
        if any(planned.fault.name in _ECHOES for planned in striking):
            self.wire.send(request.frame)
        if not addressed:
            return
        for planned in self.faults.striking({Place.SUPPLY, Place.PORT}, unit):
            self._trip(planned.fault, planned.units)
        held_s = max(supply.meter.held_back_s(request.content) for supply in addressed)
        answer = partial(self._answer, request, striking, self._plugged_times)
        self._loop.call_at(complete_at + self._turnaround_s + held_s, answer)

    def _client_form(self) -> CharacterFormat | None:
        """Return how the client hears and talks where that is not how this line does."""
        own = self.wire.character
        baud = self.wire.client_baud()
        return None if baud is None or baud == own.baud else replace(own, baud=baud)

    def _asked_by_another(self, request: Request) -> bool:
        """Let a meter answer another master, who gets whatever we do not spoil."""
        supply = self.supplies.get(request.unit)
        if supply is None or not supply.is_working:
            return False
        content = supply.meter.answer(request.content)
        if content is not None:
            frame = self._framing.reply(request.unit, content)
            self._put(frame, max(self._turnaround_s, 4 * self.wire.character.character_s))
        return True

    def _addressed(self, request: Request) -> list[Supply]:
        return [
            supply
            for unit, supply in self.supplies.items()
            if self._framing.means(request.unit, unit)
        ]

    def _answer(self, request: Request, faults: list[PlannedFault], plugged_times: int) -> None:
        if plugged_times != self._plugged_times:
            return
        if any(planned.fault.name == "request-lost" for planned in faults):
            return
        codes = [planned.fault.kind.exception for planned in faults]
        refusal = next((code for code in codes if code is not None), None)
        for supply in self._addressed(request):
            if not supply.is_working:
                continue
            # It answers as who it was asked, even to being renamed.
            unit = supply.meter.unit
            if refusal is not None:
                content: bytes | None = self._framing.refusal(request, refusal)
            else:
                content = supply.meter.answer(request.content)
            replier = self._framing.replier(request.unit, unit)
            if content is not None and replier is not None:
                frame = self._framing.reply(replier, content)
                sending = spoil(request, frame, faults, self._framing, self.wire.character)
                if sending is not None:
                    self._send(sending)
            self._follow(supply)

    def _follow(self, supply: Supply) -> None:
        """Take over unit id and speed that a client gave a meter, once its answer is out.

        The whole line changes its speed with it.
        """
        for unit, other in tuple(self.supplies.items()):
            if other is supply and unit != supply.meter.unit:
                del self.supplies[unit]
                self.supplies[supply.meter.unit] = supply
        character, baud = self.wire.character, supply.meter.baud
        if baud is not None and baud != character.baud:
            self.wire.character = replace(character, baud=baud)

    def _send(self, sending: Sending) -> None:
        if sending.delay_s <= 0:
            self._put_pieces(sending, self._plugged_times)
            return
        put = partial(self._put_pieces, sending, self._plugged_times)
        self._loop.call_later(sending.delay_s, put)

    def _put_pieces(self, sending: Sending, plugged_times: int) -> None:
        if plugged_times == self._plugged_times:
            for piece in sending.pieces:
                self._put(piece.data, piece.after_s)

    def _put(self, data: bytes, after_s: float = 0.0) -> None:
        form = self._client_form()
        if form is not None:
            data = as_heard(data, self.wire.character, form)
        self.wire.send(data, after_s)
