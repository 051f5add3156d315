"""What is not known about the real DCBM, as switches of the simulated one.

Unverified on hardware. The default is what the reference driver's tests or the operation manual
make likeliest.
"""

from dataclasses import dataclass

from eichlab.simulator.switches import choice, seconds, whole


@dataclass(frozen=True, slots=True)
class DcbmSwitches:
    """The switches.

    ``firmware``: application firmware; only 0.2 and newer know the ``/v2`` paths.
    ``tls``: whether it begins with TLS on (a new meter only; later a setting, kept).
    ``refused_start``, ``refused_stop``, ``unknown_id``: status codes of refusals.
    ``after_power_loss``: what became of a transaction that ran when the power failed.
    ``early_settings``: whether settings written within ``settle_s`` after power-up are kept.
    ``intermediate``: what the OCMF text of a running transaction holds besides its begin.
    ``query_while_running``: whether the running transaction is found by its id.
    ``clock_letter``: ``TM``'s letter while the clock counts as synchronised.
    ``identification_type``: the setting ``ocmfId.IT`` of a new meter, 0 is NONE.
    ``ntp``: whether time servers answer; a new meter has none set.
    ``no_records``: the status where no transaction was ever recorded.
    ``decivolts``, ``variation``: voltage, and how much the load varies in thousandths.
    ``energy``: the import counter of a new meter in Wh; None leaves it to the seed.
    """

    firmware: str = choice("0.2.0.0", "0.1.4.0")
    tls: str = choice("off", "on")
    refused_start: int = whole(409, 400, 499)
    refused_stop: int = whole(409, 400, 499)
    unknown_id: int = whole(404, 400, 499)
    after_power_loss: str = choice("running", "closed")
    early_settings: str = choice("kept", "lost")
    settle_s: float = seconds(120.0)
    intermediate: str = choice("reading", "begin-only")
    query_while_running: str = choice("found", "unknown")
    clock_letter: str = choice("R", "S", "I")
    identification_type: int = whole(0, 0, 17)
    ntp: str = choice("silent", "answers")
    no_records: int = whole(404, 400, 499)
    decivolts: int = whole(4000, 1, 100_000)
    variation: int = whole(20, 0, 200)
    energy: int | None = whole(None, 0, 10**15)
