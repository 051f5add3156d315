"""Modbus registers of one unit on a line: read in blocks, written, and commanded.

PDUs are encoded and decoded by pymodbus; frames, times and tries are the line's.
"""

import struct
from collections.abc import Callable, Sequence
from dataclasses import replace

from pymodbus.exceptions import ModbusException
from pymodbus.pdu.register_message import (
    ReadHoldingRegistersRequest,
    ReadHoldingRegistersResponse,
    ReadInputRegistersRequest,
    ReadInputRegistersResponse,
    WriteMultipleRegistersRequest,
)

from eichlab.line.question import Answer, Timing
from eichlab.line.rtu import RtuQuestion
from eichlab.line.serial_line import SerialLine
from eichlab.values import Message, RefusedError, WrongAnswerError, WrongAnswerKind, message

READ_LIMIT = 125
"""Registers one read may ask for (Modbus application protocol 1.1b3, section 6.3)."""

WRITE_LIMIT = 123
"""Registers one write may carry (section 6.12)."""

_BUSY = 6
_BUSY_REPEATS = 3
_EXCEPTION = 0x80
_TARGET_SILENT = 11

Explain = Callable[[tuple[int, ...]], Message | None]


class ModbusUnit:
    """One meter's registers on a serial line; used inside a job of that line.

    ``who`` names the meter in errors. ``probing`` is set while the meter is known to be silent:
    it is then asked once instead of several times, so that it costs the others little.
    """

    def __init__(self, line: SerialLine, unit: int, timing: Timing, *, who: str) -> None:
        self.line = line
        self.unit = unit
        self.who = who
        self.probing = False
        self._timing = timing
        self._once = replace(timing, tries=1, holds_line=False)
        self.last_answer: Answer | None = None

    def read_input(
        self,
        address: int,
        count: int,
        *,
        meaning: Message | None = None,
        explain: Explain | None = None,
    ) -> tuple[int, ...]:
        """Return ``count`` input registers from ``address`` (function 4), at most 125.

        Raises `RefusedError` when the meter answers with an exception, and the line's errors.
        """
        pdu = ReadInputRegistersRequest(address=address, count=count).encode()
        return self._read(4, pdu, count, meaning, explain)

    def read_holding(
        self,
        address: int,
        count: int,
        *,
        meaning: Message | None = None,
        explain: Explain | None = None,
    ) -> tuple[int, ...]:
        """Return ``count`` holding registers from ``address`` (function 3), at most 125."""
        pdu = ReadHoldingRegistersRequest(address=address, count=count).encode()
        return self._read(3, pdu, count, meaning, explain)

    def write(self, address: int, values: Sequence[int], *, meaning: Message | None = None) -> None:
        """Write registers (function 16) whose writing again changes nothing more; repeated."""
        question = self._write_question(address, values)
        self._checked(question, self._ask(question, meaning, None, writes=True))

    def command(
        self, address: int, values: Sequence[int], *, meaning: Message | None = None
    ) -> None:
        """Write registers (function 16) that make the meter act: sent once, never repeated.

        Raises `NoAnswerError` with ``in_doubt`` when it is unknown whether the meter acted; so
        does a `RefusedError` by which a gateway says that the meter did not answer it.
        """
        self._command(self._write_question(address, values), meaning)

    def write_single(self, address: int, value: int, *, meaning: Message | None = None) -> None:
        """Write one register with function 6, for meters that take single ones so; repeated."""
        question = self._single_question(address, value)
        self._checked(question, self._ask(question, meaning, None, writes=True))

    def command_single(self, address: int, value: int, *, meaning: Message | None = None) -> None:
        """Write one register with function 6 that makes the meter act: sent once, as `command`."""
        self._command(self._single_question(address, value), meaning)

    def _command(self, question: RtuQuestion, meaning: Message | None) -> None:
        answer = self.line.command(
            question, self._timing, meaning=meaning, explain=_explain_write, who=self.who
        )
        try:
            self._checked(question, answer)
        except RefusedError as error:
            # The gateway passed it on and heard nothing: the meter may have acted.
            error.in_doubt = error.exception == _TARGET_SILENT
            raise

    def _read(
        self,
        function: int,
        body: bytes,
        count: int,
        meaning: Message | None,
        explain: Explain | None,
    ) -> tuple[int, ...]:
        question = RtuQuestion(
            unit=self.unit,
            pdu=bytes((function,)) + body,
            reply_head=bytes((function, 2 * count)),
            reply_length=2 + 2 * count,
        )

        def explained(pdu: bytes) -> Message | None:
            if pdu[0] & _EXCEPTION:
                return _exception_message(pdu[1])
            return explain(self._registers(function, pdu)) if explain is not None else None

        answer = self._ask(question, meaning, explained)
        self._checked(question, answer)
        return self._registers(function, answer.pdu)

    def _registers(self, function: int, pdu: bytes) -> tuple[int, ...]:
        response = ReadInputRegistersResponse() if function == 4 else ReadHoldingRegistersResponse()
        try:
            response.decode(pdu[1:])
        except (ModbusException, struct.error, IndexError) as error:
            raise WrongAnswerError(
                WrongAnswerKind.WRONG_LENGTH, meter=self.who, unit=self.unit, line=self.line.name
            ) from error
        return tuple(response.registers)

    def _write_question(self, address: int, values: Sequence[int]) -> RtuQuestion:
        body = WriteMultipleRegistersRequest(address=address, registers=list(values)).encode()
        return RtuQuestion(
            unit=self.unit,
            pdu=b"\x10" + body,
            reply_head=b"\x10" + struct.pack(">HH", address, len(values)),
            reply_length=5,
        )

    def _single_question(self, address: int, value: int) -> RtuQuestion:
        pdu = b"\x06" + struct.pack(">HH", address, value)
        # The answer is the question again (section 6.6).
        return RtuQuestion(unit=self.unit, pdu=pdu, reply_head=pdu, reply_length=len(pdu))

    def _ask(
        self,
        question: RtuQuestion,
        meaning: Message | None,
        explain: Callable[[bytes], Message | None] | None,
        *,
        writes: bool = False,
    ) -> Answer:
        timing = self._once if self.probing else self._timing
        for repeat in range(_BUSY_REPEATS + 1):
            answer = self.line.ask(
                question,
                timing if repeat == 0 else self._after_busy(repeat),
                meaning=meaning,
                explain=explain or _explain_write,
                who=self.who,
                writes=writes,
            )
            self.last_answer = answer
            if answer.pdu[0] != question.pdu[0] | _EXCEPTION or answer.pdu[1] != _BUSY:
                return answer
        return answer

    def _after_busy(self, repeat: int) -> Timing:
        pause_s = max(self._timing.pause_s, (0.1, 0.25, 0.5)[repeat - 1])
        return replace(self._timing, pause_s=pause_s)

    def _checked(self, question: RtuQuestion, answer: Answer) -> None:
        if answer.pdu[0] & _EXCEPTION:
            code = answer.pdu[1]
            known = code in _EXCEPTIONS
            raise RefusedError(
                f"modbus.exception-{code}" if known else "modbus.exception",
                exception=code,
                meter=self.who,
                unit=self.unit,
                function=question.pdu[0],
                address=f"{int.from_bytes(question.pdu[1:3], 'big'):04X}h",
            )


_EXCEPTIONS = frozenset({1, 2, 3, 4, 5, 6, 8, 10, 11})


def _explain_write(pdu: bytes) -> Message | None:
    if pdu[0] & _EXCEPTION:
        return _exception_message(pdu[1])
    return message("wire.confirmed")


def _exception_message(code: int) -> Message:
    return message("wire.exception", code=code)
