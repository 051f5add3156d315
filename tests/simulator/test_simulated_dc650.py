"""The simulated DC650 on the wire: worked frames, its records, every switch, its memory."""

import json
import re

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import load_der_public_key

from eichlab.values import ConfigurationError

AT = 0x64677F27  # 2023-05-19 13:52:39 UTC

START, STOP, LAST = 0x1501, 0x1502, 0x1521
STATUS_WORD, TIME, STATISTICS = 0x4137, 0x4135, 0x1510
CHARGING, NOT_IN_SYNC, NOT_COMPLETED, READY = 1 << 17, 1 << 16, 1 << 22, 1 << 21

FORM = re.compile(
    rb'OCMF\|\{"FV" : "1\.0","GI" : "AST-DC650","GS" : "1SIM00\d{8}","GV" : "MB 2\.01",'
    rb'"PG" : "T\d+","MV" : "AST","MM" : "DC650 SIMULATION","MS" : "1SIM00\d{8}",'
    rb'"MF" : "MB 2\.01","IS" : true,"IT" : "ISO14443","ID" : "04A1B2C3D4E5F6",'
    rb'"CT" : "EVSEID","CI" : "","RD" : \['
    rb'\{"TM" : "2023-05-19T15:52:\d\d,000\+0200 I","TX" : "B","RV" : "0\.000",'
    rb'"RI" : "01-00:98\.08\.00\.FF","RU" : "kWh","RT" : "DC","EF" : "","ST" : "G"\},'
    rb'\{"TM" : "2023-05-19T15:5[23]:\d\d,000\+0200 I","TX" : "E","RV" : "\d+\.\d{3}",'
    rb'"RI" : "01-00:98\.08\.00\.FF","RU" : "kWh","RT" : "DC","EF" : "","ST" : "G"\}\]\}'
    rb'\|\{"SA" : "ECDSA-secp256k1-SHA256","SD" : "30[0-9A-F]{136,142}"\}'
)


def crc(data):
    """Long division by 11021h, one bit after the other: not the simulator's way."""
    remainder = int.from_bytes(data + b"\0\0")
    for bit in range(8 * len(data) - 1, -1, -1):
        if remainder >> bit + 16 & 1:
            remainder ^= 0x11021 << bit
    return remainder.to_bytes(2, "little")


class RefusedError(Exception):
    def __init__(self, status):
        super().__init__(status)
        self.status = status


class Slip:
    """A master that speaks SLIP by plain means."""

    def __init__(self, master):
        self.master = master

    def raw(self, written, **waits):
        self.master.send(bytes.fromhex(written))
        return self.master.receive(**waits)

    def exchange(self, *parts, address=1):
        """Ask parts ``(command, data)`` in one frame; return the parts of the answer."""
        body = bytes([address])
        for command, data in parts:
            body += command.to_bytes(2, "little") + (5 + len(data)).to_bytes(2, "little")
            body += b"\0" + data
        body += crc(body)
        wire = body.replace(b"\xdb", b"\xdb\xdd").replace(b"\xc0", b"\xdb\xdc")
        self.master.send(b"\xc0" + wire + b"\xc0")
        heard = self.master.receive()
        assert heard[:1] == heard[-1:] == b"\xc0", heard.hex()
        plain = heard[1:-1].replace(b"\xdb\xdc", b"\xc0").replace(b"\xdb\xdd", b"\xdb")
        assert crc(plain[:-2]) == plain[-2:]
        assert plain[0] == 1
        answers, rest = [], plain[1:-2]
        while rest:
            length = int.from_bytes(rest[2:4], "little")
            answers.append((int.from_bytes(rest[:2], "little"), rest[4], rest[5:length]))
            rest = rest[length:]
        return answers

    def ask(self, command, data=b""):
        ((answered, status, told),) = self.exchange((command, data))
        assert answered == command
        if status:
            raise RefusedError(status)
        return told

    def number(self, command):
        return int.from_bytes(self.ask(command), "little", signed=True)

    def refused(self, command, data=b""):
        with pytest.raises(RefusedError) as caught:
            self.ask(command, data)
        return caught.value.status

    def start(self, *, utc=AT, quarter_hours=8, kind=10, user=b"04A1B2C3D4E5F6"):
        who = bytes([1, kind]) + user.ljust(40, b"\0")
        data = utc.to_bytes(4, "little") + quarter_hours.to_bytes(1, signed=True) + who
        self.ask(START, data)

    def transaction(self, **fields):
        self.start(**fields)
        self.ask(STOP)
        return self.last()

    def last(self):
        for _ in range(100):
            if not self.number(STATUS_WORD) & CHARGING and self.number(STATUS_WORD) & READY:
                break
        return self.ask(LAST)


@pytest.fixture
def meter(simulate):
    """A DC650 on a quick line, and a master; options are the simulation's."""

    def make(faults=(), **switches):
        written = {name.replace("_", "-"): str(value) for name, value in switches.items()}
        running = simulate(
            "dc650", switches={"variation": "0", "ready-s": "0.0", **written}, faults=faults
        ).wait_until_ready()
        slip = Slip(running.master())
        slip.running = running
        return slip

    return make


def check(record, key):
    """Verify with ``cryptography`` alone, over exactly the bytes between the bars."""
    _, signed, tail = record.split(b"|")
    signature = bytes.fromhex(json.loads(tail)["SD"])
    if len(signature) == 64:
        halves = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
        signature = encode_dss_signature(*halves)
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256K1(), key)
    public.verify(signature, signed, ec.ECDSA(hashes.SHA256()))


def payload(record):
    return json.loads(record.split(b"|")[1])


# ── worked frames of the dossier ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        # STOP with nothing running; last record, duration: nothing there yet (status 7)
        ("C0 01 21 15 05 00 00 57 AB C0", "C0 01 21 15 05 00 07 B0 DB DD C0"),
        # error list: five entries
        (
            "C0 01 04 A0 07 00 00 00 00 E9 00 C0",
            None,
        ),
        # START accepted
        (
            "C0 01 01 15 34 00 00 27 7F 67 64 08 01 00 75 6E 69 64 65 6E 74 69 66 69 65 64 5F 75"
            " 73 65 72" + " 00" * 23 + " A4 62 C0",
            "C0 01 01 15 05 00 00 E3 A3 C0",
        ),
    ],
)
def test_worked_frames(meter, asked, answered):
    heard = meter().raw(asked)
    if answered is None:
        assert heard[1:6] == bytes.fromhex("01 04 A0 37 00")
        assert len(heard) == 60
    else:
        assert heard == bytes.fromhex(answered)


def test_a_stop_is_confirmed_by_the_same_bytes(meter):
    slip = meter()
    slip.start()
    stop = "C0 01 02 15 05 00 00 31 4D C0"
    assert slip.raw(stop) == bytes.fromhex(stop)


def test_the_poll_is_answered_in_one_frame(meter):
    slip = meter(impedance=0)
    heard = slip.raw(
        "C0 01 32 01 05 00 00 31 01 05 00 00 38 01 05 00 00 39 01 05 00 00 3C 01 05 00 00 72 75 C0"
    )
    # 400.00 V, 125.000 A, 50000.00 W in, nothing out.
    assert heard == bytes.fromhex(
        "C0 01 32 01 09 00 00 40 9C 00 00 31 01 09 00 00 48 E8 01 00 38 01 09 00 00 40 4B 4C 00"
        " 39 01 09 00 00 00 00 00 00 3C 01 09 00 00 40 4B 4C 00"
        + crc(
            bytes.fromhex(
                "01 32 01 09 00 00 40 9C 00 00 31 01 09 00 00 48 E8 01 00 38 01 09 00 00 40 4B"
                " 4C 00 39 01 09 00 00 00 00 00 00 3C 01 09 00 00 40 4B 4C 00"
            )
        ).hex()
        + " C0"
    )


def test_texts_have_their_fixed_size(meter):
    slip = meter()
    assert slip.ask(0x4113) == b"DC650 SIMULATION\0\0"
    assert len(slip.ask(0x4112)) == 41
    assert slip.ask(0x4112)[20:21] == b"|"
    assert [len(slip.ask(each)) for each in (0x4110, 0x4114, 0x4116, 0x0211, 0x1530, 0x1830)] == [
        10,
        20,
        20,
        130,
        176,
        65,
    ]
    info = slip.ask(0xA001)
    assert info[: 1 + info[0]] == b"\x09AST-DC650"
    assert len(slip.ask(0xA002)) == 16


@pytest.mark.parametrize("receive", ["strict", "lenient"])
def test_what_the_reference_driver_sends_is_heard_where_it_is_switched(meter, receive):
    """Its check sum covers the escaped bytes: wrong, and real meters answer it or do not."""
    slip = meter(receive=receive)
    assert slip.raw("C0 01 35 41 0A 00 00 00 DB DD DB DC 65 04 94 B6 C0")
    heard = slip.raw("C0 01 35 41 0A 00 00 00 DB DD DB DC 65 04 53 79 C0", first_s=0.1)
    assert bool(heard) is (receive == "lenient")
    assert slip.number(TIME) & 0xFFFFFFFF in range(0x65C0DB00, 0x65C0DB03)


def test_the_duration_needs_an_escape_in_its_check_sum(meter):
    slip = meter()
    assert slip.raw("C0 01 6A 15 05 00 00 DB DC 56 C0")
    assert slip.raw("C0 01 6A 15 05 00 00 C0 56 C0", first_s=0.1) == b""


@pytest.mark.parametrize(("reply", "address"), [("own", 1), ("broadcast", 255)])
def test_a_broadcast_is_answered(meter, reply, address):
    heard = meter(broadcast_reply=reply).raw("C0 FF 37 41 05 00 00 5D CC C0")
    assert heard[1] == address


# ── parts ────────────────────────────────────────────────────────────────────────────────────


def test_each_part_is_answered_in_its_order_refused_or_not(meter):
    slip = meter()
    answers = slip.exchange((0x4111, b""), (LAST, b""), (0x7777, b""), (STATUS_WORD, b""))
    assert [(command, status) for command, status, _ in answers] == [
        (0x4111, 0),
        (LAST, 7),
        (0x7777, 5),
        (STATUS_WORD, 0),
    ]


def test_an_unknown_command_can_be_refused_otherwise(meter):
    """The reference driver ends with the status 5."""
    assert meter(unknown_command=7).refused(0x7777) == 7


@pytest.mark.parametrize(
    ("command", "data", "status"),
    [
        (STATUS_WORD, b"\0", 6),
        (TIME, b"\0", 6),
        (TIME, AT.to_bytes(4, "little") + b"\x7f", 2),
        (START, b"\0" * 46, 6),
        (START, AT.to_bytes(4, "little") + b"\x08\x02\x00" + bytes(40), 2),
        (START, AT.to_bytes(4, "little") + b"\x08\x01\x63" + bytes(40), 2),
        (0x1520, b"\1", 6),
        (0x1520, bytes(4), 2),
        (0x1520, b"\1\0\0\0", 7),
        (0xA004, b"\4\0", 2),
        (0x4130, b"\1\0\0\0", 3),
        (0x1531, bytes(14), 3),
        (0x4102, b"\2", 2),
        (STOP, b"", 7),
        (0x1580, b"", 7),
        (0x156A, b"", 7),
        (0x1721, b"", 7),
    ],
)
def test_what_does_not_fit_is_refused(meter, command, data, status):
    assert meter().refused(command, data) == status


# ── transactions and records ─────────────────────────────────────────────────────────────────


def test_the_record_byte_for_byte(meter):
    slip = meter()
    record = slip.transaction()
    assert FORM.fullmatch(record), record
    assert len(record) < 990, "the reference driver has room for no more"
    key = slip.ask(0x1830)
    check(record, key)
    with pytest.raises(InvalidSignature):
        check(record.replace(b'"IS" : true', b'"IS" : TRUE'), key)
    with pytest.raises(InvalidSignature):
        check(record.replace(b" : ", b":"), key)
    der = load_der_public_key(bytes.fromhex(slip.ask(0x1530).decode()))
    assert isinstance(der.curve, ec.SECP256K1)
    assert bytes.fromhex(slip.ask(0x0211).decode()) == key == slip.running.meters[0].key
    assert slip.ask(0x1532)[-65:] == key


def test_a_full_record_has_its_lifetime_counter_impedance_and_duration(meter):
    slip = meter(record="full", export_in_record="yes", energy=108_178)
    record = slip.transaction(user=b"x" * 40)
    check(record, slip.ask(0x1830))
    told = payload(record)
    assert [(each["RI"], each["TX"]) for each in told["RD"]] == [
        ("01-00:98.08.00.FF", "B"),
        ("01-00:02.08.00.FF", "B"),
        ("01-00:98.08.00.FF", "E"),
        ("01-00:02.08.00.FF", "E"),
    ]
    begin, end, impedance, duration = told["U"]
    difference = float(end["RV"]) - float(begin["RV"])
    assert difference == pytest.approx(float(told["RD"][2]["RV"]))
    assert (impedance["RV"], impedance["RU"]) == ("0.0022", "Ohm")
    assert duration["RU"] == "s"
    assert int(duration["RV"]) <= 2
    assert told["ID"] == "x" * 40


def test_a_signature_in_two_halves(meter):
    slip = meter(signature="raw")
    record = slip.transaction()
    check(record, slip.ask(0x1830))
    assert re.search(rb'"SD" : "[0-9A-F]{128}"', record)


@pytest.mark.parametrize(
    ("escaping", "written"), [("json", rb'"ID" : "a\"b\\c"'), ("none", b'"ID" : "a"b\\c"')]
)
def test_how_quotes_get_into_the_record_is_switched(meter, escaping, written):
    record = meter(text_escaping=escaping).transaction(user=b'a"b\\c')
    assert written in record


def test_states_counters_and_statistics(meter):
    slip = meter(impedance=50_000, energy=1000)
    word = slip.number(STATUS_WORD)
    assert word & (1 << 34 | 1 << 19 | READY | NOT_IN_SYNC | CHARGING) == (
        1 << 34 | 1 << 19 | READY | NOT_IN_SYNC
    )
    assert slip.ask(STATISTICS) == bytes(12) + (235_000).to_bytes(4, "little")
    slip.start()
    word = slip.number(STATUS_WORD)
    assert word & CHARGING
    assert not word & (READY | NOT_IN_SYNC)
    begin = slip.number(0x1580)
    assert slip.refused(0x15B0) == 7
    assert slip.refused(LAST) == 7, "the last record is the one before"
    assert slip.number(0x1550) <= slip.number(0x0170) - begin
    slip.ask(STOP)
    slip.last()
    assert slip.number(0x15B0) - begin == slip.number(0x1550)
    assert slip.number(0x156A) in range(3)
    # 125 A in 5 Ω is 78 kW of loss: mains is device and loss.
    mains, loss, device = (
        int.from_bytes(data, "little")
        for _, _, data in slip.exchange((0x0110, b""), (0x0160, b""), (0x0170, b""))
    )
    assert loss > 0
    assert mains == loss + device
    assert slip.number(0x013A) == 7_812_500
    stored, first, last, _ = (
        int.from_bytes(slip.ask(STATISTICS)[at : at + 4], "little") for at in (0, 4, 8, 12)
    )
    assert stored == 1
    assert first == last
    assert first - AT in range(5)


def test_export_goes_the_other_way(meter):
    slip = meter()
    slip.running.do("load -20000")
    assert slip.number(0x0131) == -50_000
    assert slip.number(0x013C) == -2_000_000
    assert (slip.number(0x0138), slip.number(0x0139)) == (0, 2_000_000)


def test_older_records_are_read_by_number_and_from_the_end(meter):
    slip = meter()
    records = [slip.transaction() for _ in range(3)]
    assert [payload(each)["PG"] for each in records] == ["T1", "T2", "T3"]
    for number, record in enumerate(records, start=1):
        assert slip.ask(0x1520, number.to_bytes(4, "little")) == record
        assert slip.ask(0x1522, (3 - number).to_bytes(4, "little")) == record
    assert slip.refused(0x1520, (4).to_bytes(4, "little")) == 7


@pytest.mark.parametrize("answer", ["ignored", "busy"])
def test_a_start_beside_a_running_transaction(meter, answer):
    slip = meter(start_while_running=answer)
    slip.start(user=b"first")
    if answer == "busy":
        with pytest.raises(RefusedError) as caught:
            slip.start(user=b"second")
        assert caught.value.status == 8
    else:
        slip.start(user=b"second")
    slip.ask(STOP)
    record = slip.last()
    assert payload(record)["ID"] == "first"
    assert payload(record)["PG"] == "T1"


@pytest.mark.parametrize(("answer", "status"), [("not-available", 7), ("busy", 8), ("ok", None)])
def test_a_stop_with_nothing_running(meter, answer, status):
    slip = meter(stop_in_idle=answer)
    if status is None:
        assert slip.ask(STOP) == b""
    else:
        assert slip.refused(STOP) == status
    assert slip.refused(LAST) == 7


@pytest.mark.parametrize("use", ["sets", "ignored", "checked"])
def test_the_time_in_a_start(meter, use):
    slip = meter(start_time=use)
    slip.ask(TIME, (AT - 50).to_bytes(4, "little") + b"\x08")
    record = slip.transaction()
    seconds = {"sets": "15:52:39", "ignored": "15:51:49", "checked": "15:51:49"}[use]
    assert payload(record)["RD"][0]["TM"].startswith(f"2023-05-19T{seconds[:-1]}")
    if use == "checked":
        with pytest.raises(RefusedError) as caught:
            slip.start(utc=AT + 600)
        assert caught.value.status == 2
        assert slip.ask(0x1721)[0] == 6


@pytest.mark.parametrize(("busy", "free"), [("records", 0x1580), ("most", 0x0131)])
def test_what_is_busy_while_a_transaction_runs(meter, busy, free):
    slip = meter(busy_while_running=busy)
    slip.start()
    assert slip.refused(LAST) == 8
    assert slip.refused(STATISTICS) == 8
    slip.ask(free)
    slip.ask(STOP)
    assert slip.last()


@pytest.mark.parametrize(
    ("while_signing", "status"), [("previous", None), ("busy", 8), ("not-available", 7)]
)
def test_while_the_record_is_made(meter, while_signing, status):
    slip = meter(while_signing=while_signing)
    first = slip.transaction()
    slip.running.do("fault slow-ready=30s")
    slip.start()
    slip.ask(STOP)
    assert not slip.number(STATUS_WORD) & (CHARGING | READY)
    if status is None:
        assert slip.ask(LAST) == first
    else:
        assert slip.refused(LAST) == status
    assert slip.refused(STOP) == 7
    with pytest.raises(RefusedError) as caught:
        slip.start()
    assert caught.value.status == 8


def test_no_record_may_be_an_empty_text(meter):
    assert meter(no_record="empty").ask(LAST) == b""


def test_a_text_longer_than_there_is_room_for_is_cut(meter):
    assert len(meter(record_room=300).transaction()) == 300


@pytest.mark.parametrize("full", ["overwrites", "refuses"])
def test_a_full_memory(meter, full):
    slip = meter(capacity=2, memory_full=full)
    slip.transaction()
    slip.transaction()
    assert slip.number(STATUS_WORD) >> 24 & 1
    if full == "overwrites":
        assert payload(slip.transaction())["PG"] == "T3"
    else:
        with pytest.raises(RefusedError) as caught:
            slip.start()
        assert caught.value.status == 7
        assert slip.ask(0x1721)[0] == 10
    assert slip.ask(STATISTICS)[:4] == b"\2\0\0\0"


@pytest.mark.parametrize(
    ("form", "data"),
    [("tenths", "5901"), ("whole", "22"), ("hundredths", "7A0D"), ("absent", None)],
)
def test_forms_of_the_temperature(meter, form, data):
    slip = meter(temperature=form)
    if data is None:
        assert slip.refused(0x4136) == 7
    else:
        assert slip.ask(0x4136) == bytes.fromhex(data)


# ── settings and log ─────────────────────────────────────────────────────────────────────────


def test_settings_of_the_assembly_mode_are_logged_and_signed(meter):
    slip = meter()
    slip.ask(0x4102, b"\1")
    with pytest.raises(RefusedError) as caught:
        slip.start()
    assert caught.value.status == 3
    slip.ask(0x1531, b"\0" + b"DE*ABC*E1".ljust(13, b"\0"))
    slip.ask(0x4130, (31).to_bytes(4, "little"))
    slip.ask(0x4102, b"\0")
    assert slip.number(0x4130) == 31
    record = slip.transaction()
    assert b'"CT" : "EVSEID","CI" : "DE*ABC*E1"' in record
    entries = [slip.ask(0x1720, number.to_bytes(4, "little")) for number in range(1, 5)]
    assert [entry[0] for entry in entries] == [3, 7, 2, 3]
    assert slip.ask(0x1721) == slip.ask(0x1722, bytes(4)) == entries[-1]
    assert slip.ask(0x1710)[:4] == b"\4\0\0\0"
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256K1(), slip.ask(0x1830))
    for entry in entries:
        assert len(entry) == 104
        halves = (int.from_bytes(entry[40:72], "big"), int.from_bytes(entry[72:], "big"))
        public.verify(encode_dss_signature(*halves), entry[:40], ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize(("answer", "status"), [("accepted", None), ("refused", 8)])
def test_setting_the_clock_while_a_transaction_runs(meter, answer, status):
    slip = meter(time_while_running=answer)
    slip.start()
    data = (AT + 100).to_bytes(4, "little") + b"\x08"
    if status is None:
        assert slip.ask(TIME, data) == b""
    else:
        assert slip.refused(TIME, data) == status


# ── power and memory ─────────────────────────────────────────────────────────────────────────


def cut(slip):
    slip.running.do("power off")
    assert slip.raw("C0 01 37 41 05 00 00 42 DD C0", first_s=0.05) == b""
    slip.running.do("power on")
    assert slip.raw("C0 01 37 41 05 00 00 42 DD C0", first_s=0.05) == b"", "it boots"
    for _ in range(50):
        if slip.raw("C0 01 37 41 05 00 00 42 DD C0", first_s=0.05):
            return
    raise AssertionError("not up again")


@pytest.mark.parametrize("happens", ["continues", "interrupts", "closes", "discards"])
def test_a_power_failure_while_a_transaction_runs(meter, happens):
    slip = meter(power_failure=happens, power_loss_letter="P")
    slip.start()
    cut(slip)
    word = slip.number(STATUS_WORD)
    assert bool(word & CHARGING) is (happens == "continues")
    assert bool(word & NOT_COMPLETED) is (happens in {"continues", "interrupts"})
    if happens in {"continues", "interrupts"}:
        slip.ask(STOP)
        assert payload(slip.last())["RD"][1]["TX"] == "E"
        assert not slip.number(STATUS_WORD) & NOT_COMPLETED
    elif happens == "closes":
        record = slip.ask(LAST)
        check(record, slip.ask(0x1830))
        assert payload(record)["RD"][1]["TX"] == "P"
    else:
        assert slip.refused(LAST) == 7
        assert payload(slip.transaction())["PG"] == "T2"


@pytest.mark.parametrize("lost", ["resumes", "1970"])
def test_the_clock_is_lost_with_the_power(meter, lost):
    slip = meter(lost_clock=lost, start_time="ignored")
    slip.ask(TIME, AT.to_bytes(4, "little") + b"\x08")
    cut(slip)
    shown = int.from_bytes(slip.ask(TIME)[:4], "little")
    assert shown in (range(AT, AT + 3) if lost == "resumes" else range(3))
    assert slip.number(STATUS_WORD) & NOT_IN_SYNC
    assert payload(slip.transaction())["RD"][0]["TM"].endswith(" U")


def test_what_it_keeps_over_restarts(simulate, tmp_path):
    """The memory has what the harnesses of all models read, too."""
    first = simulate("dc650", state=tmp_path / "state").wait_until_ready()
    slip = Slip(first.master())
    record = slip.transaction()
    slip.start()
    energy = slip.number(0x0170)
    first.stop()
    kept = json.loads((tmp_path / "state" / "dc650-1.json").read_text())
    assert (kept["begun"], kept["idle"], kept["pages"]) == (2, False, ["T1"])
    second = simulate("dc650", state=tmp_path / "state").wait_until_ready()
    slip = Slip(second.master())
    assert second.meters[0].key == first.meters[0].key
    assert slip.ask(LAST) == record
    assert slip.number(0x0170) >= energy
    assert slip.number(STATUS_WORD) & (CHARGING | NOT_COMPLETED) == CHARGING | NOT_COMPLETED
    slip.ask(STOP)
    assert payload(slip.last())["PG"] == "T2"
    second.stop()
    kept = json.loads((tmp_path / "state" / "dc650-1.json").read_text())
    assert (kept["begun"], kept["idle"], kept["pages"]) == (2, True, ["T1", "T2"])


def test_a_memory_that_is_none_is_refused(simulate, tmp_path):
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "dc650-1.json").write_text('{"form": 99}')
    with pytest.raises(ConfigurationError) as caught:
        simulate("dc650", state=tmp_path / "state")
    assert caught.value.message.code == "simulator.memory-unreadable"


def test_it_signs_on_its_one_curve_only(simulate):
    with pytest.raises(ConfigurationError) as caught:
        simulate("dc650", curve="secp256r1")
    assert caught.value.message.code == "simulator.curve"


# ── faults of the meter ──────────────────────────────────────────────────────────────────────


def test_faults_of_its_own(meter):
    slip = meter()
    slip.running.do("fault start-ignored")
    slip.start()
    assert not slip.number(STATUS_WORD) & CHARGING
    slip.running.do("clear")
    slip.running.do("fault record-busy=2")
    slip.start()
    slip.ask(STOP)
    for _ in range(20):
        if slip.number(STATUS_WORD) & READY:
            break
    assert [slip.refused(LAST), slip.refused(LAST)] == [8, 8]
    assert slip.ask(LAST)
    slip.running.do("fault size-zero")
    assert slip.ask(LAST) == b""
    slip.running.do("fault wrong-model")
    assert slip.ask(0x4113).startswith(b"GSH01")
    slip.running.do("fault device-state=0x8")
    assert slip.number(STATUS_WORD) & 8
    slip.running.do("clear")
    slip.running.do("fault corrupted")
    assert not slip.transaction().endswith(b"}")


@pytest.mark.parametrize(("fault", "status"), [("exception-6", 6), ("exception-2", 2)])
def test_a_refusal_by_fault_is_a_status(meter, fault, status):
    slip = meter(faults=(fault,))
    assert slip.refused(STATUS_WORD) == status
