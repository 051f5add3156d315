"""What only the simulated bench has: the tour, cheating, and the show."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from eichlab.cli.demo import DemoBench
from eichlab.transparency import (
    NotTamperableError,
    judge,
    signed_anew,
    with_another_digit,
)
from eichlab.values import Reason, SignedRecord, VerdictWord
from eichlab_gui.application import Desktop
from eichlab_gui.demo.show import Show
from eichlab_gui.preferences import Preferences
from eichlab_gui.session import open_demo

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals")


@pytest.fixture
def session(qapp, tmp_path):
    session = open_demo(DemoBench(folder=tmp_path / "demo", posts=1))
    yield session
    session.close()


@pytest.fixture
def desktop(qapp, tmp_path):
    desktop = Desktop(qapp, Preferences(tmp_path / "desktop.ini"))
    desktop.show(open_demo(DemoBench(folder=tmp_path / "demo", posts=1)))
    yield desktop
    desktop.close()


def test_the_tour_from_the_first_value_to_the_cheat(qtbot, desktop):
    window, model = desktop.window, desktop.session.model
    meter = model.meters[model.selected]
    window.begin_tour()
    tour, page = window.tour, window.transparency
    qtbot.waitUntil(lambda: meter.readings > 1 and meter.state is not None, timeout=20_000)
    press = lambda button: qtbot.mouseClick(button, Qt.MouseButton.LeftButton)  # noqa: E731
    assert (tour.step, window.page) == (1, "bench")
    press(tour.forth)
    press(tour.act)
    assert window.page == "transactions"
    qtbot.waitUntil(
        lambda: (
            (running := model.open_transaction(meter.name)) is not None
            and running.state.value == "running"
        ),
        timeout=20_000,
    )
    press(tour.forth)
    press(tour.act)
    qtbot.waitUntil(lambda: meter.open_loss is not None, timeout=10_000)
    # The tour mends the line itself.
    qtbot.waitUntil(lambda: meter.open_loss is None, timeout=20_000)
    press(tour.forth)
    press(tour.act)
    qtbot.waitUntil(lambda: model.open_transaction(meter.name) is None, timeout=20_000)
    press(tour.forth)
    press(tour.act)
    qtbot.waitUntil(lambda: page.entry is not None, timeout=20_000)
    assert page.entry.word is VerdictWord.VERIFIED
    press(tour.forth)
    assert tour.step == 6
    for reason in (Reason.SIGNATURE, Reason.KEY, None):
        genuine = page.entry
        press(tour.act)
        qtbot.waitUntil(lambda before=genuine: page.entry is not before, timeout=20_000)
        if reason is None:
            assert page.entry.word is VerdictWord.VERIFIED
        else:
            assert (page.entry.word, page.entry.reason) == (VerdictWord.REJECTED, reason)
            assert page.entry.simulated
    press(tour.leave)
    assert window.tour is None


def test_cheating_without_a_record_is_said(qtbot, desktop):
    window = desktop.window
    window.begin_tour()
    window.tour.go_to(6)
    qtbot.mouseClick(window.tour.act, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(window.tour.problem.isVisible, timeout=5000)


def test_every_cheat_is_found_out(published_like_record):
    genuine = published_like_record
    for cheat in (with_another_digit, signed_anew):
        made = cheat(genuine)
        (verdict,) = judge([made], entered_key=genuine.public_key).records
        assert verdict.word is VerdictWord.REJECTED, cheat
        assert made.simulated
    # Only the digit differs, and only by one.
    changed = with_another_digit(genuine).data
    assert sum(one != other for one, other in zip(genuine.data, changed, strict=True)) == 1


def test_a_real_record_is_never_tampered_with(published_like_record):
    real = SignedRecord(
        data=published_like_record.data, public_key=published_like_record.public_key
    )
    for cheat in (with_another_digit, signed_anew):
        with pytest.raises(NotTamperableError):
            cheat(real)


@pytest.fixture
def published_like_record():
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    from eichlab.ocmf import sign

    key = ec.generate_private_key(ec.SECP256R1())
    payload = (
        b'{"FV":"1.2","GS":"SIM1","PG":"T1","IS":true,"RD":['
        b'{"TM":"2026-11-24T10:00:00,000+0100 S","TX":"B","RV":1.000,"RI":"1-b:1.8.0","RU":"kWh",'
        b'"ST":"G"},{"TM":"2026-11-24T11:00:00,000+0100 S","TX":"E","RV":2.009,"RI":"1-b:1.8.0",'
        b'"RU":"kWh","ST":"G"}]}'
    )
    der = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return SignedRecord(data=sign(payload, key), public_key=der, simulated=True)


def test_the_show_charges_again_and_again(qtbot, session):
    model = session.model
    meter = model.meters["Post 1"]
    qtbot.waitUntil(lambda: meter.state is not None and meter.readings > 0, timeout=20_000)
    show = Show(model, session.demo, "Post 1", charge_s=2.0, rest_s=0.5, loss_s=1.0)
    try:
        qtbot.waitUntil(
            lambda: sum(not each.is_open for each in model.transactions.all()) >= 3,
            timeout=60_000,
        )
    finally:
        show.close()
    assert show.charges >= 3
    ended = [each for each in model.transactions.all() if not each.is_open]
    assert all(each.verdict is VerdictWord.VERIFIED for each in ended)


def test_the_autostart_entry_comes_and_goes(folders_of_its_own, tmp_path):
    def run(choice):
        return subprocess.run(
            [sys.executable, "-m", "eichlab_gui", "demo", "--autostart", choice],
            env=dict(os.environ),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    on = run("on")
    assert on.returncode == 0, on.stderr
    path = Path(on.stdout.strip())
    entry = path.read_text("utf-8")
    assert "demo --show" in entry
    assert entry.startswith("[Desktop Entry]")
    assert run("off").returncode == 0
    assert not path.exists()
    assert run("maybe").returncode == 2
