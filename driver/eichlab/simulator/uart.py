"""What a receiver makes of characters that were sent at another speed or in another form.

The sent characters become a waveform of bits; the receiver looks for the edge of a start bit and
takes its samples in the middle of its own bits, as every UART does. Nothing is marked: drivers
hand over characters with framing errors like all others.
"""

from eichlab.simulator.wire import CharacterFormat

_DATA_BITS = 8


def as_heard(data: bytes, sent: CharacterFormat, heard: CharacterFormat) -> bytes:
    """Return the bytes a receiver set to ``heard`` gets from ``data`` sent in form ``sent``."""
    if (sent.baud, sent.bits) == (heard.baud, heard.bits):
        return data
    levels = _levels(data, sent)
    # Positions are counted in bits of the sender; the idle line behind the data is high.
    step = sent.baud / heard.baud
    received = bytearray()
    position = 0.0
    while (start := _falling_edge(levels, position)) is not None:
        value = 0
        for bit in range(_DATA_BITS):
            value |= _level_at(levels, start + (1.5 + bit) * step) << bit
        received.append(value)
        # The receiver is ready again from the middle of its stop bit on.
        position = start + (heard.bits - 0.5) * step
    return bytes(received)


def _levels(data: bytes, form: CharacterFormat) -> list[int]:
    levels: list[int] = []
    for byte in data:
        bits = [byte >> bit & 1 for bit in range(_DATA_BITS)]
        levels.append(0)
        levels += bits
        if form.parity != "N":
            levels.append((sum(bits) + (form.parity == "O")) & 1)
        levels += [1] * form.stop_bits
    return levels


def _level_at(levels: list[int], position: float) -> int:
    index = int(position)
    return levels[index] if index < len(levels) else 1


def _falling_edge(levels: list[int], position: float) -> float | None:
    """Return where a start bit begins: now, when the line is low already, or at the next edge."""
    if int(position) < len(levels) and levels[int(position)] == 0:
        return position
    for index in range(int(position) + 1, len(levels)):
        if levels[index] == 0:
            return float(index)
    return None
