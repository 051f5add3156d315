"""Exact change of unit."""

from decimal import Decimal


def thousandfold(value: Decimal) -> Decimal:
    """Return kWh as Wh, kW as W, exact and without an exponent."""
    scaled = value.scaleb(3)
    exponent = scaled.as_tuple().exponent
    assert isinstance(exponent, int)
    return scaled.quantize(Decimal(1)) if exponent > 0 else scaled
