"""Register maps: files and their mistakes, the fewest reads, exact numbers, and the one driver."""

import itertools
import struct
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eichlab.line import PortSettings, SerialLine
from eichlab.meters import MODELS, model_named
from eichlab.meters.register_map import map_file, shipped_maps
from eichlab.meters.register_map.map import Limits, MapValue, NumberAt, NumberType
from eichlab.meters.register_map.meter import quantities
from eichlab.meters.register_map.numbers import number, plain
from eichlab.meters.register_map.reads import plan, spans
from eichlab.values import (
    Channel,
    ConfigurationError,
    Direction,
    NotSupportedError,
    Quantity,
    RefusedError,
    TransactionRequest,
    WireVerdict,
    WrongMeterError,
)

READ_ONLY = ("sdm72", "sdm72-v2", "sdm230", "sdm630", "pro380", "djsf1352")

GOOD = """\
title = "A meter"

[line]
baud = 19200
parity = "E"

[reads]
most_registers = 20
gap = 4

[defaults]
function = 4
type = "float32"

[identification]
serial = { function = 3, address = 0xFC00, type = "u32" }
checks = [
  { address = 0x46, least = 45, most = 65 },
  { address = 0x48 },
]

[[value]]
quantity = "voltage"
unit = "V"
L1 = 0x0000
L2 = 0x0002

[[value]]
quantity = "power"
unit = "kW"
scale = 0.1
type = "s32"
word_order = "low-first"
total = 0x0034

[[value]]
quantity = "current"
type = "s16"
function = 3
DC = 2
exponent = { address = 3, type = "u16", offset = -3 }
"""


def load(tmp_path, text, name="map.toml"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return map_file(path)


# ── files ────────────────────────────────────────────────────────────────────────────────────


def test_a_map_says_everything(tmp_path):
    found = load(tmp_path, GOOD)
    assert (found.title, found.baud, found.parity, found.unit) == ("A meter", 19200, "E", 1)
    assert found.limits == Limits(most_registers=20, gap=4)
    volts, other, power, current = found.values
    assert volts == MapValue(
        Quantity.VOLTAGE, Channel.L1, NumberAt(4, 0, NumberType.FLOAT32), Decimal(1)
    )
    assert other.channel is Channel.L2
    assert power.factor == Decimal(100)
    assert power.number == NumberAt(4, 0x34, NumberType.S32, low_word_first=True)
    assert current.number.function == current.exponent.number.function == 3
    assert found.capabilities.per_phase
    assert found.capabilities.direct_current
    assert not found.capabilities.signs


@pytest.mark.parametrize(
    ("old", "new", "code", "key", "line"),
    [
        ("baud = 19200", "baud = fast", "not-toml", None, 4),
        ("baud = 19200", 'baud = "19200"', "kind", "baud", 4),
        ("baud = 19200", "baud = 1", "value", "baud", 4),
        ("baud = 19200", "speed = 19200", "key-unknown", "speed", 4),
        ('parity = "E"', 'parity = "even"', "value", "parity", 5),
        ('title = "A meter"', "", "key-missing", "title", 1),
        ("most_registers = 20", "most_registers = 200", "value", "most_registers", 8),
        ("gap = 4", "gap = true", "kind", "gap", 9),
        ("function = 4", "function = 5", "value", "function", 12),
        ("function = 4\n", "", "key-missing", "function", 21),
        ('type = "float32"', 'type = "float"', "value", "type", 13),
        ('type = "u32" }', 'type = "u32", length = 2 }', "key-unknown", "length", 16),
        ("least = 45", 'least = "45"', "kind", "least", 18),
        ("{ address = 0x48 }", "{ adress = 0x48 }", "key-unknown", "adress", 19),
        ("{ address = 0x48 }", "{ least = 1 }", "key-missing", "address", 19),
        ('quantity = "voltage"', 'quantity = "volts"', "value", "quantity", 23),
        ('unit = "V"', 'unit = "W"', "value", "unit", 24),
        ("L1 = 0x0000", "L4 = 0x0000", "key-unknown", "L4", 25),
        ("L1 = 0x0000", "L1 = 65535", "value", "L1", 25),
        ("L1 = 0x0000", 'L1 = "0x0000"', "kind", "L1", 25),
        ("L1 = 0x0000\nL2 = 0x0002\n", "", "no-channel", "value", 22),
        ("scale = 0.1", "scale = 0", "value", "scale", 31),
        ("total = 0x0034", 'total = 0x0034\n\n[[value]]\nquantity = "power"\ntotal = 2',
         "twice", "total", 38),
        ("offset = -3", "offset = -300", "value", "offset", 41),
        ("offset = -3", "of = -3", "key-unknown", "of", 41),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_file_key_and_line(tmp_path, old, new, code, key, line):
    assert old in GOOD
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, GOOD.replace(old, new, 1))
    said = caught.value.message
    assert (said.code, said.parameters.get("key"), said.parameters["line"]) == (
        f"map-file.{code}",
        key,
        line,
    )
    assert said.parameters["file"].endswith("map.toml")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"\xff\xfe", "map-file.not-text"),
        ('title = "x"', "map-file.tables"),
        ('title = "x"\nvalue = 3', "map-file.tables"),
        ('title = "x"\nvalue = [1]', "map-file.tables"),
        ("title = [" + "[" * 5000, "map-file.not-toml"),
        (b"#" * 1_000_001, "map-file.too-large"),
    ],
)
def test_what_is_no_map(tmp_path, text, code):
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, text)
    assert caught.value.message.code == code


def test_a_map_that_is_not_there(tmp_path):
    with pytest.raises(ConfigurationError) as caught:
        map_file(tmp_path / "nowhere.toml")
    assert caught.value.message.code == "map-file.unreadable"


# ── the shipped maps, against the addresses of EVerest's files and the vendors' lists ────────

EASTRON_LIVE = {
    "voltage": {"L1": 0, "L2": 2, "L3": 4},
    "current": {"L1": 6, "L2": 8, "L3": 10},
    "power": {"L1": 12, "L2": 14, "L3": 16, "total": 52},
    "reactive_power": {"L1": 24, "L2": 26, "L3": 28, "total": 60},
    "frequency": {"total": 70},
}
TABLES = {
    "sdm72": {
        "power": {"total": 52},
        "energy_import": {"total": 72},
        "energy_export": {"total": 74},
    },
    "sdm72-v2": {
        **EASTRON_LIVE,
        "energy_import": {"total": 72},
        "energy_export": {"total": 74},
    },
    "sdm230": {
        "voltage": {"L1": 0},
        "current": {"L1": 6},
        "power": {"total": 12},
        "reactive_power": {"total": 24},
        "frequency": {"total": 70},
        "energy_import": {"total": 72},
        "energy_export": {"total": 74},
    },
    "sdm630": {
        **EASTRON_LIVE,
        "energy_import": {"total": 72, "L1": 346, "L2": 348, "L3": 350},
        "energy_export": {"total": 74, "L1": 352, "L2": 354, "L3": 356},
    },
    "pro380": {
        "voltage": {"L1": 20482, "L2": 20484, "L3": 20486},
        "frequency": {"total": 20488},
        "current": {"L1": 20492, "L2": 20494, "L3": 20496},
        "power": {"total": 20498, "L1": 20500, "L2": 20502, "L3": 20504},
        "reactive_power": {"total": 20506, "L1": 20508, "L2": 20510, "L3": 20512},
        "energy_import": {"total": 24588, "L1": 24594, "L2": 24596, "L3": 24598},
        "energy_export": {"total": 24600, "L1": 24606, "L2": 24608, "L3": 24610},
    },
    "djsf1352": {
        "voltage": {"DC": 0},
        "current": {"DC": 2},
        "temperature": {"total": 5},
        "power": {"DC": 8},
        "energy_import": {"total": 12},
        "energy_export": {"total": 14},
    },
}


@pytest.mark.parametrize("found", shipped_maps(), ids=lambda found: found.name)
def test_the_shipped_maps_hold_the_published_addresses(found):
    addresses = {}
    for value in found.values:
        places = addresses.setdefault(value.quantity.value, {})
        places[value.channel.value] = value.number.address
    assert addresses == TABLES[found.name]
    functions = {value.number.function for value in found.values}
    assert functions == ({4} if found.name.startswith("sdm") else {3})


def test_every_model_is_in_the_catalogue_with_its_usual_line():
    usual = {name: (MODELS[name].baud, MODELS[name].parity) for name in READ_ONLY}
    assert usual["sdm230"] == (2400, "N")
    assert usual["pro380"] == (9600, "E")
    assert {usual[name] for name in ("sdm72", "sdm72-v2", "sdm630", "djsf1352")} == {(9600, "N")}
    assert all(not MODELS[name].capabilities.signs for name in READ_ONLY)


# ── the fewest reads ─────────────────────────────────────────────────────────────────────────


def test_the_shipped_maps_need_few_reads():
    counts = {each.name: len(plan(each.values, each.limits)) for each in shipped_maps()}
    assert counts == {
        "sdm72": 1,
        "sdm72-v2": 2,
        "sdm230": 2,
        "sdm630": 2,
        "pro380": 2,
        "djsf1352": 1,
    }
    for each in shipped_maps():
        for read in plan(each.values, each.limits):
            assert read.count <= each.limits.most_registers


def at(address, function=4, kind=NumberType.FLOAT32):
    return MapValue(Quantity.POWER, Channel.TOTAL, NumberAt(function, address, kind))


def fewest_by_trying(found, limits):
    """The fewest groups of neighbours that keep to the limits, found by trying all divisions."""
    best = len(found)
    for cuts in itertools.product((0, 1), repeat=len(found) - 1):
        groups = [[found[0]]]
        for span, cut in zip(found[1:], cuts, strict=True):
            if cut:
                groups.append([span])
            else:
                groups[-1].append(span)
        right = all(
            len({span.function for span in group}) == 1
            and max(span.end for span in group) - group[0].begin <= limits.most_registers
            and all(
                after.begin - max(span.end for span in group[: index + 1]) <= limits.gap
                for index, after in enumerate(group[1:])
            )
            for group in groups
        )
        if right:
            best = min(best, len(groups))
    return best


@given(
    st.lists(st.tuples(st.sampled_from((3, 4)), st.integers(0, 30)), min_size=1, max_size=8),
    st.integers(4, 20),
    st.integers(0, 8),
)
def test_no_division_needs_fewer_reads(places, most, gap):
    limits = Limits(most_registers=most, gap=gap)
    values = [at(2 * address, function) for function, address in places]
    reads = plan(values, limits)
    assert sorted(span for read in reads for span in read.spans) == list(spans(values, limits))
    assert len(reads) == fewest_by_trying(spans(values, limits), limits)


def test_a_refused_read_is_divided_at_its_widest_gap():
    (read,) = plan([at(0), at(2), at(10), at(12)], Limits(gap=20))
    first, second = read.parts()
    assert (first.begin, first.end, second.begin, second.end) == (0, 4, 10, 14)
    (one,) = plan([at(0)], Limits())
    assert one.parts() == ()


# ── numbers ──────────────────────────────────────────────────────────────────────────────────


def words(data):
    return tuple(int.from_bytes(data[at : at + 2]) for at in range(0, len(data), 2))


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_a_float_is_the_shortest_decimal_that_becomes_it_again(value):
    data = struct.pack(">f", value)
    if abs(value) == struct.unpack(">f", b"\x7f\x7f\xff\xff")[0]:
        return
    found = number(words(data), NumberType.FLOAT32, low_word_first=False)
    assert struct.pack(">f", float(found)) == data or value == 0
    digits = len(found.normalize().as_tuple().digits)
    for fewer in range(1, digits):
        shorter = float(f"{value:.{fewer}g}")
        try:
            assert struct.pack(">f", shorter) != data
        except OverflowError:
            continue


@given(st.integers(0, 16_383_999))
def test_a_counter_of_watt_hours_is_exact_up_to_16384_kwh(watt_hours):
    """A meter that counts Wh and tells kWh as a float: every Wh of it arrives."""
    data = struct.pack(">f", watt_hours / 1000)
    value = MapValue(
        Quantity.ENERGY_IMPORT, Channel.TOTAL, NumberAt(4, 0, NumberType.FLOAT32), Decimal(1000)
    )
    high, low = words(data)
    found = quantities((value,), {(4, 0): high, (4, 1): low})
    assert found == {(Quantity.ENERGY_IMPORT, Channel.TOTAL): Decimal(watt_hours)}
    assert str(found[Quantity.ENERGY_IMPORT, Channel.TOTAL]) == str(watt_hours)


@pytest.mark.parametrize(
    ("data", "kind", "low_first", "expected"),
    [
        ("4145851F", "float32", False, "12.345"),
        ("851F4145", "float32", True, "12.345"),
        ("43660000", "float32", False, "230"),
        ("449A5000", "float32", False, "1234.5"),
        ("4083AE14", "float32", False, "4.115"),
        ("3F9E0419", "float32", False, "1.2345"),
        ("4028B0A3D70A3D71", "float64", False, "12.345"),
        ("FFFF", "u16", False, "65535"),
        ("FFFF", "s16", False, "-1"),
        ("0000521A", "u32", False, "21018"),
        ("521A0000", "u32", True, "21018"),
        ("FFFFFFFE", "s32", False, "-2"),
        ("FFFFFFFFFFFFFFFF", "u64", False, str(2**64 - 1)),
        ("FFFFFFFFFFFFFFFF", "s64", False, "-1"),
    ],
)
def test_numbers_of_every_type(data, kind, low_first, expected):
    found = number(words(bytes.fromhex(data)), NumberType(kind), low_word_first=low_first)
    assert str(plain(found)) == expected


@pytest.mark.parametrize("data", ["7FC00000", "FFC00000", "7F800000", "FF800000", "7F7FFFFF"])
def test_what_is_no_number_is_no_value(data):
    assert number(words(bytes.fromhex(data)), NumberType.FLOAT32, low_word_first=False) is None


def test_a_power_of_ten_and_a_mark_for_no_value(tmp_path):
    found = load(
        tmp_path, GOOD.replace("function = 3\nDC = 2", "function = 3\nno_value = [0x7FFF]\nDC = 2")
    )
    (current,) = [value for value in found.values if value.quantity is Quantity.CURRENT]

    def amperes(digits, power):
        return quantities((current,), {(3, 2): digits, (3, 3): power}).get(
            (Quantity.CURRENT, Channel.DC)
        )

    assert amperes(1251, 2) == Decimal("125.1")
    assert str(amperes(50, 5)) == "5000"
    assert amperes(0xFFFF, 3) == Decimal(-1)
    assert amperes(0x7FFF, 3) is None
    assert amperes(1251, 0xFFFF) is None
    assert quantities((current,), {(3, 2): 1251}) == {}


# ── the driver against the simulated meters ──────────────────────────────────────────────────


@pytest.fixture
def driver(simulate, tmp_path):
    """The driver of a model on a line with its simulated meter."""
    running = []

    def make(model, *arguments, link="port"):
        meter = simulate(model, "--baud", "115200", *arguments, link=link, state=link + "-state")
        known = model_named(model)
        line = SerialLine("line", PortSettings(str(tmp_path / link), 115_200))
        driver = known.driver(line, known.unit, "the meter")
        running.append(line)
        line.start()
        driver.line, driver.meter = line, meter
        driver.run = lambda job: line.run(job).result(30)
        return driver

    yield make
    for line in running:
        line.close()


def questions(driver):
    return driver.line.wire_log.counters().get(WireVerdict.QUESTION, 0)


@pytest.mark.parametrize("model", READ_ONLY)
def test_every_model_is_read_whole_and_never_written_to(driver, model):
    driver = driver(model, "--switch", "energy=12345", "--switch", "variation=0", "--load", "0")
    identity = driver.run(driver.identify)
    assert identity.model == model
    assert identity.simulated
    assert identity.serial.isdigit() or model == "djsf1352"
    reading = driver.run(driver.read)
    expected = {
        (Quantity(quantity), Channel(channel))
        for quantity, places in TABLES[model].items()
        for channel in places
    }
    assert set(reading.quantities) == expected
    assert reading.value(Quantity.ENERGY_IMPORT) == Decimal(12345)
    assert str(reading.value(Quantity.ENERGY_IMPORT)) == "12345"
    assert reading.value(Quantity.ENERGY_EXPORT) == 0
    for (quantity, channel), value in reading.quantities.items():
        if quantity is Quantity.VOLTAGE:
            assert value == (Decimal("400.3") if channel is Channel.DC else Decimal(230))
        if quantity is Quantity.FREQUENCY:
            assert value == 50
    phases = [reading.value(Quantity.ENERGY_IMPORT, phase) for phase in ("L1", "L2", "L3")]
    if None not in phases:
        assert sum(phases) == 12345
    sent = [e for e in driver.line.wire_log.since(0) if e.direction is Direction.SENT]
    assert {entry.data[1] for entry in sent} <= {3, 4}
    assert WireVerdict.WRITTEN not in driver.line.wire_log.counters()
    # The meter is exchanged for one of another model.
    driver.meter.command("fault wrong-model")
    with pytest.raises(WrongMeterError) as caught:
        driver.run(driver.identify)
    assert caught.value.message.code == "map.not-this-model"


def test_a_load_shows_in_all_phases_and_in_the_counter_of_its_direction(driver):
    driver = driver("sdm630", "--switch", "variation=0", "--load", "-6900", "--speed", "3600")
    before = driver.run(driver.read)
    driver.run(driver.read)
    after = driver.run(driver.read)
    for phase in ("L1", "L2", "L3"):
        assert after.value(Quantity.POWER, phase) == -2300
    assert after.value(Quantity.POWER) == -6900
    assert before.value(Quantity.ENERGY_IMPORT) == after.value(Quantity.ENERGY_IMPORT)
    assert before.value(Quantity.ENERGY_EXPORT) < after.value(Quantity.ENERGY_EXPORT)


def test_a_read_across_a_hole_is_divided_once_and_that_is_remembered(driver):
    plain_reads = 2
    smooth = driver("sdm630", "--switch", "holes=zero", link="smooth")
    smooth.run(smooth.read)
    assert questions(smooth) == plain_reads
    rough = driver("sdm630", "--switch", "holes=refused", link="rough")
    first = rough.run(rough.read)
    learnt = questions(rough)
    assert learnt > plain_reads
    second = rough.run(rough.read)
    each = questions(rough) - learnt
    assert plain_reads < each < learnt
    assert set(first.quantities) == set(second.quantities)
    assert len(first.quantities) == 23
    rough.run(rough.identify)
    asked = questions(rough)
    rough.run(rough.read)
    assert questions(rough) - asked == learnt, "identified anew, it is tried anew"


def test_a_meter_that_gives_less_at_a_time_is_asked_for_less(driver, monkeypatch, tmp_path):
    greedy = tmp_path / "greedy.toml"
    shipped = model_named("sdm72-v2")
    from eichlab.resources import resource

    text = (resource("maps") / "sdm72-v2.toml").read_text("utf-8")
    greedy.write_text(text.replace("most_registers = 60", "most_registers = 120"))
    driver = driver("sdm72-v2", "--switch", "holes=zero")
    other = model_named(str(greedy)).driver(driver.line, 1, "the meter")
    reading = driver.run(other.read)
    assert len(reading.quantities) == len(driver.run(driver.read).quantities)
    assert shipped.title == "Eastron SDM72D-M-2"


def test_once_answered_a_refusal_is_an_error(driver):
    driver = driver("sdm630", "--switch", "holes=zero")
    driver.run(driver.read)
    driver.meter.command("fault exception-2")
    with pytest.raises(RefusedError) as caught:
        driver.run(driver.read)
    assert caught.value.exception == 2
    driver.meter.command("clear")
    assert len(driver.run(driver.read).quantities) == 23


def test_a_meter_that_refuses_everything_is_an_error(driver):
    driver = driver("sdm230", "--fault", "exception-2")
    with pytest.raises(RefusedError):
        driver.run(driver.read)
    driver.meter.command("clear")
    assert len(driver.run(driver.read).quantities) == 7


@pytest.mark.parametrize("model", ["sdm630", "pro380"])
def test_not_a_number_is_no_value(driver, model):
    driver = driver(model, "--fault", "not-a-number")
    assert driver.run(driver.read).quantities == {}


def test_a_power_of_ten_that_is_none_is_no_value(driver):
    driver = driver("djsf1352", "--fault", "not-a-number")
    found = driver.run(driver.read).quantities
    assert (Quantity.VOLTAGE, Channel.DC) in found
    assert (Quantity.CURRENT, Channel.DC) not in found
    assert (Quantity.POWER, Channel.DC) not in found


def test_reverse_direct_current_is_negative(driver):
    driver = driver("djsf1352", "--load", "-50000", "--switch", "variation=0")
    reading = driver.run(driver.read)
    assert reading.value(Quantity.CURRENT, Channel.DC) == Decimal("-124.9")
    assert reading.value(Quantity.POWER, Channel.DC) == -50000
    assert reading.value(Quantity.VOLTAGE, Channel.DC) == Decimal("400.3")


def test_the_driver_says_that_the_meter_cannot_sign(driver):
    driver = driver("sdm72")
    for refused in (
        lambda: driver.start(TransactionRequest()),
        lambda: driver.stop(""),
        driver.state,
        driver.public_key,
        driver.waiting_records,
    ):
        with pytest.raises(NotSupportedError):
            driver.run(refused)
    assert questions(driver) == 0


def test_disturbances_change_no_value(driver):
    driver = driver(
        "sdm630", "--switch", "energy=777", "--switch", "variation=0", "--load", "0"
    )  # fmt: skip
    for fault in ("crc:0.1", "late=80ms:0.3", "noise-before", "twice:0.5", "echo"):
        driver.meter.command(f"fault {fault}")
        for _ in range(3):
            reading = driver.run(driver.read)
            assert reading.value(Quantity.ENERGY_IMPORT) == 777, fault
            assert reading.value(Quantity.VOLTAGE, Channel.L3) == 230, fault
        driver.meter.command("clear")
