"""What is not known about the real IEM-DCR, as switches of the simulated one.

Unverified on hardware; no description of the interface is public. The default is what the
reference driver's tests and the published records make likeliest.
"""

from dataclasses import dataclass

from eichlab.simulator.switches import choice, seconds, whole


@dataclass(frozen=True, slots=True)
class IemDcrSwitches:
    """The switches.

    ``vehicle``: whether the simulated vehicle draws its load only while a transaction runs, and
    none while it is begun or ended, or always; the meter itself refuses both while current flows.
    ``threshold_ma``: from which current on it refuses, in mA.
    ``refused``: the status of whatever is refused for the state. ``gateway_again``: that of
    setting the charge point a second time.
    ``gateway_first``, ``user_first``: whether a start needs charge point or user to be set.
    ``ready_s``: from the end to the record. ``before_ready``: what the receipt gives until then.
    ``last_transaction``: under which version the last transaction is found.
    ``receipt_form``: what is around the signed text.
    ``registers``: which registers the record holds.
    ``after_power_loss``: what became of a transaction that ran when the power failed.
    ``lost_clock``: what the clock shows after a power failure until it is set.
    ``set_letter``: ``TM``'s letter once the clock was set.
    ``time_offset``: whether the offset in a time that is set counts, or the digits as they are.
    ``time_while_running``: setting the clock during a transaction.
    ``user_without_tariff``: the tariff text of a user record that has none.
    ``decivolts``, ``variation``: voltage, and how much the load varies in thousandths.
    ``energy``: the import counter of a new meter in Wh; None leaves it to the seed.
    """

    vehicle: str = choice("with-transaction", "always")
    threshold_ma: int = whole(500, 0, 1_000_000)
    refused: int = whole(409, 400, 499)
    gateway_again: int = whole(428, 400, 499)
    gateway_first: str = choice("no", "yes")
    user_first: str = choice("no", "yes")
    ready_s: float = seconds(0.15)
    before_ready: str = choice("refused", "earlier")
    last_transaction: str = choice("v1", "v2")
    receipt_form: str = choice("bare", "braces", "json")
    registers: str = choice("import", "both")
    after_power_loss: str = choice("kept", "ended")
    lost_clock: str = choice("resumes", "1970")
    set_letter: str = choice("I", "S", "R")
    time_offset: str = choice("honoured", "ignored")
    time_while_running: str = choice("refused", "accepted")
    user_without_tariff: str = choice("cleared", "kept")
    decivolts: int = whole(4000, 1, 100_000)
    variation: int = whole(20, 0, 200)
    energy: int | None = whole(None, 0, 10**15)
