"""A scan against simulated meters: it listens first, reads only, and finds what answers."""

import json
import time

import pytest
from typer.testing import CliRunner

from eichlab import simulator
from eichlab.bench import Search, UsedSettings, quick_plan, search_plan
from eichlab.cli.app import app
from eichlab.cli.scan import plan_of
from eichlab.line import (
    CharacterSettings,
    Framing,
    Hit,
    OtherMasterError,
    PortSettings,
    Probe,
    Scan,
    ScanPlan,
    SerialLine,
)
from eichlab.meters import MODELS
from eichlab.values import Direction, WireVerdict

AT_19200 = CharacterSettings(19_200)
AT_115200 = CharacterSettings(115_200)


@pytest.fixture
def open_line(tmp_path):
    opened = []

    def make(link="port"):
        line = SerialLine("line", PortSettings(str(tmp_path / link), 9600))
        line.start()
        opened.append(line)
        return line

    yield make
    for line in opened:
        line.close()


def test_speed_and_ids_are_found_and_nothing_is_written(simulate, open_line):
    simulate("em580@3", "address-coded@17", "--baud", "19200", meters=2)
    line = open_line()
    seen = []
    plan = ScanPlan(settings=(AT_115200, AT_19200), units=tuple(range(1, 21)), listen_s=0.1)
    result = Scan(line, plan, progress=seen.append).run()
    assert [(hit.settings, hit.unit) for hit in result.hits] == [(AT_19200, 3), (AT_19200, 17)]
    assert seen[-1].done < seen[-1].total
    sent = [e for e in line.wire_log.since(0) if e.direction is Direction.SENT]
    assert {e.data[1] for e in sent} <= {3, 4}
    assert not line.wire_log.counters().get(WireVerdict.WRITTEN)


@pytest.mark.parametrize("fault", ["exception-2", "wrong-function", "noise-before", "echo-glued"])
def test_any_frame_of_the_asked_id_is_a_sign_of_life(simulate, open_line, fault):
    simulate("em580@5", "--baud", "19200", "--fault", fault)
    plan = ScanPlan(settings=(AT_19200,), units=(4, 5, 6), listen_s=0.05)
    result = Scan(open_line(), plan).run()
    assert [hit.unit for hit in result.hits] == [5]
    assert result.hits[0].refused == (fault in {"exception-2", "wrong-function"})


@pytest.mark.parametrize("fault", ["silence", "echo-only", "crc", "wrong-unit"])
def test_nothing_is_found_where_nothing_right_comes(simulate, open_line, fault):
    simulate("em580@5", "--baud", "19200", "--fault", fault)
    plan = ScanPlan(settings=(AT_19200,), units=(4, 5), listen_s=0.05)
    assert not Scan(open_line(), plan).run().hits


def test_a_slow_meter_is_found_by_its_late_answer(simulate, open_line):
    simulate("em580@5", "--baud", "19200", "--turnaround", "250")
    plan = ScanPlan(settings=(AT_19200,), units=(4, 5, 6, 7, 8, 9), listen_s=0.05)
    assert [hit.unit for hit in Scan(open_line(), plan).run().hits] == [5]


def test_another_master_stops_it_before_anything_is_asked(simulate, open_line):
    simulate("em580@5", "--baud", "19200", "--fault", "other-master")
    line = open_line()
    plan = ScanPlan(settings=(AT_115200, AT_19200), units=(5,), listen_s=0.5)
    with pytest.raises(OtherMasterError) as caught:
        Scan(line, plan).run()
    assert caught.value.message.parameters["settings"] == "19200 8N1"
    assert not [e for e in line.wire_log.since(0) if e.direction is Direction.SENT]


def test_it_can_be_cancelled_and_keeps_what_it_found(simulate, open_line):
    simulate("em580@1", "--baud", "19200")
    asked = []
    plan = ScanPlan(settings=(AT_19200,), units=tuple(range(1, 100)), listen_s=0.05)
    searching = Scan(
        open_line(), plan, progress=lambda p: asked.append(p.unit), cancelled=lambda: len(asked) > 4
    )
    began = time.monotonic()
    result = searching.run()
    assert result.cancelled
    assert [hit.unit for hit in result.hits] == [1]
    assert time.monotonic() - began < 5


def test_the_port_stays_open_between_probes(simulate, open_line):
    simulate("em580@1", "--baud", "19200")
    line = open_line()
    plan = ScanPlan(settings=(AT_115200, AT_19200), units=(1, 2), listen_s=0.05)
    Scan(line, plan).run()
    opened = [e for e in line.wire_log.since(0) if e.meaning and e.meaning.code == "wire.opened"]
    assert len(opened) == 1


def test_a_probe_can_only_read():
    with pytest.raises(ValueError, match="never"):
        Probe(16, 0, 1)


def test_the_command_names_the_model(simulate, tmp_path):
    simulate("em580@7", "address-coded@9", "--baud", "19200", meters=2)
    result = CliRunner().invoke(
        app, ["scan", str(tmp_path / "port"), "--units", "6-9", "--baud", "19200", "--json"]
    )
    assert result.exit_code == 0
    said = json.loads(result.stdout)
    assert [(each["unit"], each["model"]) for each in said["found"]] == [(7, "em580"), (9, None)]
    assert said["found"][0]["serial"].startswith("SIM")
    assert said["stopped"] is None


def test_the_command_says_that_nothing_answers(simulate, tmp_path):
    simulate("em580", "--baud", "19200", "--fault", "silence")
    arguments = ["scan", str(tmp_path / "port"), "--units", "1-2", "--baud", "19200"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 1
    assert "Nothing answers" in result.stderr


def test_likely_settings_and_ids_come_first():
    plan = plan_of(None, None, None)
    assert str(plan.settings[0]) == "115200 8N1"
    assert str(plan.settings[1]) == "19200 8E1", "a model of the catalogue is delivered so"
    assert [str(each) for each in plan.settings[2:4]] == ["9600 8N1", "9600 8E1"]
    assert plan.units[0] == 1
    assert set(plan.groups()[0]) >= {*range(1, 11), 100, 247}
    assert len(plan.groups()[0]) < 25
    assert sorted(plan.units) == list(range(1, 248))
    assert plan.groups()[0][0] == 1
    assert [str(s) for s in plan_of(9600, "e", "1-3").settings] == ["9600 8E1"]


def test_every_usual_speed_is_tried_with_every_parity():
    tried = [str(each) for each in plan_of(None, None, None).settings]
    for baud in (9600, 19_200, 38_400, 115_200):
        for parity in "NEO":
            assert f"{baud} 8{parity}1" in tried
    assert tried.index("9600 8E1") < tried.index("9600 8O1")
    assert [str(each) for each in plan_of(38_400, None, None).settings] == [
        "38400 8N1",
        "38400 8E1",
        "38400 8O1",
    ]


@pytest.mark.parametrize("name", [name for name in MODELS if name in simulator.MODELS])
def test_a_model_of_the_catalogue_is_found_and_named(simulate, tmp_path, name):
    model = MODELS[name]
    if model.is_on_network:
        pytest.skip("it has an address of its own and hangs on no line")
    simulate(f"{name}@{model.unit}", "--baud", str(model.baud), "--parity", model.parity)
    arguments = ("--baud", str(model.baud), "--parity", model.parity, "--units", f"{model.unit}")
    result = CliRunner().invoke(app, ["scan", str(tmp_path / "port"), *arguments, "--json"])
    (found,) = json.loads(result.stdout)["found"]
    assert (found["model"], found["unit"]) == (name, model.unit)
    assert found["simulated"]


def test_a_meter_that_has_its_line_to_itself_is_found_at_any_address(simulate, open_line):
    simulate("gsh01@77", "--baud", "115200")
    line = open_line()
    plan = ScanPlan(
        settings=(AT_19200, AT_115200),
        units=(1, 2, 3),
        slip_settings=(AT_115200,),
        listen_s=0.05,
    )
    result = Scan(line, plan).run()
    assert result.hits == [Hit(AT_115200, 77, refused=False, framing=Framing.SLIP)]
    # Only others of its kind can be beside it: no unit id is asked for registers at that speed.
    assert result.probes == 3 * 2 + 1 + 3


def test_a_line_of_registers_is_not_disturbed_by_the_question_for_others(simulate, open_line):
    simulate("em580@3", "--baud", "115200")
    plan = ScanPlan(settings=(AT_115200,), units=(2, 3), slip_settings=(AT_115200,), listen_s=0.05)
    assert [hit.unit for hit in Scan(open_line(), plan).run().hits] == [3]


def test_the_questions_for_slip_meters_are_counted_before_they_are_asked(slave, line):
    slave(lambda request, n: None)
    line.start()
    plan = ScanPlan(settings=(AT_115200,), units=(2, 4), slip_settings=(AT_115200,), listen_s=0.05)
    seen = []
    result = Scan(line, plan, progress=seen.append).run()
    assert result.probes == 1 + 2 * 2
    assert all(each.done < each.total for each in seen)
    assert {each.total for each in seen} == {2 * 2 + 1 + 2}


def test_what_was_used_last_is_asked_first(simulate, open_line, tmp_path):
    """At settings and an id that no model is delivered with, the very first probes find it."""
    simulate("em580@77", "--baud", "57600")
    used = UsedSettings(57_600, "N", 1, 77)
    search = Search(str(tmp_path / "port"), quick_plan([used]))
    seen = []
    search._scan._progress = seen.append
    (found,) = search.run()
    assert (found.model, found.hit.unit, str(found.hit.settings)) == ("em580", 77, "57600 8N1")
    assert (str(seen[0].settings), seen[0].unit) == ("57600 8N1", 77)
    assert next(each.done for each in seen if each.hits) == 1
    assert UsedSettings.of(found.hit) == used


def test_what_was_used_last_changes_the_order_only():
    plain, plan = search_plan(), search_plan([UsedSettings(9600, "O", 1, 99)])
    assert set(plan.settings) == set(plain.settings)
    assert set(plan.units) == set(plain.units)
    assert (plan.settings[0], plan.units[0]) == (CharacterSettings(9600, "O"), 99)
    assert plan.settings[1:] == tuple(each for each in plain.settings if each != plan.settings[0])
    assert 99 in quick_plan([UsedSettings(9600, "O", 1, 99)]).units
    slip = search_plan([UsedSettings(19_200, "N", 1, 1, "slip")])
    assert slip.slip_settings[0] == CharacterSettings(19_200)
