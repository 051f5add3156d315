"""The profile everything is judged by: chosen, judged anew, named wherever verdicts are shown."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from tests.gui.conftest import CONFIGURATION, FedBench

from eichlab.resources import resource
from eichlab.transparency import Profile, judge, read_file
from eichlab_gui.background import Background
from eichlab_gui.model import BenchModel
from eichlab_gui.pages.transparency.page import TransparencyPage
from eichlab_gui.pages.transparency.report import foot_lines
from eichlab_gui.window import MainWindow

SAMPLE = resource("samples", "em580.ocmf")
KEY = resource("samples", "em580.key").read_text(encoding="ascii").strip()


@pytest.fixture
def page(qtbot: QtBot, background: Background) -> Iterator[TransparencyPage]:
    model = BenchModel(FedBench(CONFIGURATION), None, background)  # type: ignore[arg-type]
    page = TransparencyPage(model)
    qtbot.addWidget(page)
    page.resize(1216, 770)
    page.show()
    yield page
    page.close_page()
    model.close()


def departing(folder: Path) -> Path:
    """A record with a departure of form: the last reading lacks what the table asks for."""
    file = folder / "departs.ocmf"
    file.write_bytes(SAMPLE.read_bytes().replace(b'"FV":"1.2",', b'"FV":"1.2","FV":"1.2",'))
    return file


def shown(page: TransparencyPage, profile: Profile) -> bool:
    return page.stack.currentWidget() is page.shown and page.verdicts().profile is profile


def findings(page: TransparencyPage) -> list[tuple[str, str]]:
    (record,) = page.verdicts().judgement.records
    return [(each.rule, each.severity.value) for each in record.findings]


def test_another_profile_judges_everything_anew(qtbot, page, tmp_path):
    file = departing(tmp_path)
    page.open_files([file])
    qtbot.waitUntil(lambda: shown(page, Profile.EICHLAB), timeout=30_000)
    assert "Judged by" not in page.detail.verdict.remarks.text()
    seen = {Profile.EICHLAB: findings(page)}
    for profile in (Profile.STRICT, Profile.SAFE):
        page.profile.show_profile(profile)
        page.profile.box.activated.emit(page.profile.box.currentIndex())
        qtbot.waitUntil(lambda wanted=profile: shown(page, wanted), timeout=30_000)
        seen[profile] = findings(page)
        assert f"Judged by the profile {profile.value}" in page.detail.verdict.remarks.text()
    for profile, found in seen.items():
        (verdict,) = judge(read_file(file).records, profile=profile).records
        assert found == [(each.rule, each.severity.value) for each in verdict.findings]
    assert len({tuple(found) for found in seen.values()}) == 3


def test_it_is_chosen_by_keyboard_and_named_in_report_and_export(qtbot, page, tmp_path):
    page.open_files([SAMPLE])
    qtbot.waitUntil(lambda: page.entry is not None, timeout=30_000)
    page.profile.box.setFocus()
    QTest.keyClick(page.profile.box, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: shown(page, Profile.STRICT), timeout=30_000)
    assert page.profile.sentence.text().startswith("Every departure")
    assert page.profile.box.accessibleName()
    made = page.report(page.entries)
    assert made.profile is Profile.STRICT
    assert "profile strict" in foot_lines(made)[1]
    file = tmp_path / "verdicts.json"
    with qtbot.waitSignal(page.notice_requested, timeout=10_000):
        page.outgoing.save_json(file)
    content = json.loads(file.read_text())
    assert content["profile"] == "strict"
    assert content["records"][0]["text_sha256"] == sha256(page.record.record.data).hexdigest()


def test_judging_anew_that_is_stopped_keeps_the_name_of_what_is_shown(qtbot, page):
    page.open_files([SAMPLE])
    qtbot.waitUntil(lambda: page.entry is not None, timeout=30_000)
    page.profile.show_profile(Profile.SAFE)
    page.profile.box.activated.emit(page.profile.box.currentIndex())
    page.note.button.click()
    assert page.stack.currentWidget() is page.shown
    assert page.profile.profile is Profile.EICHLAB
    assert page.report(page.entries).profile is Profile.EICHLAB


@pytest.mark.parametrize("by_key", [False, True])
def test_what_a_verdict_means_is_one_step_from_it(qtbot, fed_model, preferences, by_key):
    window = MainWindow(fed_model, preferences)
    qtbot.addWidget(window)
    window.show()
    page = window.transparency
    window.show_page("transparency")
    page.open_files([SAMPLE])
    qtbot.waitUntil(lambda: page.entry is not None, timeout=30_000)
    button = page.detail.verdict.explain
    if by_key:
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_Space)
    else:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.manual.isVisible()
    assert window.manual.chapter == "verdicts"
    text = window.manual.text.toPlainText()
    assert "strict: Every departure" in text
    window.manual.close()
    window.close()
