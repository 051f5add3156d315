"""What a user can choose from when adding a meter: ports of this computer, and models."""

from dataclasses import dataclass
from pathlib import Path

from eichlab.line import serial_ports
from eichlab.meters import Model, is_map_file, model_named
from eichlab.meters.catalogue import MODELS
from eichlab.values import ConfigurationError, Message

__all__ = [
    "MAP_FILE_ENDINGS",
    "ModelChoice",
    "map_file_choice",
    "model_choices",
    "serial_ports",
]

MAP_FILE_ENDINGS = (".toml", ".yaml", ".yml")
"""How files of register maps end: Eichlab's own, and EVerest's."""


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A model with its usual settings.

    One that a register map file describes has that file's path as its name, its ``map_sha256``,
    and ``notices``: what of the file a user should know.
    """

    name: str
    title: str
    baud: int
    parity: str
    stop_bits: int
    unit: int
    framing: str
    signs: bool
    on_network: bool
    map_sha256: str = ""
    notices: tuple[Message, ...] = ()


def model_choices() -> tuple[ModelChoice, ...]:
    """Return the models Eichlab can read, in the order of the catalogue."""
    return tuple(map(_choice, MODELS.values()))


def map_file_choice(path: Path) -> ModelChoice:
    """Return the model that a register map file describes.

    Raises `ConfigurationError` naming file, key and line of what is wrong with it.
    """
    if not is_map_file(str(path)):
        raise ConfigurationError(
            "map-file.ending", file=str(path), endings=", ".join(MAP_FILE_ENDINGS)
        )
    return _choice(model_named(str(path.absolute())))


def _choice(model: Model) -> ModelChoice:
    return ModelChoice(
        name=model.name,
        title=model.title,
        baud=model.baud,
        parity=model.parity,
        stop_bits=model.stop_bits,
        unit=model.unit,
        framing=model.framing.value,
        signs=model.capabilities.signs,
        on_network=model.is_on_network,
        map_sha256=model.map_sha256,
        notices=model.notices,
    )
