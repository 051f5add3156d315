"""What is not known about the real BSM-WS36A, or depends on its wiring, as switches.

Unverified on hardware. The defaults are the newest certified firmware, a contactor with its
auxiliary contact wired as in the maker's demonstration box, and for unknowns what recordings of
real meters make likeliest.
"""

from dataclasses import dataclass

from eichlab.simulator.bsm.firmware import FIRMWARES
from eichlab.simulator.switches import choice, seconds, whole


@dataclass(frozen=True, slots=True)
class BsmSwitches:
    """The switches.

    ``firmware``: the communication module's version.
    ``contactor``: none; fitted; welded (never opens); without its auxiliary contact.
    ``enable``: the level at the enable input.
    ``load_path``: whether current flows past the contactor or through it only.
    ``while_updating``: a question during a snapshot is answered after it, or at once.
    ``snapshot_s``: from the command to the signed snapshot.
    ``second_trigger``: a command while a snapshot is being made (refused: exception 6).
    ``failed_counts``: whether a failed snapshot takes a number.
    ``failed_data``: whether a failed snapshot still shows the values before.
    ``status_write``: writing anything but the command to a status register.
    ``partial_write``, ``refusal``: exceptions for part of a data point, and for wrong values.
    ``first_time_alone``: setting the time without the offset while the clock is invalid.
    ``expiry_hours``: how long the clock stays valid without being set or refreshed.
    ``start_resets``: whether the snapshot *start* sets the reference counter to zero.
    ``texts_after_power_loss``: the three texts.
    ``decivolts``, ``variation``: mains voltage, and how much the load varies in thousandths.
    ``energy``: the import counter of a new meter in Wh; None leaves it to the seed.
    """

    firmware: str = choice(*FIRMWARES)
    contactor: str = choice("fitted", "none", "welded", "no-feedback")
    enable: str = choice("high", "low")
    load_path: str = choice("direct", "contactor")
    while_updating: str = choice("delays", "updating")
    snapshot_s: float = seconds(0.5)
    second_trigger: str = choice("ignored", "refused")
    failed_counts: str = choice("no", "yes")
    failed_data: str = choice("kept", "cleared")
    status_write: str = choice("ignored", "refused")
    partial_write: int = whole(3, 1, 127)
    refusal: int = whole(3, 1, 127)
    first_time_alone: str = choice("refused", "accepted")
    expiry_hours: int = whole(48, 1, 100_000)
    start_resets: str = choice("yes", "no")
    texts_after_power_loss: str = choice("lost", "kept")
    decivolts: int = whole(2300, 1, 3200)
    variation: int = whole(20, 0, 200)
    energy: int | None = whole(None, 0, 10**10)
