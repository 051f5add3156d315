"""The wire: its pace, its plug, and how it finds requests among bytes."""

import os
import socket
import time
from pathlib import Path

import pytest

from eichlab.simulator import Conditions, LinePlan, Simulation, parse_address, parse_meter
from eichlab.simulator.rtu import RtuFraming, crc16
from eichlab.simulator.wire import CharacterFormat
from eichlab.values import ConfigurationError, PortError

READ = bytes.fromhex("01 04 0000 0034")


def framed(body):
    return body + crc16(body).to_bytes(2, "little")


def test_check_sum_of_a_known_frame():
    # The example that is printed in many places: read ten holding registers of unit 1.
    assert framed(bytes.fromhex("01 03 0000 000A")).hex().upper() == "01030000000AC5CD"


def test_check_sum_agrees_with_the_other_way_to_compute_it(crc):
    for length in range(40):
        data = bytes((length * 37 + place * 101) % 256 for place in range(length))
        assert crc16(data).to_bytes(2, "little") == crc(data)


def test_requests_are_found_byte_by_byte_and_one_after_the_other():
    framing = RtuFraming()
    found = []
    for byte in framed(READ) + framed(READ):
        found += framing.feed(bytes([byte]))
    assert [request.frame for request in found] == [framed(READ)] * 2
    assert not framing.is_incomplete


def test_garbage_before_a_request_spoils_it_until_the_line_is_silent():
    framing = RtuFraming()
    assert framing.feed(b"\0" + framed(READ)) == []
    assert framing.is_incomplete
    assert framing.silence() == []
    assert [request.content for request in framing.feed(framed(READ))] == [READ[1:]]


def test_a_request_of_unknown_function_is_ended_by_silence():
    framing = RtuFraming()
    frame = framed(bytes.fromhex("05 63 01 02 03"))
    assert framing.feed(frame) == []
    (request,) = framing.silence()
    assert (request.unit, request.content) == (5, bytes.fromhex("63 01 02 03"))


def test_a_spoilt_request_is_not_answered(meter):
    frame = bytearray(framed(READ))
    frame[3] ^= 1
    meter.send(bytes(frame))
    assert meter.receive(first_s=0.06) == b""
    assert len(meter.read(0, 52)) == 104


@pytest.mark.parametrize(
    ("baud", "parity", "bits"), [(9600, "N", 10), (9600, "E", 11), (19200, "N", 10)]
)
def test_bytes_keep_the_pace_of_the_line(simulate, baud, parity, bits):
    running = simulate(baud=baud, parity=parity, turnaround_s=0.01).wait_until_ready()
    master = running.master()
    began = time.monotonic()
    master.read(0x0000, 52)
    took = time.monotonic() - began
    expected = (8 + 109) * bits / baud + 0.01
    assert expected - 0.001 < took < expected * 1.15 + 0.1


def test_a_fast_line_is_fast(meter):
    best = 1.0
    for _ in range(5):
        began = time.monotonic()
        meter.read(0x0000, 52)
        best = min(best, time.monotonic() - began)
    expected = (8 + 109) * 10 / 115200
    assert expected - 0.001 < best < expected + 0.008


def test_a_reply_arrives_in_portions(simulate):
    running = simulate(baud=9600).wait_until_ready()
    master = running.master()
    body = framed(READ)
    master.send(body)
    portions = []
    while sum(map(len, portions)) < 109:
        portions.append(master.receive(first_s=0.5, silence_s=0.0))
    assert len(portions) > 10
    assert max(map(len, portions)) < 40


def test_unplug_and_plug_change_the_pseudo_terminal(simulate):
    running = simulate().wait_until_ready()
    master = running.master()
    seen = []
    for _ in range(3):
        seen.append(str(running.link.readlink()))
        running.do("unplug")
        assert not running.link.is_symlink()
        with pytest.raises(OSError, match="Input/output error"):
            os.write(master.descriptor, b"x")
        master.close()
        running.do("plug")
        assert str(running.link.readlink()) != seen[-1]
        master = running.master()
        assert master.number(0x7100) == 0


def test_unplug_and_plug_twice_are_harmless(simulate):
    running = simulate().wait_until_ready()
    for command in ("unplug", "unplug", "plug", "plug"):
        running.do(command)
    assert running.master().number(0x7100) == 0


def test_closing_removes_the_link_and_nothing_else(simulate, tmp_path):
    running = simulate().wait_until_ready()
    running.stop()
    assert not running.link.is_symlink()
    running = simulate().wait_until_ready()
    running.link.unlink()
    running.link.symlink_to("/dev/null")
    running.stop()
    assert (tmp_path / "meter").is_symlink()


def test_a_stale_link_is_replaced(simulate, tmp_path):
    (tmp_path / "meter").symlink_to("/dev/pts/999999")
    assert simulate().wait_until_ready().master().number(0x7100) == 0


def test_a_file_in_the_link_s_place_is_left_alone(simulate, tmp_path):
    (tmp_path / "meter").write_text("precious")
    with pytest.raises(PortError) as refusal:
        simulate()
    assert refusal.value.message.code == "simulator.link-occupied"
    assert (tmp_path / "meter").read_text() == "precious"


def descriptors():
    return len(list(Path("/proc/self/fd").iterdir()))


def test_nothing_stays_open(simulate):
    simulate(link="warm").wait_until_ready().stop()
    before = descriptors()
    for _ in range(3):
        running = simulate().wait_until_ready()
        running.do("unplug")
        running.do("plug")
        running.do("unplug")
        running.stop()
    assert descriptors() == before


@pytest.fixture
def tcp(simulate):
    """Return a simulation on a server socket and its port."""
    # The fixture only runs lines on links; this one is told to use another plan.
    plan = LinePlan("line", ("127.0.0.1", 0), CharacterFormat(), (parse_meter("em580"),))
    running_class = type(simulate(link="unused"))
    running = running_class([plan], Conditions(seed=1, turnaround_s=0.0))
    yield running.wait_until_ready()
    running.stop()


def port_of(running):
    link = running.meters[0].link
    assert link.startswith("socket://127.0.0.1:")
    return int(link.rpartition(":")[2])


def asked(client):
    client.sendall(framed(READ))
    data = b""
    while len(data) < 109:
        part = client.recv(4096)
        assert part
        data += part
    return data


def test_tcp_carries_the_same_bytes(tcp):
    with socket.create_connection(("127.0.0.1", port_of(tcp)), 2) as client:
        assert asked(client)[:3] == bytes([1, 4, 104])
        # A serial port has one user: the second is sent away.
        with socket.create_connection(("127.0.0.1", port_of(tcp)), 2) as second:
            assert second.recv(1) == b""
        assert asked(client)
    # And when the first has gone there is room again.
    time.sleep(0.02)
    with socket.create_connection(("127.0.0.1", port_of(tcp)), 2) as client:
        assert asked(client)


def test_tcp_takes_who_comes_the_moment_the_last_one_left(tcp):
    # Heard of at once, in whatever order: the one leaving and the one coming.
    for _ in range(100):
        with socket.create_connection(("127.0.0.1", port_of(tcp)), 2) as client:
            assert asked(client)


def test_tcp_unplugged_refuses_and_returns_on_its_port(tcp):
    port = port_of(tcp)
    with socket.create_connection(("127.0.0.1", port), 2) as client:
        tcp.do("unplug")
        assert client.recv(1) == b""
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), 2)
    tcp.do("plug")
    with socket.create_connection(("127.0.0.1", port), 2) as client:
        assert asked(client)


def test_a_port_in_use_is_said(tcp):
    plan = LinePlan("line", ("127.0.0.1", port_of(tcp)), CharacterFormat(), (parse_meter("em580"),))
    simulation = Simulation([plan], Conditions())
    with pytest.raises(PortError) as refusal:
        simulation.begin(lambda meters: None)
    assert refusal.value.message.code == "simulator.tcp-listen"
    simulation.close()


@pytest.mark.parametrize("text", ["localhost", ":1", "host:", "host:x", "host:65536", "host:-1"])
def test_what_is_no_address(text):
    with pytest.raises(ConfigurationError):
        parse_address(text)


def test_addresses():
    assert parse_address("127.0.0.1:5020") == ("127.0.0.1", 5020)
    assert parse_address("[::1]:0") == ("::1", 0)
