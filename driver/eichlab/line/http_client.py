"""One HTTP request and what came of it: status and body, bounded in time and size."""

from collections.abc import Callable, Iterator

import httpcore
import httpx

from eichlab.line.http_address import HttpAddress
from eichlab.line.http_attempt import (
    LARGEST_BODY,
    Attempt,
    BrokenOffError,
    CutOffError,
    HttpResult,
    NotHttpError,
    TooLargeError,
)
from eichlab.line.http_connection import Connector

_HEADERS = {
    # As drivers in the field send it, with every request.
    "Content-Type": "application/json",
    "Accept": "*/*",
    "Accept-Encoding": "identity",
    "Connection": "close",
}


class HttpClient:
    """Sends requests to one address, each on a connection of its own.

    A connection kept open may be dead by the time it is used again, and then nobody knows whether
    a command arrived. Redirects are never followed, proxies never used.
    """

    def __init__(self, address: HttpAddress, closing: Callable[[], bool]) -> None:
        self._connector = Connector(address, closing)
        pool = httpcore.ConnectionPool(
            ssl_context=address.tls_context() if address.tls else None,
            max_connections=1,
            max_keepalive_connections=0,
            network_backend=self._connector,
        )
        self._client = httpx.Client(
            transport=_Transport(pool), headers=_HEADERS, base_url=address.url, trust_env=False
        )

    def close(self) -> None:
        """Close what is open."""
        self._client.close()

    def ask(self, method: str, target: str, body: bytes | None, attempt: Attempt) -> HttpResult:
        """Send one request and return the answer.

        ``target`` is path and query with all escapes made. Raises the errors of
        `eichlab.line.http_attempt`.
        """
        self._connector.attempt = attempt
        taken = b""
        try:
            with self._client.stream(method, target, content=body) as response:
                for part in response.iter_raw():
                    taken += part
                    if len(taken) > LARGEST_BODY:
                        raise TooLargeError
                return HttpResult(response.status_code, response.reason_phrase, taken)
        except httpcore.RemoteProtocolError as error:
            if taken or (attempt.heard and "without sending complete" in str(error)):
                raise CutOffError(taken) from error
            if not attempt.heard:
                raise BrokenOffError(str(error)) from error
            raise NotHttpError(str(error)) from error


class _Transport(httpx.BaseTransport):
    """Hands httpx's requests to a pool whose connections are ours."""

    def __init__(self, pool: httpcore.ConnectionPool) -> None:
        self._pool = pool

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request; the answer's body is still to be read."""
        url = request.url
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=url.raw_scheme,
                    host=url.raw_host,
                    port=url.port,
                    target=url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Body(answer),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        """Close the pool."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()
