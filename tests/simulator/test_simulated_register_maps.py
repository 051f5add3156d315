"""The simulated meters that are merely read, byte by byte, by a client that shares no code."""

import json
import socket
import struct
import time

import pytest

from eichlab.simulator import LinePlan, MeterPlan
from eichlab.simulator.register_map.acrel import digits
from eichlab.simulator.register_map.words import encoded, float32, whole
from eichlab.simulator.rtu import with_check_sum
from eichlab.simulator.wire import CharacterFormat
from eichlab.values import ConfigurationError

STEADY = {"variation": "0"}


@pytest.fixture
def meter(simulate):
    """A meter with a steady load, and a client connected to it."""

    def make(model, *, watts=0, **options):
        switches = STEADY | options.pop("switches", {})
        running = simulate_one(simulate, model, watts=watts, switches=switches, **options)
        master = running.master()
        master.running = running
        return master

    return make


def simulate_one(simulate, model, *, switches, **options):
    return simulate(model, **options, switches=switches).wait_until_ready()


def exchange(master, frame):
    master.send(bytes.fromhex(frame))
    return master.receive().hex(" ").upper()


# ── frames whose answers are published or were captured ──────────────────────────────────────


@pytest.mark.parametrize(
    ("request_frame", "reply"),
    [
        ("01 04 00 00 00 02 71 CB", "01 04 04 43 66 00 00 0E 1F"),
        ("01 04 00 48 00 02 F1 DD", "01 04 04 41 45 85 1F DD 35"),
        ("01 04 00 4A 00 02 50 1D", "01 04 04 00 00 00 00 FB 84"),
        ("01 04 00 46 00 02 90 1E", "01 04 04 42 48 00 00 6F EA"),
        ("01 04 01 5A 00 02 50 24", "01 04 04 40 83 AE 14 63 C3"),
        ("01 04 0F 00 00 02 72 DF", "01 84 02 C2 C1"),
    ],
)
def test_worked_frames_of_the_sdm630(meter, request_frame, reply):
    assert exchange(meter("sdm630", switches={"energy": "12345"}), request_frame) == reply


def test_the_block_frame_of_the_sdm630(meter):
    reply = bytes.fromhex(exchange(meter("sdm630"), "01 04 00 00 00 12 70 07"))
    assert reply[:3] == b"\x01\x04\x24"
    assert struct.unpack(">9f", reply[3:-2]) == (230.0,) * 3 + (0.0,) * 6


@pytest.mark.parametrize(
    ("request_frame", "reply"),
    [
        ("01 03 60 0C 00 02 1A 08", "01 03 04 41 45 85 1F DC 82"),
        ("01 03 7F 00 00 02 DD DF", "01 83 02 C0 F1"),
        ("01 04 50 12 00 02 C0 CE", "01 84 01 82 C0"),
    ],
)
def test_worked_frames_of_the_pro380(meter, request_frame, reply):
    assert exchange(meter("pro380", switches={"energy": "12345"}), request_frame) == reply


def test_values_of_worked_frames_are_encoded_so():
    assert with_check_sum(b"\x01\x04\x04" + packed(float32(1234.5))).hex(" ") == (
        "01 04 04 44 9a 50 00 f3 5b"
    )
    assert with_check_sum(b"\x01\x03\x04" + packed(float32(1.2345))).hex(" ") == (
        "01 03 04 3f 9e 04 19 54 c3"
    )
    assert packed(whole(21018, "u32")) == bytes.fromhex("0000521A")
    assert digits(400.3, 2) == (4003, 2)
    assert digits(125.1, 2) == (1251, 2)
    assert digits(50_079, 3) == (5008, 4)
    assert digits(-50_079, 3) == (-5008, 4)
    assert digits(5000, 3) == (5000, 3)
    assert encoded(1, "u32", low_first=True) == [1, 0]


def packed(words):
    return b"".join(word.to_bytes(2) for word in words)


def test_the_twenty_registers_of_the_djsf1352(meter):
    """As captured, but for a consistent power and no export: 400.3 V, 125.1 A, 33.3 °C."""
    master = meter("djsf1352", watts=50_079, switches={"energy": "21018"})
    reply = exchange(master, "01 03 00 00 00 14 45 C5")
    assert reply.startswith(
        "01 03 28 0F A3 00 02 04 E3 00 02 00 00 01 4D 00 00 00 00 13 90 00 04 00 00 00 00 00 00 52"
    )
    assert exchange(master, "01 03 00 0C 00 08 84 0F").startswith("01 03 10 00 00 52 ")
    assert exchange(master, "01 03 00 00 00 06 C5 C8").startswith("01 03 0C 0F A3 00 02")
    assert exchange(master, "01 04 00 00 00 02 71 CB") == "01 84 01 82 C0"


# ── how they refuse ──────────────────────────────────────────────────────────────────────────


def code_of(master, address, words, function):
    reply = master.raw(bytes([function]) + address.to_bytes(2) + words.to_bytes(2))
    return reply[2] if reply[1] & 0x80 else None


@pytest.mark.parametrize(
    ("model", "function", "address", "words", "code"),
    [
        ("sdm630", 4, 0x00, 78, 2),  # a hole at 2Ch
        ("sdm630", 4, 0x00, 82, 3),
        ("sdm630", 4, 0x01, 2, 2),
        ("sdm630", 4, 0x00, 1, 2),
        ("sdm630", 3, 0x48, 2, 2),
        ("sdm630", 4, 0xFC00, 2, 2),
        ("sdm72", 4, 0x00, 2, 2),
        ("sdm72", 4, 0x34, 2, None),
        ("sdm72-v2", 4, 0x00, 62, 3),
        ("sdm72-v2", 4, 0x24, 2, 2),
        ("sdm230", 4, 0x02, 2, 2),
        ("sdm230", 4, 0x34, 2, 2),
        ("pro380", 3, 0x5001, 2, 2),
        ("pro380", 3, 0x4000, 2, None),
        ("djsf1352", 3, 0x00, 1, None),
    ],
)
def test_refusals(meter, model, function, address, words, code):
    assert code_of(meter(model), address, words, function) == code


@pytest.mark.parametrize(
    ("model", "switches", "read", "code"),
    [
        ("sdm630", {"holes": "zero"}, (4, 0x00, 78), None),
        ("sdm630", {"oversize": "2"}, (4, 0x00, 82), 2),
        ("sdm630", {"half": "allowed"}, (4, 0x01, 1), None),
        ("sdm72", {"phases": "answered"}, (4, 0x00, 18), None),
        ("djsf1352", {"holes": "refused"}, (3, 0x18, 1), 2),
    ],
)
def test_what_is_unknown_is_a_switch(meter, model, switches, read, code):
    function, address, words = read
    assert code_of(meter(model, switches=switches), address, words, function) == code


@pytest.mark.parametrize("model", ["sdm72", "sdm72-v2", "sdm230", "sdm630", "pro380", "djsf1352"])
def test_nothing_can_be_written(meter, model):
    master = meter(model)
    reply = master.raw(bytes.fromhex("10 0014 0002 04 40000000"))
    assert reply[1:3] == b"\x90\x01"
    assert master.raw(bytes.fromhex("06 0014 0002"))[1:3] == b"\x86\x01"


def test_foreign_units_and_wrong_check_sums_get_no_answer(meter):
    master = meter("sdm630")
    assert master.raw(bytes.fromhex("04 0000 0002"), unit=9, first_s=0.1) == b""
    master.send(bytes.fromhex("01 04 00 00 00 02 71 CC"))
    assert master.receive(first_s=0.1) == b""


# ── what they measure ────────────────────────────────────────────────────────────────────────


def number(master, address, function=4):
    return struct.unpack(">f", master.read(address, 2, function))[0]


def test_the_sdm630_agrees_with_itself(meter):
    master = meter("sdm630", watts=6900, switches={"energy": "1000000"})
    assert [number(master, at) for at in (0x0C, 0x0E, 0x10)] == [2300.0] * 3
    assert number(master, 0x34) == 6900.0
    assert [number(master, at) for at in (0x06, 0x08, 0x0A)] == [10.0] * 3
    total = number(master, 0x48)
    phases = sum(number(master, at) for at in (0x15A, 0x15C, 0x15E))
    assert total == pytest.approx(phases, abs=0.005)
    assert total == pytest.approx(1000, abs=1)


def test_settings_and_identification_of_an_sdm(meter):
    master = meter("sdm72-v2")
    assert master.read(0xFC00, 2, 3)[:3] == b"SIM"
    assert master.read(0xFC02, 1, 3) == b"\x00\x89"
    assert number(master, 0x14, 3) == 1.0
    assert number(master, 0x1C, 3) == 2.0


@pytest.mark.parametrize(("model", "address"), [("sdm630", 0x48), ("pro380", 0x600C)])
def test_counters_outlive_restarts_and_never_run_back(simulate, tmp_path, model, address):
    function = 4 if model == "sdm630" else 3
    seen = []
    for _ in range(2):
        running = simulate_one(
            simulate, model, watts=90_000, speed=600, switches=STEADY, state=tmp_path / "state"
        )
        master = running.master()
        seen += [number(master, address, function) for _ in range(3)]
        running.stop()
    assert seen == sorted(seen)
    kept = json.loads((tmp_path / "state" / f"{model}-1.json").read_text())
    assert sum(each["imported_fws"] for each in kept["energy"]) > 0


def test_without_mains_nothing_is_counted(meter):
    master = meter("sdm630", watts=90_000, speed=600)
    master.running.do("power off")
    assert master.raw(bytes.fromhex("04 0048 0002"), first_s=0.1) == b""
    master.running.do("power on")


@pytest.mark.parametrize("fault", ["frozen", "counter-reset", "not-a-number"])
def test_named_faults(meter, fault):
    master = meter("sdm630", watts=90_000, speed=3600, switches={"energy": "5000000"})
    before = number(master, 0x48)
    master.running.do(f"fault {fault}")
    first, second = number(master, 0x48), number(master, 0x48)
    if fault == "frozen":
        assert first == second >= before
    elif fault == "counter-reset":
        assert first < before
    else:
        assert first != first


def test_a_damaged_memory_is_told(simulate, tmp_path):
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "sdm72-1.json").write_text('{"form": 9}')
    with pytest.raises(ConfigurationError) as caught:
        simulate("sdm72", state=tmp_path / "state")
    assert caught.value.message.code == "simulator.memory-unreadable"


# ── the gateway ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def gateway(simulate):
    running = simulate("sdm630", gateway=True, switches=STEADY, watts=0).wait_until_ready()
    host, port = running.simulation.lines[0].link.removeprefix("modbus-tcp://").split(":")
    with socket.create_connection((host, int(port)), timeout=3) as client:
        yield client


def received(client, length):
    data = b""
    while len(data) < length:
        more = client.recv(length - len(data))
        assert more, data
        data += more
    return data


def test_the_gateway_answers_under_the_number_of_the_question(gateway):
    gateway.sendall(bytes.fromhex("ABCD 0000 0006 01 04 0000 0002"))
    assert received(gateway, 13).hex() == "abcd00000007010404" + "43660000"


def test_questions_wait_their_turn_at_the_gateway(gateway):
    ask = "{:04X} 0000 0006 01 04 0000 0002"
    gateway.sendall(b"".join(bytes.fromhex(ask.format(n)) for n in (7, 8, 9)))
    assert [received(gateway, 13)[:2] for _ in range(3)] == [b"\0\7", b"\0\x08", b"\0\x09"]


def test_the_gateway_says_that_a_meter_is_silent(gateway):
    gateway.sendall(bytes.fromhex("0001 0000 0006 09 04 0000 0002"))
    assert received(gateway, 9).hex() == "00010000000309840b"
    gateway.sendall(bytes.fromhex("0002 0000 0006 01 04 0F00 0002"))
    assert received(gateway, 9).hex() == "000200000003018402"


def test_what_is_no_modbus_tcp_gets_no_answer(gateway):
    gateway.sendall(b"GET / HTTP/1.1\r\n\r\n")
    time.sleep(0.1)
    gateway.sendall(bytes.fromhex("0003 0000 0006 01 04 0000 0002"))
    assert received(gateway, 13)[:2] == b"\0\3"


def test_behind_a_gateway_hang_modbus_meters_only():
    with pytest.raises(ConfigurationError) as caught:
        LinePlan(
            "line",
            ("127.0.0.1", 0),
            CharacterFormat(),
            (MeterPlan("dcbm", 1, "one"),),
            gateway=True,
        )
    assert caught.value.message.code == "simulator.gateway"


def test_a_map_that_is_none_cannot_be_simulated(tmp_path):
    path = tmp_path / "map.toml"
    path.write_text('title = "x"')
    with pytest.raises(ConfigurationError) as caught:
        LinePlan("line", tmp_path / "port", CharacterFormat(), (MeterPlan(str(path), 1, "x"),))
    assert caught.value.message.code == "simulator.map"
