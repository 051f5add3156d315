"""Every sentence the driver can say exists in German and English, with the same parameters."""

import re
import string
from pathlib import Path

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
