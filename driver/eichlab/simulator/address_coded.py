"""A simulated meter of nothing but registers, each of which tells its own address and unit.

Whatever a client takes for the value of a register can be checked: a value from another address,
another meter or another time of asking shows at once.
"""

from eichlab.simulator.meter import SimulatedMeter, Surroundings
from eichlab.simulator.modbus import answer
from eichlab.simulator.registers import Block, RegisterSpace

MODEL_NAME = "address-coded"

_WORDS = 0x10000


def coded(unit: int, address: int) -> int:
    """Return what the register ``address`` of ``unit`` holds: different for all neighbours."""
    return (address * 3 + unit * 0x1111) & 0xFFFF


class AddressCoded(SimulatedMeter):
    """Every register can be read and holds `coded`; nothing can be written, nothing is signed."""

    def __init__(self, unit: int, surroundings: Surroundings) -> None:
        super().__init__(MODEL_NAME, unit)
        self._memory = surroundings.memory
        self._space = RegisterSpace([Block(0, _WORDS, self._read)])

    @property
    def public_key(self) -> bytes:
        """Return nothing: it does not sign."""
        return b""

    @property
    def lost_power_running(self) -> bool:
        """Return False: nothing ever runs."""
        return False

    def answer(self, content: bytes) -> bytes | None:
        """Serve one Modbus request."""
        return answer(content, self._space)

    def power_failed(self) -> None:
        """Lose nothing."""

    def power_returned(self) -> None:
        """Be as before."""

    def set_load(self, watts: int) -> None:
        """Measure nothing."""

    def close(self) -> None:
        """Let go of the memory."""
        self._memory.close()

    def _read(self, offset: int, words: int) -> bytes:
        return b"".join(coded(self.unit, offset + n).to_bytes(2) for n in range(words))
