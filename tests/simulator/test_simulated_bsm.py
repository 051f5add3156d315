"""The simulated BSM-WS36A: its map, snapshots, clock, contactor, memory, by raw frames."""

import hashlib
import json
import termios
import time
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.serialization import load_der_public_key

from eichlab.simulator.bsm import record
from eichlab.simulator.bsm.firmware import FIRMWARES
from eichlab.simulator.bsm.snapshot import Snapshot

BAUD = 460_800
CHAIN = [
    (1, 66), (10, 4), (17, 12), (203, 105), (64900, 300), (64902, 20), *[(64901, 252)] * 5,
    *[(64903, 498)] * 5, (65535, 0),
]  # fmt: skip
CURRENT, TURN_ON, TURN_OFF, START, END = (40521 + 254 * kind for kind in range(5))
METAS = ((40279, 70), (40349, 50), (40399, 50))
VALID, INVALID, UPDATING, FAILED, NOT_ENABLED, NO_FEEDBACK = range(6)
NO_TIME = bytes.fromhex("ffffffff8000")


class Meter:
    """A master that knows the map."""

    def __init__(self, master):
        self.master = master

    def read(self, address, words):
        data = b""
        while words:
            count = min(125, words)
            data += self.master.read(address, count, function=3)
            address, words = address + count, words - count
        return data

    def number(self, address, words=1):
        return int.from_bytes(self.read(address, words))

    def write(self, address, *values):
        self.master.write(address, b"".join(value.to_bytes(2) for value in values))

    def status(self, head):
        return self.number(head + 3)

    def take(self, head):
        """Trigger and wait; return the status."""
        self.write(head + 3, UPDATING)
        deadline = time.monotonic() + 5
        while (status := self.status(head)) == UPDATING:
            assert time.monotonic() < deadline
        return status

    def texts(self, *texts):
        for (address, words), text in zip(METAS, texts, strict=False):
            self.master.write(address, text.encode().ljust(2 * words, b"\0"))

    def key(self):
        data = self.read(40449, 50)
        assert data[:2] == b"\0\x30"
        return load_der_public_key(data[4 : 4 + data[3]])

    def record(self, head):
        """The OCMF text that belongs to a snapshot, and its status."""
        place = 41793 + (head - CURRENT) // 254 * 500
        data = self.read(place, 498)
        return int.from_bytes(data[2:4]), data[4:].rstrip(b"\0")


def message_of(registers):
    """Put together what was signed, after the maker's documents: not the simulator's way."""

    def number(at, count, scale=0, unit=255, signed=False):
        raw = int.from_bytes(registers[2 * at : 2 * (at + count)], signed=signed)
        return (raw & 0xFFFFFFFF).to_bytes(4) + (scale & 0xFF).to_bytes(1) + bytes([unit])

    def text(at, count):
        plain = registers[2 * at : 2 * (at + count)].rstrip(b"\0")
        return len(plain).to_bytes(4) + plain

    energy = int.from_bytes(registers[2 * 8 : 2 * 9], signed=True)
    power = int.from_bytes(registers[2 * 10 : 2 * 11], signed=True)
    return b"".join(
        (
            number(2, 1), number(4, 2, energy, 30), number(6, 2, energy, 30),
            number(9, 1, power, 27, signed=True), text(11, 8), number(19, 2), number(21, 2, 0, 7),
            number(23, 2, 0, 7), number(25, 1, 0, 6, signed=True), number(26, 2),
            number(28, 2, 0, 7), number(30, 1), number(31, 1), text(32, 70), text(102, 50),
            text(152, 50), number(202, 2),
        )
    )  # fmt: skip


def verify_snapshot(meter, head):
    """Check the signature of a snapshot; return its registers, its own head included."""
    registers = meter.read(head, 254)
    length = int.from_bytes(registers[2 * 205 : 2 * 206])
    assert int.from_bytes(registers[2 * 204 : 2 * 205]) == 48
    assert length in {69, 70, 71, 72}
    assert not any(registers[2 * 206 + length :])
    digest = hashlib.sha256(message_of(registers)).digest()
    signature = registers[2 * 206 : 2 * 206 + length]
    meter.key().verify(signature, digest, ec.ECDSA(utils.Prehashed(hashes.SHA256())))
    return registers


def verify_record(meter, text):
    """Check the signature of an OCMF text; return its payload."""
    _, payload, tail = text.split(b"|")
    signature = json.loads(tail)
    assert signature["SA"] == "ECDSA-secp256r1-SHA256"
    meter.key().verify(bytes.fromhex(signature["SD"]), payload, ec.ECDSA(hashes.SHA256()))
    return json.loads(payload)


@pytest.fixture
def bsm(simulate):
    """Make a meter and a master for it; ``bsm.running`` is the simulation."""

    def make(**options):
        switches = {"variation": "0"} | {
            name.replace("_", "-"): str(value)
            for name, value in options.pop("switches", {}).items()
        }
        options = {"baud": BAUD} | options
        running = simulate("bsm-ws36a", switches=switches, **options)
        meter = Meter(running.wait_until_ready().master(42))
        meter.running = running
        return meter

    return make


def wait_for(so, seconds=3.0):
    deadline = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


# ── the map ──────────────────────────────────────────────────────────────────────────────────


def test_the_chain_of_models_has_no_hole_and_ends(bsm, refused):
    meter = bsm()
    assert meter.read(40000, 2) == b"SunS"
    found, address = [], 40002
    while not found or found[-1][0] != 0xFFFF:
        head = meter.read(address, 2)
        found.append((int.from_bytes(head[:2]), int.from_bytes(head[2:])))
        address += 2 + found[-1][1]
    assert found == CHAIN
    assert address == 44293
    assert len(meter.read(40000, 4293)) == 2 * 4293
    for outside in (39999, 44293):
        with pytest.raises(refused) as caught:
            meter.read(outside, 1)
        assert caught.value.code == 2


@pytest.mark.parametrize("function", [1, 2, 4, 5, 6, 8])
def test_other_functions_are_refused(bsm, refused, function):
    meter = bsm()
    with pytest.raises(refused) as caught:
        meter.master.ask(bytes([function]) + (40004).to_bytes(2) + b"\0\1", 7)
    assert caught.value.code == 1


def test_most_registers_at_once(bsm, refused):
    meter = bsm()
    assert len(meter.master.read(40100, 125, function=3)) == 250
    for words in (0, 126):
        with pytest.raises(refused) as caught:
            meter.master.ask(b"\3" + (40100).to_bytes(2) + words.to_bytes(2), 255)
        assert caught.value.code == 3


def test_what_is_only_read_takes_a_write_without_a_word(bsm):
    meter = bsm()
    before = meter.read(40069, 13)
    # The maker's own example: unit id and speed in one write across all that lies between.
    meter.write(40068, 42, *[0] * 13, BAUD >> 16, BAUD & 0xFFFF)
    assert meter.read(40069, 13) == before
    assert meter.read(40068, 1) == b"\0\x2a"


@pytest.mark.parametrize(("address", "words"), [(40279, 69), (40280, 69), (40349, 1), (40083, 1)])
@pytest.mark.parametrize("code", [2, 3])
def test_part_of_a_data_point_is_refused(bsm, refused, address, words, code):
    meter = bsm(switches={"partial_write": code})
    with pytest.raises(refused) as caught:
        meter.write(address, *[0x4141] * words)
    assert caught.value.code == code
    assert not any(meter.read(40279, 170))


def test_a_refused_part_keeps_all_of_a_write_out(bsm, refused):
    meter = bsm()
    with pytest.raises(refused):
        meter.write(40279, *[0x4141] * 71)
    assert not any(meter.read(40279, 170))


def test_the_recorded_writes_are_answered_as_recorded(bsm, shared):
    meter = bsm(baud=19200)
    recorded = json.loads((shared / "vectors/bsm/recorded_states_and_writes.json").read_text())
    writes = recorded["write_transactions"]
    assert len(writes) == 18
    speeds = {19200: termios.B19200, 115200: termios.B115200}
    for write in writes:
        request, response = bytes.fromhex(write["request"]), bytes.fromhex(write["response"])
        meter.master.send(request)
        assert meter.master.receive(1.0) == response, write
        # What was changed holds from now on: the next requests are sent so.
        if write["address"] == 40068:
            speed = int.from_bytes(request[-6:-2]) if write["count"] == 16 else None
        else:
            speed = int.from_bytes(request[7:11]) if write["address"] == 40082 else None
        if speed is not None:
            settings = termios.tcgetattr(meter.master.descriptor)
            settings[4] = settings[5] = speeds[speed]
            termios.tcsetattr(meter.master.descriptor, termios.TCSANOW, settings)
        if write["count"] == 16:
            # The document returns to the old settings without showing it.
            meter.master.unit = 1
            meter.write(40068, 42)
            meter.master.unit = 42
            meter.write(40082, 0, 19200)
            settings[4] = settings[5] = termios.B19200
            termios.tcsetattr(meter.master.descriptor, termios.TCSANOW, settings)
    assert meter.number(40068) == 42


def test_a_new_unit_id_and_speed_are_kept(simulate, tmp_path, bsm, refused):
    meter = bsm(state=tmp_path / "kept")
    meter.write(40068, 7)
    meter.master.unit = 7
    assert meter.number(40068) == 7
    meter.write(40082, 0, 9600)
    meter.running.stop()
    again = simulate("bsm-ws36a", baud=BAUD, state=tmp_path / "kept").wait_until_ready()
    assert (again.meters[0].unit, again.meters[0].baud) == (7, 9600)
    meter = Meter(again.master(7))
    for wrong in (0, 248):
        with pytest.raises(refused) as caught:
            meter.write(40068, wrong)
        assert caught.value.code == 3
    with pytest.raises(refused):
        meter.write(40082, 0, 19201)


# ── snapshots ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("head", [CURRENT, TURN_ON, TURN_OFF, START, END])
def test_every_snapshot_and_its_record_verify_with_cryptography_alone(bsm, head):
    meter = bsm(speed=1000)
    meter.write(40260, 0x62C7, 0xE400, 120)
    meter.texts("contract-id: rfid:12345678abcdef", "evse-id: DE*BDO*E8025334492*2", "x")
    assert meter.status(head) == INVALID
    assert meter.record(head) == (INVALID, b"")
    assert meter.take(head) == VALID
    registers = verify_snapshot(meter, head)
    kind = (head - CURRENT) // 254
    assert registers[4:6] == kind.to_bytes(2)
    assert registers[22:38] == meter.read(40235, 8)
    status, text = meter.record(head)
    payload = verify_record(meter, text)
    assert status == VALID
    assert payload["PG"] == "T1"
    assert payload["ID"] == "contract-id: rfid:12345678abcdef"
    assert payload["X3"] == "x"
    (reading,) = payload["RD"]
    assert reading["XT"] == kind
    assert reading["TX"] == "CBEBE"[kind]
    assert reading["TM"].endswith("+0200 S")
    for other in {CURRENT, TURN_ON, TURN_OFF, START, END} - {head}:
        assert meter.status(other) == INVALID


def test_the_keys_of_a_record_come_in_the_real_order(bsm, shared):
    meter = bsm()
    meter.texts("a", "b", "c")
    meter.take(END)
    _, text = meter.record(END)
    real = json.loads((shared / "vectors/bsm/ocmf_turn_off_4277.json").read_text())["ocmf"]
    ours, theirs = (json.loads(each.split("|")[1]) for each in (text.decode(), real))
    assert list(ours) == list(theirs)
    assert list(ours["RD"][0]) == list(theirs["RD"][0])


def vectors(shared, begin):
    files = sorted((shared / "vectors/bsm").glob(f"{begin}*.json"))
    assert files
    return [json.loads(path.read_text()) for path in files]


def snapshot_of(vector):
    """Make the simulator's snapshot of a recorded one."""
    value = {each["name"]: each["value"] for each in vector["fields"]}
    scale = {each["name"]: each["scale"] for each in vector["fields"]}
    return Snapshot(
        kind=value["Typ"],
        reference=value["RCR"],
        total=value["TotWhImp"],
        energy_scale=scale["RCR"],
        power=value["W"],
        power_scale=scale["W"],
        address=value["MA1"].encode(),
        count=value["RCnt"],
        operating_s=value["OS"],
        epoch=value["Epoch"],
        offset=value["TZO"],
        set_count=value["EpochSetCnt"],
        set_at_s=value["EpochSetOS"],
        input=value["DI"],
        output=value["DO"],
        metas=tuple(value[name].encode() for name in ("Meta1", "Meta2", "Meta3")),
        events=value["Evt"],
    )


def test_real_snapshots_come_out_byte_for_byte(shared):
    for vector in [*vectors(shared, "snapshot_"), *vectors(shared, "chargy_")]:
        snapshot = snapshot_of(vector)
        assert snapshot.message().hex() == vector["message_hex"]
        key = load_der_public_key(bytes.fromhex(vector["public_key_der_hex"]))
        signature = bytes.fromhex(vector["signature_der_hex"])
        key.verify(signature, snapshot.message(), ec.ECDSA(hashes.SHA256()))
        if "registers_hex" in vector:
            registers = bytes.fromhex(vector["registers_hex"])
            assert snapshot.values() == registers[8 : 8 + 400]
            assert message_of(registers) == snapshot.message()


def test_real_records_come_out_byte_for_byte(shared):
    demo = replace(FIRMWARES["1.3"], communication="f1d3d06")
    for name in ("current_4278", "turn_on_4276", "turn_off_4277"):
        (snapshot,) = vectors(shared, f"snapshot_{name}")
        (ocmf,) = vectors(shared, f"ocmf_{name}")
        payload = record.payload(
            snapshot_of(snapshot), "BAUER Electronic", "BSM-WS36A-H01-1311-0000", demo
        )
        assert payload.decode() == ocmf["payload"]
        signature = bytes.fromhex(ocmf["signature_section"]["SD"])
        assert record.record(payload, signature).decode() == ocmf["ocmf"]


@pytest.mark.parametrize("firmware", ["1.1", "1.2"])
def test_older_firmware_counts_in_wh_and_signs_one_text_only(bsm, firmware):
    meter = bsm(switches={"firmware": firmware})
    meter.texts("a", "b", "c")
    assert meter.take(START) == VALID
    verify_snapshot(meter, START)
    payload = verify_record(meter, meter.record(START)[1])
    assert "X2" not in payload
    assert "X3" not in payload
    (reading,) = payload["RD"]
    assert (reading["RU"], reading["RV"]) == ("Wh", 0)
    assert reading["XV"] % 10 == 0
    assert meter.read(40144, 1) == b"\0\0"
    assert FIRMWARES[firmware].digest == meter.read(40505, 16)


def test_the_reference_counter_begins_at_zero_and_is_signed_as_zero(bsm):
    meter = bsm(speed=2000, watts=30_000)
    before = meter.number(40136, 2)
    time.sleep(0.3)
    assert meter.take(START) == VALID
    begin = verify_snapshot(meter, START)
    assert begin[8:12] == bytes(4)
    wait_for(lambda: meter.number(40251, 2) > 50)
    assert meter.take(END) == VALID
    end = verify_snapshot(meter, END)
    charged = int.from_bytes(end[8:12])
    total = int.from_bytes(end[12:16]) - int.from_bytes(begin[12:16])
    assert charged > 50
    # The hidden digits began anew, so that the totals may differ by one more.
    assert total - charged in {0, 1}
    assert int.from_bytes(begin[12:16]) >= before


def test_an_invalid_clock_is_signed_as_invalid(bsm):
    meter = bsm()
    meter.take(CURRENT)
    assert verify_snapshot(meter, CURRENT)[46:52] == NO_TIME
    (reading,) = verify_record(meter, meter.record(CURRENT)[1])["RD"]
    assert reading["TM"] == "1970-01-01T00:00:00,000+0000 U"


def test_an_answer_waits_for_the_snapshot_or_says_updating(bsm):
    waiting = bsm(switches={"snapshot_s": 0.3})
    waiting.write(CURRENT + 3, UPDATING)
    began = time.monotonic()
    assert waiting.status(CURRENT) == VALID
    assert time.monotonic() - began > 0.2


def test_an_answer_during_a_snapshot_may_say_updating(bsm):
    saying = bsm(switches={"snapshot_s": 0.3, "while_updating": "updating"})
    saying.write(CURRENT + 3, UPDATING)
    assert saying.status(CURRENT) == UPDATING
    assert saying.record(CURRENT)[0] == UPDATING
    saying.write(END + 3, UPDATING)
    assert saying.status(END) == INVALID
    wait_for(lambda: saying.status(CURRENT) == VALID)


def test_switches_of_the_status_register(bsm, refused):
    meter = bsm(
        switches={
            "snapshot_s": 0.3,
            "while_updating": "updating",
            "second_trigger": "refused",
            "status_write": "refused",
        }
    )
    with pytest.raises(refused) as caught:
        meter.write(CURRENT + 3, VALID)
    assert caught.value.code == 3
    meter.write(CURRENT + 3, UPDATING)
    with pytest.raises(refused) as caught:
        meter.write(END + 3, UPDATING)
    assert caught.value.code == 6


def test_writing_the_status_of_a_record_does_nothing(bsm):
    meter = bsm()
    meter.write(41794, UPDATING)
    time.sleep(0.1)
    assert meter.number(41794) == INVALID
    assert meter.number(40256, 2) == 0


def test_texts_that_get_too_long_make_no_record(bsm):
    meter = bsm()
    meter.texts("|" * 140, '"' * 100, "\\" * 100)
    assert meter.take(END) == VALID
    verify_snapshot(meter, END)
    assert meter.record(END) == (FAILED, b"")
    meter.texts("x" * 140, "y" * 100, "z" * 100)
    assert meter.take(END) == VALID
    assert verify_record(meter, meter.record(END)[1])["ID"] == "x" * 140
    meter.texts('a"b|c\\d', "", "")
    assert meter.take(END) == VALID
    assert verify_record(meter, meter.record(END)[1])["ID"] == 'a"b|c\\d'


@pytest.mark.parametrize(
    ("fault", "head", "status"),
    [
        ("snapshot-failed", CURRENT, FAILED),
        ("not-enabled", TURN_ON, NOT_ENABLED),
        ("no-feedback", TURN_OFF, NO_FEEDBACK),
        ("no-feedback", END, VALID),
    ],
)
def test_failures(bsm, fault, head, status):
    meter = bsm(faults=(fault,))
    assert meter.take(head) == status
    assert meter.number(40256, 2) == (status == VALID)
    if status != VALID:
        assert meter.record(head) == (status, b"")
    meter.running.do("clear")
    assert meter.take(head) == VALID


def test_failed_snapshots_may_count_and_lose_their_data(bsm):
    meter = bsm(switches={"failed_counts": "yes", "failed_data": "cleared"})
    meter.take(CURRENT)
    meter.running.do("fault snapshot-failed")
    assert meter.take(CURRENT) == FAILED
    assert meter.number(40256, 2) == 2
    registers = meter.read(CURRENT, 254)
    assert not any(registers[8:408])
    assert registers[408:412] == b"\0\x30\0\0"


def test_record_failed_and_events(bsm):
    meter = bsm(faults=("record-failed",))
    assert meter.take(END) == VALID
    assert meter.record(END) == (FAILED, b"")
    meter.running.do("clear")
    meter.running.do("fault event=0x20000")
    assert meter.read(40195, 2) == b"\0\2\0\0"
    assert meter.take(END) == VALID
    assert verify_snapshot(meter, END)[404:408] == b"\0\2\0\0"
    (reading,) = verify_record(meter, meter.record(END)[1])["RD"]
    assert (reading["EF"], reading["ST"]) == ("Et", "E")


# ── contactor ────────────────────────────────────────────────────────────────────────────────


def test_the_contactor_follows_the_snapshots(bsm):
    meter = bsm(switches={"load_path": "contactor"}, speed=100)
    assert (meter.number(40267), meter.number(40268)) == (1, 0)
    assert meter.number(40108) == 0
    assert meter.read(40269, 10) == bytes.fromhex("ffffffffffffffff8000ffffffffffffffff8000")
    assert meter.take(TURN_ON) == VALID
    begin = verify_snapshot(meter, TURN_ON)
    assert begin[60:64] == b"\0\1\0\0", "as it was before switching"
    assert (meter.number(40267), meter.number(40268)) == (0, 1)
    assert meter.number(40108) > 1000
    assert meter.read(40269, 2) != b"\xff\xff\xff\xff"
    assert meter.take(TURN_OFF) == VALID
    assert verify_snapshot(meter, TURN_OFF)[60:64] == b"\0\1\0\0"
    assert meter.number(40108) == 0
    meter.write(40268, 1)
    assert meter.number(40108) > 1000


@pytest.mark.parametrize(
    ("contactor", "on"),
    [("none", NO_FEEDBACK), ("welded", NO_FEEDBACK), ("no-feedback", NO_FEEDBACK)],
)
def test_switching_needs_the_contactor_to_be_seen_open(bsm, contactor, on):
    meter = bsm(switches={"contactor": contactor})
    assert meter.take(TURN_ON) == on
    assert meter.take(TURN_OFF) == NO_FEEDBACK
    assert meter.take(START) == VALID


def test_the_enable_input_closes_later_with_newer_firmware_only(bsm):
    meter = bsm(switches={"enable": "low"})
    assert meter.take(TURN_ON) == VALID
    assert (meter.number(40267), meter.number(40268)) == (1, 1)


def test_without_enable_the_oldest_firmware_does_not_turn_on(bsm):
    meter = bsm(switches={"enable": "low", "firmware": "1.1"})
    assert meter.take(TURN_ON) == NOT_ENABLED
    assert meter.number(40268) == 0


# ── clock ────────────────────────────────────────────────────────────────────────────────────


def test_the_clock_is_set_counted_and_expires(bsm, refused):
    meter = bsm(speed=3600)
    assert meter.read(40260, 3) == NO_TIME
    with pytest.raises(refused):
        meter.write(40260, 0x5FEE, 0xE490)
    meter.write(40260, 0x5FEE, 0xE490, 60)
    assert meter.number(40263, 2) == 1
    assert meter.number(40262) == 60
    passed = meter.number(40260, 2) - 0x5FEEE490
    assert 0 <= passed < 3600 * 5
    meter.write(40262, 120)
    assert meter.number(40263, 2) == 2
    # Off by little after long is a refresh and not counted; off by much is a setting.
    now = meter.number(40260, 2)
    meter.write(40260, now + 1 >> 16, now + 1 & 0xFFFF)
    count = meter.number(40263, 2)
    meter.write(40260, 0x5FEE, 0xE490)
    assert meter.number(40263, 2) > count
    meter.running.do("fault clock-expired")
    assert meter.read(40260, 3) == NO_TIME


def test_a_small_correction_is_a_refresh(bsm):
    meter = bsm()
    meter.write(40260, 0x5FEE, 0xE490, 60)
    meter.write(40260, 0x5FEE, 0xE492)
    assert meter.number(40263, 2) == 1
    meter.write(40260, 0x5FEE, 0xF000)
    assert meter.number(40263, 2) == 2


def test_the_clock_expires_after_two_days(bsm):
    meter = bsm(speed=200_000)
    meter.write(40260, 0x5FEE, 0xE490, 60)
    wait_for(lambda: meter.read(40260, 3) == NO_TIME, 5)


# ── power and memory ─────────────────────────────────────────────────────────────────────────


def test_a_power_failure_takes_snapshots_texts_and_clock_but_no_counter(bsm):
    meter = bsm(speed=2000, watts=30_000)
    meter.write(40260, 0x5FEE, 0xE490, 60)
    meter.texts("a", "b", "c")
    assert meter.take(TURN_ON) == VALID
    wait_for(lambda: meter.number(40251, 2) > 20)
    total, reference = meter.number(40136, 2), meter.number(40251, 2)
    meter.running.do("power off")
    assert meter.master.raw(b"\3\x9c\x44\0\1") == b""
    meter.running.do("power on")
    time.sleep(0.3)
    assert all(meter.status(head) == INVALID for head in (CURRENT, TURN_ON, TURN_OFF, START, END))
    assert not any(meter.read(40279, 170))
    assert meter.read(40260, 3) == NO_TIME
    assert meter.number(40268) == 0
    assert meter.number(40254, 2) == 1
    assert meter.number(40256, 2) == 1
    assert meter.number(40263, 2) == 1
    assert meter.number(40136, 2) >= total
    assert meter.number(40251, 2) >= reference
    assert meter.take(TURN_OFF) == VALID
    end = verify_snapshot(meter, TURN_OFF)
    assert int.from_bytes(end[8:12]) >= reference
    assert int.from_bytes(end[38:42]) == 2


def test_a_power_failure_within_a_snapshot_leaves_nothing_of_it(bsm):
    meter = bsm(switches={"snapshot_s": 0.5, "while_updating": "updating"})
    meter.write(START + 3, UPDATING)
    meter.running.do("fault reboot")
    time.sleep(0.4)
    assert meter.status(START) == INVALID
    time.sleep(0.4)
    assert meter.status(START) == INVALID
    assert meter.number(40256, 2) == 0


def test_older_firmware_counts_power_ups(bsm):
    meter = bsm(switches={"firmware": "1.2"})
    meter.running.do("fault reboot")
    time.sleep(0.4)
    assert meter.number(40256, 2) == 1


def memory(folder):
    (path,) = folder.glob("*.json")
    return json.loads(path.read_text())


def test_the_memory_counts_transactions_and_survives_a_kill(tmp_path, process, connect):
    link, folder = tmp_path / "meter", tmp_path / "kept"
    arguments = ("bsm-ws36a", "--link", link, "--state", folder, "--seed", "1", "--boot", "0.1",
                 "--switch", "snapshot-s=0.02", "--baud", BAUD)  # fmt: skip
    first = process(*arguments)
    key = first.line().rpartition("key=")[2]
    meter = Meter(connect(link, 42))
    number = meter.read(40235, 8)
    assert number.startswith(b"SIM")
    assert memory(folder)["idle"]
    meter.texts("a", "b", "c")
    assert meter.take(START) == VALID
    assert (memory(folder)["begun"], memory(folder)["pages"]) == (1, [])
    assert not memory(folder)["idle"]
    first.process.kill()
    second = process(*arguments)
    assert second.line().rpartition("key=")[2] == key
    meter = Meter(connect(link, 42))
    assert meter.read(40235, 8) == number
    assert meter.number(40254, 2) == 1
    assert meter.take(END) == VALID
    page = verify_record(meter, meter.record(END)[1])["PG"]
    kept = memory(folder)
    assert (kept["begun"], kept["pages"], kept["idle"]) == (1, [page], True)
    meter.texts("a", "", "")
    assert meter.take(START) == VALID
    assert meter.take(END) == VALID
    assert not memory(folder)["idle"], "its texts are still those of the end"
    meter.texts("", "", "")
    assert memory(folder)["idle"]
    assert memory(folder)["begun"] == len(memory(folder)["pages"]) == 2


def test_seeds_and_curves(simulate, tmp_path):
    one = simulate("bsm-ws36a", baud=BAUD, link="one").wait_until_ready()
    same = simulate("bsm-ws36a", baud=BAUD, link="same").wait_until_ready()
    other = simulate("bsm-ws36a", baud=BAUD, link="other", seed=2).wait_until_ready()
    keys = [each.meters[0].key for each in (one, same, other)]
    assert keys[0] == keys[1] != keys[2]
    with pytest.raises(Exception, match="curve"):
        simulate("bsm-ws36a", baud=BAUD, link="brainpool", curve="brainpoolP256r1")


def test_the_usual_line_is_the_real_meters(process, tmp_path):
    said = process("bsm-ws36a", "--link", tmp_path / "meter", "--seed", "1").line()
    assert said.startswith(f"ready bsm-ws36a unit=42 link={tmp_path / 'meter'} baud=19200 key=04")
