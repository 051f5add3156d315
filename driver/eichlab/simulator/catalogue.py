"""The meters that can be simulated, by the names of the command line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from eichlab.simulator.framing import Framing
from eichlab.simulator.meter import SimulatedMeter, Surroundings
from eichlab.simulator.rtu import RtuFraming
from eichlab.simulator.slip import BROADCAST, SlipFraming
from eichlab.values import ConfigurationError

HIGHEST_UNIT = 247


def rtu(_switches: Mapping[str, str]) -> Framing:
    """Return the framing of Modbus over serial lines."""
    return RtuFraming()


def _slip(switches: Mapping[str, str]) -> Framing:
    return SlipFraming(
        lenient=switches.get("receive") == "lenient",
        reply_address=BROADCAST if switches.get("broadcast-reply") == "broadcast" else None,
    )


@dataclass(frozen=True, slots=True)
class Model:
    """How to make a meter of a model, and what its line is like where nothing else is said.

    ``framing`` is given the switches as written; models of one framing may share a line. ``http``
    is true for a device with an address of its own; it then has neither framing nor speed.
    """

    make: Callable[[int, Surroundings], SimulatedMeter]
    framing: Callable[[Mapping[str, str]], Framing] = rtu
    unit: int = 1
    baud: int = 115200
    parity: str = "N"
    http: bool = False


def _em580(unit: int, surroundings: Surroundings) -> SimulatedMeter:
    # Signing libraries load slowly: only where a meter that signs is made.
    from eichlab.simulator.em580 import Em580

    return Em580(unit, surroundings)


def _bsm(unit: int, surroundings: Surroundings) -> SimulatedMeter:
    from eichlab.simulator.bsm import Bsm

    return Bsm(unit, surroundings)


def _wm3m4(unit: int, surroundings: Surroundings) -> SimulatedMeter:
    from eichlab.simulator.wm3m4 import Wm3m4

    return Wm3m4(unit, surroundings)


def _address_coded(unit: int, surroundings: Surroundings) -> SimulatedMeter:
    from eichlab.simulator.address_coded import AddressCoded

    return AddressCoded(unit, surroundings)


def _dc650(unit: int, surroundings: Surroundings) -> SimulatedMeter:
    from eichlab.simulator.dc650 import Dc650

    return Dc650(unit, surroundings)


def _gsh01(unit: int, surroundings: Surroundings) -> SimulatedMeter:
    from eichlab.simulator.gsh01 import Gsh01

    return Gsh01(unit, surroundings)


def _read_only(name: str) -> Callable[[int, Surroundings], SimulatedMeter]:
    def make(unit: int, surroundings: Surroundings) -> SimulatedMeter:
        from eichlab.simulator.register_map import acrel, eastron, inepro

        makers: dict[str, Callable[[int, Surroundings], SimulatedMeter]] = {
            "sdm72": eastron.sdm72,
            "sdm72-v2": eastron.sdm72_v2,
            "sdm230": eastron.sdm230,
            "sdm630": eastron.sdm630,
            "pro380": inepro.Pro380,
            "djsf1352": acrel.Djsf1352,
        }
        return makers[name](unit, surroundings)

    return make


def _mapped(name: str) -> Model | None:
    """Return the meter that a map file describes, None where there is no such file."""
    from eichlab.simulator.register_map.map_file import find_map, read_map

    path = find_map(name)
    if path is None:
        return None
    content = read_map(path, name)

    def make(unit: int, surroundings: Surroundings) -> SimulatedMeter:
        from eichlab.simulator.register_map.mapped import Mapped

        return Mapped(content, unit, surroundings)

    return Model(make, unit=content.unit, baud=content.baud, parity=content.parity)


def _dcbm(unit: int, surroundings: Surroundings) -> SimulatedMeter:
    from eichlab.simulator.dcbm import Dcbm

    return Dcbm(unit, surroundings)


def _iem_dcr(unit: int, surroundings: Surroundings) -> SimulatedMeter:
    from eichlab.simulator.iem_dcr import IemDcr

    return IemDcr(unit, surroundings)


MODELS: dict[str, Model] = {
    "em580": Model(_em580),
    "bsm-ws36a": Model(_bsm, unit=42, baud=19_200, parity="E"),
    "wm3m4": Model(_wm3m4, unit=33),
    "gsh01": Model(_gsh01, framing=_slip),
    "dc650": Model(_dc650, framing=_slip, baud=9600),
    "dcbm": Model(_dcbm, baud=0, http=True),
    "iem-dcr": Model(_iem_dcr, baud=0, http=True),
    "djsf1352": Model(_read_only("djsf1352"), baud=9600),
    "pro380": Model(_read_only("pro380"), baud=9600, parity="E"),
    "sdm230": Model(_read_only("sdm230"), baud=2400),
    "sdm630": Model(_read_only("sdm630"), baud=9600),
    "sdm72": Model(_read_only("sdm72"), baud=9600),
    "sdm72-v2": Model(_read_only("sdm72-v2"), baud=9600),
    "address-coded": Model(_address_coded),
}


def model_named(name: str) -> Model:
    """Return the model, or what a map file of that path describes.

    Raises `ConfigurationError` where there is neither.
    """
    model = MODELS.get(name) or _mapped(name)
    if model is None:
        known = ", ".join(MODELS)
        raise ConfigurationError("simulator.model", name=name, known=known)
    return model
