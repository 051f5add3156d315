"""The simulated GSH01 byte for byte: frames, states, records, log, memory, faults."""

import binascii
import hashlib
import json
import struct
import time
from decimal import Decimal

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from eichlab.simulator.slip_family.identification import Identification
from eichlab.simulator.slip_family.record import RecordContent, TakenReading, payload
from eichlab.values import ConfigurationError

TIME = 0x646_77F27  # 2023-05-19 13:52:39 UTC

STATUS_WORD = 0x4137
START, STOP, LAST = 0x1501, 0x1502, 0x1521
CHARGING, READY, NOT_COMPLETED, NOT_IN_SYNC = 1 << 17, 1 << 21, 1 << 22, 1 << 16


def check_sum(data):
    """CRC-16/XMODEM by the standard library."""
    return binascii.crc_hqx(data, 0).to_bytes(2, "little")


class SlipMaster:
    """Speaks SLIP over the raw link of a simulation."""

    def __init__(self, running, unit=1):
        self.raw = running.master()
        self.running = running
        self.unit = unit

    def send(self, frame, **waits):
        self.raw.send(frame)
        return self.raw.receive(**waits)

    def part(self, command, data=b""):
        return struct.pack("<HHB", command, 5 + len(data), 0) + data

    def ask(self, *parts, unit=None):
        """Return ``{command: (status, data)}``."""
        body = bytes([self.unit if unit is None else unit]) + b"".join(parts)
        body += check_sum(body)
        wire = body.replace(b"\xdb", b"\xdb\xdd").replace(b"\xc0", b"\xdb\xdc")
        answer = self.send(b"\xc0" + wire + b"\xc0", first_s=2.0)
        while answer[-1:] != b"\xc0" or len(answer) < 2:
            # A busy computer hands over a long answer in portions.
            more = self.raw.receive(first_s=2.0)
            assert more, answer
            answer += more
        assert answer[:1] == answer[-1:] == b"\xc0", answer
        plain = answer[1:-1].replace(b"\xdb\xdc", b"\xc0").replace(b"\xdb\xdd", b"\xdb")
        assert check_sum(plain[:-2]) == plain[-2:]
        assert plain[0] == self.unit
        rest, found = plain[1:-2], {}
        while rest:
            command, length, status = struct.unpack_from("<HHB", rest)
            found[command] = (status, rest[5:length])
            rest = rest[length:]
        return found

    def read(self, command, data=b""):
        status, answer = self.ask(self.part(command, data))[command]
        assert status == 0, status
        return answer

    def status(self, command, data=b""):
        return self.ask(self.part(command, data))[command][0]

    def number(self, command):
        return int.from_bytes(self.read(command), "little", signed=True)

    def start(self, who=b"04A1B2C3D4E5F6", kind=10, at=TIME):
        return self.status(START, struct.pack("<IbBB", at, 8, 1, kind) + who.ljust(40, b"\0"))

    def record(self, wait_s=2.0):
        """Stop, and return the new record."""
        known = self.ask(self.part(LAST))[LAST]
        assert self.status(STOP) == 0
        deadline = time.monotonic() + wait_s
        while True:
            status, text = self.ask(self.part(LAST))[LAST]
            if status == 0 and (status, text) != known:
                return text
            assert time.monotonic() < deadline
            time.sleep(0.01)


@pytest.fixture
def gsh01(simulate):
    def start(*faults, **switches):
        switches = {"variation": "0"} | {
            name.replace("_", "-"): value for name, value in switches.items()
        }
        running = simulate("gsh01", switches=switches, faults=faults).wait_until_ready()
        return SlipMaster(running)

    return start


def verified(record, point, *, raw=False):
    _, signed, tail = record.split(b"|")
    signature = bytes.fromhex(json.loads(tail)["SD"])
    if raw:
        signature = encode_dss_signature(
            int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
        )
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256K1(), point)
    key.verify(signature, signed, ec.ECDSA(hashes.SHA256()))
    return json.loads(signed)


# ── the record ───────────────────────────────────────────────────────────────────────────────


def test_the_payload_of_a_published_record_comes_out_byte_for_byte():
    """OCA application note "Signed Meter Values in OCPP", 5.2; its signature verifies."""
    content = RecordContent(
        vendor="DZG",
        model="GSH01.1K2L",
        gateway="DZG-GSH01.1K2L",
        serial="1DZG0028225179",
        firmware="230",
        pagination=96,
        identification=Identification(assigned=True, type=61, data=b"HRWWBX8"),
        charge_point_type=0,
        charge_point=b"22BZ3178A0",
        begin=TakenReading(108_178, 0, TIME, 8, "I"),
        end=TakenReading(108_814, 0, TIME + 79, 8, "I"),
        end_letter="E",
        impedance=22,
        duration_s=79,
    )
    signed = payload(content, full=True, export=False, escaping=True)
    assert (
        hashlib.sha256(signed).hexdigest()
        == "96e2f56a236f8f9f891cf6ec02dc743edfcb4cf62196bc20241a83adc66ebf1f"
    )


def test_a_record_is_of_what_was_started_and_counts_what_flowed(gsh01):
    meter = gsh01(energy="108178")
    meter.running.do("load 50000")
    assert meter.start(b"HRWWBX8", kind=61) == 0
    time.sleep(1.1)
    record = meter.record()
    found = verified(record, meter.running.meters[0].key)
    assert list(found) == [
        "FV", "GI", "GS", "GV", "PG", "MV", "MM", "MS", "MF", "IS", "IT", "ID", "CT", "CI", "RD",
        "U",
    ]  # fmt: skip
    assert (found["PG"], found["IS"], found["IT"]) == ("T1", True, "CENTRAL_1")
    assert found["ID"] == "HRWWBX8"
    assert "SIMULATION" in found["MM"]
    first, last = found["RD"]
    assert first["TM"] == "2023-05-19T15:52:39,000+0200 I"
    lifetime = Decimal(found["U"][1]["RV"]) - Decimal(found["U"][0]["RV"])
    assert Decimal(last["RV"]) - Decimal(first["RV"]) == lifetime
    assert 0 < lifetime < 1
    assert int(found["U"][3]["RV"]) in {1, 2}
    assert found["U"][2]["RV"] == "0.0022"


@pytest.mark.parametrize(
    ("text", "escaping", "found"),
    [(b'a"b', "json", 'a"b'), (b"full " + 35 * b"x", "json", "full " + 35 * "x")],
)
def test_texts_in_records(gsh01, text, escaping, found):
    meter = gsh01(text_escaping=escaping)
    meter.start(text)
    assert json.loads(meter.record().split(b"|")[1])["ID"] == found


def test_the_signature_may_be_raw(gsh01):
    meter = gsh01(signature="raw")
    meter.start()
    verified(meter.record(), meter.running.meters[0].key, raw=True)


# ── frames as worked out in the dossier ──────────────────────────────────────────────────────

WORKED = {
    "set time, escapes in the data": (
        "C0 01 35 41 0A 00 00 00 DB DD DB DC 65 04 94 B6 C0",
        "C0 01 35 41 05 00 00 {crc} C0",
    ),
    "status word": (
        "C0 01 37 41 05 00 00 42 DD C0",
        "C0 01 37 41 0D 00 00 00 00 28 00 04 00 00 00 BB 8D C0",
    ),
    "no record, escape in the check sum": (
        "C0 01 21 15 05 00 00 57 AB C0",
        "C0 01 21 15 05 00 07 B0 DB DD C0",
    ),
    "start": (
        "C0 01 01 15 34 00 00 27 7F 67 64 08 01 0A 30 34 41 31 42 32 43 33 44 34 45 35 46 36"
        + 26 * " 00"
        + " 07 5B C0",
        "C0 01 01 15 05 00 00 E3 A3 C0",
    ),
    "start while it runs": (
        "C0 01 01 15 34 00 00 27 7F 67 64 08 01 0A 30 34 41 31 42 32 43 33 44 34 45 35 46 36"
        + 26 * " 00"
        + " 07 5B C0",
        "C0 01 01 15 05 00 08 EB 22 C0",
    ),
    "stop": ("C0 01 02 15 05 00 00 31 4D C0", "C0 01 02 15 05 00 00 31 4D C0"),
}


def test_worked_frames_are_answered_byte_for_byte(gsh01):
    meter = gsh01(start_while_running="busy")
    for name, (question, answer) in WORKED.items():
        expected = answer.format(crc=check_sum(bytes.fromhex("01 35 41 05 00 00")).hex())
        assert meter.send(bytes.fromhex(question)) == bytes.fromhex(expected), name


def test_the_poll_of_five_parts_is_answered_in_one_frame(gsh01):
    meter = gsh01(decivolts="4000", impedance="0", energy="108178")
    meter.running.do("load 50000")
    body = bytes.fromhex("C0FF 3541050000 3201050000 3101050000 3801050000 7001050000 C44A C0")
    answer = meter.send(body)
    assert answer[:2] == b"\xc0\x01"
    assert answer.count(b"\xc0") == 2
    plain = answer[1:-1].replace(b"\xdb\xdc", b"\xc0").replace(b"\xdb\xdd", b"\xdb")
    assert len(plain) == 1 + 10 + 9 + 9 + 9 + 13 + 2
    assert plain[11:38] == bytes.fromhex(
        "3201090000 409C0000 3101090000 48E80100 3801090000 404B4C00"
    )


def test_who_does_not_hear_a_right_frame_says_nothing(gsh01):
    meter = gsh01()
    for frame in (
        "01 37 41 05 00 00 42 DD C0",
        "C0 02 37 41 05 00 00 42 DD C0",
        "C0 01 37 41 05 00 00 42 DE C0",
        "C0 01 37 C0",
        "C0 C0 C0",
    ):
        assert meter.send(bytes.fromhex(frame), first_s=0.06) == b"", frame
    assert meter.read(STATUS_WORD)


def test_broadcast_is_answered_by_the_own_address_unless_switched(gsh01):
    assert gsh01().ask(bytes.fromhex("1242050000"), unit=255) == {0x4212: (0, b"\x01")}
    meter = gsh01(broadcast_reply="broadcast")
    assert meter.send(bytes.fromhex("C0FF 1242050000 627C C0"))[1] == 0xFF


# ── what it is, what it says ─────────────────────────────────────────────────────────────────


def test_identity_and_keys(gsh01):
    meter = gsh01()
    server = meter.read(0x4110)
    assert server[:6] == b"\x0a\x01SIM\x00"
    assert int.from_bytes(server[6:]) == meter.number(0x4111)
    assert meter.read(0x4113) == b"GSH01.1K2L SIMULATION"
    assert meter.read(0x4116) == b"230"
    assert b"|" in meter.read(0x4112)
    der = bytes.fromhex(meter.read(0x1530).decode())
    key = serialization.load_der_public_key(der)
    assert key.curve.name == "secp256k1"
    assert bytes.fromhex(meter.read(0x0211).decode()) == der[-65:]
    compressed = bytes.fromhex(meter.read(0x0213).decode())
    assert compressed == key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint
    )


@pytest.mark.parametrize(
    ("command", "data", "status"),
    [
        (0x4121, b"", 5),
        (0x4137, b"\0", 6),
        (0x1520, b"\1\0", 6),
        (0x1520, bytes(4), 2),
        (0x1520, b"\1\0\0\0", 7),
        (0x1501, bytes(46), 6),
        (0x1501, struct.pack("<IbBB", TIME, 8, 2, 10) + bytes(40), 2),
        (0x1501, struct.pack("<IbBB", TIME, 8, 1, 3) + bytes(40), 2),
        (0x4130, struct.pack("<I", 31), 3),
        (0x1531, b"\0" + b"DE*1".ljust(13, b"\0"), 3),
        (0x4135, bytes(4), 6),
        (0x4135, struct.pack("<Ib", TIME, 100), 2),
        (0x1580, b"", 7),
        (0x15B0, b"", 7),
        (0x156A, b"", 7),
        (0x1502, b"", 7),
        (0x1721, b"", 7),
    ],
)
def test_refusals(gsh01, command, data, status):
    assert gsh01().status(command, data) == status


def test_unknown_commands_may_be_refused_otherwise(gsh01):
    assert gsh01(unknown_command="7").status(0x4121) == 7


def test_mains_device_and_loss_belong_together(gsh01):
    meter = gsh01(impedance="100")
    meter.running.do("load 40000")
    mains, device, loss = meter.number(0x0133), meter.number(0x0138), meter.number(0x013A)
    assert (device, loss, mains) == (4_000_000, 10_000, 4_010_000)
    assert meter.number(0x0131) == 100_000
    assert meter.number(0x0132) - meter.number(0x0137) == 100
    meter.running.do("load -5000")
    assert meter.number(0x0138) == 0
    assert meter.number(0x013C) < 0
    before = meter.number(0x0170)
    time.sleep(0.2)
    assert meter.number(0x0170) == before


# ── states ───────────────────────────────────────────────────────────────────────────────────


def test_states_from_idle_to_idle(gsh01):
    meter = gsh01()
    assert meter.number(STATUS_WORD) & (READY | NOT_IN_SYNC) == READY | NOT_IN_SYNC
    assert meter.start() == 0
    word = meter.number(STATUS_WORD)
    assert word & (CHARGING | READY | NOT_IN_SYNC) == CHARGING
    assert meter.start(b"SOMEBODY ELSE") == 0
    assert meter.status(LAST) == 7
    assert meter.status(0x15B0) == 7
    assert meter.number(0x156A) >= 0
    first = meter.record()
    assert json.loads(first.split(b"|")[1])["ID"] == "04A1B2C3D4E5F6"
    assert meter.number(STATUS_WORD) & (CHARGING | READY) == READY
    assert meter.number(0x15B0) >= meter.number(0x1580)
    meter.start()
    assert meter.read(LAST) == first
    second = meter.record()
    assert meter.read(0x1520, b"\1\0\0\0") == first
    assert meter.read(0x1522, bytes(4)) == second
    stored, _, last_at, capacity = struct.unpack("<4I", meter.read(0x1510))
    assert (stored, capacity) == (2, 235_000)
    assert last_at >= TIME


@pytest.mark.parametrize(
    ("switch", "word", "pages"),
    [
        ("continues", CHARGING | NOT_COMPLETED, 0),
        ("interrupts", NOT_COMPLETED, 0),
        ("closes", READY, 1),
        ("discards", READY, 0),
    ],
)
def test_power_failure_while_it_runs(simulate, tmp_path, switch, word, pages):
    switches = {"power-failure": switch}
    running = simulate("gsh01", switches=switches, boot_s=0.05, state=tmp_path / "state")
    meter = SlipMaster(running.wait_until_ready())
    meter.start()
    energy = meter.number(0x0170)
    running.do("power off")
    assert meter.send(bytes.fromhex("C0 01 37 41 05 00 00 42 DD C0"), first_s=0.06) == b""
    running.do("power on")
    time.sleep(0.15)
    found = meter.number(STATUS_WORD)
    assert found & (CHARGING | NOT_COMPLETED | READY) == word
    assert found & NOT_IN_SYNC
    assert meter.number(0x0170) >= energy
    kept = json.loads((tmp_path / "state" / "gsh01-1.json").read_text())
    assert (kept["begun"], len(kept["pages"])) == (1, pages)
    if word & NOT_COMPLETED:
        meter.record()
        assert not meter.number(STATUS_WORD) & NOT_COMPLETED


def test_everything_is_kept_over_a_restart(simulate, tmp_path):
    state = tmp_path / "state"
    running = simulate("gsh01", state=state, boot_s=0.05)
    meter = SlipMaster(running.wait_until_ready())
    meter.start()
    record, energy, key = meter.record(), meter.number(0x0170), running.meters[0].key
    serial = meter.read(0x4110)
    meter.start()
    running.stop()
    assert json.loads((state / "gsh01-1.json").read_text())["idle"] is False
    again = simulate("gsh01", state=state, boot_s=0.05, seed=2)
    again.wait_until_ready()
    meter = SlipMaster(again)
    assert again.meters[0].key == key
    assert meter.read(0x4110) == serial
    assert meter.read(LAST) == record
    assert meter.number(0x0170) >= energy
    assert json.loads(meter.record().split(b"|")[1])["PG"] == "T2"
    again.stop()
    kept = json.loads((state / "gsh01-1.json").read_text())
    assert (kept["begun"], kept["idle"], kept["pages"]) == (2, True, ["T1", "T2"])


# ── assembly mode and log ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("width", "size"), [("four", 4), ("two", 2)])
def test_assembly_mode_sets_cable_and_charge_point_and_logs_it(gsh01, width, size):
    meter = gsh01(impedance_width=width)
    assert meter.status(0x4102, b"\1") == 0
    assert meter.start() == 3
    assert meter.status(0x4130, (31).to_bytes(size, "little")) == 0
    assert meter.status(0x1531, b"\0" + b"22BZ3178A0".ljust(13, b"\0")) == 0
    assert meter.status(0x4102, b"\0") == 0
    assert meter.number(0x4130) == 31
    meter.start()
    signed = json.loads(meter.record().split(b"|")[1])
    assert (signed["CT"], signed["CI"]) == ("EVSEID", "22BZ3178A0")
    assert signed["U"][2]["RV"] == "0.0031"

    entries, _, _, capacity = struct.unpack("<4I", meter.read(0x1710))
    assert (entries, capacity) == (4, 2500)
    kinds = []
    point = meter.running.meters[0].key
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256K1(), point)
    for number in range(1, entries + 1):
        entry = meter.read(0x1720, number.to_bytes(4, "little"))
        kinds.append(entry[0])
        assert (len(entry) - 84) % 2 == 0
        assert entry[-74:-64] == meter.read(0x4110)
        r, s = int.from_bytes(entry[-64:-32]), int.from_bytes(entry[-32:])
        key.verify(encode_dss_signature(r, s), entry[:-64], ec.ECDSA(hashes.SHA256()))
    assert kinds == [3, 2, 7, 3]
    assert meter.read(0x1721)[0] == 3
    assert meter.read(0x1722, (1).to_bytes(4, "little"))[0] == 7


# ── faults ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("code", range(1, 10))
def test_every_status_can_be_provoked(gsh01, code):
    meter = gsh01(f"exception-{code}")
    answer = meter.ask(meter.part(STATUS_WORD), meter.part(0x0131))
    assert answer == {STATUS_WORD: (code, b""), 0x0131: (code, b"")}


def test_faults_of_its_own(gsh01):
    meter = gsh01("wrong-model", "device-state=0x80")
    assert meter.read(0x4113) == b"DC650"
    assert meter.number(STATUS_WORD) & 0x80
    meter.running.do("fault start-ignored")
    assert meter.start() == 0
    assert not meter.number(STATUS_WORD) & CHARGING
    meter.running.do("clear")
    meter.running.do("fault record-busy=2")
    meter.start()
    meter.status(STOP)
    time.sleep(0.1)
    assert [meter.status(LAST) for _ in range(3)] == [8, 8, 0]
    meter.running.do("fault size-zero")
    assert meter.read(LAST) == b""
    meter.running.do("clear")
    meter.running.do("fault corrupted")
    meter.start()
    assert not meter.record().endswith(b"}")


def test_faults_without_meaning_are_refused(gsh01):
    meter = gsh01()
    with pytest.raises(ConfigurationError, match="fault-meaningless"):
        meter.running.do("fault phase-sequence")
