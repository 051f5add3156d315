"""Every sentence the driver can say exists in German and English, with the same parameters."""

import re
import string
from decimal import Decimal
from pathlib import Path

import pytest

import eichlab
from eichlab.texts import Language, say, texts_by_code
from eichlab.values import message

SOURCES = Path(eichlab.__file__).parent
SPOKEN = re.compile(
    r'(?:Error|message|_note|_wrong|Message)\(\s*"([a-z0-9]+[a-z0-9.-]*\.[a-z0-9.-]+)"'
)


def fields(template):
    return sorted({name for _, name, _, _ in string.Formatter().parse(template) if name})


def test_both_languages_take_the_same_parameters():
    for code, text in texts_by_code().items():
        assert text.de.strip(), code
        assert text.en.strip(), code
        assert fields(text.de) == fields(text.en), code


def test_every_code_in_the_sources_has_its_sentence():
    known = texts_by_code()
    missing = {
        (code, path.name)
        for path in SOURCES.rglob("*.py")
        if "texts" not in path.parts
        for code in SPOKEN.findall(path.read_text("utf-8"))
        if code not in known
    }
    assert not missing


def test_parameters_are_data():
    said = say(message("bench.regained", meter="<b>x</b>\x1b[31m\u202e\n" + "y" * 1000))
    assert "<b>x</b>" in said
    assert not set("\x1b\u202e\n") & set(said)
    assert len(said) < 400


def test_a_message_in_a_message_is_said_in_the_same_language():
    inner = message("bench.regained", meter="Post")
    outer = message("bench.stop-waits", meter="Post", reason=inner)
    assert say(outer, Language.DE).endswith("Post antwortet wieder.")
    assert say(outer, Language.EN).endswith("Post answers again.")


def test_a_missing_parameter_does_not_break_the_sentence():
    assert "?" in say(message("bench.regained"))


def test_live_numbers_have_the_decimal_sign_of_the_language():
    told = message("em580.told-live", power=Decimal("10810.5"), voltage=Decimal("2.3E+2"))
    assert "10810,5" in say(told, Language.DE)
    assert "10810.5" in say(told, Language.EN)
    # Never as a power of ten, and what a text states stays as it is.
    assert "230" in say(told, Language.DE)
    assert "1.6.3" in say(message("em580.told-live", power="1.6.3", voltage=None), Language.DE)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (1e-7, "0.0000001"),
        (1.5e22, "15000000000000000000000"),
        (230.0, "230.0"),
        (Decimal("1E-7"), "0.0000001"),
        (Decimal("1E+999999999"), "1E+999999999"),
        (Decimal("1E-999999"), "1E-999999"),
        (Decimal("9" * 5000), "9" * 300 + "…"),
        (Decimal("NaN"), "NaN"),
    ],
)
def test_a_number_is_no_power_of_ten_unless_it_were_endless(value, said):
    told = message("em580.told-live", power=value, voltage=0)
    expected = message("em580.told-live", power=said[:300], voltage=0)
    assert say(told).replace("…", "") == say(expected)
    assert ("…" in say(told)) == said.endswith("…")


def test_what_is_said_of_signed_values_keeps_their_point():
    assert "-0.5" in say(message("finding.R13.negative", energy=Decimal("-0.5")), Language.DE)


def test_several_values_are_said_one_after_another():
    values = tuple(message("map.value", value=Decimal(each), unit="V") for each in ("230.1", "229"))
    assert say(message("map.values", values=values), Language.DE) == "230,1 V, 229 V …"
