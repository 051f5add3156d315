"""A first look into a record's text, as far as a driver needs it: is it whole, whose is it.

Never to judge the record: that is the transparency side's.
"""

import json
from collections.abc import Callable


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
