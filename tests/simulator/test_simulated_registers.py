"""The EM580's register map as a client sees it on the wire."""

import hashlib

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from eichlab.simulator.em580 import words


def low_first(data, words_each):
    """Return the numbers in register data, low word first, written out anew."""
    size = 2 * words_each
    return [
        int.from_bytes(
            b"".join(data[at + place : at + place + 2] for place in range(size - 2, -1, -2)),
            signed=True,
        )
        for at in range(0, len(data), size)
    ]


# Worked values of the meter's documents.
@pytest.mark.parametrize(
    ("encoded", "expected"),
    [
        (words.int32(2301), "08FD0000"),
        (words.int32(2300), "08FC0000"),
        (words.int32(-1), "FFFFFFFF"),
        (words.int32(-1500), "FA24FFFF"),
        (words.int32(2**31), "FFFF7FFF"),
        (words.int64(1643), "066B000000000000"),
        (words.int64(1765974556), "A21C694200000000"),
        (words.int16(500), "01F4"),
        (words.int16(-1), "FFFF"),
    ],
)
def test_numbers_are_encoded_low_word_first(encoded, expected):
    assert encoded.hex().upper() == expected


def test_a_steady_load_reads_as_the_documented_words(simulate):
    switches = {"variation": "0", "decivolts": "2301", "energy": "1643"}
    master = simulate(watts=0, switches=switches).wait_until_ready().master()
    live = master.read(0x0000, 52)
    assert live[:12].hex().upper() == "08FD0000" * 3
    assert live[0x33 * 2 :].hex().upper() == "01F4"
    assert live[0x32 * 2 : 0x33 * 2] == b"\x00\x01"
    assert master.read(0x0500, 32)[:8].hex().upper() == "066B000000000000"


def test_live_values_agree_with_one_another(simulate):
    master = simulate(watts=11_040).wait_until_ready().master()
    data = master.read(0x0000, 52)
    values = low_first(data[: 2 * 0x2E], 2)
    volts, between = values[0:3], values[3:6]
    amperes, watts, va, var = values[6:9], values[9:12], values[12:15], values[15:18]
    mean, mean_between, total_w, total_va, total_var = values[18:23]
    factors = low_first(data[2 * 0x2E : 2 * 0x32], 1)
    for phase in range(3):
        assert 2250 < volts[phase] < 2350
        assert 3900 < between[phase] < 4070
        assert 35_000 < watts[phase] < 38_600
        assert va[phase] == pytest.approx(volts[phase] * amperes[phase] / 1000, rel=0.002)
        assert va[phase] ** 2 == pytest.approx(watts[phase] ** 2 + var[phase] ** 2, rel=0.002)
        assert factors[phase] == 990
    assert sum(watts) == pytest.approx(total_w, abs=2)
    assert sum(var) == pytest.approx(total_var, abs=2)
    assert sum(va) == pytest.approx(total_va, rel=0.01)
    assert sum(volts) / 3 == pytest.approx(mean, abs=1)
    assert sum(between) / 3 == pytest.approx(mean_between, abs=1)
    assert factors[3] == 990


def test_export_has_negative_current_and_power_and_counts_elsewhere(simulate):
    running = simulate(watts=-9000, speed=3600, switches={"variation": "0"}).wait_until_ready()
    master = running.master()
    values = low_first(master.read(0x0000, 52)[: 2 * 0x2E], 2)
    assert values[9:12] == [-30_000] * 3
    assert all(amperes < 0 for amperes in values[6:9])
    before = master.read(0x0500, 32)
    while (after := master.read(0x0500, 32)) == before:
        pass
    assert after[:8] == before[:8]
    assert low_first(after[56:], 4)[0] > low_first(before[56:], 4)[0]


def test_load_is_changed_by_command(simulate):
    running = simulate(switches={"variation": "0"}).wait_until_ready()
    master = running.master()
    running.do("load 690")
    assert low_first(master.read(0x0028, 2), 2) == [6900]


@pytest.mark.parametrize("function", [3, 4])
def test_both_read_functions_see_one_space(meter, function):
    assert meter.read(0x5000, 7, function).startswith(b"SIM580001")
    assert meter.read(0x5000, 7, function)[13:] == b"\0"


def test_identification(meter):
    assert meter.number(0x0302) == 0x1603
    assert meter.number(0x0303) == 0x1603
    assert meter.number(0x5007) == 2026
    assert meter.number(0x5012) == 0
    assert 200 < meter.number(0x0307) < 600


def test_identification_code_shows_only_when_read_alone(meter):
    code = meter.number(0x000B)
    assert code not in {331, 332, 335, 336, 340, 341, 345, 346, 355, *range(1744, 1764)}
    in_block = meter.read(0x0000, 52)[2 * 0x0B : 2 * 0x0C]
    assert in_block == b"\0\0"  # the high word of a voltage
    assert int.from_bytes(in_block) != code


def test_firmware_words_are_read_one_at_a_time(simulate, refused):
    master = simulate().wait_until_ready().master()
    with pytest.raises(refused) as refusal:
        master.read(0x0302, 2)
    assert refusal.value.code == 2


@pytest.mark.parametrize(
    ("curve", "kind", "point_words", "der_words"),
    [("brainpoolP384r1", 1, 49, 62), ("brainpoolP256r1", 0, 33, 46)],
)
def test_public_key_as_point_and_der(simulate, curve, kind, point_words, der_words):
    running = simulate(curve=curve).wait_until_ready()
    master = running.master()
    assert master.number(0x24FF) == kind
    point = master.read(0x2500, point_words)
    der = master.read(0x2600, der_words)
    assert point[0] == 4
    assert point[-1] == 0
    assert point[:-1] == running.meters[0].key
    key = serialization.load_der_public_key(der)
    assert key.curve.name.lower() == curve.lower()
    assert der.endswith(point[:-1])


@pytest.mark.parametrize(("address", "count"), [(0x2600, 61), (0x2601, 61), (0x2500, 48)])
def test_key_blocks_are_read_whole_unless_switched(simulate, refused, address, count):
    strict = simulate(link="strict").wait_until_ready().master()
    with pytest.raises(refused) as refusal:
        strict.read(address, count)
    assert refusal.value.code == 2
    easy = simulate(link="easy", switches={"key-blocks": "any"}).wait_until_ready().master()
    assert len(easy.read(address, count)) == 2 * count


@pytest.mark.parametrize(("curve", "count"), [("brainpoolP384r1", 109), ("brainpoolP256r1", 93)])
def test_signed_snapshot_is_signed_raw(simulate, curve, count):
    running = simulate(curve=curve).wait_until_ready()
    master = running.master()
    data = master.read(0x0800, count)
    signed, signature = data[:122], data[122:]
    half = len(signature) // 2
    r, s = int.from_bytes(signature[:half]), int.from_bytes(signature[half:])
    curve_class = {109: ec.BrainpoolP384R1, 93: ec.BrainpoolP256R1}[count]
    key = ec.EllipticCurvePublicKey.from_encoded_point(curve_class(), running.meters[0].key)
    key.verify(encode_dss_signature(r, s), signed, ec.ECDSA(hashes.SHA256()))
    # In two reads it is the same snapshot.
    first = master.read(0x0800, 61)
    rest = master.read(0x0800 + 61, count - 61)
    r, s = int.from_bytes(rest[:half]), int.from_bytes(rest[half:])
    key.verify(encode_dss_signature(r, s), first, ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize("count", [1, 52, 125])
def test_reads_of_every_length_in_one_frame(meter, count):
    assert len(meter.read(0x7110, count)) == 2 * count


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("01 0000 0001", 1),  # coils
        ("2B 0E01 00", 1),  # device identification
        ("11", 1),
        ("08 0001 0000", 1),  # an unknown diagnosis
        ("04 0034 0001", 2),  # behind the live values
        ("04 0033 0002", 2),  # over the edge
        ("04 7037 0001", 2),  # a gap
        ("04 FFFF 0002", 2),
        ("04 7000 0001", 2),  # write only
        ("04 0000 0000", 3),
        ("04 0000 007E", 3),
        ("06 0000 0001", 2),  # read only
        ("06 7103 0001", 2),
        ("06 7006 0003", 3),  # an identification type there is not
        ("06 7001 000A", 3),
        ("06 7003 0008", 3),
        ("06 7040 0058", 3),  # command 'X'
        ("06 7100 0001", 3),
        ("06 7031 05A1", 3),  # 1441 minutes
        ("06 7032 0000", 3),  # part of the time
        ("10 7000 0001 04 0001 0001", 3),  # byte count and words differ
        ("10 7000 0000 00", 3),
        ("10 7000 0008 10 0001 0000 0000 0000 0000 0000 0003 0000", 3),
    ],
)
def test_exceptions(meter, refused, content, code):
    frame = bytes.fromhex(content)
    with pytest.raises(refused) as refusal:
        meter.ask(frame, 256, timeout_s=0.5)
    assert refusal.value.code == code


def test_a_refused_write_leaves_everything(meter, refused):
    """Neighbouring fields in one request: the last is wrong, so the first is not taken."""
    meter.write_text(0x6900, "before")
    with pytest.raises(refused):
        # 697Dh is the last word of the tariff text; behind it is nothing.
        meter.write(0x697D, b"XXYY")
    assert meter.read(0x697D, 1) == b"\0\0"


def test_single_writes_and_the_harmless_extras(meter):
    assert meter.ask(bytes.fromhex("06 7000 0001"), 8) == bytes.fromhex("7000 0001")
    assert meter.ask(bytes.fromhex("08 0000 A5F0"), 8) == bytes.fromhex("0000 A5F0")


def test_a_text_ends_at_its_first_nul(meter):
    meter.write_text(0x6900, "a rather long tariff text")
    meter.write_text(0x6900, "short")
    field = meter.read(0x6900, 125) + meter.read(0x697D, 1)
    assert field.split(b"\0")[0] == b"short"
    assert b"tariff text" in field  # what was there before stays behind the NUL


def test_the_longest_tariff_text_takes_two_requests(meter):
    text = hashlib.sha256(b"long").hexdigest() * 4
    meter.write_text(0x6900, text[:251])
    field = meter.read(0x6900, 125) + meter.read(0x697D, 1)
    assert field == text[:251].encode() + b"\0"


def test_broadcast_is_obeyed_and_not_answered(meter):
    assert meter.raw(bytes.fromhex("10 6900 0002 04 68690000"), unit=0, first_s=0.1) == b""
    assert meter.read(0x6900, 2) == b"hi\0\0"


def test_foreign_unit_ids_are_met_with_silence(simulate):
    running = simulate("em580@3", "em580@7").wait_until_ready()
    master = running.master()
    for unit in (1, 2, 4, 247):
        assert master.raw(bytes.fromhex("04 5000 0007"), unit=unit, first_s=0.05) == b""
    assert master.read(0x5000, 7, unit=3).startswith(b"SIM580003")
    assert master.read(0x5000, 7, unit=7).startswith(b"SIM580007")
