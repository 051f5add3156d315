"""The texts of a start: what a meter takes safely into its record, and has room for."""

import re

from eichlab.values import RequestError

# Printable ASCII without these: how meters escape them inside their JSON is not known.
_FORBIDDEN = re.compile(r'[^\x20-\x7e]|["\\|]')


def refused_character(text: str) -> str | None:
    """Return the first character that no meter would take safely, None where there is none."""
    found = _FORBIDDEN.search(text)
    return None if found is None else found.group()


def require_plain(field: str, text: str, meter: str) -> None:
    """Raise `RequestError` for a text of ``field`` that a meter would not take safely."""
    character = refused_character(text)
    if character is not None:
        raise RequestError("meter.character", meter=meter, field=field, character=character)


def fitting_text(field: str, text: str, room: int, meter: str) -> str:
    """Return a plain text of at most ``room`` bytes; raises `RequestError`, for it is never cut."""
    require_plain(field, text, meter)
    if len(text) > room:
        raise RequestError(
            "meter.text-too-long", meter=meter, field=field, length=len(text), room=room
        )
    return text
