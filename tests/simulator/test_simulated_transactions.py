"""The EM580's transactions: states, records, and every switch of what is not known."""

import json
import re
import time
from datetime import datetime
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from eichlab.simulator.em580.identification import Identification
from eichlab.simulator.em580.record import RecordContent, TakenReading, payload

UTC = 1765974556  # 2025-12-17 12:29:16
TRANSACTION = "12345678-1234-5678-1234-567812345678"


def start(master, *, level=0, flags=(0, 0, 0, 0), tariff="0.30 EUR/kWh", modality=0):
    """The ten writes of the reference driver, in its order."""
    master.write_number(0x7000, 1)
    master.write_number(0x7001, level)
    master.write(0x7002, b"".join(flag.to_bytes(2) for flag in flags))
    master.write_number(0x7006, 10)
    master.write_text(0x7007, "04A1B2C3")
    master.write_number(0x701B, 0)
    master.write_text(0x701C, "DE*ABC*E1234")
    master.write_text(0x6900, f"{tariff}<=>{TRANSACTION}")
    master.write_number(0x7036, modality)
    master.command("B")


def stop(master):
    master.command("E")
    master.wait_for_state(2)
    record = master.read_file()
    master.write_number(0x7100, 0)
    return record


def split(record):
    """Return what stands between the bars, and both parts parsed."""
    name, signed, signature = record.split(b"|")
    assert name == b"OCMF"
    return signed, json.loads(signed), json.loads(signature)


def check(record, key, curve):
    """Verify with ``cryptography`` alone, over exactly the bytes between the bars."""
    _, signed, signature = record.split(b"|")
    public = ec.EllipticCurvePublicKey.from_encoded_point(curve(), key)
    public.verify(bytes.fromhex(json.loads(signature)["SD"]), signed, ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize(
    ("name", "curve"),
    [("brainpoolP384r1", ec.BrainpoolP384R1), ("brainpoolP256r1", ec.BrainpoolP256R1)],
)
def test_a_whole_transaction(simulate, name, curve):
    running = simulate(curve=name, speed=60, switches={"energy": "1637"}).wait_until_ready()
    master = running.master()
    master.write_utc(UTC)
    master.write_number(0x7031, 60)
    assert master.number(0x7060) == 1
    assert master.number(0x7100) == 0
    start(master)
    assert master.number(0x7100) == 1
    assert master.number(0x7040) == ord("B")
    begin = master.read(0x0500, 4)
    while master.read(0x0500, 4) == begin:
        pass
    record = stop(master)
    assert master.number(0x7100) == 0
    assert master.number(0x7101) == 0
    assert master.read(0x7110, 10) == bytes(20)

    key = running.meters[0].key
    check(record, key, curve)
    signed, content, signature = split(record)
    assert signature["SA"] == f"ECDSA-{name}-SHA256"
    assert list(signature) == ["SD", "SA"]
    assert re.fullmatch("[0-9A-F]+", signature["SD"])
    order = "FV GI GS GV PG MV MM MS MF IS IL IF IT ID TT CT CI LC RD"
    assert list(content) == order.split()
    assert content["GS"] == content["MS"] == master.read(0x5000, 7)[:13].decode()
    assert content["GS"].startswith("SIM")
    assert "SIMULATION" in content["MM"]
    assert content["GI"] == f"{content['MV']}-{content['MM']}"
    assert content["IS"] is True
    assert content["IT"] == "ISO14443"
    assert content["ID"] == "04A1B2C3"
    assert content["IF"] == []
    assert content["TT"] == f"0.30 EUR/kWh<=>{TRANSACTION}"
    assert (content["CT"], content["CI"]) == ("EVSEID", "DE*ABC*E1234")
    assert b'"LC":{"LN":"CABLE_LOSS","LI": 99,"LR": 0,"LU": "mOhm"}' in signed
    first, last = content["RD"]
    assert list(first) == ["TM", "TX", "RV", "RI", "RU", "RT", "RM", "ST"]
    assert (first["TX"], last["TX"]) == ("B", "E")
    assert re.fullmatch(r"2025-12-17T1[34]:\d\d:\d\d,000\+0100 S", first["TM"])
    assert first["RI"] == "1-b:1.8.0"
    assert re.search(rb'"TX":"B","RV":\d+\.\d{3},', signed)
    assert last["RV"] > first["RV"] >= 1.637

    altered = record.replace(b'"TX":"E","RV":', b'"TX":"E","RV":9')
    assert altered != record
    with pytest.raises(InvalidSignature):
        check(altered, key, curve)


def utc(text):
    return round(datetime.strptime(text, "%Y-%m-%dT%H:%M:%S,000%z S").timestamp())


def test_payload_is_the_published_record_byte_for_byte():
    """The same facts give the same bytes; only the model says that it is simulated."""
    sample = Path(__file__).parents[2] / "resources/samples/em580.ocmf"
    published = sample.read_bytes().split(b"|")[1]
    facts = json.loads(published)
    begin, end = (
        TakenReading(round(reading["RV"] * 1000), 0, utc(reading["TM"]), 60, "S")
        for reading in facts["RD"]
    )
    content = RecordContent(
        serial=facts["MS"],
        firmware=facts["MF"],
        pagination=23,
        identification=Identification(
            assigned=True,
            level=0,
            flags=(0, 0, 0, 0),
            type=10,
            data=facts["ID"].encode(),
            charge_point_type=0,
            charge_point=facts["CI"].encode(),
            tariff_text=facts["TT"].encode(),
            modality=0,
        ),
        begin=begin,
        end=end,
        end_letter="E",
    )
    made = payload(content, escaping=True)
    assert made.replace(b" SIMULATION", b"") == published


def test_pagination_counts_and_the_last_number_is_told(meter):
    for number in (1, 2):
        start(meter)
        _, content, _ = split(stop(meter))
        assert content["PG"] == f"T{number}"
    assert meter.read(0x7059, 7).rstrip(b"\0") == b"T2"
    assert meter.read(0x7102, 2) == b"\0\x02\0\0"


def test_flags_are_placed_by_group(meter):
    start(meter, level=3, flags=(1, 4, 1, 2))
    _, content, _ = split(stop(meter))
    assert content["IL"] == "VERIFIED"
    assert content["IF"] == ["RFID_PLAIN", "OCPP_AUTH_TLS", "ISO15118_PNC", "PLMN_SMS"]


def test_an_unset_clock_is_told(meter):
    start(meter)
    _, content, _ = split(stop(meter))
    assert content["RD"][0]["TM"].endswith("+0000 U")
    assert meter.number(0x7060) == 0


@pytest.mark.parametrize(
    ("modality", "registers"),
    [(1, ["1-b:2.8.0"] * 2), (2, ["1-b:1.8.0", "1-b:2.8.0"] * 2)],
)
def test_other_modalities_count_export(meter, modality, registers):
    start(meter, modality=modality)
    _, content, _ = split(stop(meter))
    assert [reading["RI"] for reading in content["RD"]] == registers


def test_texts_latched_at_start_do_not_change_after(meter):
    start(meter)
    meter.write_text(0x6900, "another tariff")
    _, content, _ = split(stop(meter))
    assert content["TT"].endswith(TRANSACTION)


def test_ready_takes_its_time(simulate):
    master = simulate(switches={"ready-s": "0.3"}).wait_until_ready().master()
    start(master)
    began = time.monotonic()
    master.command("E")
    assert master.number(0x7100) == 1
    assert master.number(0x7101) == 0
    master.wait_for_state(2)
    assert 0.28 < time.monotonic() - began < 1.5


def test_the_record_can_be_read_again_until_it_is_released(meter):
    start(meter)
    meter.command("E")
    meter.wait_for_state(2)
    first = meter.read_file()
    assert meter.read_file() == first
    # Behind its end there is nothing but zeros.
    size = meter.number(0x7101)
    assert meter.read(0x7110 + size, 10) == bytes(20)


def test_commands_in_the_wrong_state_are_refused(simulate, refused):
    meter = simulate(switches={"ready-s": "0.5"}).wait_until_ready().master()

    def is_refused(letter):
        with pytest.raises(refused) as refusal:
            meter.command(letter)
        assert refusal.value.code == 4

    is_refused("E")
    start(meter)
    is_refused("B")
    is_refused("A")
    with pytest.raises(refused):
        meter.write_number(0x7100, 0)
    meter.command("E")
    is_refused("E")
    is_refused("B")
    meter.wait_for_state(2)
    is_refused("E")
    is_refused("B")
    assert meter.number(0x7100) == 2


def test_commands_in_the_wrong_state_are_ignored_where_so_switched(simulate):
    master = simulate(switches={"wrong-state": "ignored"}).wait_until_ready().master()
    master.command("E")
    assert master.number(0x7100) == 0
    start(master)
    master.command("B")
    master.write_number(0x7100, 0)
    assert master.number(0x7100) == 1
    record = stop(master)
    assert split(record)[1]["PG"] == "T1"


def test_refusals_carry_the_switched_exception(simulate, refused):
    master = simulate(switches={"refusal": "6"}).wait_until_ready().master()
    with pytest.raises(refused) as refusal:
        master.command("E")
    assert refusal.value.code == 6


def test_abort_discards_where_so_switched(simulate):
    master = simulate(switches={"abort": "discards"}).wait_until_ready().master()
    start(master)
    master.command("A")
    assert master.number(0x7100) == 0
    assert master.number(0x7101) == 0


def test_setting_the_clock_while_running(simulate, refused):
    easy = simulate(link="easy").wait_until_ready().master()
    start(easy)
    easy.write_utc(UTC)
    strict = simulate(link="strict", switches={"time-while-running": "refused"})
    master = strict.wait_until_ready().master()
    master.write_utc(UTC)
    start(master)
    with pytest.raises(refused):
        master.write_utc(UTC)
    with pytest.raises(refused):
        master.write_number(0x7031, 60)


def test_size_in_words_or_bytes(simulate):
    sizes = {}
    for unit in ("words", "bytes"):
        master = simulate(link=unit, switches={"size-unit": unit}).wait_until_ready().master()
        start(master)
        master.command("E")
        master.wait_for_state(2)
        sizes[unit] = master.number(0x7101)
        if unit == "bytes":
            data = b"".join(master.read(0x7110 + at, 125) for at in range(0, 1000, 125))
            assert len(data.rstrip(b"\0")) == sizes["bytes"]
    # Signatures differ by a byte or two of their DER.
    assert abs(2 * sizes["words"] - sizes["bytes"]) < 10


def test_corrupted_state_and_its_release(simulate):
    switches = {"corrupted-release": "keeps"}
    for kept, settings in ((True, switches), (False, {})):
        running = simulate(link=f"kept-{kept}", switches=settings).wait_until_ready()
        master = running.master()
        start(master)
        running.do("fault corrupted")
        master.command("E")
        master.wait_for_state(3)
        assert master.number(0x7101) == 0
        master.write_number(0x7100, 0)
        assert master.number(0x7100) == (3 if kept else 0)


def test_special_characters_are_escaped_or_not_as_switched(simulate):
    tariff = 'a "quoted" \\ text\ttab ü'
    for escaping in ("json", "none"):
        running = simulate(link=escaping, switches={"text-escaping": escaping}).wait_until_ready()
        master = running.master()
        start(master, tariff=tariff)
        record = stop(master)
        check(record, running.meters[0].key, ec.BrainpoolP384R1)
        if escaping == "json":
            assert split(record)[1]["TT"] == f"{tariff}<=>{TRANSACTION}"
        else:
            assert f'"TT":"{tariff}<=>'.encode() in record
            with pytest.raises(json.JSONDecodeError):
                split(record)


def test_the_longest_record_fits(meter):
    """Control characters everywhere: each becomes six."""
    meter.write_text(0x7007, "\x01" * 39)
    meter.write_text(0x701C, "\x01" * 39)
    meter.write_text(0x6900, "\x01" * 251)
    meter.write_number(0x7006, 10)
    meter.write_number(0x7036, 2)
    meter.command("B")
    record = stop(meter)
    assert 2500 < len(record) <= 4062
    assert split(record)[1]["TT"] == "\x01" * 251


def test_memory_counts_what_was_begun_and_keeps_what_ended(simulate, tmp_path):
    state = tmp_path / "state"

    def memory():
        kept = json.loads((state / "em580-1.json").read_text())
        return kept["begun"], kept["idle"], kept["pages"]

    running = simulate(state=state).wait_until_ready()
    master = running.master()
    assert memory() == (0, True, [])
    start(master)
    assert memory() == (1, False, [])
    master.command("E")
    master.wait_for_state(2)
    assert memory() == (1, False, ["T1"])
    master.write_number(0x7100, 0)
    assert memory() == (1, True, ["T1"])
    start(master)
    running.stop()

    path = state / "em580-1.json"
    kept = json.loads(path.read_text())
    for name in ("begun", "idle", "pages"):
        del kept[name]
    path.write_text(json.dumps(kept))
    again = simulate(state=state, link="again", boot_s=0.05).wait_until_ready()
    assert memory() == (2, False, ["T2"]), "a memory of before these were kept"
    again.stop()
