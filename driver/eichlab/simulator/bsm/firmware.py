"""The three certified generations of the meter and what differs between them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Firmware:
    """One pair of meter module and communication module.

    ``energy_scale`` is the power of ten of energies in Wh. ``texts_in_record``: whether the
    second and third text get into the OCMF. ``enables_later``: whether a turn-on is complete
    while the enable input is low. ``counts_power_ups``: whether a power-up takes a number.
    """

    module: str
    communication: str
    digest: bytes
    energy_scale: int
    texts_in_record: bool
    enables_later: bool
    counts_power_ups: bool


FIRMWARES = {
    "1.3": Firmware(
        "1.9:32CA:AFF4",
        "01d484f",
        bytes.fromhex("11b49f84cf423009674d78f0af72a39a2a59b49e2a46e9ed587d48a54434531d"),
        energy_scale=1,
        texts_in_record=True,
        enables_later=True,
        counts_power_ups=False,
    ),
    "1.2": Firmware(
        "1.9:32CA:AFF4",
        "6d1dd3c",
        bytes.fromhex("fc99b5088ccf8d9754bcc6d2df6354140388cd3599f8f85f3a7d9e3fa0fa3c7c"),
        energy_scale=0,
        texts_in_record=False,
        enables_later=True,
        counts_power_ups=True,
    ),
    "1.1": Firmware(
        "1.8:23DB:9D6A",
        "08d1aa3",
        bytes.fromhex("d1922c43218d12e13743486fd41bb105c716534b9390eccaa5723402e7b2169d"),
        energy_scale=0,
        texts_in_record=False,
        enables_later=False,
        counts_power_ups=True,
    ),
}
"""By the version of the communication module."""
