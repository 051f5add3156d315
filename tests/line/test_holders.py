"""Who has a port or its adapter: told from made-up trees of /proc, /sys and /dev."""

import errno
import os
import subprocess
import sys

import pytest

from eichlab.line import ports
from eichlab.line.holders import holders_of, is_plugged, taken_by
from eichlab.values import UsbIdentity

CH340 = UsbIdentity(0x1A86, 0x7523, None, "1-3")


@pytest.fixture
def process(tmp_path):
    def add(number, name, *opened):
        folder = tmp_path / "proc" / str(number)
        (folder / "fd").mkdir(parents=True)
        (folder / "comm").write_text(f"{name}\n")
        for descriptor, path in enumerate(opened, start=3):
            (folder / "fd" / str(descriptor)).symlink_to(path)
        return tmp_path / "proc"

    (tmp_path / "proc").mkdir()
    return add


@pytest.fixture
def adapter(tmp_path):
    """An adapter in /sys whose interface is bound to ``driver``, and its node in /dev."""

    def plug(driver="ch341", serial=""):
        device = tmp_path / "sys" / "bus" / "usb" / "devices" / "1-3"
        (device / "1-3:1.0").mkdir(parents=True)
        for name, text in (
            ("idVendor", "1a86"),
            ("idProduct", "7523"),
            ("busnum", "1"),
            ("devnum", "9"),
            ("serial", serial),
        ):
            (device / name).write_text(f"{text}\n")
        bound = tmp_path / "sys" / "bus" / "usb" / "drivers" / driver
        bound.mkdir(parents=True)
        (device / "1-3:1.0" / "driver").symlink_to(bound)
        node = tmp_path / "dev" / "bus" / "usb" / "001" / "009"
        node.parent.mkdir(parents=True)
        node.touch()
        return node

    return plug


def roots(tmp_path):
    return {name: tmp_path / name for name in ("proc", "sys", "dev")}


def test_an_adapter_taken_by_brltty_is_told(process, adapter, tmp_path):
    node = adapter("usbfs")
    process(812, "brltty", node)
    assert taken_by(CH340, **roots(tmp_path)) == "brltty (812)"
    error = ports.missing("/dev/ttyUSB0", CH340, **roots(tmp_path))
    assert error.message.code == "port.taken"
    assert error.message.parameters["program"] == "brltty (812)"


def test_an_adapter_with_its_own_driver_is_not_taken(process, adapter, tmp_path):
    process(812, "brltty", adapter("ch341"))
    assert taken_by(CH340, **roots(tmp_path)) is None
    assert is_plugged(CH340, sys=tmp_path / "sys")
    assert not is_plugged(UsbIdentity(0x0403, 0x6001), sys=tmp_path / "sys")
    error = ports.missing("/dev/ttyUSB0", CH340, **roots(tmp_path))
    assert error.message.code == "port.no-driver"


def test_an_adapter_that_is_away_is_missing(tmp_path):
    error = ports.missing("/dev/ttyUSB0", CH340, **roots(tmp_path))
    assert error.message.code == "port.missing"


def test_modem_manager_is_told_with_its_remedy(process, tmp_path):
    device = tmp_path / "ttyUSB0"
    device.touch()
    proc = process(611, "ModemManager", device)
    error = ports.explained(str(device), OSError(errno.EBUSY, "busy"), proc=proc)
    assert error.message.code == "port.modem-manager"


def test_any_other_program_is_named(process, tmp_path):
    device = tmp_path / "ttyUSB0"
    device.touch()
    process(611, "bash", "/dev/null")
    proc = process(700, "minicom", device)
    error = ports.explained(str(device), OSError(errno.EBUSY, "busy"), proc=proc)
    assert error.message.code == "port.in-use"
    assert error.message.parameters["program"] == "minicom (700)"


def test_a_process_that_ends_while_we_look_does_no_harm(process, tmp_path):
    device = tmp_path / "ttyUSB0"
    device.touch()
    proc = process(700, "minicom", device)
    (proc / "700" / "comm").unlink()
    assert holders_of(str(device), proc=proc) == ()


def test_the_far_end_of_a_pseudo_terminal_is_no_reader():
    """The real system: a second process reads, ours holds both ends."""
    master, slave = os.openpty()
    name = os.ttyname(slave)
    reader = subprocess.Popen(
        [sys.executable, "-c", f"open({name!r}, 'rb'); print(flush=True); input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        reader.stdout.readline()
        assert not [each for each in holders_of(name, others=True) if str(os.getpid()) in each]
    finally:
        reader.communicate(b"\n")
        os.close(slave)
        os.close(master)


@pytest.fixture
def listed(monkeypatch):
    def plug(*devices):
        from types import SimpleNamespace

        class Port(SimpleNamespace):
            def __lt__(self, other):
                return self.device < other.device

        found = [
            Port(
                device=device, description="", vid=0x0403, pid=0x6011,
                serial_number=serial, location=location, manufacturer="FTDI",
            )
            for device, serial, location in devices
        ]  # fmt: skip
        monkeypatch.setattr(ports.list_ports, "comports", lambda: found)

    return plug


def test_the_right_port_of_an_adapter_with_four_is_found(listed):
    known = UsbIdentity(0x0403, 0x6011, "FT4", "1-2:1.2")
    listed(("/dev/ttyUSB4", "FT4", "1-5:1.0"), ("/dev/ttyUSB6", "FT4", "1-5:1.2"))
    assert ports.find_device("/dev/ttyUSB2", known) == "/dev/ttyUSB6"


def test_a_lasting_name_is_trusted_where_no_adapter_is_listed(listed, tmp_path):
    listed()
    lasting = tmp_path / "serial" / "by-path" / "pci-1"
    lasting.parent.mkdir(parents=True)
    lasting.touch()
    known = UsbIdentity(0x0403, 0x6011, "FT4", "1-2")
    assert ports.find_device(str(lasting), known, dev=tmp_path) == str(lasting)
    other = tmp_path / "ttyUSB0"
    other.touch()
    assert ports.find_device(str(other), known, dev=tmp_path) is None
