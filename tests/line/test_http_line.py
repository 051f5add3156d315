"""The line to a device on the network, against servers that do one thing, right or wrong."""

import contextlib
import json
import socket
import threading
import time
from dataclasses import replace
from decimal import Decimal

import pytest

from eichlab.line import (
    Fields,
    HttpAddress,
    HttpDevice,
    HttpLine,
    HttpQuestion,
    Priority,
    Timing,
    exact_number,
)
from eichlab.line.http_attempt import LARGEST_BODY
from eichlab.line.http_device import target
from eichlab.values import (
    ConfigurationError,
    Direction,
    NoAnswerError,
    PortLostError,
    RefusedError,
    WireVerdict,
    WrongAnswerError,
    WrongAnswerKind,
)

QUICK = Timing(timeout_s=0.3, worst_latency_s=0.3, tries=2)
ASK = HttpQuestion("GET", "/values")
ACT = HttpQuestion("POST", "/act", b'{"do":1}')


def answer(body=b'{"a":1}', status="200 OK", length=None):
    length = len(body) if length is None else length
    return f"HTTP/1.1 {status}\r\nContent-Length: {length}\r\n\r\n".encode() + body


class Server:
    """Answers each connection with the next of ``scripts``; the last one again and again.

    A script gets the connected socket and the request's bytes.
    """

    def __init__(self, *scripts, port=0):
        self.scripts = list(scripts)
        self.heard = []
        self._listening = socket.create_server(("127.0.0.1", port))
        self.port = self._listening.getsockname()[1]
        self._ending = threading.Event()
        self._threads = []
        self._run(self._serve)

    def _run(self, work, *arguments):
        self._threads.append(threading.Thread(target=work, args=arguments, name="server"))
        self._threads[-1].start()

    def _serve(self):
        with contextlib.suppress(OSError):
            while not self._ending.is_set():
                client, _ = self._listening.accept()
                script = self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]
                self._run(self._one, client, script)

    def _one(self, client, script):
        with client, contextlib.suppress(OSError):
            self._talk(client, script)

    def _talk(self, client, script):
        client.settimeout(5)
        data = b""
        while b"\r\n\r\n" not in data:
            part = client.recv(65536)
            if not part:
                return
            data += part
        head, _, body = data.partition(b"\r\n\r\n")
        for line in head.split(b"\r\n"):
            if line.lower().startswith(b"content-length:"):
                while len(body) < int(line.partition(b":")[2]):
                    body += client.recv(65536)
        self.heard.append(head + b"\r\n\r\n" + body)
        if callable(script):
            script(client, self._ending)
        else:
            client.sendall(script)

    def close(self):
        self._ending.set()
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join()


def silent(_client, ending):
    ending.wait(3)


def dripping(client, ending):
    for byte in answer(b'{"a":"' + b"x" * 1000 + b'"}'):
        client.sendall(bytes((byte,)))
        if ending.wait(0.02):
            return


def reset(client, _ending):
    import struct

    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def endless(client, ending):
    client.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while not ending.is_set():
        client.sendall(b"10000\r\n" + b" " * 65536 + b"\r\n")


def endless_head(client, ending):
    client.sendall(b"HTTP/1.1 200 OK\r\n")
    while not ending.is_set():
        client.sendall(b"X: " + b"y" * 60_000 + b"\r\n")


@pytest.fixture
def serve():
    running = []

    def make(*scripts, **options):
        running.append(Server(*scripts, **options))
        return running[-1]

    yield make
    for each in running:
        each.close()


@pytest.fixture
def line_to():
    running = []

    def make(port, host="127.0.0.1", scheme="http", changes=None, certificate=None):
        address = HttpAddress.parse(f"{scheme}://{host}:{port}", certificate)
        listener = None if changes is None else changes.append
        line = HttpLine("line", address, on_port_change=listener)
        running.append(line)
        line.start()
        return line

    yield make
    for each in running:
        each.close()


def ask(line, question=ASK, timing=QUICK, **options):
    return line.run(lambda: line.ask(question, timing, who="the meter", **options)).result(10)


def command(line, question=ACT, timing=QUICK):
    return line.run(lambda: line.command(question, timing, who="the meter")).result(10)


# ── addresses ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("http://192.168.1.2", "http://192.168.1.2:80"),
        ("https://meter", "https://meter:443"),
        ("HTTPS://Meter:8443/", "https://meter:8443"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_addresses(text, url):
    assert HttpAddress.parse(text).url == url


@pytest.mark.parametrize(
    "text",
    [
        "http://",
        "http://a/b",
        "http://a?b",
        "http://u:p@a",
        "ftp://a",
        "a",
        "http://a:x",
        "http://a:0",
    ],
)
def test_no_addresses(text):
    with pytest.raises(ConfigurationError):
        HttpAddress.parse(text)


def test_certificates_have_one_spelling():
    digest = "AB" * 32
    spelt = ":".join(digest[at : at + 2] for at in range(0, 64, 2))
    assert HttpAddress.parse("https://a", f"SHA256:{spelt}").pinned == "ab" * 32
    assert HttpAddress.parse("https://a", " Unverified ").certificate == "unverified"
    with pytest.raises(ConfigurationError) as caught:
        HttpAddress.parse("https://a", "sha256:12")
    assert caught.value.message.code == "http.fingerprint-form"


def test_a_certificate_file_that_is_none(tmp_path):
    for name in ("missing.pem", "empty.pem"):
        if name == "empty.pem":
            (tmp_path / name).write_text("nothing")
        with pytest.raises(ConfigurationError) as caught:
            HttpLine("line", HttpAddress.parse("https://a", str(tmp_path / name)))
        assert caught.value.message.code == "http.certificate-file"


@pytest.mark.parametrize(
    ("path", "query", "escaped"),
    [
        ("/v1/legal", None, "/v1/legal"),
        ("/v1/legal", {"transactionId": "a b&c=d"}, "/v1/legal?transactionId=a%20b%26c%3Dd"),
        ("/v1/legal", {"transactionId": "50%+/#?"}, "/v1/legal?transactionId=50%25%2B%2F%23%3F"),
        ("/a b", None, "/a%20b"),
    ],
)
def test_targets_are_escaped_once(path, query, escaped, serve, line_to):
    assert target(path, query) == escaped
    server = serve(answer())
    ask(line_to(server.port), HttpQuestion("GET", escaped))
    assert server.heard[0].startswith(f"GET {escaped} HTTP/1.1\r\n".encode())


# ── good answers ─────────────────────────────────────────────────────────────────────────────


def test_an_answer_that_cannot_be_explained_is_logged_all_the_same(serve, line_to):
    line = line_to(serve(answer(b"{}")).port)
    assert ask(line, explain=lambda told: told.json["kWh"]).json == {}
    assert line.wire_log.since(0)[-1].verdict is WireVerdict.ANSWERED


def test_a_good_answer_exact_and_logged(serve, line_to):
    server = serve(answer(b'{"kWh":0.1000000000000000055,"n":12345678901234567890}'))
    line = line_to(server.port)
    told = ask(line, explain=lambda _: None)
    assert told.json == {
        "kWh": Decimal("0.1000000000000000055"),
        "n": 12345678901234567890,
    }
    assert told.tries == 1
    request = server.heard[0].lower()
    for header in (b"content-type: application/json", b"connection: close", b"accept: */*"):
        assert header in request
    note, sent, received = line.wire_log.since(0)
    assert (note.direction, note.meaning.code) == (Direction.NOTE, "http.reached")
    assert sent.data == b"GET /values HTTP/1.1\r\n\r\n"
    assert sent.verdict is WireVerdict.QUESTION
    assert received.data.startswith(b'HTTP/1.1 200 OK\r\n\r\n{"kWh"')
    assert received.verdict is WireVerdict.ANSWERED
    assert 0 < received.elapsed_s < 0.3


def test_chunks_and_bodies_to_the_end_of_the_connection(serve, line_to):
    chunked = (
        b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{"a"\r\n3\r\n:1}\r\n0\r\n\r\n'
    )
    server = serve(chunked, b'HTTP/1.1 200 OK\r\n\r\n{"a":1}')
    line = line_to(server.port)
    assert ask(line).json == ask(line).json == {"a": 1}


def test_texts_are_taken_byte_for_byte(serve, line_to):
    text = b"OCMF|{\xff\r\n"
    line = line_to(serve(answer(text)).port)
    told = ask(line, HttpQuestion("GET", "/text", json=False))
    assert (told.body, told.json) == (text, None)


def test_a_body_goes_out_with_its_length(serve, line_to):
    server = serve(answer())
    line = line_to(server.port)
    command(line)
    assert server.heard[0].lower().endswith(b'\r\n\r\n{"do":1}')
    assert b"content-length: 8" in server.heard[0].lower()
    (sent,) = [each for each in line.wire_log.since(0) if each.direction is Direction.SENT]
    assert (sent.data, sent.verdict) == (
        b'POST /act HTTP/1.1\r\n\r\n{"do":1}',
        WireVerdict.WRITTEN,
    )


def test_no_proxy_of_the_surroundings_is_used(serve, line_to, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    assert ask(line_to(serve(answer()).port)).json == {"a": 1}


def test_transaction_jobs_go_first(serve, line_to):
    server = serve(answer())
    line = line_to(server.port)
    order = []
    gate = threading.Event()
    first = line.run(gate.wait)
    polls = [line.run(lambda: order.append("poll")) for _ in range(2)]
    line.run(lambda: order.append("transaction"), Priority.TRANSACTION)
    gate.set()
    assert first.result(5)
    polls[-1].result(5)
    assert order == ["transaction", "poll", "poll"]


def test_questions_outside_a_job_are_a_defect(serve, line_to):
    line = line_to(serve(answer()).port)
    with pytest.raises(RuntimeError):
        line.ask(ASK, QUICK)


# ── wrong answers ────────────────────────────────────────────────────────────────────────────

WRONG = [
    (silent, NoAnswerError, "http.silent", WireVerdict.SILENT),
    (dripping, NoAnswerError, "http.silent", WireVerdict.SILENT),
    (b"", NoAnswerError, "http.broken-off", WireVerdict.SILENT),
    (reset, NoAnswerError, "http.broken-off", WireVerdict.SILENT),
    (answer(length=50), WrongAnswerError, "http.cut-off", WireVerdict.SHORT),
    (b"HTTP/1.1 200 OK\r\nContent-Le", WrongAnswerError, "http.not-http", WireVerdict.WRONG_FORM),
    (answer(length=3), WrongAnswerError, "http.not-json", WireVerdict.WRONG_FORM),
    (endless, WrongAnswerError, "http.too-large", WireVerdict.WRONG_LENGTH),
    (endless_head, WrongAnswerError, "http.not-http", WireVerdict.WRONG_FORM),
    (b"\x15\x03\x01\x00\x02\x02\x28", WrongAnswerError, "http.not-http", WireVerdict.WRONG_FORM),
    (answer(b"<html>"), WrongAnswerError, "http.not-json", WireVerdict.WRONG_FORM),
    (answer(b"[1]"), WrongAnswerError, "http.not-json", WireVerdict.WRONG_FORM),
    (answer(b'{"a":NaN}'), WrongAnswerError, "http.not-json", WireVerdict.WRONG_FORM),
    (answer(b'{"a":9%s}' % (b"9" * 50)), WrongAnswerError, "http.not-json", WireVerdict.WRONG_FORM),
    (answer(b"[" * 100_000), WrongAnswerError, "http.not-json", WireVerdict.WRONG_FORM),
    (answer(b'{"a":"\xff"}'), WrongAnswerError, "http.not-json", WireVerdict.WRONG_FORM),
    (
        b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
        WrongAnswerError,
        "http.redirect",
        WireVerdict.WRONG_FORM,
    ),
    (answer(status="404 Not Found"), RefusedError, "http.status", WireVerdict.EXCEPTION),
    (answer(status="503 Busy"), RefusedError, "http.status", WireVerdict.EXCEPTION),
]  # fmt: skip
NAMES = [f"{number}-{each[2]}" for number, each in enumerate(WRONG)]


@pytest.mark.parametrize(("script", "kind", "code", "verdict"), WRONG, ids=NAMES)
def test_wrong_answers(serve, line_to, script, kind, code, verdict):
    server = serve(script)
    line = line_to(server.port)
    began = time.monotonic()
    with pytest.raises(kind) as caught:
        ask(line)
    assert time.monotonic() - began < 2.5
    assert caught.value.message.code == code
    assert not caught.value.in_doubt
    # A refusal is an answer: asking again would bring the same.
    asked = 1 if code == "http.status" and "404" in str(caught.value.message) else 2
    assert len(server.heard) == asked
    assert line.wire_log.counters()[verdict] == asked


@pytest.mark.parametrize(("script", "kind", "code", "verdict"), WRONG, ids=NAMES)
def test_a_command_is_sent_once_and_in_doubt(serve, line_to, script, kind, code, verdict):
    server = serve(script)
    line = line_to(server.port)
    with pytest.raises(kind) as caught:
        command(line)
    assert caught.value.message.code == code
    refused = code == "http.status" and caught.value.exception == 404
    assert caught.value.in_doubt is not refused
    assert len(server.heard) == 1
    assert line.wire_log.counters()[WireVerdict.WRITTEN] == 1
    assert line.wire_log.counters()[verdict] == 1


def test_a_read_is_repeated_until_it_is_answered(serve, line_to):
    server = serve(b"", answer(status="503 Busy"), answer())
    told = ask(line_to(server.port), timing=replace(QUICK, tries=3))
    assert (told.json, told.tries) == ({"a": 1}, 3)


def test_how_wrong_an_answer_was(serve, line_to):
    line = line_to(serve(answer(length=50)).port)
    with pytest.raises(WrongAnswerError) as caught:
        ask(line)
    assert caught.value.kind is WrongAnswerKind.SHORT
    assert LARGEST_BODY == 1024 * 1024


# ── reached and lost ─────────────────────────────────────────────────────────────────────────


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def test_an_address_is_lost_and_found(serve, line_to):
    port = free_port()
    changes = []
    line = line_to(port, changes=changes)
    for _ in range(2):
        with pytest.raises(PortLostError) as caught:
            ask(line)
        assert caught.value.message.code == "http.refused"
    server = serve(answer(), port=port)
    ask(line)
    ask(line)
    server.close()
    with pytest.raises(PortLostError):
        command(line)
    told = [None if each.error is None else each.error.message.code for each in changes]
    assert told == ["http.refused", None, "http.refused"]
    codes = [each.meaning.code for each in line.wire_log.since(0) if each.meaning is not None]
    assert codes == ["http.reached", "http.lost"]
    assert line.device == f"http://127.0.0.1:{port}"


def test_a_command_that_never_left_is_not_in_doubt(line_to):
    line = line_to(free_port())
    with pytest.raises(PortLostError) as caught:
        command(line)
    assert not caught.value.in_doubt
    assert line.wire_log.counters().get(WireVerdict.WRITTEN, 0) == 0


def test_a_name_nobody_knows(line_to):
    with pytest.raises(PortLostError) as caught:
        ask(line_to(80, host="meter.invalid"))
    assert caught.value.message.code == "http.no-such-host"


def test_silence_is_no_loss_of_the_address(serve, line_to):
    changes = []
    line = line_to(serve(silent).port, changes=changes)
    with pytest.raises(NoAnswerError):
        ask(line)
    assert [each.error for each in changes] == [None]


def test_nobody_takes_the_connection(line_to):
    """A full queue of connections that nobody accepts: what a dark address looks like."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        port = listening.getsockname()[1]
        waiting = []
        for _ in range(3):
            client = socket.socket()
            client.setblocking(False)
            client.connect_ex(("127.0.0.1", port))
            waiting.append(client)
        line = line_to(port)
        with pytest.raises(NoAnswerError) as caught:
            command(line)
        assert caught.value.message.code == "http.connect-timeout"
        assert not caught.value.in_doubt
        for client in waiting:
            client.close()


def test_closing_ends_a_wait_at_once(serve, line_to):
    line = line_to(serve(silent).port)
    asked = line.run(lambda: line.command(ACT, Timing(timeout_s=30, tries=1)))
    queued = line.run(lambda: 1)
    time.sleep(0.1)
    began = time.monotonic()
    line.close()
    assert time.monotonic() - began < 0.5
    with pytest.raises(PortLostError) as caught:
        asked.result(1)
    assert caught.value.message.code == "port.closed"
    assert caught.value.in_doubt
    for job in (queued, line.run(lambda: 1)):
        with pytest.raises(PortLostError):
            job.result(1)


def test_hints(serve, line_to):
    line = line_to(serve(answer(b"<html>")).port)
    for _ in range(2):
        with pytest.raises(WrongAnswerError):
            ask(line)
    assert line.wire_log.hint().code == "hint.http-other-device"
    line = line_to(serve(silent).port)
    for _ in range(2):
        with pytest.raises(NoAnswerError):
            ask(line, timing=replace(QUICK, timeout_s=0.05))
    assert line.wire_log.hint().code == "hint.http-silent"
    line = line_to(serve(answer(), b"", answer(), b"", answer()).port)
    for _ in range(4):
        ask(line)
    assert line.wire_log.hint().code == "hint.http-some-silent"


# ── fields ───────────────────────────────────────────────────────────────────────────────────


def test_fields_by_kind(serve, line_to):
    values = {"t": "x", "f": True, "w": 3, "n": Decimal("1.5"), "p": "00000446.540", "o": {"i": 1}}
    fields = Fields(values, meter="the meter", port="http://a:80", within="GET /a")
    assert (fields.text("t"), fields.flag("f"), fields.whole("w")) == ("x", True, 3)
    assert (fields.number("n"), fields.number("p")) == (Decimal("1.5"), Decimal("446.540"))
    assert fields.fields("o").whole("i") == 1
    for wrong in (
        lambda: fields.text("w"),
        lambda: fields.flag("w"),
        lambda: fields.whole("f"),
        lambda: fields.whole("n"),
        lambda: fields.number("f"),
        lambda: fields.number("t"),
        lambda: fields.fields("t"),
        lambda: fields.fields("o").text("none"),
    ):
        with pytest.raises(WrongAnswerError) as caught:
            wrong()
        assert caught.value.message.code == "http.field"
    assert "t" in fields
    assert "none" not in fields


@pytest.mark.parametrize(
    "value", [None, True, "x", "NaN", "1e999999", Decimal("Infinity"), [], 1.5]
)
def test_no_exact_numbers(value):
    assert exact_number(value) is None


def test_a_device_writes_and_commands(serve, line_to):
    server = serve(answer(json.dumps({"result": 1}).encode()))
    line = line_to(server.port)
    device = HttpDevice(line, QUICK, who="the meter", unit=1)
    done = line.run(
        lambda: device.command("PUT", "/x", {"ä": "ö"}, {"id": "a b"}, timeout_s=1)
    ).result(5)
    assert done.whole("result") == 1
    assert server.heard[0].startswith(b"PUT /x?id=a%20b HTTP/1.1\r\n")
    assert server.heard[0].endswith('{"ä":"ö"}'.encode())
    assert all(each.unit == 1 for each in line.wire_log.since(0) if each.data)
