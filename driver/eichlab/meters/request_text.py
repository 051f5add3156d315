"""The texts of a start: what a meter takes safely into its record, and has room for."""

import re

from eichlab.values import RequestError

# Printable ASCII without these: how meters escape them inside their JSON is not known.
_FORBIDDEN = re.compile(r'[^\x20-\x7e]|["\\|]')


def require_plain(field: str, text: str, meter: str) -> None:
    """Raise `RequestError` for a text of ``field`` that a meter would not take safely."""
    forbidden = _FORBIDDEN.search(text)
    if forbidden is not None:
        raise RequestError("meter.character", meter=meter, field=field, character=forbidden.group())


def fitting_text(field: str, text: str, room: int, meter: str) -> str:
    """Return a plain text of at most ``room`` bytes; raises `RequestError`, for it is never cut."""
    require_plain(field, text, meter)
    if len(text) > room:
        raise RequestError(
            "meter.text-too-long", meter=meter, field=field, length=len(text), room=room
        )
    return text
