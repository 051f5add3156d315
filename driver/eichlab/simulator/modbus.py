"""The Modbus application layer of a meter: function codes over a register space.

After the Modbus Application Protocol Specification V1.1b3, chapter 6.
"""

from collections.abc import Callable

from eichlab.simulator.registers import (
    ILLEGAL_ADDRESS,
    ILLEGAL_FUNCTION,
    ILLEGAL_VALUE,
    RefusalError,
    RegisterSpace,
)

_MOST_READ = 125
_MOST_WRITTEN = 123


def answer(content: bytes, space: RegisterSpace) -> bytes:
    """Return the answer to a request's content; refusals become exception replies."""
    function = content[0]
    serve = _FUNCTIONS.get(function)
    try:
        if serve is None:
            raise RefusalError(ILLEGAL_FUNCTION)
        return bytes([function]) + serve(content[1:], space)
    except RefusalError as refusal:
        return bytes([function | 0x80, refusal.code])


def _read_registers(request: bytes, space: RegisterSpace) -> bytes:
    if len(request) != 4:
        raise RefusalError(ILLEGAL_VALUE)
    address, words = int.from_bytes(request[:2]), int.from_bytes(request[2:])
    if not 1 <= words <= _MOST_READ:
        raise RefusalError(ILLEGAL_VALUE)
    if address + words > 0x10000:
        raise RefusalError(ILLEGAL_ADDRESS)
    data = space.read(address, words)
    return bytes([len(data)]) + data


def _write_register(request: bytes, space: RegisterSpace) -> bytes:
    if len(request) != 4:
        raise RefusalError(ILLEGAL_VALUE)
    space.write(int.from_bytes(request[:2]), request[2:])
    return request


def _write_registers(request: bytes, space: RegisterSpace) -> bytes:
    if len(request) < 7:
        raise RefusalError(ILLEGAL_VALUE)
    address, words = int.from_bytes(request[:2]), int.from_bytes(request[2:4])
    data = request[5:]
    if not 1 <= words <= _MOST_WRITTEN or not request[4] == len(data) == 2 * words:
        raise RefusalError(ILLEGAL_VALUE)
    if address + words > 0x10000:
        raise RefusalError(ILLEGAL_ADDRESS)
    space.write(address, data)
    return request[:4]


def _diagnose(request: bytes, _space: RegisterSpace) -> bytes:
    """Return the question: sub-function 0000h, the only one."""
    if request[:2] != b"\0\0":
        raise RefusalError(ILLEGAL_FUNCTION)
    return request


_FUNCTIONS: dict[int, Callable[[bytes, RegisterSpace], bytes]] = {
    3: _read_registers,
    4: _read_registers,
    6: _write_register,
    8: _diagnose,
    16: _write_registers,
}
