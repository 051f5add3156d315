"""What is not known about the real WM3M4C, as switches of the simulated one.

Unverified on hardware. The default is what the manual's known pages, a published record or the
clients that drive this meter make likeliest.
"""

from dataclasses import dataclass

from eichlab.simulator.switches import choice, seconds, whole


@dataclass(frozen=True, slots=True)
class Wm3m4Switches:
    """The switches.

    ``variant``: the meter with the crypto chip, or the one without.
    ``holes``: reading registers between the documented live values.
    ``wrong_command``: a command that does not fit the state, in 7052 or as an exception.
    ``command_time``: what the clock must be for a command to be taken.
    ``state_change``: when an end shows in 7000: at once, or once the record is signed.
    ``failed_signature``: a command whose signature fails: undone, or done without a record.
    ``pagination``: whether each transaction counts, or each signature.
    ``output_after_power_loss``: the last record and its signature.
    ``restart``: whether power that returns is a power failure (state 2) or a reset (state 3,
    with clock, dataset and last record kept).
    ``dataset_after_command``: the dataset that the host wrote.
    ``tail``: what the area behind the dataset reads as: what was written there, or zero.
    ``text_limits``: whether texts longer than the manual's lengths are refused.
    ``time_flag``: when a reading carries ``t`` in ``EF``.
    ``lost_clock``: what the clock shows after a power failure until it is set.
    ``exponent``: of the energy counters, in powers of ten of 1 Wh.
    ``algorithm``: register 7060 of a new meter; 0 makes records without signature.
    ``presentation``: register 7073 of a new meter: time in records local or UTC.
    ``sync_timeout``: register 7072 of a new meter, minutes; 0: the time status never falls back.
    ``sign_s``: from a command to its signature.
    ``decivolts``, ``variation``: mains voltage, and how much the load varies in thousandths.
    ``energy``: the import counter of a new meter in Wh; None leaves it to the seed.
    """

    variant: str = choice("WM3M4C", "WM3M4")
    holes: str = choice("zero", "refused")
    wrong_command: str = choice("status", "refused")
    command_time: str = choice("set", "any")
    state_change: str = choice("at-once", "signed")
    failed_signature: str = choice("undone", "done")
    pagination: str = choice("transaction", "each")
    output_after_power_loss: str = choice("lost", "kept")
    restart: str = choice("power-failure", "reset")
    dataset_after_command: str = choice("kept", "cleared")
    tail: str = choice("kept", "zero")
    text_limits: str = choice("none", "manual")
    time_flag: str = choice("by-status", "always", "never")
    lost_clock: str = choice("1970", "resumes")
    exponent: int = whole(1, -3, 3)
    algorithm: int = whole(4, 0, 4)
    presentation: str = choice("local", "utc")
    sync_timeout: int = whole(1440, 0, 0xFFFF)
    sign_s: float = seconds(0.3)
    decivolts: int = whole(2300, 1, 100_000)
    variation: int = whole(20, 0, 200)
    energy: int | None = whole(None, 0, 10**12)
