"""The DC650's command ids and what answers them.

Ids and lengths are those of EVerest's driver for this meter (module AST_DC650); what that driver
never asks is filled in by analogy with the GSH01 or, where there is none, not implemented.
"""

from types import MappingProxyType

from eichlab.simulator.slip import FORMAT_INVALID, NOT_AVAILABLE, OUT_OF_RANGE
from eichlab.simulator.slip_family import numbers
from eichlab.simulator.slip_family.commands import (
    COMMON,
    Handler,
    StatusError,
    constant,
    counter,
    live,
    plain,
    start_counter,
    stop_counter,
    text,
    transaction_counter,
)
from eichlab.simulator.slip_family.meter import SlipMeter

VENDOR = "AST"
MODEL = "DC650 SIMULATION"
GATEWAY = "AST-DC650"
HARDWARE = ("DC650-AB 01.02", "DC650-MB 01.01")
SOFTWARE_APPLICATION = "AB 1.04"
SOFTWARE_METERING = "MB 2.01"

_ERRORS = 5


def _errors(_: SlipMeter, data: bytes) -> bytes:
    """Category and source; nothing ever went wrong: five entries of error 0."""
    if len(data) != 2:
        raise StatusError(FORMAT_INVALID)
    if data[0] > 3 or data[1] > 1:
        raise StatusError(OUT_OF_RANGE)
    return bytes(10 * _ERRORS)


def _ocmf_texts() -> bytes:
    texts = (GATEWAY.encode(), VENDOR.encode(), MODEL.encode())
    return b"".join(bytes([len(each)]) + each for each in texts)


def temperature(form: str) -> Handler:
    """Return a handler of 34.5 °C in the form that is switched."""
    match form:
        case "tenths":
            return constant(numbers.signed(345, 2))
        case "whole":
            return constant(numbers.signed(34, 1))
        case "hundredths":
            return constant(numbers.signed(3450, 2))
    return plain(_no_temperature)


def _no_temperature(_: SlipMeter) -> bytes:
    raise StatusError(NOT_AVAILABLE)


COMMANDS = MappingProxyType(
    {
        **COMMON,
        0x0134: live("export mains", 100),
        0x0139: live("export device", 100),
        0x013B: live("export loss", 100),
        0x0163: counter(1),
        0x0173: counter(3),
        0x0120: counter(5),
        **{0x1541 + 16 * at: transaction_counter(2 * at + 1) for at in range(3)},
        **{0x1571 + 16 * at: start_counter(2 * at + 1) for at in range(3)},
        **{0x15A1 + 16 * at: stop_counter(2 * at + 1) for at in range(3)},
        0x1532: plain(lambda meter: meter.keys.der),
        0x1830: plain(lambda meter: meter.keys.point),
        0x4112: constant(b"|".join(numbers.text(each.encode(), 20) for each in HARDWARE)),
        0x4114: text(SOFTWARE_APPLICATION, 20),
        0x4115: constant(numbers.unsigned(0x1D0F, 2)),
        0x4116: text(SOFTWARE_METERING, 20),
        0x4117: constant(numbers.unsigned(0x29B1, 2)),
        0x4119: constant(numbers.unsigned(0x6F91, 2)),
        0xA001: constant(_ocmf_texts()),
        0xA002: constant(b"\x01" * 16),
        0xA004: _errors,
    }
)
