"""What faults make of an HTTP reply on its way.

Faults of serial lines that mean something over HTTP, too: ``request-lost``, ``silence``, ``late``,
``noise-only`` (no HTTP at all), ``short`` (the body ends early and the connection is closed),
``wrong-length`` (the length stated is less than the body has), ``drip`` (in small segments) and
``stutter`` (in two). The others are about characters and frames and are refused.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from eichlab.simulator.faults import PlannedFault
from eichlab.simulator.http import HttpReply, json_reply

WIRE_FAULTS = frozenset(
    {
        "request-lost",
        "silence",
        "late",
        "noise-only",
        "short",
        "wrong-length",
        "drip",
        "stutter",
    }
)

_SEGMENT = 16
_LEAST_TO_SPOIL = 2
_MOST_NOISE = 64
_MISSTATED = 7
# More than any client should take.
_ENDLESS = 16 * 1024 * 1024
_FILLING = b" " * 65_536
_FILLING_S = 0.001

_PAGE = b"<!DOCTYPE html><html><body><h1>Please log in</h1></body></html>"


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes sent ``after_s`` after what went before."""

    data: bytes
    after_s: float = 0.0


@dataclass(frozen=True, slots=True)
class HttpSending:
    """What goes over the connection, and what becomes of it then."""

    pieces: tuple[Piece, ...] = ()
    delay_s: float = 0.0
    closes: bool = False
    resets: bool = False


def refusal(faults: Iterable[PlannedFault]) -> HttpReply | None:
    """Return the reply of a device that does nothing but refuse, where a fault says so."""
    for planned in faults:
        if planned.fault.name == "http-status":
            status = int(planned.fault.value)
            elsewhere = "/login" if 300 <= status < 400 else None
            reply = json_reply({"error": "fault"}, status)
            return HttpReply(status, reply.body, reply.kind, elsewhere)
    return None


def spoilt(reply: HttpReply, faults: Iterable[PlannedFault], *, closes: bool) -> HttpSending | None:
    """Return what arrives of a reply under the faults, in their order; None: nothing."""
    body, kind = reply.body, reply.kind
    delay_s = 0.0
    stated: int | None = None
    segments: float | None = None
    stutter: float | None = None
    for planned in faults:
        fault, chance = planned.fault, planned.chance
        match fault.name:
            case "silence" | "request-lost":
                return None
            case "connection-reset":
                return HttpSending(resets=True)
            case "noise-only":
                noise = chance.randbytes(chance.randrange(8, _MOST_NOISE))
                return HttpSending((Piece(noise),), closes=True)
            case "not-json":
                body, kind = _PAGE, "text/html"
            case "missing-field":
                body = _without_a_field(reply, chance.random())
            case "endless-body":
                filling = (Piece(_FILLING, _FILLING_S),) * (_ENDLESS // len(_FILLING))
                head = reply.head(_ENDLESS, closes=True)
                return HttpSending((Piece(head), *filling), closes=True)
            case "short" if len(body) >= _LEAST_TO_SPOIL:
                stated = len(body)
                body = body[: chance.randrange(1, len(body))]
                closes = True
            case "wrong-length" if len(body) > _MISSTATED:
                stated = len(body) - _MISSTATED
                closes = True
            case "drip":
                segments = fault.value
            case "stutter":
                stutter = fault.value
            case "late":
                delay_s += fault.value
            case _:
                pass
    whole = HttpReply(reply.status, body, kind, reply.location)
    head = whole.head(len(body) if stated is None else stated, closes=closes)
    return HttpSending(_pieces(head + body, segments, stutter), delay_s, closes)


def _pieces(data: bytes, segments: float | None, stutter: float | None) -> tuple[Piece, ...]:
    if segments is not None:
        return tuple(
            Piece(data[at : at + _SEGMENT], segments) for at in range(0, len(data), _SEGMENT)
        )
    if stutter is not None:
        half = len(data) // 2
        return (Piece(data[:half]), Piece(data[half:], stutter))
    return (Piece(data),)


def _without_a_field(reply: HttpReply, where: float) -> bytes:
    """Return the body with one of its fields gone; a text loses nothing."""
    value = _object(reply.body)
    if not value:
        return reply.body
    names = list(value)
    del value[names[int(where * len(names))]]
    return json_reply(value).body


def _object(body: bytes) -> dict[str, object] | None:
    try:
        value = json.loads(body)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
