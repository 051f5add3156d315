"""The models Eichlab knows, and how each is reached by default."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from eichlab.line import SerialLine, Timing
from eichlab.meters.dc650 import Dc650
from eichlab.meters.em580 import Em580
from eichlab.meters.gsh01 import Gsh01
from eichlab.meters.meter import Meter
from eichlab.values import Capabilities, ConfigurationError


class DriverMaker(Protocol):
    """Makes a driver for the meter ``unit`` on a line."""

    def __call__(
        self, line: SerialLine, unit: int, name: str, timeout_s: float | None = None
    ) -> Meter:
        """Return the driver; ``timeout_s`` is the wait for an answer, None the model's usual."""


@dataclass(frozen=True, slots=True)
class Model:
    """One model: its name on the command line, what it is called, and its usual settings."""

    name: str
    title: str
    baud: int
    parity: str
    stop_bits: int
    unit: int
    capabilities: Capabilities
    driver: DriverMaker


def _dc650(line: SerialLine, unit: int, name: str, timeout_s: float | None = None) -> Meter:
    timing = None if timeout_s is None else Timing(timeout_s, 2 * timeout_s)
    return Dc650(line, unit, name=name, timing=timing)


def _em580(line: SerialLine, unit: int, name: str, timeout_s: float | None = None) -> Meter:
    timing = None if timeout_s is None else Timing(timeout_s, 2 * timeout_s)
    return Em580(line, unit, name=name, timing=timing)


def _gsh01(line: SerialLine, unit: int, name: str, timeout_s: float | None = None) -> Meter:
    timing = None if timeout_s is None else Timing(timeout_s, 2 * timeout_s)
    return Gsh01(line, unit, name=name, timing=timing)


MODELS = MappingProxyType(
    {
        model.name: model
        for model in (
            Model(
                name="dc650",
                title="AST DC650",
                baud=9600,
                parity="N",
                stop_bits=1,
                unit=1,
                capabilities=Dc650.capabilities,
                driver=_dc650,
            ),
            Model(
                name="em580",
                title="Carlo Gavazzi EM580",
                baud=115_200,
                parity="N",
                stop_bits=1,
                unit=1,
                capabilities=Em580.capabilities,
                driver=_em580,
            ),
            Model(
                name="gsh01",
                title="DZG GSH01",
                baud=115_200,
                parity="N",
                stop_bits=1,
                unit=1,
                capabilities=Gsh01.capabilities,
                driver=_gsh01,
            ),
        )
    }
)


def model_named(name: str) -> Model:
    """Return the model called ``name``; raises `ConfigurationError` listing those there are."""
    model = MODELS.get(name)
    if model is None:
        raise ConfigurationError("meter.unknown-model", model=name, models=", ".join(MODELS))
    return model
