"""The simulated WM3M4C, asked by a master of its own: registers, records, and what is not known."""

import json
import re
import time

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from eichlab.simulator.wm3m4.dataset import DatasetError, filled
from eichlab.simulator.wm3m4.numbers import t3, t5, t6, t7, t17
from eichlab.simulator.wm3m4.record import TakenReading, gaps

UNIT = 33
UTC = 1765974556  # 2025-12-17 12:29:16
TEXT = (
    '{"FV":"1.0","GI":"Gateway 1","GS":"123456789","PG":"","MV":"","MM":"","MS":"","MF":"",'
    '"IS":true,"IF":["RFID_PLAIN","OCPP_RS_TLS"],"IT":"ISO14443","ID":"1F2D3A4F5506C7",'
    '"CT":"EVSEID","CI":"","RD":[]}'
)


class Iskra:
    """Speaks as the known clients of this meter do: 6 for single registers, 16 for several."""

    def __init__(self, master, key=b""):
        self.master = master
        self.key = key

    def read(self, address, words, function=3):
        return self.master.read(address, words, function)

    def number(self, address):
        return int.from_bytes(self.read(address, 1))

    def single(self, address, value):
        request = b"\x06" + address.to_bytes(2) + value.to_bytes(2)
        assert self.master.ask(request, 8) == request[1:]

    def set_time(self, seconds=UTC, offset=0):
        self.single(7054, seconds >> 16)
        self.single(7055, seconds & 0xFFFF)
        self.single(7053, offset & 0xFFFF)
        self.single(7071, 2)

    def write_dataset(self, text=TEXT):
        data = text.encode() + b"\0" * (len(text.encode()) % 2)
        for at in range(0, len(data), 240):
            self.master.write(7100 + at // 2, data[at : at + 240])
        self.single(7056, len(text.encode()))

    def command(self, letter):
        self.single(7051, ord(letter) << 8)

    def wait(self, status=15, seconds=2.0):
        deadline = time.monotonic() + seconds
        while (found := self.number(7052)) != status:
            assert time.monotonic() < deadline, f"status {found}"
            time.sleep(0.005)

    def begin(self):
        self.set_time()
        self.write_dataset()
        self.command("B")
        assert self.number(7000) == 1
        self.wait()

    def end(self):
        self.command("r")
        self.wait()
        assert self.number(7000) == 0
        return self.output()

    def output(self):
        payload = self._long(7612, self.number(7057))
        return payload, self._long(8188, self.number(7058))

    def _long(self, address, length):
        words, data = (length + 1) // 2, b""
        for at in range(0, words, 120):
            data += self.read(address + at, min(120, words - at))
        return data[:length]


@pytest.fixture
def iskra(simulate):
    """A meter with steady values and a client; ``running.do`` takes commands."""

    def make(**conditions):
        switches = {"variation": "0"} | conditions.pop("switches", {})
        running = simulate("wm3m4", switches=switches, **conditions).wait_until_ready()
        client = Iskra(running.master(UNIT), running.meters[0].key)
        client.running = running
        return client

    return make


def wait_until_it_answers(client, seconds=3.0):
    began = time.monotonic()
    while not client.master.raw(bytes.fromhex("03 1B58 0001"), first_s=0.03):
        assert time.monotonic() - began < seconds


def power_cut(client):
    client.running.do("power off")
    client.running.do("power on")
    wait_until_it_answers(client)


def verify(payload, signature, key):
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)
    public.verify(signature, payload, ec.ECDSA(hashes.SHA256()))


# ── numbers and texts ────────────────────────────────────────────────────────────────────────


def test_numbers_carry_their_own_exponent():
    assert t5(123.456, -3).hex() == "fd01e240"
    assert t6(-123.456, -3).hex() == "fdfe1dc0"
    assert t5(230.123, -3).hex() == "fd0382eb"
    assert t5(50.01, -2).hex() == "fe001389"
    assert t5(131_072_000, 3).hex() == "03020000"
    assert t7(-0.5, 1.0).hex() == "ff001388"
    assert t7(0.99, -1.0).hex() == "00ff26ac"
    assert t17(-12.34).hex() == "fb2e"
    assert t3(0x1_0000_0001).hex() == "00000001"


def published(shared):
    """The record of a real meter in the meter's file, and its key."""
    text = (shared / "meters/iskra_wm3m4.md").read_text("utf-8")
    record = next(line for line in text.splitlines() if line.startswith("OCMF|"))
    key = next(line for line in text.splitlines() if line.startswith("key: 3059"))
    return record.encode(), bytes.fromhex(key.removeprefix("key: "))


def test_payload_is_that_of_a_real_meter_byte_for_byte(shared):
    """The host's texts and the facts of the published record give its very bytes."""
    record, _ = published(shared)
    payload = record.split(b"|")[1]
    facts = json.loads(payload)
    host = re.sub(rb'"(PG|MV|MM|MS|MF)":"[^"]*"', rb'"\1":""', payload)
    host = re.sub(rb'"RD":\[.*\]', b'"RD":[]', host)
    readings = [
        TakenReading(round(each["RV"] * 100), 1, utc, 0, "S", doubtful=True).text(each["TX"])
        for each, utc in zip(facts["RD"], (1681473066, 1681473283), strict=True)
    ]
    made = gaps(facts["MS"], int(facts["PG"][1:]), readings, model=facts["MM"])
    assert filled(host, made, limits=False) == payload


@pytest.mark.parametrize(
    ("exponent", "text"),
    [(1, "12345.60"), (0, "1234.560"), (-1, "123.4560"), (2, "123456.0"), (3, "1234560")],
)
def test_a_reading_has_the_decimals_of_its_counter(exponent, text):
    reading = TakenReading(1_234_560, exponent, UTC, 60, "S", doubtful=False)
    assert f'"RV":{text},' in reading.text("B")
    assert '"TM":"2025-12-17T13:29:16,000+0100 S"' in reading.text("B")


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace('"GI":"Gateway 1","GS":"123456789"', '"GS":"123456789","GI":"Gateway 1"'),
        TEXT.replace('"MF":"",', ""),
        TEXT.replace('"FV":', '"FV": '),
        TEXT.replace('"OCPP', ' "OCPP'),
        TEXT.replace('"CT"', '"TT":"0.30","CT"'),
        TEXT.replace('"PG":""', '"PG":"T5"'),
        TEXT.replace('"IS":true', '"IS":"true"'),
        TEXT[:-1],
        TEXT + "}",
        "",
        "[]",
    ],
)
def test_a_dataset_of_another_form_is_not_understood(text):
    with pytest.raises(DatasetError):
        filled(text.encode(), gaps("SIM", 1, []), limits=False)


def test_what_may_be_missing_and_what_is_kept_as_written():
    made = gaps("SIM", 1, [])
    less = TEXT.replace('"IF":["RFID_PLAIN","OCPP_RS_TLS"],', "").replace(
        '"PG":""', '"GV":"\\u00e4","PG":""'
    )
    assert b'"GV":"\\u00e4","PG":"T1"' in filled(less.encode(), made, limits=True)
    long = TEXT.replace('"CI":""', f'"CI":"{21 * "x"}"').encode()
    assert filled(long, made, limits=False)
    with pytest.raises(DatasetError):
        filled(long, made, limits=True)


# ── registers ────────────────────────────────────────────────────────────────────────────────


def test_who_it_is_and_what_it_measures(iskra):
    client = iskra(seed=3, watts=-6900)
    assert client.read(1, 8, 4).rstrip() == b"WM3M4C"
    serial = client.read(9, 4, 4)
    assert re.fullmatch(rb"SIM\d{5}", serial)
    assert client.read(105, 2, 4).hex() == "fe001389"
    assert client.read(107, 2, 4) == t5(230.0, -3)
    assert client.read(140, 2, 4) == t6(-6900.0, -1)
    assert client.read(126, 2, 4) == t5(10.0, -3)
    assert client.read(414, 1, 4) == client.read(415, 1, 4) == b"\0\1"
    assert client.read(8124, 32) == client.key[1:]
    # Input and holding registers are two spaces.
    assert client.read(12, 1, 4) == serial[6:]


def test_counters_count_in_their_exponent(iskra):
    ten = iskra(switches={"energy": "123456"}, watts=0)
    assert int.from_bytes(ten.read(418, 2, 4)) == 12345
    assert int.from_bytes(ten.read(434, 2, 4)) == 12_345_600


def test_a_negative_exponent_counts_finer(iskra):
    fine = iskra(switches={"energy": "123456", "exponent": "-1"}, watts=0)
    assert fine.read(414, 1, 4) == b"\xff\xff"
    assert int.from_bytes(fine.read(418, 2, 4)) == 1_234_560


def test_what_is_refused(iskra, refused):
    client = iskra(switches={"holes": "refused"})
    for address, words, function, code in (
        (7612, 121, 3, 3),
        (105, 121, 4, 3),
        (105, 51, 4, 2),
        (7051, 1, 3, 2),
        (1, 8, 3, 2),
        (9999, 1, 4, 2),
    ):
        with pytest.raises(refused) as caught:
            client.read(address, words, function)
        assert caught.value.code == code, address
    for address, value in ((7071, 4), (7060, 1), (7097, 1), (7098, 12345), (7000, 1)):
        with pytest.raises(refused):
            client.single(address, value)


def test_holes_read_as_zero_unless_switched(iskra):
    client = iskra()
    assert len(client.read(105, 51, 4)) == 102
    assert client.read(115, 3, 4) == bytes(6)
    assert len(client.read(414, 8, 4)) == 16


def test_the_variant_without_chip_has_no_signing(iskra, refused):
    client = iskra(switches={"variant": "WM3M4"})
    assert client.key == b""
    assert client.read(1, 8, 4).rstrip() == b"WM3M4"
    assert client.read(107, 2, 4) == t5(230.0, -3)
    with pytest.raises(refused):
        client.number(7000)


def test_display_and_clock_are_kept_until_the_power_fails(iskra):
    client = iskra()
    client.single(7062, 8)
    client.master.write(7063, b"0,30 EUR")
    client.set_time(offset=-120)
    assert client.read(7063, 4) == b"0,30 EUR"
    assert client.number(7053) == 0x10000 - 120
    assert UTC <= int.from_bytes(client.read(7054, 2)) <= UTC + 10
    power_cut(client)
    assert client.read(7063, 4) == bytes(8)
    assert client.number(7071) == 0
    assert int.from_bytes(client.read(7054, 2)) < 10


def test_the_time_status_falls_back(iskra):
    client = iskra(switches={"sync-timeout": "1"}, speed=600)
    client.set_time()
    deadline = time.monotonic() + 3
    while client.number(7071) != 0:
        assert time.monotonic() < deadline


# ── transactions ─────────────────────────────────────────────────────────────────────────────


def test_a_whole_transaction(iskra):
    client = iskra(switches={"energy": "1637000"}, speed=60)
    assert (client.number(7000), client.number(7052), client.number(7057)) == (0, 0, 0)
    client.set_time(offset=60)
    client.write_dataset()
    assert client.read(7100, 8) == TEXT[:16].encode()
    client.command("B")
    client.wait()
    payload, signature = client.output()
    verify(payload, signature, client.key)
    begun = json.loads(payload)
    assert [reading["TX"] for reading in begun["RD"]] == ["B"]
    time.sleep(0.1)
    payload, signature = client.end()
    verify(payload, signature, client.key)
    content = json.loads(payload)
    order = "FV GI GS PG MV MM MS MF IS IF IT ID CT CI RD"
    assert list(content) == order.split()
    assert content["PG"] == begun["PG"] == "T1"
    assert (content["MV"], content["MF"]) == ("Iskra", "2.05")
    assert "SIMULATION" in content["MM"]
    assert content["MS"].startswith("SIM")
    assert content["IF"] == ["RFID_PLAIN", "OCPP_RS_TLS"]
    first, last = content["RD"]
    assert list(first) == ["TM", "TX", "RV", "RI", "RU", "RT", "EF", "ST"]
    assert (first["TX"], last["TX"]) == ("B", "E")
    assert first["TM"] == begun["RD"][0]["TM"]
    assert re.fullmatch(r"2025-12-17T13:\d\d:\d\d,000\+0100 S", last["TM"])
    assert first["EF"] == ""
    assert re.search(rb'"RV":1637\.\d\d,', payload)
    assert payload.startswith(TEXT[: TEXT.index('"PG"')].encode())
    # Until the next signature it can be read again.
    assert client.output() == (payload, signature)


def test_single_commands_sign_one_reading_each(iskra):
    client = iskra(switches={"pagination": "each"})
    client.begin()
    for letter, state in (("C", 1), ("X", 1), ("T", 1), ("S", 1), ("E", 0)):
        client.command(letter)
        client.wait()
        content = json.loads(client.output()[0])
        assert [reading["TX"] for reading in content["RD"]] == [letter]
        assert client.number(7000) == state
    assert content["PG"] == "T6"


def test_commands_that_do_not_fit_are_told_in_the_status(iskra):
    client = iskra()
    client.command("r")
    assert client.number(7052) == 131
    client.command("z")
    assert client.number(7052) == 130
    client.command("B")
    assert client.number(7052) == 128, "the clock is not set"
    client.set_time()
    client.command("B")
    assert client.number(7052) == 253, "no dataset"
    client.write_dataset(TEXT.replace('"GI"', '"XX"'))
    client.command("B")
    assert client.number(7052) == 252
    client.write_dataset()
    client.single(7056, 1025)
    client.command("B")
    assert client.number(7052) == 253
    assert client.number(7000) == 0
    client.begin()
    client.command("B")
    assert client.number(7052) == 131
    assert client.number(7000) == 1


def test_a_command_that_does_not_fit_may_be_refused(iskra, refused):
    client = iskra(switches={"wrong-command": "refused"})
    with pytest.raises(refused) as caught:
        client.command("r")
    assert caught.value.code == 4


def test_an_old_status_never_outlives_a_command(iskra):
    client = iskra(switches={"sign-s": "0.3"})
    client.begin()
    began = time.monotonic()
    client.command("r")
    assert client.number(7052) == 2
    assert client.number(7000) == 0
    client.wait()
    assert time.monotonic() - began > 0.25


def test_the_end_may_show_only_once_it_is_signed(iskra):
    client = iskra(switches={"sign-s": "0.3", "state-change": "signed"})
    client.begin()
    client.command("r")
    assert client.number(7000) == 1
    client.wait()
    assert client.number(7000) == 0


@pytest.mark.parametrize(
    ("switches", "flag"),
    [({}, "t"), ({"time-flag": "never"}, ""), ({"time-flag": "always"}, "t")],
)
def test_a_doubtful_time_is_flagged(iskra, switches, flag):
    client = iskra(switches={"command-time": "any", "presentation": "utc"} | switches)
    client.write_dataset()
    client.command("B")
    client.wait()
    (reading,) = json.loads(client.output()[0])["RD"]
    assert reading["EF"] == flag
    assert reading["TM"].endswith("+0000 U")


def test_texts_beyond_the_manual_may_be_refused(iskra):
    client = iskra(switches={"text-limits": "manual"})
    client.set_time()
    client.write_dataset(TEXT.replace('"CI":""', f'"CI":"{21 * "x"}"'))
    client.command("B")
    assert client.number(7052) == 252


def test_without_algorithm_there_is_no_signature(iskra):
    client = iskra(switches={"algorithm": "0"})
    client.begin()
    payload, signature = client.end()
    assert payload
    assert signature == b""
    client.single(7060, 4)
    client.begin()
    verify(*client.end(), client.key)


def test_base64_on_demand(iskra):
    client = iskra()
    client.single(7059, 1)
    client.begin()
    _, signature = client.end()
    assert re.fullmatch(rb"[A-Za-z0-9+/=]{96}", signature)


# ── power ────────────────────────────────────────────────────────────────────────────────────


def test_a_power_failure_takes_clock_and_dataset_and_keeps_the_begin(iskra):
    client = iskra(boot_s=0.1)
    client.begin()
    (before,) = json.loads(client.output()[0])["RD"]
    power_cut(client)
    assert client.number(7000) == 2
    assert (client.number(7071), client.number(7057), client.number(7058)) == (0, 0, 0)
    assert client.read(7100, 120) == bytes(240)
    client.command("r")
    assert client.number(7052) == 128
    client.set_time(UTC + 100)
    client.command("r")
    assert client.number(7052) == 253
    assert client.number(7000) == 2
    client.write_dataset()
    payload, signature = client.end()
    verify(payload, signature, client.key)
    begin, end = json.loads(payload)["RD"]
    assert begin == before
    assert end["TM"] >= "2025-12-17T12:30:56"


def test_what_a_meter_that_was_reset_keeps(iskra):
    client = iskra(boot_s=0.1, switches={"restart": "reset"})
    client.begin()
    power_cut(client)
    assert client.number(7000) == 3
    assert client.number(7071) == 2
    verify(*client.end(), client.key)


def test_the_last_record_goes_with_the_power(iskra):
    client = iskra(boot_s=0.1)
    client.begin()
    client.end()
    power_cut(client)
    assert (client.number(7000), client.number(7057)) == (0, 0)


def test_the_last_record_may_outlive_the_power(iskra):
    client = iskra(boot_s=0.1, switches={"output-after-power-loss": "kept"})
    client.begin()
    output = client.end()
    power_cut(client)
    assert client.output() == output


def test_power_lost_while_the_end_is_signed_leaves_the_transaction_running(iskra):
    client = iskra(boot_s=0.1, switches={"sign-s": "0.3"})
    client.begin()
    client.command("r")
    power_cut(client)
    assert client.number(7000) == 2
    client.set_time()
    client.write_dataset()
    verify(*client.end(), client.key)


def test_memory_over_restarts_and_what_it_counts(simulate, tmp_path):
    state = tmp_path / "state"

    def memory():
        return json.loads((state / "wm3m4-33.json").read_text())

    running = simulate("wm3m4", state=state).wait_until_ready()
    client = Iskra(running.master(UNIT))
    assert (memory()["begun"], memory()["idle"], memory()["pages"]) == (0, True, [])
    client.begin()
    client.end()
    client.begin()
    kept = memory()
    assert (kept["begun"], kept["idle"], kept["pages"]) == (2, False, ["T1"])
    key = running.meters[0].key
    running.stop()

    again = simulate("wm3m4", state=state, link="again", boot_s=0.1).wait_until_ready()
    client = Iskra(again.master(UNIT))
    assert again.meters[0].key == key
    assert client.number(7000) == 2
    client.set_time()
    client.write_dataset()
    assert json.loads(client.end()[0])["PG"] == "T2"
    kept = memory()
    assert (kept["idle"], kept["pages"], kept["vanished"]) == (True, ["T1", "T2"], [])


def test_memory_tells_a_record_that_went_with_the_power_unread(iskra, tmp_path):
    state = tmp_path / "state"
    client = iskra(state=state, boot_s=0.1)
    client.begin()
    client.command("r")
    client.wait()
    power_cut(client)
    kept = json.loads((state / "wm3m4-33.json").read_text())
    assert (kept["pages"], kept["vanished"]) == (["T1"], ["T1"])


# ── faults and further switches ──────────────────────────────────────────────────────────────


def test_leading_zeros_are_written_and_still_the_same_numbers(iskra):
    client = iskra()
    client.running.do("fault leading-zeros")
    client.begin()
    payload, signature = client.end()
    assert len(signature) in {70, 71}
    assert b"\x02\x20\x00" in signature
    numbers = [signature[4 : 4 + signature[3]], signature[6 + signature[3] :]]
    assert any(number[0] == 0 and number[1] < 0x80 for number in numbers)
    assert payload


def test_odd_lengths_on_demand(iskra):
    client = iskra()
    client.running.do("fault odd-signature")
    for _ in range(3):
        client.begin()
        payload, signature = client.end()
        assert len(signature) % 2 == 1
        verify(payload, signature, client.key)


@pytest.mark.parametrize(("switch", "states"), [("undone", (0, 1)), ("done", (1, 0))])
def test_a_signature_that_fails(iskra, switch, states):
    client = iskra(switches={"failed-signature": switch})
    client.running.do("fault error-status=246")
    client.set_time()
    client.write_dataset()
    client.command("B")
    client.wait(246)
    assert client.number(7000) == states[0]
    client.running.do("clear")
    if not states[0]:
        client.begin()
    client.running.do("fault error-status")
    client.command("r")
    client.wait(254)
    assert client.number(7000) == states[1]


def test_a_command_without_effect(iskra):
    client = iskra()
    client.running.do("fault state-stuck")
    client.set_time()
    client.write_dataset()
    client.command("B")
    assert (client.number(7000), client.number(7052)) == (0, 0)


def test_a_clock_that_is_lost_again_and_again(iskra):
    client = iskra()
    client.set_time()
    client.running.do("fault clock-lost")
    assert client.number(7071) == 0
    client.running.do("clear")
    client.set_time()
    assert client.number(7071) == 2


def test_dataset_and_tail_as_switched(iskra):
    client = iskra(switches={"dataset-after-command": "cleared", "tail": "zero"})
    client.set_time()
    client.write_dataset()
    client.master.write(7596, b"mark")
    assert client.read(7596, 2) == bytes(4)
    client.command("B")
    client.wait()
    assert client.read(7100, 10) == bytes(20)


def test_the_clock_may_go_on_after_a_power_failure(iskra):
    client = iskra(boot_s=0.05, switches={"lost-clock": "resumes"})
    client.set_time()
    power_cut(client)
    assert client.number(7071) == 0
    assert UTC <= int.from_bytes(client.read(7054, 2)) <= UTC + 10
