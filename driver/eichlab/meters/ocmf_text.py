"""A first look into a record's text, as far as a driver needs it: is it whole, whose is it.

Never to judge the record: that is the transparency side's.
"""

import json
from collections.abc import Callable

# `TX` of a reading that ends a transaction (OCMF table 7): E, L, R, A, P.
_ENDS = frozenset("ELRAP")


def payload_of(data: bytes) -> dict[str, object] | None:
    """Return the record's first part as JSON; None where there is none."""
    decode: Callable[[str, int], tuple[object, int]] = json.JSONDecoder().raw_decode
    try:
        payload, _ = decode(data.decode("utf-8"), len("OCMF|"))
    except (ValueError, RecursionError):
        return None
    return payload if isinstance(payload, dict) else None


def is_whole(data: bytes) -> bool:
    """Return whether the text has all three parts and nothing behind them is missing."""
    return data.startswith(b"OCMF|{") and data.rstrip().endswith(b"}") and data.count(b"|") >= 2


def has_end(data: bytes) -> bool:
    """Return whether one of the record's readings ends its transaction."""
    payload = payload_of(data)
    readings = payload.get("RD") if payload is not None else None
    return isinstance(readings, list) and any(
        isinstance(each, dict) and each.get("TX") in _ENDS for each in readings
    )
