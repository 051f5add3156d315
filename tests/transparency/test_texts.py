"""Every code that ocmf, transparency and the command verify can use is said in both languages."""

import ast
import re
from pathlib import Path

import pytest

import eichlab
from eichlab.texts import texts_by_code, transparency, verdicts
from eichlab.transparency import RULES
from eichlab.values import KeyOrigin, Severity, SignatureState

PACKAGE = Path(eichlab.__file__).parent
SOURCES = sorted(
    [
        *(PACKAGE / "ocmf").glob("*.py"),
        *(PACKAGE / "transparency").rglob("*.py"),
        *(PACKAGE / "cli").glob("verify*.py"),
    ]
)
CODE = re.compile(
    r"(?:ocmf|key|document|content|verdict|statement|origin|verify|reading)\.[a-z0-9.-]+"
)


def constants(kind):
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, kind):
                yield node


def test_codes_in_the_sources():
    used = {
        node.value
        for node in constants(ast.Constant)
        if isinstance(node.value, str) and CODE.fullmatch(node.value)
    }
    used = {code for code in used if not code.endswith(".")}
    assert len(used) > 60
    assert used <= set(texts_by_code())


def test_codes_that_are_put_together():
    codes = [f"statement.signature.{state.value}" for state in SignatureState]
    codes += [f"origin.{origin.value}" for origin in KeyOrigin]
    codes += [f"verify.{severity.value}" for severity in Severity]
    codes += [f"verify.{label}" for label in ("begin", "end", "signature", "key-statement")]
    codes += ["verify.plausibility", "ocmf.section.payload", "ocmf.section.signature"]
    codes += [f"ocmf.{kind}" for kind in named("JsonError")]
    assert set(codes) <= set(texts_by_code())


def named(function):
    """The first argument of every call of a function where it is written out."""
    return {
        argument.value
        for call in constants(ast.Call)
        if isinstance(call.func, ast.Name) and call.func.id == function and call.args
        for argument in ast.walk(call.args[0])
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }


def test_every_departure_is_a_rule():
    departures = named("Departure") | named("_departure") | named("Oddity")
    assert len(departures) > 15
    assert {f"R17.{name}" for name in departures} <= set(RULES)


def test_every_rule_is_used():
    written = " ".join(source.read_text(encoding="utf-8") for source in SOURCES)
    for rule in RULES:
        room, name = rule.split(".")
        uses = re.findall(rf'"(?:{room}\.)?{re.escape(name)}"', written)
        # Rule R15 puts its names together from what differs and how.
        assert len(uses) > 1 or room == "R15", rule


@pytest.mark.parametrize("room", [transparency, verdicts])
def test_both_languages_have_the_same_parameters(room):
    for code, text in room.TEXTS.items():
        parameters = [set(re.findall(r"{(\w+)}", each)) for each in text]
        assert parameters[0] == parameters[1], code
        assert text.de.strip()
        assert text.en.strip()


@pytest.mark.parametrize("room", [transparency, verdicts])
def test_no_promise_of_legal_conformity(room):
    for code, text in room.TEXTS.items():
        assert not re.search(r"geeicht|eichrechtskonform", text.de), code
        assert not re.search(r"\b(correct|verification|legally)\b", text.en), code
        if "geprüft" in text.de:
            assert "mit bestätigtem Schlüssel geprüft" in text.de, code
