"""HTTP/1.1 as a small device serves it: requests out of bytes, replies into bytes.

Written from RFC 9112. Nothing here is shared with the client side. Chunked bodies and
``Expect: 100-continue`` are understood, since drivers in the field send them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

_LARGEST_HEAD = 16_384
_LARGEST_BODY = 65_536
_END = b"\r\n"

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"

_REASONS = {
    200: "OK",
    201: "Created",
    302: "Found",
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    408: "Request Timeout",
    409: "Conflict",
    422: "Unprocessable Entity",
    428: "Precondition Required",
    500: "Internal Server Error",
    503: "Service Unavailable",
}


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request: the path without its escapes, the query's pairs, and the body."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    closes: bool = False

    def json(self) -> dict[str, Any] | None:
        """Return the body as a JSON object, None where it is none."""
        try:
            value = json.loads(self.body)
        except (ValueError, RecursionError):
            return None
        return value if isinstance(value, dict) else None


@dataclass(frozen=True, slots=True)
class HttpReply:
    """A reply: status, body, and what the body is."""

    status: int
    body: bytes = b""
    kind: str = "application/json"
    location: str | None = None

    def head(self, length: int, *, closes: bool) -> bytes:
        """Return status line and headers for a body of so many bytes."""
        lines = [
            f"HTTP/1.1 {self.status} {_REASONS.get(self.status, 'Unknown')}",
            f"Content-Type: {self.kind}",
            f"Content-Length: {length}",
            f"Connection: {'close' if closes else 'keep-alive'}",
        ]
        if self.location is not None:
            lines.append(f"Location: {self.location}")
        return "\r\n".join((*lines, "", "")).encode("ascii")


def json_reply(value: object, status: int = 200) -> HttpReply:
    """Return a reply whose body is ``value`` as JSON without blanks."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    return HttpReply(status, body)


class MalformedError(Exception):
    """What came is no request; the connection is of no more use."""


class RequestReader:
    """Finds the requests in what comes over one connection."""

    def __init__(self) -> None:
        self._buffer = b""
        self._told_to_continue = False

    def feed(self, data: bytes) -> None:
        """Take bytes."""
        self._buffer += data

    def wants_continue(self) -> bool:
        """Return, once a request, whether its client waits for a word before it sends the body."""
        head, _ = self._head()
        if head is None or self._told_to_continue:
            return False
        self._told_to_continue = head.get("expect", "").lower() == "100-continue"
        return self._told_to_continue

    def next(self) -> HttpRequest | None:
        """Return the next request that is complete. Raises `MalformedError`."""
        head, begin = self._head()
        if head is None:
            return None
        try:
            method, target, version = head[""].split(" ")
        except ValueError as error:
            raise MalformedError from error
        if not version.startswith("HTTP/1."):
            raise MalformedError
        taken = self._body(head, begin)
        if taken is None:
            return None
        body, end = taken
        self._buffer = self._buffer[end:]
        self._told_to_continue = False
        place = urlsplit(target)
        return HttpRequest(
            method=method,
            path=unquote(place.path),
            query=dict(parse_qsl(place.query, keep_blank_values=True)),
            body=body,
            closes="close" in head.get("connection", "").lower() or version == "HTTP/1.0",
        )

    def _head(self) -> tuple[dict[str, str] | None, int]:
        """Return the headers by lower-case name, the request line as ``""``, and their end."""
        # No method begins otherwise; what comes is TLS, most likely.
        if self._buffer and not self._buffer[:1].isalpha():
            raise MalformedError
        end = self._buffer.find(_END + _END)
        if end < 0:
            if len(self._buffer) > _LARGEST_HEAD:
                raise MalformedError
            return None, 0
        first, *rest = self._buffer[:end].decode("latin-1").split("\r\n")
        head = {"": first}
        for line in rest:
            name, colon, value = line.partition(":")
            if not colon:
                raise MalformedError
            head[name.strip().lower()] = value.strip()
        return head, end + 4

    def _body(self, head: Mapping[str, str], begin: int) -> tuple[bytes, int] | None:
        if "chunked" in head.get("transfer-encoding", "").lower():
            return self._chunks(begin)
        try:
            length = int(head.get("content-length", "0"))
        except ValueError as error:
            raise MalformedError from error
        if not 0 <= length <= _LARGEST_BODY:
            raise MalformedError
        if len(self._buffer) < begin + length:
            return None
        return self._buffer[begin : begin + length], begin + length

    def _chunks(self, at: int) -> tuple[bytes, int] | None:
        body = b""
        while True:
            end = self._buffer.find(_END, at)
            if end < 0:
                return None
            try:
                size = int(self._buffer[at:end].partition(b";")[0], 16)
            except ValueError as error:
                raise MalformedError from error
            at = end + 2
            if size < 0 or len(body) + size > _LARGEST_BODY:
                raise MalformedError
            if size == 0:
                # Trailers, if any, end with an empty line.
                if self._buffer.startswith(_END, at):
                    return body, at + 2
                end = self._buffer.find(_END + _END, at)
                return None if end < 0 else (body, end + 4)
            if len(self._buffer) < at + size + 2:
                return None
            body += self._buffer[at : at + size]
            at += size + 2
