"""Power failures: what the meter keeps, loses, and does when it comes back."""

import json
import signal
import time

import pytest

from eichlab.simulator.memory import FileMemory
from eichlab.values import ConfigurationError

TRANSACTION = "12345678-1234-5678-1234-567812345678"


def start(master):
    master.write_number(0x7006, 10)
    master.write_text(0x7007, "04A1B2C3")
    master.write_text(0x701C, "DE*ABC*E1234")
    master.write_text(0x6900, f"tariff<=>{TRANSACTION}")
    master.command("B")


def parsed(record):
    return json.loads(record.split(b"|")[1])


def answers(master):
    return master.raw(bytes.fromhex("04 7100 0001"), first_s=0.03) != b""


def wait_until_it_answers(master, seconds=3.0):
    began = time.monotonic()
    while not answers(master):
        assert time.monotonic() - began < seconds
    return time.monotonic() - began


def test_without_power_there_is_silence_and_after_it_the_boot_time(simulate):
    running = simulate(boot_s=0.4).wait_until_ready()
    master = running.master()
    running.do("power off")
    assert not answers(master)
    time.sleep(0.1)
    assert not answers(master)
    running.do("power on")
    assert 0.3 < wait_until_it_answers(master) < 2


def test_a_running_transaction_is_closed_by_the_meter(simulate):
    running = simulate(boot_s=0.1).wait_until_ready()
    master = running.master()
    master.write_utc(1765974556)
    start(master)
    running.do("power off")
    running.do("power on")
    wait_until_it_answers(master)
    assert master.number(0x7100) == 2
    assert master.number(0x7060) == 0
    content = parsed(master.read_file())
    assert content["TT"] == f"tariff<=>{TRANSACTION}"
    begin, end = content["RD"]
    assert begin["TM"] == "2025-12-17T12:29:16,000+0000 S"
    # The clock was lost: it goes on from when the power went, and says that nobody vouches for it.
    assert end["TM"].startswith("2025-12-17T12:29:1")
    assert end["TM"].endswith(" U")
    assert end["TX"] == "E"
    # The texts are still there, so that the id can be recovered.
    assert master.read(0x6900, 30).startswith(f"tariff<=>{TRANSACTION}".encode())
    master.write_number(0x7100, 0)
    assert master.number(0x7100) == 0


@pytest.mark.parametrize(
    ("switches", "letter", "time_text"),
    [
        ({"power-loss-letter": "P"}, "P", r"2025"),
        ({"lost-clock": "1970", "lost-clock-status": "I"}, "E", r"1970"),
    ],
)
def test_the_record_after_a_power_failure_as_switched(simulate, switches, letter, time_text):
    running = simulate(boot_s=0.05, switches=switches).wait_until_ready()
    master = running.master()
    master.write_utc(1765974556)
    start(master)
    running.do("power off")
    running.do("power on")
    wait_until_it_answers(master)
    end = parsed(master.read_file())["RD"][1]
    assert end["TX"] == letter
    assert end["TM"].startswith(time_text)
    assert end["TM"][-1] == switches.get("lost-clock-status", "U")


def test_power_lost_between_the_command_and_the_record(simulate):
    """The end reading was taken, so it is the one in the record, with its own letter."""
    switches = {"power-loss-letter": "P", "ready-s": "60"}
    running = simulate(boot_s=0.05, switches=switches).wait_until_ready()
    master = running.master()
    master.write_utc(1765974556)
    start(master)
    master.command("E")
    running.do("power off")
    running.do("power on")
    wait_until_it_answers(master)
    assert master.number(0x7100) == 2
    end = parsed(master.read_file())["RD"][1]
    assert (end["TX"], end["TM"][-1]) == ("E", "S")


def test_the_clock_cannot_be_set_just_after_booting(simulate, refused):
    running = simulate(boot_s=0.05, switches={"settle-s": "0.3"}).wait_until_ready()
    master = running.master()
    master.write_utc(1765974556)
    running.do("power off")
    running.do("power on")
    wait_until_it_answers(master)
    with pytest.raises(refused):
        master.write_utc(1765974556)
    time.sleep(0.3)
    master.write_utc(1765974556)
    assert master.number(0x7060) == 1


def test_no_energy_flows_without_power(simulate):
    running = simulate(boot_s=0.05, speed=36_000).wait_until_ready()
    master = running.master()
    running.do("power off")
    time.sleep(0.1)
    before = json_energy(running)
    time.sleep(0.2)
    assert json_energy(running) == before
    running.do("power on")
    wait_until_it_answers(master)
    time.sleep(0.05)
    master.read(0x0500, 4)
    assert json_energy(running) > before


def json_energy(running):
    (supply,) = running.simulation.lines[0].supplies.values()
    return supply.meter.kept.energy.imported


def test_power_cut_is_a_short_dip_and_a_boot(simulate):
    running = simulate(boot_s=0.1).wait_until_ready()
    master = running.master()
    start(master)
    running.do("fault power-cut=0.1s")
    assert not answers(master)
    assert 0.1 < wait_until_it_answers(master) < 2
    assert master.number(0x7100) == 2


def test_power_of_one_meter_of_two(simulate):
    running = simulate("em580@1", "em580@2").wait_until_ready()
    first, second = running.master(1), running.master(2)
    running.do("on 2 power off")
    assert answers(first)
    assert not answers(second)
    with pytest.raises(ConfigurationError):
        running.do("on 3 power off")


def test_identification_registers_over_a_power_failure(simulate):
    for kept in (True, False):
        switches = {"identification-after-power-loss": "kept" if kept else "lost"}
        running = simulate(link=f"kept-{kept}", boot_s=0.05, switches=switches)
        master = running.wait_until_ready().master()
        master.write_number(0x7006, 10)
        master.write_text(0x7007, "04A1B2C3")
        running.do("power off")
        running.do("power on")
        wait_until_it_answers(master)
        master.command("B")
        master.command("E")
        master.wait_for_state(2)
        content = parsed(master.read_file())
        assert content["ID"] == ("04A1B2C3" if kept else "")
        assert content["IT"] == ("ISO14443" if kept else "NONE")


def test_memory_survives_a_restart(simulate, tmp_path):
    state = tmp_path / "state"
    first = simulate(state=state, seed=None, speed=3600, watts=90_000).wait_until_ready()
    master = first.master()
    start(master)
    master.command("E")
    master.wait_for_state(2)
    record = master.read_file()
    serial = master.read(0x5000, 7)
    energy = master.imported_wh()
    first.stop()

    second = simulate(state=state, seed=None, watts=0).wait_until_ready()
    master = second.master()
    assert second.meters[0].key == first.meters[0].key
    assert master.read(0x5000, 7) == serial
    assert master.number(0x7100) == 2
    assert master.read_file() == record
    assert master.imported_wh() >= energy
    assert master.read(0x6900, 30).startswith(f"tariff<=>{TRANSACTION}".encode())
    master.write_number(0x7100, 0)
    second.stop()

    third = simulate(state=state, seed=None).wait_until_ready()
    master = third.master()
    assert master.number(0x7100) == 0
    start(master)
    master.command("E")
    master.wait_for_state(2)
    assert parsed(master.read_file())["PG"] == "T2"


def test_a_killed_process_is_a_power_failure(process, tmp_path, connect):
    """Nothing that was told may be forgotten: no counter runs back, the record is made."""
    link, state = tmp_path / "meter", tmp_path / "state"
    options = ("em580", "--link", link, "--state", state, "--speed", 600)
    first = process(*options)
    first.line()
    master = connect(link)
    master.write_utc(1765974556)
    start(master)
    for _ in range(5):
        told = master.imported_wh()
        time.sleep(0.02)
    first.process.send_signal(signal.SIGKILL)
    first.wait()
    master.close()

    second = process(*options, "--boot", 0.4, "--load", 0)
    deadline = time.monotonic() + 5
    while not link.exists() or str(link.readlink()) == "":
        assert time.monotonic() < deadline
    ready = second.line()
    assert ready.startswith("ready em580 unit=1 ")
    master = connect(link)
    assert master.number(0x7100) == 2
    content = parsed(master.read_file())
    assert content["TT"] == f"tariff<=>{TRANSACTION}"
    begin, end = content["RD"]
    assert begin["TM"].endswith("S")
    assert end["TM"].endswith("U")
    assert end["RV"] >= begin["RV"]
    assert master.imported_wh() >= told


def test_the_meter_is_silent_while_it_boots_after_a_kill(simulate, tmp_path):
    state = tmp_path / "state"
    first = simulate(state=state, boot_s=0.1).wait_until_ready()
    start(first.master())
    # Ends the loop without the end that a simulator gets when it is asked to stop.
    first.stop()
    second = simulate(state=state, boot_s=0.4)
    began = time.monotonic()
    assert not answers(second.master())
    second.wait_until_ready()
    assert 0.3 < time.monotonic() - began < 2
    assert second.master().number(0x7100) == 2


def test_one_memory_serves_one_simulator(tmp_path):
    path = tmp_path / "em580-1.json"
    first = FileMemory(path)
    with pytest.raises(ConfigurationError) as refusal:
        FileMemory(path)
    assert refusal.value.message.code == "simulator.memory-in-use"
    first.close()
    FileMemory(path).close()


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"\xff\xfe", b'{"form": 99}', b'{"form": 1, "serial": "x"}']
)
def test_a_damaged_memory_is_refused(simulate, tmp_path, content):
    state = tmp_path / "state"
    state.mkdir()
    (state / "em580-1.json").write_bytes(content)
    with pytest.raises(ConfigurationError) as refusal:
        simulate(state=state)
    assert refusal.value.message.code == "simulator.memory-unreadable"
    assert (state / "em580-1.json").read_bytes() == content


def test_an_interrupted_write_leaves_the_old_memory(tmp_path):
    path = tmp_path / "em580-1.json"
    memory = FileMemory(path)
    memory.save({"value": 1})
    path.with_suffix(".new").write_bytes(b'{"val')
    assert memory.load() == {"value": 1}
    memory.save({"value": 2})
    assert memory.load() == {"value": 2}
    memory.close()
