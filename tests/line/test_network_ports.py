"""Serial ports over the network: bytes as they are (socket), and RFC 2217 with its own speed."""

import os
import socket
import threading
import time
from contextlib import suppress

import pytest
from serial.rfc2217 import PortManager

from eichlab.line import PortSettings, SerialLine
from eichlab.meters import model_named
from eichlab.values import PortError, Quantity

# pyserial 3.5 starts its reader by a method that Python has deprecated since.
pytestmark = pytest.mark.filterwarnings("ignore:set(Daemon|Name)")


class Port:
    """A pseudo-terminal with everything of a serial port that a client may set or ask."""

    bytesize, xonxoff, rtscts, break_condition = 8, False, False, False
    rts = dtr = cts = dsr = ri = cd = False
    baudrate, parity, stopbits = 0, "?", 0

    def __init__(self, device):
        self._descriptor = os.open(device, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)

    def read(self):
        try:
            return os.read(self._descriptor, 1024)
        except BlockingIOError:
            return b""

    def write(self, data):
        os.write(self._descriptor, data)

    def reset_input_buffer(self):
        self.read()

    def reset_output_buffer(self):
        pass

    def close(self):
        os.close(self._descriptor)


class SerialServer:
    """A server of one serial port after RFC 2217, by pyserial's own server side."""

    def __init__(self, device):
        self.serial = Port(device)
        self._stop = threading.Event()
        self._client = None
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def write(self, data):
        self._client.sendall(data)

    def _serve(self):
        self.server.settimeout(0.05)
        while not self._stop.is_set():
            try:
                self._client, _ = self.server.accept()
            except TimeoutError:
                continue
            self._carry(PortManager(self.serial, self))
            self._client.close()

    def _carry(self, manager):
        self._client.settimeout(0.005)
        while not self._stop.is_set():
            try:
                data = self._client.recv(1024)
                if not data:
                    return
                self.serial.write(b"".join(manager.filter(data)))
            except TimeoutError:
                pass
            except OSError:
                return
            if data := self.serial.read():
                self.write(b"".join(manager.escape(data)))

    def hang_up(self):
        self._client.shutdown(socket.SHUT_RDWR)

    def close(self):
        self._stop.set()
        self._thread.join()
        self.server.close()
        self.serial.close()


@pytest.fixture
def rfc2217(simulate, tmp_path):
    """A driver of a simulated SDM72 whose pseudo-terminal is served over RFC 2217."""
    meter = simulate("sdm72", "--switch", "energy=31415", "--load", "0")
    server = SerialServer(tmp_path / "port")
    line = SerialLine("line", PortSettings(f"rfc2217://127.0.0.1:{server.port}", 9600))
    driver = model_named("sdm72").driver(line, 1, "the meter")
    driver.line, driver.meter, driver.server = line, meter, server
    driver.run = lambda job: line.run(job).result(30)
    line.start()
    yield driver
    line.close()
    server.close()


def test_a_port_over_rfc2217_is_read_at_its_speed(rfc2217):
    for _ in range(3):
        assert rfc2217.run(rfc2217.read).value(Quantity.ENERGY_IMPORT) == 31415
    port = rfc2217.server.serial
    assert (port.baudrate, port.parity, port.stopbits) == (9600, "N", 1)


def test_a_lost_server_is_noticed_and_found_again(rfc2217):
    rfc2217.run(rfc2217.read)
    rfc2217.server.hang_up()
    until = time.monotonic() + 10
    while not [e for e in rfc2217.line.wire_log.since(0) if e.meaning.code == "wire.lost"]:
        assert time.monotonic() < until
        time.sleep(0.02)
    while True:
        with suppress(PortError):
            assert rfc2217.run(rfc2217.read).value(Quantity.ENERGY_IMPORT) == 31415
            break
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_server_that_is_not_there_is_told(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    line = SerialLine("line", PortSettings(f"rfc2217://127.0.0.1:{port}"))
    line.start()
    try:
        with pytest.raises(PortError) as caught:
            line.run(lambda: None).result(10)
        assert caught.value.message.code == "port.unreachable"
    finally:
        line.close()
