"""The bench file: written, read back, and every mistake named with its line."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eichlab.bench import BenchConfiguration, LineConfiguration, MeterConfiguration
from eichlab.values import ConfigurationError, UsbIdentity

GOOD = """\
name = "Lab 2"

[[line]]
name = "Line 1"
port = "/dev/ttyUSB0"
baud = 115200

[[line.meter]]
name = "Reference"
model = "em580"

[[line]]
port = "COM5"

[[line.meter]]
name = "Second"
model = "em580"
unit = 2
controlled = false
"""


def load(tmp_path, text):
    path = tmp_path / "bench.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return BenchConfiguration.load(path)


def test_what_is_left_out_is_as_the_model_is_usually_reached(tmp_path):
    bench = load(tmp_path, GOOD)
    first, second = bench.lines
    assert (second.name, second.baud, second.parity) == ("COM5", 115_200, "N")
    assert first.meters[0].controlled
    assert first.meters[0].failure_after_s == 10
    assert not second.meters[0].controlled


names = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=20)


@given(
    st.lists(names, unique=True, min_size=1, max_size=3),
    st.booleans(),
    st.floats(0.1, 1000),
    st.one_of(
        st.none(), st.builds(UsbIdentity, st.integers(0, 65535), st.integers(0, 65535), names)
    ),
)
def test_a_bench_is_read_back_as_it_was_written(tmp_path_factory, texts, flag, number, usb):
    lines = tuple(
        LineConfiguration(
            name=text,
            port="/dev/" + text,
            baud=9600,
            usb=usb,
            meters=(
                MeterConfiguration("meter " + text, "em580", 7, controlled=flag, interval_s=number),
            ),
        )
        for text in texts
    )
    path = tmp_path_factory.mktemp("bench") / "bench.toml"
    bench = BenchConfiguration(texts[0], lines)
    bench.save(path)
    assert BenchConfiguration.load(path) == bench


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("baud = 115200", "baud = fast", "bench-file.not-toml", 6),
        ("baud = 115200", 'baud = "115200"', "bench-file.kind", 6),
        ("baud = 115200", "baud = 12", "bench-file.value", 6),
        ("baud = 115200", "speed = 9600", "bench-file.key-unknown", 6),
        ('port = "COM5"', "", "bench-file.key-missing", 12),
        ("unit = 2", "unit = 256", "bench-file.value", 18),
        ("unit = 2", "unit = 1.5x", "bench-file.not-toml", 18),
        ("controlled = false", 'controlled = "no"', "bench-file.kind", 19),
        ('model = "em580"\nunit', 'model = "em999"\nunit', "bench-file.value", 17),
        ('name = "Second"', 'name = "Reference"', "bench-file.name-twice", 16),
        ('port = "COM5"', 'port = "COM5"\nparity = "X"', "bench-file.value", 14),
        ('port = "COM5"', 'port = "COM5"\nusb = { vendor = 1 }', "bench-file.value", 14),
        ('[[line.meter]]\nname = "Second"', '[line.meter]\nname = "Second"',
         "bench-file.tables", 12),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_key_and_line(tmp_path, old, new, code, line):
    assert old in GOOD
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, GOOD.replace(old, new))
    said = caught.value.message
    assert (said.code, int(said.parameters["line"])) == (code, line)
    assert said.parameters["file"].endswith("bench.toml")


def test_a_file_that_is_no_text_or_not_there(tmp_path):
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, b"\xff\xfe\x00binary")
    assert caught.value.message.code == "bench-file.not-text"
    with pytest.raises(ConfigurationError) as caught:
        BenchConfiguration.load(tmp_path / "nowhere.toml")
    assert caught.value.message.code == "bench-file.missing"
    with pytest.raises(ConfigurationError) as caught:
        BenchConfiguration.load(tmp_path)
    assert caught.value.message.code == "bench-file.unreadable"


# A register map that is gone for a while.

GONE = """\
[[line]]
port = "/dev/ttyUSB0"

[[line.meter]]
model = "gone.toml"
"""
MAP = """\
title = "ACME 3000"

[line]
baud = 19200
parity = "E"
unit = 5

[defaults]
function = 3
word_order = "high-first"

[identification]
serial = { address = 0x1000, type = "u32", simulated = "7" }

[[value]]
quantity = "voltage"
type = "u32"
unit = "V"
L1 = 0x0000
"""


def saved_without_map(tmp_path, text=GONE, change=lambda bench: bench):
    """Save the bench while its map is not there; return what it is once the map is back."""
    path = tmp_path / "bench.toml"
    path.write_text(text)
    unusable = {}
    bench = BenchConfiguration.load(path, unusable=unusable)
    assert unusable
    change(bench).save(path)
    (tmp_path / "gone.toml").write_text(MAP)
    (line,) = BenchConfiguration.load(path).lines
    return line


def test_what_the_map_tells_is_left_to_the_map_that_is_gone(tmp_path):
    line = saved_without_map(tmp_path)
    assert (line.baud, line.parity, line.stop_bits) == (19_200, "E", 1)
    assert (line.meters[0].name, line.meters[0].unit) == ("ACME 3000", 5)


def test_what_the_file_tells_is_written_whether_or_not_the_map_is_there(tmp_path):
    text = GONE.replace('USB0"', 'USB0"\nbaud = 9600') + 'unit = 1\nname = "Mine"\n'
    line = saved_without_map(tmp_path, text)
    assert (line.baud, line.parity) == (9600, "E")
    assert (line.meters[0].name, line.meters[0].unit) == ("Mine", 1)


def test_what_was_changed_meanwhile_is_written(tmp_path):
    def change(bench):
        (line,) = bench.lines
        meter = replace(line.meters[0], name="Changed", unit=9)
        return replace(bench, lines=(replace(line, baud=38_400, meters=(meter,)),))

    line = saved_without_map(tmp_path, change=change)
    assert (line.baud, line.parity) == (38_400, "E")
    assert (line.meters[0].name, line.meters[0].unit) == ("Changed", 9)


def test_another_model_chosen_meanwhile_keeps_the_name_that_was_seen(tmp_path):
    def change(bench):
        (line,) = bench.lines
        meter = replace(line.meters[0], model="em580")
        return replace(bench, lines=(replace(line, meters=(meter,)),))

    line = saved_without_map(tmp_path, change=change)
    assert line.meters[0].name == "gone"
    assert line.baud == 115_200


def test_a_line_is_left_out_only_where_it_loses_its_last_meter(tmp_path):
    bench = load(tmp_path, GOOD + '\n[[line]]\nport = "COM7"\n')
    assert bench.without(()) == bench
    assert [each.name for each in bench.without({"Second"}).lines] == ["Line 1", "COM7"]
