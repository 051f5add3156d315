"""``eichlab read`` names every fault of the simulated meter in one sentence of the right kind."""

import json

import pytest

METER = ("--meter", "em580")


@pytest.mark.parametrize(
    ("fault", "code", "link"),
    [
        ("echo-only", "line.echo-only", "degraded"),
        ("long", "line.wrong-length", "degraded"),
        ("exception-foreign", "line.wrong-function", "degraded"),
        ("exception-11", "modbus.exception-11", "degraded"),
        ("wrong-parity", "line.check-sum", "degraded"),
        ("silence", "line.silent", "silent"),
        ("crc", "line.check-sum", "degraded"),
        ("short", "line.short", "degraded"),
        ("wrong-unit", "line.wrong-unit", "degraded"),
        ("wrong-function", "line.wrong-function", "degraded"),
        ("wrong-length", "line.wrong-length", "degraded"),
        ("exception-4", "modbus.exception-4", "degraded"),
        ("exception-6", "modbus.exception-6", "degraded"),
        ("exception-2", "em580.not-this-model", "degraded"),
        ("wrong-model", "em580.sister-family", "degraded"),
    ],
)
def test_each_fault_is_named(simulate, eichlab, tmp_path, fault, code, link):
    simulate("em580", "--fault", fault)
    returned, out, err = eichlab("read", tmp_path / "port", *METER, "--json").ended()
    said = json.loads(out)
    assert returned == 1
    assert (said["error"]["code"], said["link"]) == (code, link)
    assert said["error"]["text"] == err.strip()
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "fault",
    [
        "noise-before",
        "noise-after",
        "echo",
        "echo-glued",
        "twice",
        "drip=1ms",
        "other-master",
        "crc@#3..#3",
    ],
)
def test_harmless_faults_do_no_harm(simulate, eichlab, tmp_path, fault):
    simulate("em580", "--fault", fault)
    returned, out, err = eichlab("read", tmp_path / "port", *METER, "--json").ended()
    assert returned == 0, err
    assert json.loads(out)["energy_import"]["total"].isdigit()


def test_the_hint_comes_with_the_error(simulate, eichlab, tmp_path):
    simulate("em580", "--fault", "silence")
    _, out, _ = eichlab("read", tmp_path / "port", *METER, "--json").ended()
    hint = json.loads(out)["hint"]
    assert hint["code"] == "hint.nothing"
    assert "eichlab scan" in hint["text"]


def test_another_speed_is_silence_and_the_hint_says_scan(simulate, eichlab, tmp_path):
    simulate("em580", "--baud", "9600")
    _, out, _ = eichlab("read", tmp_path / "port", *METER, "--json").ended()
    said = json.loads(out)
    assert (said["error"]["code"], said["hint"]["code"]) == ("line.silent", "hint.nothing")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("read", "{tmp}/nowhere", "--meter", "em580"), "There is no port"),
        (("read", "{tmp}/port", "--meter", "em999"), "knows no meter model"),
        (("read", "socket://127.0.0.1:9", "--meter", "em580"), "cannot be reached"),
        (("read", "{tmp}", "--meter", "em580"), "is not a serial port"),
        (("transact", "{tmp}/nowhere", "--meter", "em580"), "There is no port"),
        (("recover", "{tmp}/nowhere", "--meter", "em580"), "There is no port"),
        (("read", "{tmp}/port", "--meter", "em580", "--unit", "7"), "does not answer"),
    ],
)
def test_bad_input_is_one_clear_sentence(simulate, eichlab, tmp_path, arguments, words):
    simulate("em580")
    returned, _, err = eichlab(*(each.format(tmp=tmp_path) for each in arguments)).ended()
    assert returned != 0
    assert words in err
    assert "Traceback" not in err
    assert len(err.strip().splitlines()) == 1


def test_a_transaction_refused_by_its_texts_says_which(simulate, eichlab, tmp_path):
    simulate("em580")
    returned, _, err = eichlab(
        "transact", tmp_path / "port", *METER, "--seconds", 0, "--id", "x" * 40
    ).ended()
    assert returned == 2
    assert "ID is too long" in err
