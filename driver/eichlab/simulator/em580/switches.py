"""What is not known about the real EM580, as switches of the simulated one.

Unverified on hardware. The default is the behaviour that the reference driver's tests, its
comments or the family's documents make likeliest.
"""

from dataclasses import dataclass

from eichlab.simulator.switches import choice, seconds, whole


@dataclass(frozen=True, slots=True)
class Em580Switches:
    """The switches.

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

    wrong_state: str = choice("refused", "ignored")
    refusal: int = whole(4, 1, 127)
    time_while_running: str = choice("accepted", "refused")
    size_unit: str = choice("words", "bytes")
    power_loss_letter: str = choice("E", "P")
    abort: str = choice("refused", "discards")
    corrupted_release: str = choice("clears", "keeps")
    key_blocks: str = choice("whole", "any")
    firmware_words: str = choice("single", "any")
    text_escaping: str = choice("json", "none")
    lost_clock: str = choice("resumes", "1970")
    lost_clock_status: str = choice("U", "I")
    identification_after_power_loss: str = choice("lost", "kept")
    transaction_number_words: str = choice("low-first", "high-first")
    ready_s: float = seconds(0.3)
    settle_s: float = seconds(2.0)
    decivolts: int = whole(2300, 1, 100_000)
    variation: int = whole(20, 0, 200)
    energy: int | None = whole(None, 0, 10**15)
