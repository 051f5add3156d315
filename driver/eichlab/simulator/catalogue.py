"""The meters that can be simulated, by the names of the command line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from eichlab.simulator.framing import Framing
from eichlab.simulator.meter import SimulatedMeter, Surroundings
from eichlab.simulator.rtu import RtuFraming
from eichlab.simulator.slip import BROADCAST, SlipFraming
from eichlab.values import ConfigurationError

HIGHEST_UNIT = 247


def _rtu(_switches: Mapping[str, str]) -> Framing:
    return RtuFraming()


def _slip(switches: Mapping[str, str]) -> Framing:
    return SlipFraming(
        lenient=switches.get("receive") == "lenient",
        reply_address=BROADCAST if switches.get("broadcast-reply") == "broadcast" else None,
    )


@dataclass(frozen=True, slots=True)
class Model:
    """How to make a meter of a model, and what its line is like where nothing else is said.

    ``framing`` is given the switches as written; models of one framing may share a line.
    """

    make: Callable[[int, Surroundings], SimulatedMeter]
    framing: Callable[[Mapping[str, str]], Framing] = _rtu
    unit: int = 1
    baud: int = 115200
    parity: str = "N"


def _em580(unit: int, surroundings: Surroundings) -> SimulatedMeter:
    # Signing libraries load slowly: only where a meter that signs is made.
    from eichlab.simulator.em580 import Em580

    return Em580(unit, surroundings)


def _address_coded(unit: int, surroundings: Surroundings) -> SimulatedMeter:
    from eichlab.simulator.address_coded import AddressCoded

    return AddressCoded(unit, surroundings)


def _dc650(unit: int, surroundings: Surroundings) -> SimulatedMeter:
    from eichlab.simulator.dc650 import Dc650

    return Dc650(unit, surroundings)


def _gsh01(unit: int, surroundings: Surroundings) -> SimulatedMeter:
    from eichlab.simulator.gsh01 import Gsh01

    return Gsh01(unit, surroundings)


MODELS: dict[str, Model] = {
    "address-coded": Model(_address_coded),
    "dc650": Model(_dc650, framing=_slip, baud=9600),
    "em580": Model(_em580),
    "gsh01": Model(_gsh01, framing=_slip),
}


def model_named(name: str) -> Model:
    """Return the model; raises `ConfigurationError` where there is none of that name."""
    try:
        return MODELS[name]
    except KeyError:
        known = ", ".join(MODELS)
        raise ConfigurationError("simulator.model", name=name, known=known) from None
