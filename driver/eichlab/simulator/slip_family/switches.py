"""What is not known about either meter of the family, as switches of the simulated ones.

Unverified on hardware: the default is what the reference drivers expect or their comments say.
"""

from dataclasses import dataclass

from eichlab.simulator.switches import choice, seconds, whole


@dataclass(frozen=True, slots=True)
class FamilySwitches:
    """The switches.

    ``start_while_running``: START beside a running transaction, answered OK without effect or
    with *busy*. ``stop_in_idle``: STOP with nothing running.
    ``start_time``: what the time in START does: it sets the clock, is ignored, or is compared
    with the clock and refused where it is more than a minute off.
    ``no_record``: reading the last record before there is one.
    ``while_signing``: reading the last record while the new one is being made.
    ``busy_while_running``: what answers *busy* while a transaction runs.
    ``power_failure``: a running transaction goes on; is interrupted, so that the status word does
    not say *charging* and a STOP makes the record; is closed at the return; or is gone.
    ``power_loss_letter``: ``TX`` of the end reading where it is closed.
    ``time_while_running``: setting the clock during a transaction.
    ``lost_clock``, ``lost_letter``: what the clock shows after a power failure until it is set.
    ``time_letter``: the status letter of a clock that was set.
    ``signature``: DER, or r and s one after the other. ``text_escaping``: as in JSON, or not.
    ``capacity``, ``memory_full``: records the meter holds, and what happens beyond.
    ``server_id``, ``key_spelling``: the form of these registers.
    ``receive``: whether a request counts whose check sum was made over the escaped bytes, too, as
    one reference driver sends it. ``broadcast_reply``: the address in the answer to a broadcast.
    ``unknown_command``: the status that answers a command the meter does not know.
    ``ready_s``: from STOP to the record.
    ``impedance``: of a new meter's cable, in 0.1 mΩ; nothing is compensated at 0.
    ``decivolts``, ``variation``: voltage, and how much the load varies in thousandths.
    ``energy``: the import counter of a new meter in Wh; None leaves it to the seed.
    """

    start_while_running: str = choice("ignored", "busy")
    stop_in_idle: str = choice("not-available", "ok", "busy")
    start_time: str = choice("sets", "ignored", "checked")
    no_record: str = choice("not-available", "empty")
    while_signing: str = choice("previous", "busy", "not-available")
    busy_while_running: str = choice("nothing", "records", "most")
    power_failure: str = choice("continues", "interrupts", "closes", "discards")
    power_loss_letter: str = choice("E", "P")
    time_while_running: str = choice("accepted", "refused")
    lost_clock: str = choice("resumes", "1970")
    lost_letter: str = choice("U", "I")
    time_letter: str = choice("I", "S")
    signature: str = choice("der", "raw")
    text_escaping: str = choice("json", "none")
    capacity: int = whole(235_000, 1, 235_000)
    memory_full: str = choice("overwrites", "refuses")
    server_id: str = choice("binary", "text")
    key_spelling: str = choice("hexadecimal", "binary")
    receive: str = choice("strict", "lenient")
    broadcast_reply: str = choice("own", "broadcast")
    unknown_command: int = whole(5, 1, 9)
    ready_s: float = seconds(0.3)
    impedance: int = whole(22, 0, 50_000)
    decivolts: int = whole(4000, 1, 10_000)
    variation: int = whole(20, 0, 200)
    energy: int | None = whole(None, 0, 10**12)
