"""The texts of an EM580's start: what fits, and the transaction id inside the tariff text."""

import re
from collections.abc import Mapping

from eichlab.meters import em580_registers as em580
from eichlab.meters.request_text import fitting_text, require_plain
from eichlab.values import Message, RequestError, TransactionRequest, message

ID_SEPARATOR = "<=>"
_ID_LENGTH = 36
TARIFF_ROOM = em580.TARIFF_TEXT_BYTES - len(ID_SEPARATOR) - _ID_LENGTH
"""Bytes of tariff text beside the transaction id."""

_ID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

# How the meter escapes these inside its JSON is not known, so they are never given to it.


def tariff_text(request: TransactionRequest, meter: str) -> tuple[bytes, tuple[Message, ...]]:
    """Return the tariff text as the meter gets it, with the id or raw, and notices about it.

    Raises `RequestError` for what the meter cannot take.
    """
    if request.raw_tariff:
        raw = plain_text("TT", request.tariff_text, em580.TARIFF_TEXT_BYTES, meter)
        return raw, (message("em580.tariff-raw", meter=meter),)
    if not _ID.fullmatch(request.transaction_id):
        raise RequestError("em580.id-not-uuid", meter=meter, transaction=request.transaction_id)
    room = TARIFF_ROOM
    tariff = request.tariff_text
    notices: tuple[Message, ...] = ()
    require_plain("TT", tariff, meter)
    if ID_SEPARATOR in tariff:
        raise RequestError("em580.separator-in-tariff", meter=meter)
    if len(tariff) > room:
        notices = (message("em580.tariff-cut", meter=meter, room=room, length=len(tariff)),)
        tariff = tariff[:room]
    return f"{tariff}{ID_SEPARATOR}{request.transaction_id}".encode("ascii"), notices


def plain_text(field: str, text: str, room: int, meter: str) -> bytes:
    """Return a text's bytes; raises `RequestError` where it does not fit, for it is never cut."""
    return fitting_text(field, text, room, meter).encode("ascii")


def flag_registers(request: TransactionRequest, meter: str) -> list[int]:
    """Return the four flag registers; raises `RequestError` for two flags of one group."""
    registers = [0] * len(em580.FLAG_GROUPS)
    groups: set[str] = set()
    for flag in request.flags:
        if flag.group in groups:
            raise RequestError("meter.two-flags", meter=meter, group=flag.group)
        groups.add(flag.group)
        register, value = em580.FLAGS[flag]
        registers[register] = value
    return registers


def id_in_text(text: str) -> str | None:
    """Return the transaction id behind the last separator, None where there is none."""
    _, separator, behind = text.rpartition(ID_SEPARATOR)
    if not separator:
        return None
    found = _ID.findall(behind.strip())
    return found[-1] if found else None


def id_in_payload(payload: Mapping[str, object]) -> str | None:
    """Return the transaction id in a record's tariff text, None where there is none."""
    tariff = payload.get("TT")
    return id_in_text(tariff) if isinstance(tariff, str) else None
