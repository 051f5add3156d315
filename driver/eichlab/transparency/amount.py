"""Rule R13: whether so much energy can have flowed in so much time.

That it is negative or zero is found with the registers.
"""

from collections.abc import Sequence
from decimal import Decimal

from eichlab.ocmf import EXACT
from eichlab.transparency.registers import Measured
from eichlab.transparency.rules import finding
from eichlab.values import Certificate, Finding, SignedReading

_ALLOWANCE = Decimal("1.2")
# The most that charging stations on the road deliver; asked only where no limit is known.
_LARGEST_AC_KW = Decimal(44)
_LARGEST_DC_KW = Decimal(1000)
_SECONDS_PER_HOUR = Decimal(3600)
# Begin and end are signed to the second by many meters.
_CLOCK_STEP_S = Decimal(1)


def possible(
    energy: Decimal, duration_s: Decimal | None, begin: SignedReading, end: SignedReading
) -> bool:
    """Return whether so much energy is plausible where no limit is known."""
    if duration_s is None or energy <= 0:
        return True
    limit = _LARGEST_AC_KW if _is_ac(begin) or _is_ac(end) else _LARGEST_DC_KW
    return not _above(energy, duration_s, limit)


def _is_ac(reading: SignedReading) -> bool:
    current = reading.current_type
    return current is not None and (current == "AC" or current.strip().upper() == "AC")


def _above(energy: Decimal, duration_s: Decimal, limit: Decimal) -> bool:
    # Energies times seconds, so that nothing is divided and rounded.
    return EXACT.multiply(energy, _SECONDS_PER_HOUR) > EXACT.multiply(
        limit, EXACT.add(duration_s, _CLOCK_STEP_S)
    )


def judge_amount(
    measured: Measured,
    duration_s: Decimal | None,
    readings: Sequence[SignedReading],
    certificate: Certificate | None,
) -> tuple[Finding, ...]:
    """Compare the energy with the largest power over the duration, where that is known."""
    energy = measured.energy_kwh
    if energy is None or duration_s is None or energy <= 0:
        return ()
    limit = certificate.largest_power_kw if certificate is not None else None
    if limit is not None:
        limit = EXACT.multiply(limit, _ALLOWANCE)
        rule = "R13.above-limit"
    else:
        limit = _LARGEST_AC_KW if any(map(_is_ac, readings)) else _LARGEST_DC_KW
        rule = "R13.implausible"
    if not _above(energy, duration_s, limit):
        return ()
    return (finding(rule, energy=energy, seconds=duration_s, limit=limit),)
