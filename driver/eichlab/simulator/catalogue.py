"""The meters that can be simulated, by the names of the command line."""

from collections.abc import Callable
from dataclasses import dataclass

from eichlab.simulator.meter import SimulatedMeter, Surroundings
from eichlab.simulator.rtu import Framing, RtuFraming
from eichlab.values import ConfigurationError

HIGHEST_UNIT = 247


@dataclass(frozen=True, slots=True)
class Model:
    """How to make a meter of a model, and what its line is like where nothing else is said.

    ``http`` is true for a device with an address of its own; it then has neither framing nor speed.
    """

    make: Callable[[int, Surroundings], SimulatedMeter]
    framing: Callable[[], Framing] = RtuFraming
    unit: int = 1
    baud: int = 115200
    parity: str = "N"
    http: bool = False


def _em580(unit: int, surroundings: Surroundings) -> SimulatedMeter:
    # Signing libraries load slowly: only where a meter that signs is made.
    from eichlab.simulator.em580 import Em580

    return Em580(unit, surroundings)


def _wm3m4(unit: int, surroundings: Surroundings) -> SimulatedMeter:
    from eichlab.simulator.wm3m4 import Wm3m4

    return Wm3m4(unit, surroundings)


def _address_coded(unit: int, surroundings: Surroundings) -> SimulatedMeter:
    from eichlab.simulator.address_coded import AddressCoded

    return AddressCoded(unit, surroundings)


def _dcbm(unit: int, surroundings: Surroundings) -> SimulatedMeter:
    from eichlab.simulator.dcbm import Dcbm

    return Dcbm(unit, surroundings)


def _iem_dcr(unit: int, surroundings: Surroundings) -> SimulatedMeter:
    from eichlab.simulator.iem_dcr import IemDcr

    return IemDcr(unit, surroundings)


MODELS: dict[str, Model] = {
    "em580": Model(_em580),
    "wm3m4": Model(_wm3m4, unit=33),
    "dcbm": Model(_dcbm, baud=0, http=True),
    "iem-dcr": Model(_iem_dcr, baud=0, http=True),
    "address-coded": Model(_address_coded),
}


def model_named(name: str) -> Model:
    """Return the model; raises `ConfigurationError` where there is none of that name."""
    try:
        return MODELS[name]
    except KeyError:
        known = ", ".join(MODELS)
        raise ConfigurationError("simulator.model", name=name, known=known) from None
