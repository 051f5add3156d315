"""One WM3M4C's holding registers, question by question; what they mean together is the driver's."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from eichlab.line import ModbusUnit
from eichlab.meters import wm3m4_registers as wm3m4
from eichlab.meters.registers import register_bytes, register_words
from eichlab.meters.wm3m4_record import Output
from eichlab.values import (
    Message,
    MeterError,
    NoAnswerError,
    RefusedError,
    message,
)

_STATE_INTERVAL_S = 0.05

Condition = Callable[[int, int], bool]
"""Whether a state (7000) and a status (7052) are what is waited for."""


class Wm3m4Unit:
    """The registers behind one unit id. All methods may raise the line's errors."""

    def __init__(self, unit: ModbusUnit) -> None:
        self._unit = unit
        self._read_before: Output | None = None

    # ── what it tells ────────────────────────────────────────────────────────────────────────

    def state(self) -> int:
        """Return register 7000: idle, or one of `wm3m4_registers.ACTIVE`."""
        return self._unit.read_holding(
            wm3m4.STATE, 1, meaning=message("wm3m4.ask-state"), explain=_explain_state
        )[0]

    def status(self) -> int:
        """Return register 7052: what became of the last command."""
        return self._unit.read_holding(
            wm3m4.STATUS, 1, meaning=message("wm3m4.ask-status"), explain=_explain_status
        )[0]

    def wait_for(self, so: Condition, within_s: float) -> bool:
        """Return whether state and status came to be ``so`` in time."""
        until = time.monotonic() + within_s
        while True:
            if so(self.state(), self.status()):
                return True
            if time.monotonic() >= until:
                return False
            self._unit.line.pause(_STATE_INTERVAL_S)

    def time_status(self) -> int:
        """Return register 7071: what the clock is worth."""
        return self._read(wm3m4.TIME_STATUS, 1, "wm3m4.ask-time-status")[0]

    def time(self) -> datetime:
        """Return what the clock shows."""
        high, low = self._read(wm3m4.TIME, 2, "wm3m4.ask-time")
        return datetime.fromtimestamp(high << 16 | low, UTC)

    def key(self) -> bytes:
        """Return X and Y of the public key, 64 bytes."""
        return register_bytes(self._read(wm3m4.KEY, wm3m4.KEY_COUNT, "wm3m4.ask-key"))

    def output(self) -> Output | None:
        """Return what it signed last, None where it shows nothing.

        What is known by its signature already is not read again. Another master may let it sign
        while this is read; then it is read once more.
        """
        while True:
            payload_length, signature_length = self._lengths()
            if not payload_length:
                return None
            signature = self._signature(signature_length)
            known = self._read_before
            if known is not None and signature and known.signature == signature:
                return known
            count = min(_words(payload_length), wm3m4.PAYLOAD_COUNT)
            words = self._read_long(wm3m4.PAYLOAD, count, "wm3m4.ask-payload")
            if self._signature(signature_length) == signature:
                self._read_before = Output(register_bytes(words)[:payload_length], signature)
                return self._read_before

    def last_signature(self) -> bytes:
        """Return the signature alone, empty where there is none."""
        return self._signature(self._lengths()[1])

    def output_begin(self) -> bytes:
        """Return as much of the last payload as one answer holds."""
        count = min(wm3m4.LIMIT, _words(self._lengths()[0]))
        if not count:
            return b""
        return register_bytes(self._read(wm3m4.PAYLOAD, count, "wm3m4.ask-payload"))

    def dataset_begin(self) -> bytes:
        """Return the begin of the dataset, beyond where the id stands."""
        return register_bytes(self._read(wm3m4.DATASET, wm3m4.LIMIT, "wm3m4.ask-dataset"))

    def is_marked(self, fingerprint: str) -> bool:
        """Return whether the record of this fingerprint is marked as released."""
        words = self._read(wm3m4.RELEASE_MARK, wm3m4.RELEASE_MARK_COUNT, "wm3m4.ask-release")
        return words == _mark_words(fingerprint)

    # ── what it is told ──────────────────────────────────────────────────────────────────────

    def mark(self, fingerprint: str) -> None:
        """Mark the record of this fingerprint as released, behind the dataset."""
        self._unit.write(
            wm3m4.RELEASE_MARK, _mark_words(fingerprint), meaning=message("wm3m4.write-release")
        )

    def command(self, command: int, meaning: str) -> MeterError | None:
        """Send a command, once; return why it may not have arrived, None when it was confirmed."""
        try:
            self._unit.command_single(wm3m4.COMMAND, command, meaning=message(meaning))
        except (NoAnswerError, RefusedError) as error:
            return error
        return None

    def set_signature(self) -> None:
        """Ask for a binary ECDSA signature, where it is not set to it already."""
        wanted = {
            wm3m4.SIGNATURE_FORMAT: wm3m4.FORMAT_BINARY,
            wm3m4.SIGNATURE_ALGORITHM: wm3m4.ALGORITHM_ECDSA,
        }
        for address, value in wanted.items():
            (present,) = self._read(address, 1, "wm3m4.ask-signature-setting")
            if present != value:
                self._unit.write_single(
                    address, value, meaning=message("wm3m4.set-signature", address=address)
                )

    def set_clock(self, now: datetime) -> None:
        """Set UTC seconds, the local offset in minutes, and that the clock is synchronised."""
        offset = now.utcoffset()
        minutes = round(offset.total_seconds() / 60) if offset is not None else 0
        seconds = round(now.timestamp())
        # Both halves in one request: the meter must never see a new high word with an old low one.
        self._unit.write(
            wm3m4.TIME, (seconds >> 16, seconds & 0xFFFF), meaning=message("wm3m4.set-time")
        )
        self._unit.write_single(wm3m4.OFFSET, minutes & 0xFFFF, meaning=message("wm3m4.set-offset"))
        self._unit.write_single(
            wm3m4.TIME_STATUS, wm3m4.SYNCHRONISED, meaning=message("wm3m4.set-time-status")
        )

    def write_dataset(self, text: bytes) -> None:
        """Write the dataset and read it back: the meter signs whatever stands there.

        Raises `RefusedError` where something else does.
        """
        words = register_words(text)
        for at in range(0, len(words), wm3m4.LIMIT):
            self._unit.write(
                wm3m4.DATASET + at,
                words[at : at + wm3m4.LIMIT],
                meaning=message("wm3m4.write-dataset"),
            )
        self._unit.write_single(
            wm3m4.DATASET_LENGTH, len(text), meaning=message("wm3m4.write-dataset-length")
        )
        if self._read_long(wm3m4.DATASET, len(words), "wm3m4.ask-dataset") != words:
            raise RefusedError("wm3m4.dataset-not-taken", meter=self._unit.who)

    # ── single questions ─────────────────────────────────────────────────────────────────────

    def _lengths(self) -> tuple[int, int]:
        payload, signature = self._read(wm3m4.LENGTHS, 2, "wm3m4.ask-lengths")
        return payload, signature

    def _signature(self, length: int) -> bytes:
        count = min(_words(length), wm3m4.SIGNATURE_COUNT)
        words = self._read_long(wm3m4.SIGNATURE, count, "wm3m4.ask-signature")
        return register_bytes(words)[:length]

    def _read(self, address: int, count: int, meaning: str) -> tuple[int, ...]:
        return self._unit.read_holding(address, count, meaning=message(meaning))

    def _read_long(self, address: int, count: int, meaning: str) -> tuple[int, ...]:
        words: tuple[int, ...] = ()
        while len(words) < count:
            part = min(wm3m4.LIMIT, count - len(words))
            words += self._read(address + len(words), part, meaning)
        return words


def status_message(value: int) -> Message:
    """Return the meaning of register 7052, where it says an error."""
    if value in wm3m4.KNOWN_ERRORS:
        return message(f"wm3m4.status-{value}")
    return message("wm3m4.status-other", value=value)


def _words(length: int) -> int:
    """Return how many registers so many bytes take."""
    return (length + 1) // 2


def _mark_words(fingerprint: str) -> tuple[int, ...]:
    return register_words(f"released {fingerprint}".encode("ascii"))


def _explain_state(words: tuple[int, ...]) -> Message:
    known = words[0] in wm3m4.ACTIVE or words[0] == wm3m4.STATE_IDLE
    return message(f"wm3m4.told-state-{words[0]}" if known else "wm3m4.told-state-unknown")


def _explain_status(words: tuple[int, ...]) -> Message:
    if words[0] == wm3m4.STATUS_SIGNING:
        return message("wm3m4.told-signing")
    if words[0] == wm3m4.STATUS_SIGNED:
        return message("wm3m4.told-signed")
    return status_message(words[0])
