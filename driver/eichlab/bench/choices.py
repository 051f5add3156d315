"""What a user can choose from when adding a meter: ports of this computer, and models."""

from dataclasses import dataclass

from eichlab.line import serial_ports
from eichlab.meters.catalogue import MODELS

__all__ = ["ModelChoice", "model_choices", "serial_ports"]


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A model with its usual settings."""

    name: str
    title: str
    baud: int
    parity: str
    unit: int
    signs: bool
    on_network: bool


def model_choices() -> tuple[ModelChoice, ...]:
    """Return the models Eichlab can read, in the order of the catalogue."""
    return tuple(
        ModelChoice(
            name=model.name,
            title=model.title,
            baud=model.baud,
            parity=model.parity,
            unit=model.unit,
            signs=model.capabilities.signs,
            on_network=model.is_on_network,
        )
        for model in MODELS.values()
    )
