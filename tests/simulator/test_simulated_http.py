"""A simulated device on the network: its server, its plug and mains, and the faults between."""

import contextlib
import http.client
import json
import re
import socket
import ssl
import time

import pytest

from eichlab.simulator import Conditions, LinePlan, Simulation, parse_meter, plan_line, read_bench
from eichlab.simulator.http import MalformedError, RequestReader, json_reply
from eichlab.values import ConfigurationError

READY = re.compile(r"ready dcbm unit=1 link=http://127\.0\.0\.1:(\d+) baud=0 key=04[0-9A-F]{128}")


@pytest.fixture
def host(running_on_network):
    return running_on_network("dcbm")


def raw(running, data, *, seconds=1.0):
    """Send bytes as they are and return what comes until the end or the silence."""
    with socket.create_connection(("127.0.0.1", running.tcp_port), timeout=seconds) as client:
        client.sendall(data)
        received = b""
        with contextlib.suppress(TimeoutError, ConnectionResetError):
            while part := client.recv(65536):
                received += part
        return received


def get(running, path="/v1/status", **options):
    return running.ask("GET", path, **options)


# ── requests in bytes ────────────────────────────────────────────────────────────────────────

CHUNKED = (
    b"PUT /v1/legal?transactionId=a%20b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    b'8;ext=1\r\n{"runnin\r\n8\r\ng":false\r\n1\r\n}\r\n0\r\nTrailer: x\r\n\r\n'
)


@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_chunked_bodies_in_any_pieces(size):
    reader = RequestReader()
    found = None
    for at in range(0, len(CHUNKED), size):
        assert found is None
        reader.feed(CHUNKED[at : at + size])
        found = reader.next()
    assert (found.method, found.path, found.query) == ("PUT", "/v1/legal", {"transactionId": "a b"})
    assert found.json() == {"running": False}


def test_requests_one_after_the_other():
    reader = RequestReader()
    reader.feed(b"GET /a HTTP/1.1\r\n\r\nPOST /b HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}GET /c HT")
    assert [reader.next().path, reader.next().path] == ["/a", "/b"]
    assert reader.next() is None


@pytest.mark.parametrize(
    "data",
    [
        b"\x16\x03\x01\x02\x00",
        b"GET\r\n\r\n",
        b"GET / FTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n",
        b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFF\r\n",
        b"GET /" + b"x" * 20_000,
    ],
)
def test_what_is_no_request(data, host):
    reader = RequestReader()
    reader.feed(data)
    with pytest.raises(MalformedError):
        reader.next()
    assert raw(host, data).startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert get(host)[0] == 200, "the next one is served"


def test_the_word_to_go_on_comes_before_the_body(host):
    head = (
        b"PUT /v1/settings HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n"
        b"Connection: close\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", host.tcp_port), timeout=2) as client:
        client.sendall(head)
        assert client.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(b"{}")
        assert client.recv(1000).startswith(b"HTTP/1.1 400 ")


def test_a_connection_serves_many_requests(host):
    connection = http.client.HTTPConnection("127.0.0.1", host.tcp_port, timeout=2)
    for _ in range(3):
        connection.request("GET", "/v1/status")
        assert json.loads(connection.getresponse().read())["meterId"].startswith("SIM")
    connection.close()


def test_several_clients_at_once(host):
    clients = [http.client.HTTPConnection("127.0.0.1", host.tcp_port, timeout=2) for _ in range(5)]
    for client in clients:
        client.request("GET", "/v1/livemeasure")
    assert all(client.getresponse().status == 200 for client in clients)
    for client in clients:
        client.close()


# ── faults ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("http-status=503", rb"HTTP/1\.1 503 Service Unavailable\r\n"),
        ("http-status=302", rb"HTTP/1\.1 302 Found\r\n(.*\r\n)*Location: /login\r\n"),
        ("not-json", rb"HTTP/1\.1 200 OK\r\nContent-Type: text/html\r\n"),
        ("silence", rb""),
        ("request-lost", rb""),
        ("connection-reset", rb""),
    ],
)
def test_answers_under_faults(host, fault, expected):
    host.do(f"fault {fault}")
    said = raw(host, b"GET /v1/status HTTP/1.1\r\nConnection: close\r\n\r\n", seconds=0.2)
    assert re.match(expected, said), said[:200]
    if not expected:
        assert said == b""
    host.do("clear")
    assert get(host)[0] == 200


def split(said):
    head, _, body = said.partition(b"\r\n\r\n")
    return int(re.search(rb"Content-Length: (\d+)", head)[1]), body


def test_bodies_under_faults(host):
    ask = b"GET /v1/status HTTP/1.1\r\nConnection: close\r\n\r\n"
    length, whole = split(raw(host, ask))
    assert length == len(whole)
    host.do("fault short")
    length, body = split(raw(host, ask))
    assert len(body) < length
    host.do("clear")
    host.do("fault wrong-length")
    length, body = split(raw(host, ask))
    assert length == len(body) - 7
    host.do("clear")
    host.do("fault missing-field")
    length, body = split(raw(host, ask))
    assert set(json.loads(whole)) - set(json.loads(body))
    host.do("clear")
    host.do("fault noise-only")
    assert not raw(host, ask).startswith(b"HTTP")
    host.do("clear")
    host.do("fault endless-body")
    with socket.create_connection(("127.0.0.1", host.tcp_port), timeout=2) as client:
        client.sendall(ask)
        received = 0
        while received < 2_000_000:
            part = client.recv(65536)
            assert part
            received += len(part)


@pytest.mark.parametrize(("fault", "least_s"), [("late=300ms", 0.3), ("drip=10ms", 0.5)])
def test_times_under_faults(host, fault, least_s):
    host.do(f"fault {fault}")
    began = time.monotonic()
    assert get(host)[0] == 200
    assert time.monotonic() - began >= least_s


def test_an_answer_in_two_pieces(host):
    host.do("fault stutter=200ms")
    began = time.monotonic()
    assert get(host)[0] == 200
    assert 0.2 <= time.monotonic() - began < 1


def test_what_happens_to_requests_by_number(host):
    host.do("fault http-status=500@#2")
    assert [get(host)[0] for _ in range(3)] == [200, 500, 200]


@pytest.mark.parametrize(
    "fault",
    ["crc", "echo", "wrong-unit", "wrong-speed", "twice", "noise-before", "exception-4",
     "other-master", "idle-noise", "collision"],
)  # fmt: skip
def test_faults_without_a_meaning_are_refused(host, fault):
    with pytest.raises(ConfigurationError) as caught:
        host.do(f"fault {fault}")
    assert caught.value.message.code == "simulator.fault-not-http"
    assert get(host)[0] == 200


def test_faults_of_http_are_refused_on_a_line(simulate):
    running = simulate()
    with pytest.raises(ConfigurationError) as caught:
        running.do("fault not-json")
    assert caught.value.message.code == "simulator.fault-elsewhere"


def test_a_refused_fault_at_the_start(process):
    started = process("dcbm", "--tcp", "127.0.0.1:0", "--fault", "crc")
    assert started.wait() == 2
    assert b"means nothing over HTTP" in started.process.stderr.read()


# ── plug and mains ───────────────────────────────────────────────────────────────────────────


def test_unplugged_the_port_refuses_and_comes_back(host):
    port = host.tcp_port
    with socket.create_connection(("127.0.0.1", port), timeout=1) as client:
        host.do("unplug")
        with pytest.raises(ConnectionResetError):
            client.recv(1)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=1)
    host.do("plug")
    assert host.tcp_port == port
    assert get(host)[0] == 200


def test_without_mains_it_is_silent_and_then_boots(running_on_network):
    running = running_on_network("dcbm", boot_s=0.3)
    host = running
    host.do("power off")
    with pytest.raises(TimeoutError):
        get(host, timeout_s=0.2)
    host.do("power on")
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        get(host, timeout_s=0.1)
    while time.monotonic() - began < 0.35:
        time.sleep(0.01)
    assert get(host)[0] == 200


def test_a_power_cut_at_a_request_loses_it(host):
    host.do("fault power-cut=0.1s@#1")
    with pytest.raises(TimeoutError):
        get(host, timeout_s=0.2)
    host.do("clear")


# ── where it appears ─────────────────────────────────────────────────────────────────────────


def test_the_ready_line_names_the_address(process):
    started = process("dcbm", "--tcp", "127.0.0.1:0", "--seed", "1")
    assert READY.fullmatch(started.line())
    assert started.do("load 20000") == "ok load 20000"
    assert started.do("quit") == "ok quit"
    assert started.wait() == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["dcbm", "--link", "LINK"], "speaks HTTP and has no serial port"),
        (["iem-dcr", "--link", "LINK"], "--tcp HOST:PORT"),
        (["dcbm", "iem-dcr", "--tcp", "127.0.0.1:0"], "only one meter"),
        (["dcbm", "em580", "--tcp", "127.0.0.1:0"], "only one meter"),
        (["dcbm", "--tcp", "127.0.0.1:0", "--switch", "tls=perhaps"], "off | on"),
        (["iem-dcr", "--tcp", "127.0.0.1:0", "--switch", "tls=on"], "tls"),
    ],
)
def test_what_cannot_be(process, tmp_path, arguments, said):
    started = process(*(str(tmp_path / "x") if each == "LINK" else each for each in arguments))
    assert started.wait() == 2
    assert said in started.process.stderr.read().decode()


def test_a_bench_file_with_devices(tmp_path):
    file = tmp_path / "bench.toml"
    file.write_text(
        '[[line]]\nport = "http://127.0.0.1:18080"\n[[line.meter]]\nmodel = "dcbm"\n'
        '[[line]]\nport = "https://meter"\n[[line.meter]]\nmodel = "dcbm"\n'
        '[[line]]\nport = "http://[::1]"\n[[line.meter]]\nmodel = "iem-dcr"\n'
    )
    plans = read_bench(file)
    assert [(plan.link, plan.tls) for plan in plans] == [
        (("127.0.0.1", 18080), False),
        (("meter", 443), True),
        (("::1", 80), False),
    ]
    with pytest.raises(ConfigurationError):
        plan_line("line", tmp_path / "x", (parse_meter("dcbm"),))
    file.write_text('[[line]]\nport = "/tmp/x"\n[[line.meter]]\nmodel = "dcbm"\n')
    with pytest.raises(ConfigurationError) as caught:
        read_bench(file)
    assert caught.value.message.code == "simulator.http-needs-address"


def test_an_address_in_use_is_said():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        plan = plan_line("line", taken.getsockname(), (parse_meter("dcbm"),))
        assert isinstance(plan, LinePlan)
        simulation = Simulation((plan,), Conditions(seed=1))
        with pytest.raises(Exception, match=r"simulator\.tcp-listen"):
            simulation.begin(lambda _: None)
        simulation.close()


# ── TLS ──────────────────────────────────────────────────────────────────────────────────────


def anything():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers("DEFAULT:@SECLEVEL=1")
    return context


def test_tls_with_a_certificate_it_made_itself(running_on_network, tmp_path):
    running = running_on_network("dcbm", state=tmp_path, switches={"tls": "on"})
    assert running.meters[0].link.startswith("https://")

    def certificate():
        with (
            socket.create_connection(("127.0.0.1", running.tcp_port), timeout=2) as plain,
            anything().wrap_socket(plain) as client,
        ):
            shown = client.getpeercert(binary_form=True)
            client.sendall(b"GET /v1/certificate HTTP/1.1\r\nConnection: close\r\n\r\n")
            said = b""
            while part := client.recv(65536):
                said += part
            return shown, json.loads(said.partition(b"\r\n\r\n")[2])

    shown, told = certificate()
    # The newlines beside BEGIN and END are missing, as the real meter's are.
    pem = told["certificate"]
    assert pem.startswith("-----BEGIN CERTIFICATE-----MII")
    repaired = pem.replace("E-----M", "E-----\nM").replace("-----END", "\n-----END")
    assert ssl.PEM_cert_to_DER_cert(repaired) == shown
    running.stop()
    again = running_on_network("dcbm", state=tmp_path)
    assert again.meters[0].link.startswith("https://"), "a setting, kept"
    running = again
    assert certificate()[0] == shown


def test_tls_is_switched_on_at_the_same_port(host):
    status, body = host.ask("PUT", "/v1/settings", {"http": {"tls_on": True}})
    assert (status, body["result"]) == (200, 1)
    assert raw(host, b"GET /v1/status HTTP/1.1\r\n\r\n", seconds=0.3)[:4] != b"HTTP"
    connection = http.client.HTTPSConnection(
        "127.0.0.1", host.tcp_port, timeout=2, context=anything()
    )
    connection.request("GET", "/v1/status")
    assert connection.getresponse().status == 200
    connection.close()


def test_replies_are_json_without_blanks():
    assert json_reply({"a": "ä", "b": 1.5}).body == '{"a":"ä","b":1.5}'.encode()
