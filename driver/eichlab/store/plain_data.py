"""Requests, messages and details as JSON text: the form in which they are kept and hashed."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import Enum

from eichlab.store.moments import to_text
from eichlab.values import (
    ChargePointIdType,
    IdentificationFlag,
    IdentificationLevel,
    IdentificationType,
    Message,
    TransactionRequest,
)


def to_json(data: object) -> str:
    """Return ``data`` as compact ASCII JSON with sorted names; one value has one spelling.

    Decimals become their text, times ISO 8601 in UTC, bytes hex, messages
    ``{"code", "parameters"}``; anything unknown its ``str``. Raises ``ValueError`` for NaN.
    """
    return json.dumps(
        _plain(data), sort_keys=True, ensure_ascii=True, separators=(",", ":"), allow_nan=False
    )


def _plain(data: object) -> object:
    if isinstance(data, Enum):
        return _plain(data.value)
    if data is None or isinstance(data, (str, bool, int, float)):
        return data
    if isinstance(data, datetime):
        return to_text(data)
    if isinstance(data, (bytes, bytearray)):
        return data.hex()
    if isinstance(data, Message):
        return message_to_plain(data)
    if isinstance(data, Mapping):
        return {str(_plain(name)): _plain(value) for name, value in data.items()}
    if isinstance(data, (Sequence, set, frozenset)):
        return [_plain(value) for value in data]
    return str(data)


def message_to_plain(said: Message) -> dict[str, object]:
    """Return the message as plain data; nested messages stay recognisable."""
    parameters: dict[str, object] = {}
    for name, value in said.parameters.items():
        parameters[name] = (
            {"message": message_to_plain(value)} if isinstance(value, Message) else _plain(value)
        )
    return {"code": said.code, "parameters": parameters}


def message_from_plain(data: object) -> Message:
    """Return the message of `message_to_plain`'s data. Raises ``KeyError`` or ``TypeError``."""
    if not isinstance(data, dict) or not isinstance(data["parameters"], dict):
        raise TypeError("not a message")
    parameters: dict[str, object] = {}
    for name, value in data["parameters"].items():
        nested = isinstance(value, dict) and set(value) == {"message"}
        parameters[name] = message_from_plain(value["message"]) if nested else value
    return Message(str(data["code"]), parameters)


def request_to_plain(request: TransactionRequest) -> dict[str, object]:
    """Return the request as plain data, names as in `TransactionRequest`."""
    return {
        "transaction_id": request.transaction_id,
        "assigned": request.assigned,
        "level": request.level.value,
        "flags": [flag.value for flag in request.flags],
        "identification_type": request.identification_type.value,
        "identification": request.identification,
        "tariff_text": request.tariff_text,
        "charge_point_type": request.charge_point_type.value,
        "charge_point_id": request.charge_point_id,
        "raw_tariff": request.raw_tariff,
    }


def request_from_plain(data: object) -> TransactionRequest:
    """Return the request of `request_to_plain`'s data.

    Raises ``KeyError``, ``ValueError`` or ``TypeError``.
    """
    if not isinstance(data, dict):
        raise TypeError("not a request")
    return TransactionRequest(
        transaction_id=str(data["transaction_id"]),
        assigned=bool(data["assigned"]),
        level=IdentificationLevel(data["level"]),
        flags=tuple(IdentificationFlag(flag) for flag in data["flags"]),
        identification_type=IdentificationType(data["identification_type"]),
        identification=str(data["identification"]),
        tariff_text=str(data["tariff_text"]),
        charge_point_type=ChargePointIdType(data["charge_point_type"]),
        charge_point_id=str(data["charge_point_id"]),
        # Rows of earlier versions know no such choice.
        raw_tariff=bool(data.get("raw_tariff", False)),
    )


def decimal_or_none(text: str | None) -> Decimal | None:
    """Return the exact decimal of a stored text."""
    return None if text is None else Decimal(text)


def text_or_none(value: Decimal | None) -> str | None:
    """Return a decimal's text as it is kept."""
    return None if value is None else str(value)


def encodable(text: str) -> str:
    """Return a text SQLite takes: names of files may hold bytes that are no UTF-8."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
