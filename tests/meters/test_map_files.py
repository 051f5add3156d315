"""One more meter by one file: Eichlab's own form and EVerest's, by command and on a bench."""

import json
import time

import pytest
from typer.testing import CliRunner

from eichlab.bench import Bench, BenchConfiguration, Noticed
from eichlab.cli.app import app
from eichlab.meters import model_named
from eichlab.meters.register_map import map_file
from eichlab.store import Store
from eichlab.values import (
    Channel,
    ConfigurationError,
    LinkState,
    NotSupportedError,
    Quantity,
    TransactionRequest,
)

ONE_MORE = """\
title = "ACME 3000"

[line]
baud = 19200
parity = "E"
unit = 17

[reads]
most_registers = 30
gap = 2

[defaults]
function = 3
type = "s32"
word_order = "low-first"

[identification]
serial = { address = 0x1000, type = "text", registers = 6, simulated = "SIM" }
firmware = { address = 0x1006, type = "u16" }
checks = [ { address = 0x1010, type = "u16", is = [0x3000] } ]

[[value]]
quantity = "voltage"
unit = "mV"
L1 = 0x0000
L2 = 0x0002
L3 = 0x0004

[[value]]
quantity = "current"
type = "s16"
L1 = 0x0010
L2 = 0x0011
L3 = 0x0012
exponent = { address = 0x0013, offset = -3 }

[[value]]
quantity = "power"
unit = "W"
scale = 0.1
total = 0x0020

[[value]]
quantity = "energy_import"
unit = "kWh"
scale = 0.001
type = "u64"
word_order = "high-first"
total = 0x0030
"""


def entry(start, factor, *, count=2, function=4, exponent=0):
    """One entry of EVerest's form."""
    return {
        "start_register": start,
        "function_code_start_reg": function,
        "num_registers": count,
        "multiplier": factor,
        "exponent_register": exponent,
        "function_code_exp_reg": function,
    }


def everest(**quantities):
    """A file as EVerest has it: six keys an entry, phases below, nothing where there is none."""
    lines = ["# written anew for this test\n"]
    for name, levels in quantities.items():
        lines.append(f"{name}:\n")
        for phase, values in levels.items():
            indent = "  " if phase == "first" else "    "
            if phase != "first":
                lines.append(f"  {phase}:\n")
            lines += [f"{indent}{key}: {value}\n" for key, value in values.items()]
    return "".join(lines)


SDM230 = everest(
    energy_Wh_import={"first": entry(30073, 0.001)},
    energy_Wh_export={"first": entry(30075, 0.001)},
    power_W={"first": entry(30013, 1)},
    voltage_V={"first": entry(30001, 1)},
    reactive_power_VAR={"first": {"num_registers": 0}},
    current_A={"first": entry(30007, 1)},
    frequency_Hz={"first": entry(30071, 1)},
)
SDM630 = everest(
    energy_Wh_import={
        "first": entry(30073, 1000),
        "L1": entry(30347, 1000),
        "L2": entry(30349, 1000),
        "L3": entry(30351, 1000),
    },
    power_W={"first": entry(30053, 1), "L1": entry(30013, 1)},
    voltage_V={
        "first": {"num_registers": 0},
        "L1": entry(30001, 1),
        "L2": entry(30003, 1),
        "L3": entry(30005, 1),
    },
    frequency_Hz={"first": entry(30071, 1)},
)


def run(*arguments):
    return CliRunner().invoke(app, [str(each) for each in arguments])


# ── Eichlab's own form ───────────────────────────────────────────────────────────────────────


def test_one_more_meter_is_one_file(simulate, tmp_path):
    """The very file makes a driver and a simulated meter; no code knows it."""
    path = tmp_path / "acme.toml"
    path.write_text(ONE_MORE)
    simulate(f"{path}@17", "--switch", "energy=98765", "--load", "6900", "--switch", "variation=0")
    result = run("read", tmp_path / "port", "--meter", path, "--json")
    assert result.exit_code == 0, result.stderr
    said = json.loads(result.stdout)
    assert said["meter"].startswith("SIM")
    assert said["simulated"]
    assert said["voltage"] == {"L1": 230.0, "L2": 230.0, "L3": 230.0}
    assert said["current"] == {"L1": 10.0, "L2": 10.0, "L3": 10.0}
    assert said["power"] == {"total": 6900.0}
    assert 98765 <= int(said["energy_import"]["total"]) < 98800
    assert model_named(str(path)).unit == 17
    assert run("read", tmp_path / "port", "--meter", path, "--unit", "3").exit_code == 1


def test_a_shipped_file_is_enough_as_well(tmp_path, monkeypatch):
    """A map in the folder of shipped ones is a model of that name, simulated from the file."""
    import eichlab.simulator.register_map.map_file as simulated
    from eichlab.meters.register_map import shipped_maps
    from eichlab.simulator import model_named as simulated_model

    (tmp_path / "maps").mkdir()
    (tmp_path / "maps" / "acme.toml").write_text(ONE_MORE)
    (found,) = shipped_maps(tmp_path / "maps")
    assert (found.name, found.title) == ("acme", "ACME 3000")
    monkeypatch.setattr(simulated, "resource", lambda *parts: tmp_path.joinpath(*parts))
    assert (simulated_model("acme").unit, simulated_model("acme").baud) == (17, 19200)


def test_a_broken_file_is_told_with_its_line_by_command_and_bench(tmp_path):
    path = tmp_path / "acme.toml"
    path.write_text(ONE_MORE.replace('unit = "mV"', 'unit = "mA"'))
    result = run("read", tmp_path / "port", "--meter", path)
    assert result.exit_code == 2
    assert f"{path}, line 24: “unit” = mA is not possible" in result.stderr
    bench = tmp_path / "bench.toml"
    bench.write_text(f'[[line]]\nport = "{tmp_path}/port"\n\n[[line.meter]]\nmodel = "acme.toml"\n')
    with pytest.raises(ConfigurationError) as caught:
        BenchConfiguration.load(bench)
    said = caught.value.message
    assert (said.code, said.parameters["key"], said.parameters["line"]) == (
        "bench-file.because",
        "model",
        5,
    )
    assert said.parameters["reason"].parameters["line"] == 24


def test_a_bench_names_its_map_relative_to_itself(simulate, tmp_path):
    folder = tmp_path / "lab"
    (folder / "maps").mkdir(parents=True)
    (folder / "maps" / "acme.toml").write_text(ONE_MORE)
    bench_file = folder / "bench.toml"
    bench_file.write_text(
        f'[[line]]\nport = "{tmp_path}/port"\n\n[[line.meter]]\nmodel = "maps/acme.toml"\n'
    )
    configuration = BenchConfiguration.load(bench_file)
    place = configuration.lines[0]
    assert (place.baud, place.parity, place.meters[0].unit) == (19200, "E", 17)
    assert place.meters[0].model == str(folder / "maps" / "acme.toml")
    configuration.save(bench_file)
    assert 'model = "maps/acme.toml"' in bench_file.read_text()
    assert BenchConfiguration.load(bench_file) == configuration
    simulate(f"{folder}/maps/acme.toml")
    store = Store.open(tmp_path / "eichlab.sqlite")
    bench = Bench(configuration, store)
    bench.start()
    try:
        until = time.monotonic() + 10
        while bench.meters()[0].last_reading is None:
            assert time.monotonic() < until, bench.meters()[0]
            time.sleep(0.05)
        status = bench.meters()[0]
        assert status.link is LinkState.ONLINE
        assert status.simulated
        with pytest.raises(NotSupportedError) as caught:
            bench.start_transaction(status.name, TransactionRequest()).result(10)
        assert caught.value.message.code == "meter.cannot-sign"
        assert bench.wire_log(place.name).counters().get("written", 0) == 0
    finally:
        bench.close()
        store.close()


# ── EVerest's form ───────────────────────────────────────────────────────────────────────────


def test_everests_files_mean_what_everest_makes_of_them(tmp_path):
    path = tmp_path / "Eastron_SDM630-V2.yaml"
    path.write_text(SDM630)
    found = map_file(path)
    assert found.notices == ()
    addresses = {
        (value.quantity, value.channel): (value.number.function, value.number.address)
        for value in found.values
    }
    assert addresses == {
        (Quantity.ENERGY_IMPORT, Channel.TOTAL): (4, 72),
        (Quantity.ENERGY_IMPORT, Channel.L1): (4, 346),
        (Quantity.ENERGY_IMPORT, Channel.L2): (4, 348),
        (Quantity.ENERGY_IMPORT, Channel.L3): (4, 350),
        (Quantity.POWER, Channel.TOTAL): (4, 52),
        (Quantity.POWER, Channel.L1): (4, 12),
        (Quantity.VOLTAGE, Channel.L1): (4, 0),
        (Quantity.VOLTAGE, Channel.L2): (4, 2),
        (Quantity.VOLTAGE, Channel.L3): (4, 4),
        (Quantity.FREQUENCY, Channel.TOTAL): (4, 70),
    }
    assert {value.factor for value in found.values} == {1, 1000}


def test_everests_energy_factor_of_the_sdm230_is_told_and_mended(simulate, tmp_path):
    path = tmp_path / "Eastron_SDM230.yaml"
    path.write_text(SDM230)
    simulate("sdm230", "--baud", "9600", "--switch", "energy=12345", "--load", "0")
    result = run("read", tmp_path / "port", "--meter", path, "--json")
    assert result.exit_code == 0, result.stderr
    said = json.loads(result.stdout)
    assert said["energy_import"] == {"total": "12345"}
    assert set(said["voltage"]) == {"L1"}, "one phase, not direct current"
    assert f"{path}, line 6: the factor 0.001 of “energy_Wh_import.multiplier”" in result.stderr
    assert "line 13: the factor" in result.stderr
    assert "as L1" in result.stderr


def test_everests_file_is_simulated_as_it_stands(simulate, tmp_path):
    path = tmp_path / "meter.yaml"
    path.write_text(SDM630)
    simulate(path, "--switch", "energy=3000", "--load", "0", "--switch", "variation=0")
    result = run("read", tmp_path / "port", "--meter", path, "--json")
    assert result.exit_code == 0, result.stderr
    said = json.loads(result.stdout)
    assert said["energy_import"] == {"L1": "1000", "L2": "1000", "L3": "1000", "total": "3000"}
    assert said["voltage"] == {"L1": 230.0, "L2": 230.0, "L3": 230.0}


def test_notices_of_a_file_reach_the_bench_once(simulate, tmp_path):
    path = tmp_path / "Eastron_SDM230.yaml"
    path.write_text(SDM230)
    meter = simulate("sdm230", "--baud", "9600")
    bench_file = tmp_path / "bench.toml"
    bench_file.write_text(
        f'[[line]]\nport = "{tmp_path}/port"\n'
        f'[[line.meter]]\nmodel = "{path.name}"\ninterval_s = 0.2\n'
    )
    store = Store.open(tmp_path / "eichlab.sqlite")
    bench = Bench(BenchConfiguration.load(bench_file), store)
    subscription = bench.events.subscribe()
    bench.start()
    codes = []

    def wait(until):
        end = time.monotonic() + 10
        while not until():
            assert time.monotonic() < end, codes
            time.sleep(0.05)
            codes.extend(e.message.code for e in subscription.drain() if isinstance(e, Noticed))

    try:
        wait(lambda: codes)
        meter.command("fault silence")
        wait(lambda: bench.meters()[0].link is LinkState.SILENT)
        meter.command("clear")
        wait(lambda: "bench.regained" in codes)
    finally:
        bench.close()
        store.close()
    assert codes.count("map.everest-energy-factor") == 2
    assert codes.count("map.everest-single-phase") == 1


@pytest.mark.parametrize(
    ("text", "code", "key", "line"),
    [
        ("a: [", "not-yaml", None, 1),
        ("- 1", "not-everest", "", 1),
        ("", "not-everest", "", 1),
        ("power_W: 3", "kind", "power_W", 1),
        ("other: 1", "not-everest", "", 1),
        ("power_W:\n  start_register: 1", "key-missing", "power_W.num_registers", 1),
        (everest(power_W={"first": entry(30001, 1, function=2)}), "value",
         "power_W.function_code_start_reg", 4),
        (everest(power_W={"first": entry(12, 1)}), "value", "power_W.start_register", 3),
        (everest(power_W={"first": entry(30001, "fast")}), "kind", "power_W.multiplier", 6),
        (everest(power_W={"first": {"num_registers": 2}}), "key-missing",
         "power_W.function_code_start_reg", 2),
        (everest(power_W={"first": entry("yes", 1)}), "kind", "power_W.start_register", 3),
        ("power_W: &a\n  L1: *a", "not-yaml", None, None),
        ("!!python/object/apply:os.system ['true']", "not-yaml", None, 1),
    ],
)  # fmt: skip
def test_a_mistake_in_everests_form_is_named(tmp_path, text, code, key, line):
    path = tmp_path / "meter.yaml"
    path.write_text(text)
    with pytest.raises(ConfigurationError) as caught:
        map_file(path)
    said = caught.value.message
    if code == "not-yaml" and line is None:
        assert said.code.startswith("map-file.")
        return
    assert (said.code, said.parameters.get("key")) == (f"map-file.{code}", key)
    assert said.parameters.get("line") == line


@pytest.mark.parametrize(
    ("quantities", "code"),
    [
        ({"frequency_Hz": {"first": entry(30071, 1), "L1": entry(30073, 1)}},
         "map.everest-frequency"),
        ({"power_W": {"first": entry(30053, 1)}, "voltage_V": {"first": entry(1, 1, count=1)}},
         "map.everest-registers"),
        ({"energy_Wh_import": {"first": entry(30073, 0.001)}}, "map.everest-energy-factor"),
    ],
)  # fmt: skip
def test_what_everest_has_wrong_is_told(tmp_path, quantities, code):
    path = tmp_path / "meter.yaml"
    path.write_text(everest(**quantities))
    assert [notice.code for notice in map_file(path).notices] == [code]


def test_a_file_with_nothing_everest_can_read_says_why(tmp_path):
    """Its own test model: one register, of which EVerest makes about zero."""
    path = tmp_path / "test_dummy.yaml"
    dummy = entry(40002, 0.001, count=1, function=3) | {
        "exponent_register": 40003,
        "function_code_exp_reg": 4,
    }
    path.write_text(everest(energy_Wh_import={"first": dummy}))
    with pytest.raises(ConfigurationError) as caught:
        map_file(path)
    assert caught.value.message.code == "map-file.nothing-to-read"
    assert caught.value.message.parameters["reason"].code == "map.everest-registers"


# ── meters that cannot sign ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("command", ["transact", "recover"])
def test_what_needs_signatures_is_refused_at_once(tmp_path, command):
    began = time.monotonic()
    result = run(
        command, tmp_path / "port", "--meter", "sdm630", "--store", tmp_path / "store.sqlite"
    )
    assert result.exit_code == 1
    assert "Eastron SDM630 V2 cannot sign" in result.stderr
    assert time.monotonic() - began < 3
