"""Decimal numbers exactly as signed, and arithmetic that never rounds."""

import re
from decimal import Context, Decimal, Inexact, InvalidOperation

from eichlab.ocmf.exact_json import NumberText

# Wide enough for every difference of two numbers that `exact_decimal` lets through; a rounding
# would raise instead of passing unnoticed.
EXACT = Context(prec=400, traps=[Inexact, InvalidOperation])

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2})?", re.ASCII)
_LONGEST = 64


def exact_decimal(text: str) -> Decimal | None:
    """Return the number a signed text states, or None where it states none.

    Blanks around the digits (some meters pad) do not count. Texts of absurd length or exponent
    are no meter reading and give None.
    """
    if type(text) is NumberText and len(text) <= _LONGEST and "e" not in text and "E" not in text:
        # JSON has spelled it as a number already.
        return Decimal(text)
    stripped = text.strip(" ")
    if len(stripped) > _LONGEST or not _NUMBER.fullmatch(stripped):
        return None
    return Decimal(stripped)
