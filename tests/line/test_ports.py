"""Ports are found again by their adapter, and what keeps one from opening is said in words."""

import errno
import os
import stat
from pathlib import Path
from types import SimpleNamespace

import pytest

from eichlab.line import port, ports
from eichlab.line.holders import holders_of
from eichlab.line.port import OpenPort, PortSettings
from eichlab.values import PortError, UsbIdentity


def adapter(device, serial="A10K4XYZ", location="1-2", vid=0x0403, pid=0x6001):
    class Port(SimpleNamespace):
        def __lt__(self, other):
            return self.device < other.device

    return Port(
        device=device,
        description="FT232R",
        vid=vid,
        pid=pid,
        serial_number=serial,
        location=location,
        manufacturer="FTDI",
    )


@pytest.fixture
def plugged(monkeypatch):
    def plug(*adapters):
        monkeypatch.setattr(ports.list_ports, "comports", lambda: list(adapters))

    plug()
    return plug


def test_an_adapter_is_found_under_its_new_name(plugged):
    known = UsbIdentity(0x0403, 0x6001, "A10K4XYZ", "1-2")
    plugged(adapter("/dev/ttyUSB0", serial="OTHER"), adapter("/dev/ttyUSB1", location="1-4"))
    assert ports.find_device("/dev/ttyUSB0", known) == "/dev/ttyUSB1"


def test_an_adapter_without_serial_number_is_found_by_its_socket(plugged):
    known = UsbIdentity(0x1A86, 0x7523, None, "1-3")
    same = {"vid": 0x1A86, "pid": 0x7523, "serial": None}
    plugged(
        adapter("/dev/ttyUSB0", location="1-2", **same),
        adapter("/dev/ttyUSB5", location="1-3", **same),
    )
    assert ports.find_device("/dev/ttyUSB0", known) == "/dev/ttyUSB5"


def test_another_adapter_under_the_old_name_is_not_taken(plugged):
    known = UsbIdentity(0x0403, 0x6001, "A10K4XYZ", "1-2")
    plugged(adapter("/dev/ttyUSB0", serial="OTHER"))
    assert ports.find_device("/dev/ttyUSB0", known) is None


def test_identity_is_known_by_name_or_link(plugged, tmp_path):
    device = tmp_path / "ttyUSB0"
    device.touch()
    link = tmp_path / "usb-FTDI"
    link.symlink_to(device)
    plugged(adapter(str(device)))
    assert ports.usb_identity(str(link)) == UsbIdentity(0x0403, 0x6001, "A10K4XYZ", "1-2")
    assert ports.usb_identity("/dev/ttyS0") is None


def test_ports_are_listed_with_their_by_id_name(plugged, tmp_path):
    (tmp_path / "serial" / "by-id").mkdir(parents=True)
    device = tmp_path / "ttyUSB0"
    device.touch()
    (tmp_path / "serial" / "by-id" / "usb-FTDI-if00").symlink_to(device)
    plugged(adapter(str(device)))
    (port,) = ports.serial_ports(dev=tmp_path)
    assert port.by_id == str(tmp_path / "serial" / "by-id" / "usb-FTDI-if00")
    assert port.usb.serial == "A10K4XYZ"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOENT, "port.missing"),
        (errno.ENODEV, "port.missing"),
        (errno.EACCES, "port.forbidden"),
        (errno.EBUSY, "port.in-use"),
        (errno.ENOTTY, "port.not-serial"),
        (errno.ECONNREFUSED, "port.unreachable"),
        (errno.EIO, "port.failed"),
    ],
)
def test_each_reason_has_its_sentence(plugged, number, code):
    error = ports.explained("/dev/ttyUSB0", OSError(number, os.strerror(number)))
    assert error.message.code == code


def test_no_permission_names_the_group(tmp_path):
    """The kernel's own refusal: a terminal nobody may open, asked for by an ordinary user."""
    master, slave = os.openpty()
    name = os.ttyname(slave)
    terminal = Path(name)
    before = stat.S_IMODE(terminal.stat().st_mode)
    was_root = os.geteuid() == 0
    terminal.chmod(0)
    if was_root:
        os.seteuid(65534)
    try:
        with pytest.raises(PortError) as caught:
            OpenPort(PortSettings(name), name)
    finally:
        if was_root:
            os.seteuid(0)
        terminal.chmod(before)
        os.close(slave)
        os.close(master)
    assert caught.value.message.code == "port.forbidden"
    assert caught.value.message.parameters["group"]


def test_both_exclusive_locks_are_taken(monkeypatch):
    """One keeps out who asks for a lock, root too; the other also who does not, but for root."""
    monkeypatch.setattr(port, "_is_pseudo_terminal", lambda device: False)
    master, slave = os.openpty()
    name = os.ttyname(slave)
    Path(name).chmod(0o666)
    opened = OpenPort(PortSettings(name), name)
    was_root = os.geteuid() == 0
    try:
        with pytest.raises(PortError) as caught:
            OpenPort(PortSettings(name), name)
        assert caught.value.message.code == "port.in-use"
        if was_root:
            os.seteuid(65534)
        with pytest.raises(OSError, match="busy") as refused:
            os.open(name, os.O_RDWR | os.O_NOCTTY)
        assert refused.value.errno == errno.EBUSY
    finally:
        if was_root:
            os.seteuid(0)
        opened.close()
        os.close(slave)
        os.close(master)


def test_the_holder_of_a_port_is_named(tmp_path):
    process = tmp_path / "4711"
    (process / "fd").mkdir(parents=True)
    (process / "comm").write_text("ModemManager\n")
    device = tmp_path / "ttyUSB0"
    device.touch()
    (process / "fd" / "7").symlink_to(device)
    assert holders_of(str(device), proc=tmp_path) == ("ModemManager (4711)",)
    assert holders_of(str(tmp_path / "ttyUSB1"), proc=tmp_path) == ()
