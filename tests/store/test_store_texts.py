import re
import string
from pathlib import Path

import eichlab.cli.keys
import eichlab.cli.store
import eichlab.store
from eichlab.store import default_store_path
from eichlab.texts import texts_by_code
from eichlab.texts.store import TEXTS

SOURCES = [
    *Path(eichlab.store.__file__).parent.glob("*.py"),
    Path(eichlab.cli.keys.__file__),
    Path(eichlab.cli.store.__file__),
]


def test_every_code_has_its_sentence_and_every_sentence_its_use():
    used = set()
    for source in SOURCES:
        used.update(re.findall(r'"(store\.[a-z.-]+)"', source.read_text(encoding="utf-8")))
    assert used == set(TEXTS)
    assert set(TEXTS) <= set(texts_by_code())


def test_both_languages_name_the_same_parameters():
    for code, text in TEXTS.items():
        german, english = (
            {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
            for sentence in text
        )
        assert german == english, code
        assert text.de != text.en, code


def test_usual_place_follows_the_system(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_store_path().name == "eichlab.sqlite"
    assert default_store_path().is_absolute()
