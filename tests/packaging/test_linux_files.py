"""What the Debian package lays into the system: desktop entry, metainfo, MIME types, udev rule."""

import configparser
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from lxml import etree

import eichlab
from eichlab.cli.commands import COMMANDS
from eichlab_gui.commands import app

PROJECT = Path(__file__).parents[2]
LINUX = PROJECT / "packaging" / "linux"


def desktop_entry():
    parser = configparser.ConfigParser(interpolation=None, delimiters="=", strict=True)
    parser.optionxform = str
    parser.read(LINUX / "eichlab.desktop", "utf-8")
    return parser


def metainfo():
    text = (LINUX / "eichlab.metainfo.xml").read_text("utf-8")
    text = text.replace("@VERSION@", eichlab.__version__).replace("@DATE@", "2026-01-31")
    return text, etree.fromstring(text.encode())


def command_names():
    return {*COMMANDS, *(each.name for each in app.registered_commands)}


# Desktop entry.


def test_the_desktop_entry_starts_commands_there_are():
    entry = desktop_entry()
    lines = [entry[section]["Exec"] for section in entry.sections()]
    for program, command, *rest in map(shlex.split, lines):
        assert program == "eichlab"
        assert command in command_names()
        assert set(rest) <= {"%F"}
    actions = entry["Desktop Entry"]["Actions"].rstrip(";").split(";")
    assert [f"Desktop Action {each}" for each in actions] == entry.sections()[1:]


def test_every_word_of_the_desktop_entry_is_german_as_well():
    entry = desktop_entry()
    for section in entry.sections():
        for key in ("Name", "GenericName", "Comment", "Keywords"):
            if key in entry[section] and entry[section][key] != "Eichlab":
                assert entry[section].get(f"{key}[de]"), (section, key)


@pytest.mark.skipif(
    shutil.which("desktop-file-validate") is None, reason="desktop-file-utils is not installed"
)
def test_the_desktop_entry_is_valid():
    done = subprocess.run(
        ["desktop-file-validate", LINUX / "eichlab.desktop"], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "")


# MIME types and metainfo.


def test_types_are_the_same_everywhere():
    declared = etree.parse(LINUX / "eichlab-mime.xml").getroot()
    names = {each.get("type") for each in declared.iter("{*}mime-type")}
    opened = set(desktop_entry()["Desktop Entry"]["MimeType"].rstrip(";").split(";"))
    provided = {each.text for each in metainfo()[1].iter("mediatype")}
    assert names == opened == provided


def test_the_types_fit_the_sample_records():
    declared = etree.parse(LINUX / "eichlab-mime.xml").getroot()
    magic = declared.find(".//{*}magic/{*}match").get("value")
    root = declared.find(".//{*}root-XML").get("localName")
    samples = PROJECT / "resources" / "samples"
    assert (samples / "em580.ocmf").read_text("utf-8").startswith(magic)
    assert etree.parse(samples / "em580.xml").getroot().tag == root


def test_the_metainfo_speaks_of_this_program():
    _, root = metainfo()
    assert root.findtext("launchable") == "eichlab.desktop"
    assert root.findtext("provides/binary") == "eichlab"
    assert root.find("releases/release").get("version") == eichlab.__version__
    german = "{http://www.w3.org/XML/1998/namespace}lang"
    paragraphs = root.findall("description/p")
    assert [each.get(german) for each in paragraphs] == [None, "de"] * (len(paragraphs) // 2)


@pytest.mark.skipif(shutil.which("appstreamcli") is None, reason="appstream is not installed")
def test_the_metainfo_is_valid(tmp_path):
    path = tmp_path / "local.eichlab.eichlab.metainfo.xml"
    path.write_text(metainfo()[0], "utf-8")
    done = subprocess.run(
        ["appstreamcli", "validate", "--no-net", path], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


# udev rule.

# Key → the operators it is used with: comparing, or setting.
COMPARED = {
    *("ACTION", "SUBSYSTEM", "SUBSYSTEMS", "DRIVER", "ATTRS{idVendor}", "ATTRS{idProduct}"),
}
SET = {
    'ATTR{latency_timer}="1"',
    'ENV{EICHLAB_ADAPTER}="1"',
    'ENV{ID_MM_DEVICE_IGNORE}="1"',
    'ENV{ID_MM_PORT_IGNORE}="1"',
    'GROUP="dialout"',
    'MODE="0660"',
    'TAG+="uaccess"',
}
PART = re.compile(r'(?P<key>[A-Z]+(?:\{\w+\})?)(?P<operator>==|!=|\+=|=)"(?P<value>[^"]*)"')


def rules():
    found = []
    for line in (LINUX / "70-eichlab.rules").read_text("ascii").splitlines():
        if not line or line.startswith("#"):
            continue
        parts = [PART.fullmatch(part) for part in line.split(", ")]
        assert all(parts), line
        found.append([each.group("key", "operator", "value") for each in parts])
    return found


def test_every_key_of_the_udev_rule_is_known():
    for rule in rules():
        for key, operator, value in rule:
            if key in {"GOTO", "LABEL"}:
                assert (operator, value) == ("=", "eichlab_end")
            elif operator in {"==", "!="}:
                assert key in COMPARED | {"ENV{EICHLAB_ADAPTER}"}, key
            else:
                assert f'{key}{operator}"{value}"' in SET
    assert [key for key, _, _ in rules()[-1]] == ["LABEL"]


def test_adapters_are_named_by_four_hexadecimal_digits_once():
    seen = set()
    for rule in rules():
        values = {key: value for key, _, value in rule}
        if "ATTRS{idVendor}" not in values:
            continue
        vendor, products = values["ATTRS{idVendor}"], values["ATTRS{idProduct}"].split("|")
        # Both must be attributes of one and the same device.
        assert values["SUBSYSTEMS"] == "usb"
        for number in (vendor, *products):
            assert re.fullmatch(r"[0-9a-f]{4}", number), number
        for product in products:
            assert (vendor, product) not in seen
            seen.add((vendor, product))
    common = {("0403", "6001"), ("10c4", "ea60"), ("1a86", "7523"), ("1a86", "55d3")}
    assert common | {("067b", "2303"), ("0403", "6015"), ("067b", "23a3")} <= seen


def applied(device):
    """Return what the rule sets for a device: {key: value}, as udev would go through it."""
    env, made, skip = {}, {}, False
    for rule in rules():
        if any(key == "LABEL" for key, _, _ in rule):
            skip = False
        if skip:
            continue
        wanted = [
            (key, operator, value) for key, operator, value in rule if operator in {"==", "!="}
        ]
        known = {**device, **{f"ENV{{{name}}}": value for name, value in env.items()}}
        if not all(
            (known.get(key, "") in value.split("|")) is (operator == "==")
            for key, operator, value in wanted
        ):
            continue
        for key, operator, value in rule:
            if key == "GOTO":
                skip = True
            elif operator in {"=", "+="} and key != "LABEL":
                made[key] = value
                if key.startswith("ENV{"):
                    env[key[4:-1]] = value
    return made


def port(vendor, product, **more):
    ids = {"ATTRS{idVendor}": vendor, "ATTRS{idProduct}": product, "SUBSYSTEMS": "usb"}
    return {"ACTION": "add", "SUBSYSTEM": "tty", **ids, **more}


def test_a_port_of_an_adapter_is_the_users_and_no_modem():
    made = applied(port("1a86", "7523"))
    assert made["TAG"] == "uaccess"
    assert made["GROUP"] == "dialout"
    assert made["ENV{ID_MM_DEVICE_IGNORE}"] == made["ENV{ID_MM_PORT_IGNORE}"] == "1"
    device = applied(port("1a86", "7523", SUBSYSTEM="usb"))
    assert device["ENV{ID_MM_DEVICE_IGNORE}"] == "1"
    assert "TAG" not in device


def test_other_devices_are_left_alone():
    assert applied(port("1199", "a001")) == {}
    assert applied(port("0403", "6001", ACTION="remove")) == {}
    assert applied(port("0403", "6001", SUBSYSTEM="block")) == {}


def test_ftdi_answers_at_once():
    made = applied({"ACTION": "add", "SUBSYSTEM": "usb-serial", "DRIVER": "ftdi_sio"})
    assert made == {"ATTR{latency_timer}": "1"}
    assert applied({"ACTION": "add", "SUBSYSTEM": "usb-serial", "DRIVER": "ch341-uart"}) == {}


# The rest.


def test_the_manual_page_names_every_command():
    page = (LINUX / "eichlab.1").read_text("utf-8")
    missing = [name for name in command_names() if not re.search(rf"\b{name}\b", page)]
    assert missing == []


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no shell")
@pytest.mark.parametrize(("printing", "recommends"), [("", None), ("libcups2", "libcups2")])
def test_the_package_has_no_field_without_a_value(tmp_path, printing, recommends):
    script = (PROJECT / "packaging" / "deb").read_text("utf-8")
    (tmp_path / "DEBIAN").mkdir()
    (tmp_path / "usr").mkdir()
    part = r'^recommends=[^\n]*$|^cat > "\$root/DEBIAN/control".*?^END$'
    parts = re.findall(part, script, re.MULTILINE | re.DOTALL)
    given = {
        "root": tmp_path,
        "printing": printing,
        "depends": "libc6",
        "version": "1",
        "architecture": "amd64",
        "maintainer": "T <t@example.invalid>",
    }
    variables = "".join(f"{name}={shlex.quote(str(value))}\n" for name, value in given.items())
    subprocess.run(["bash", "-ec", variables + "\n".join(parts)], check=True)
    made = (tmp_path / "DEBIAN" / "control").read_text("utf-8")
    found = dict(re.findall(r"^(\S+?): *(.*)$", made, re.MULTILINE))
    assert all(found.values())
    assert found.get("Recommends") == recommends
    assert "\n\n" not in made


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no shell")
@pytest.mark.parametrize("name", ["bundle", "deb", "run", "setup", "test"])
def test_the_scripts_are_shell(name):
    subprocess.run(["bash", "-n", PROJECT / "packaging" / name], check=True)
