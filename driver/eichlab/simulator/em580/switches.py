"""What is not known about the real EM580, as switches of the simulated one.

Unverified on hardware. The default is the behaviour that the reference driver's tests, its
comments or the family's documents make likeliest.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from eichlab.values import ConfigurationError

_CHOICES: dict[str, tuple[str, ...]] = {
    "wrong_state": ("refused", "ignored"),
    "time_while_running": ("accepted", "refused"),
    "size_unit": ("words", "bytes"),
    "power_loss_letter": ("E", "P"),
    "abort": ("refused", "discards"),
    "corrupted_release": ("clears", "keeps"),
    "key_blocks": ("whole", "any"),
    "firmware_words": ("single", "any"),
    "text_escaping": ("json", "none"),
    "lost_clock": ("resumes", "1970"),
    "lost_clock_status": ("U", "I"),
    "identification_after_power_loss": ("lost", "kept"),
    "transaction_number_words": ("low-first", "high-first"),
}


@dataclass(frozen=True, slots=True)
class Em580Switches:
    """The switches. On the command line their names have hyphens: ``wrong-state=ignored``.

    ``wrong_state``: 'E' with nothing running, 'B' with something running or waiting.
    ``refusal``: the exception code of whatever the meter refuses for its state.
    ``time_while_running``: setting the clock during a transaction.
    ``size_unit``: what the size register counts.
    ``power_loss_letter``: ``TX`` of the end reading that the meter takes after a power failure.
    ``abort``: what the command 'A' does during a transaction.
    ``corrupted_release``: whether writing 0 leaves the state *corrupted*.
    ``key_blocks``, ``firmware_words``: whether reads of parts, or of neighbours, are refused.
    ``text_escaping``: how quotes, backslashes and control characters get into the record.
    ``lost_clock``, ``lost_clock_status``: what the clock shows after a power failure until set.
    ``identification_after_power_loss``: the registers of the identification and charge point.
    ``transaction_number_words``: word order of the OCMF transaction number at 7102h.
    ``ready_s``: from the command 'E' to the record.
    ``settle_s``: how long after booting the clock cannot be set.
    ``decivolts``, ``variation``: mains voltage, and how much the load varies in thousandths.
    ``energy``: the import counter of a new meter in Wh; None leaves it to the seed.
    """

    wrong_state: str = "refused"
    refusal: int = 4
    time_while_running: str = "accepted"
    size_unit: str = "words"
    power_loss_letter: str = "E"
    abort: str = "refused"
    corrupted_release: str = "clears"
    key_blocks: str = "whole"
    firmware_words: str = "single"
    text_escaping: str = "json"
    lost_clock: str = "resumes"
    lost_clock_status: str = "U"
    identification_after_power_loss: str = "lost"
    transaction_number_words: str = "low-first"
    ready_s: float = 0.3
    settle_s: float = 2.0
    decivolts: int = 2300
    variation: int = 20
    energy: int | None = None

    @classmethod
    def parse(cls, written: Mapping[str, str]) -> "Em580Switches":
        """Return the switches as written; raises `ConfigurationError` for what is not one."""
        names = [field.name for field in fields(cls)]
        values: dict[str, Any] = {}
        for spelled, value in written.items():
            name = spelled.replace("-", "_")
            if name not in names:
                known = ", ".join(each.replace("_", "-") for each in names)
                raise ConfigurationError("simulator.switch-unknown", name=spelled, known=known)
            values[name] = _value(name, spelled, value)
        return cls(**values)


_LIMITS: dict[str, tuple[float, float]] = {
    "refusal": (1, 127),
    "ready_s": (0, 3600),
    "settle_s": (0, 3600),
    "decivolts": (1, 100_000),
    "variation": (0, 200),
    "energy": (0, 10**15),
}


def _value(name: str, spelled: str, value: str) -> str | int | float:
    if name in _CHOICES:
        if value in _CHOICES[name]:
            return value
        expected = " | ".join(_CHOICES[name])
    else:
        least, most = _LIMITS[name]
        expected = f"{least:g} … {most:g}"
        try:
            number = float(value) if name.endswith("_s") else int(value)
        except ValueError:
            number = -1
        if least <= number <= most:
            return number
    raise ConfigurationError("simulator.switch-value", name=spelled, value=value, expected=expected)
