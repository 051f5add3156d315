"""The models Eichlab knows, and how each is reached by default."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

from eichlab.line import Framing, HttpLine, SerialLine, Timing
from eichlab.meters.bsm import Bsm
from eichlab.meters.dc650 import Dc650
from eichlab.meters.dcbm import Dcbm
from eichlab.meters.em580 import Em580
from eichlab.meters.gsh01 import Gsh01
from eichlab.meters.iem_dcr import IemDcr
from eichlab.meters.meter import Meter
from eichlab.meters.register_map import (
    RegisterMap,
    RegisterMeter,
    is_map_file,
    map_file,
    shipped_maps,
)
from eichlab.meters.wm3m4 import Wm3m4
from eichlab.values import Capabilities, ConfigurationError, Message


class DriverMaker(Protocol):
    """Makes a driver for the meter ``unit`` on a line."""

    def __call__(
        self,
        line: Any,  # noqa: ANN401 - the kind of line on which the model hangs
        unit: int,
        name: str,
        timeout_s: float | None = None,
    ) -> Meter:
        """Return the driver; ``timeout_s`` is the wait for an answer, None the model's usual."""


@dataclass(frozen=True, slots=True)
class Model:
    """One model: its name on the command line, what it is called, and its usual settings.

    ``baud`` is 0 for a model that has an address on the network instead of a serial port.
    ``notices`` are what a user should know of it before it is used. By ``framing`` a scan knows
    which models to try on what answered: the first whose `identify` takes it for its own.
    ``map_sha256`` is that of the register map file that describes it, where one does.
    """

    name: str
    title: str
    baud: int
    parity: str
    stop_bits: int
    unit: int
    capabilities: Capabilities
    driver: DriverMaker
    notices: tuple[Message, ...] = ()
    framing: Framing = Framing.RTU
    map_sha256: str = ""

    @property
    def is_on_network(self) -> bool:
        """Return whether it is reached over HTTP, at an address of its own."""
        return self.baud == 0


def _on_a_wire(made: Callable[..., Meter]) -> DriverMaker:
    """Return the maker of a driver on a serial line: a late answer may take twice the wait."""

    def driver(line: SerialLine, unit: int, name: str, timeout_s: float | None = None) -> Meter:
        timing = None if timeout_s is None else Timing(timeout_s, 2 * timeout_s)
        return made(line, unit, name=name, timing=timing)

    return driver


def _on_the_network(made: Callable[..., Meter]) -> DriverMaker:
    """Return the maker of a driver over HTTP: an answer that is late comes on no connection."""

    def driver(line: HttpLine, unit: int, name: str, timeout_s: float | None = None) -> Meter:
        timing = None if timeout_s is None else Timing(timeout_s, timeout_s, tries=2)
        return made(line, unit, name=name, timing=timing)

    return driver


def _of_map(register_map: RegisterMap) -> Model:
    def driver(line: SerialLine, unit: int, name: str, timeout_s: float | None = None) -> Meter:
        timing = (
            None
            if timeout_s is None
            else Timing(timeout_s, 2 * timeout_s, pause_s=register_map.limits.pause_s)
        )
        return RegisterMeter(register_map, line, unit, name=name, timing=timing)

    return Model(
        name=register_map.name,
        title=register_map.title,
        baud=register_map.baud,
        parity=register_map.parity,
        stop_bits=register_map.stop_bits,
        unit=register_map.unit,
        capabilities=register_map.capabilities,
        driver=driver,
        notices=register_map.notices,
        map_sha256=register_map.sha256,
    )


def _by_detail(register_map: RegisterMap) -> tuple[int, str]:
    """Return the order of the maps: a scan takes the first that fits, so the fullest come first."""
    usual_first = "" if register_map.parity == "N" else register_map.parity
    return -len(register_map.values), usual_first


MODELS = MappingProxyType(
    {
        model.name: model
        for model in (
            Model(
                name="em580",
                title="Carlo Gavazzi EM580",
                baud=115_200,
                parity="N",
                stop_bits=1,
                unit=1,
                capabilities=Em580.capabilities,
                driver=_on_a_wire(Em580),
            ),
            Model(
                name="bsm-ws36a",
                title="Bauer BSM-WS36A",
                baud=19_200,
                parity="E",
                stop_bits=1,
                unit=42,
                capabilities=Bsm.capabilities,
                driver=_on_a_wire(Bsm),
            ),
            Model(
                name="wm3m4",
                title="Iskra WM3M4/WM3M4C",
                baud=115_200,
                parity="N",
                stop_bits=1,
                unit=33,
                capabilities=Wm3m4.capabilities,
                driver=_on_a_wire(Wm3m4),
            ),
            Model(
                name="gsh01",
                title="DZG GSH01",
                baud=115_200,
                parity="N",
                stop_bits=1,
                unit=1,
                capabilities=Gsh01.capabilities,
                driver=_on_a_wire(Gsh01),
                framing=Framing.SLIP,
            ),
            Model(
                name="dc650",
                title="AST DC650",
                baud=9600,
                parity="N",
                stop_bits=1,
                unit=1,
                capabilities=Dc650.capabilities,
                driver=_on_a_wire(Dc650),
                framing=Framing.SLIP,
            ),
            Model(
                name="dcbm",
                title="LEM DCBM",
                baud=0,
                parity="N",
                stop_bits=1,
                unit=1,
                capabilities=Dcbm.capabilities,
                driver=_on_the_network(Dcbm),
            ),
            Model(
                name="iem-dcr",
                title="Isabellenhütte IEM-DCR",
                baud=0,
                parity="N",
                stop_bits=1,
                unit=1,
                capabilities=IemDcr.capabilities,
                driver=_on_the_network(IemDcr),
            ),
            *map(_of_map, sorted(shipped_maps(), key=_by_detail)),
        )
    }
)


def model_named(name: str) -> Model:
    """Return the model called ``name``, or the one that a map file of that path describes.

    Raises `ConfigurationError`: there is no such model (listing those there are), or the file
    cannot be used (naming file, key and line).
    """
    model = MODELS.get(name)
    if model is not None:
        return model
    if is_map_file(name):
        return _of_map(map_file(Path(name)))
    raise ConfigurationError("meter.unknown-model", model=name, models=", ".join(MODELS))
