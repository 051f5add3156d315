"""Everything by keyboard: Tab reaches all that can be used, shows where it is, and names it."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QTextEdit,
    QWidget,
)

from eichlab.resources import resource
from eichlab.values import LinkState, Loss, LossCause
from eichlab_gui.about import AboutDialog
from eichlab_gui.add_meter import AddMeterDialog
from eichlab_gui.model import BenchModel
from eichlab_gui.window import PAGES, MainWindow

USED_BY_HAND = (
    QAbstractButton,
    QLineEdit,
    QComboBox,
    QAbstractItemView,
    QPlainTextEdit,
    QTextEdit,
)
METER = "Reference AC"


@pytest.fixture(autouse=True)
def _caret_stands(qapp):
    """A caret that blinks would make two pictures of the same differ."""
    before = qapp.cursorFlashTime()
    qapp.setCursorFlashTime(0)
    yield
    qapp.setCursorFlashTime(before)


@pytest.fixture
def window(qtbot, fed_model, fed_bench, preferences):
    window = MainWindow(fed_model, preferences)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitActive(window)
    for meter in fed_model.meters:
        fed_bench.identified(meter)
        fed_bench.link(meter, LinkState.ONLINE)
        fed_bench.course(meter, 60)
    loss = Loss(METER, datetime.now(UTC), LossCause.NO_ANSWER, ended_at=datetime.now(UTC))
    fed_model.losses_changed.emit(METER)
    fed_model.meters[METER].losses.append(loss)
    fed_model.drain()
    yield window
    window.close()


def walked(window: QWidget) -> list[QWidget]:
    """Press Tab until the focus comes round, and return where it was."""
    first = QApplication.focusWidget() or window
    seen: list[QWidget] = []
    for _ in range(300):
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        assert now is not None
        if now in seen:
            return seen
        seen.append(now)
    raise AssertionError(f"Tab never comes round from {first}")


def offered(window: QWidget) -> list[QWidget]:
    """Return all that a hand with a mouse could use now."""
    found = []
    for kind in USED_BY_HAND:
        for widget in window.findChildren(kind):
            part_of_another = isinstance(widget.parent(), QComboBox) or any(
                isinstance(each, QComboBox) and each is not widget
                for each in ancestors(widget, window)
            )
            if isinstance(widget, QHeaderView) or part_of_another:
                continue
            if widget.isVisible() and widget.isEnabled():
                found.append(widget)
    return list(dict.fromkeys(found))


def ancestors(widget: QWidget, top: QWidget) -> list[QWidget]:
    found = []
    at = widget.parentWidget()
    while at is not None and at is not top:
        found.append(at)
        at = at.parentWidget()
    return found


def group_of(widget: QWidget) -> object:
    """Return what arrow keys move within: an exclusive group is reached as a whole."""
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    return group if group is not None and group.exclusive() else widget


def told(widget: QWidget) -> str:
    text = getattr(widget, "text", lambda: "")
    said = text() if callable(text) else ""
    return f"{type(widget).__name__} {widget.objectName()} {said}".strip()


def name_of(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return "" if interface is None else interface.text(QAccessible.Text.Name)


def picture(window: QWidget, widget: QWidget) -> bytes:
    corner = widget.mapTo(window, QPoint(0, 0))
    area = QRect(corner, widget.size()).adjusted(-3, -3, 3, 3)
    image = window.grab(area).toImage()
    return bytes(image.constBits())


def check(window: QWidget, qapp: QApplication) -> None:
    qapp.processEvents()
    reached = walked(window)
    groups = {group_of(each) for each in reached}
    missed = [told(each) for each in offered(window) if group_of(each) not in groups]
    assert missed == [], "Tab does not reach these"
    unnamed = [told(each) for each in reached if not name_of(each).strip()]
    assert unnamed == [], "no name for a screen reader"
    unseen = []
    for widget in reached:
        for above in ancestors(widget, window):
            if isinstance(above, QScrollArea):
                above.ensureWidgetVisible(widget)
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        qapp.processEvents()
        with_focus = picture(window, widget)
        widget.clearFocus()
        qapp.processEvents()
        if picture(window, widget) == with_focus:
            unseen.append(told(widget))
    assert unseen == [], "the focus does not show"


@pytest.mark.parametrize("page", PAGES)
def test_every_page_by_tab(window, qapp, page):
    window.show_page(page)
    check(window, qapp)


def test_a_record_by_tab(window, qapp, qtbot):
    window.open_files([resource("samples", "em580.xml")])
    page = window.transparency
    qtbot.waitUntil(lambda: page.entry is not None, timeout=20_000)
    check(window, qapp)


def test_the_welcome_page_by_tab(qtbot, qapp, background, preferences):
    model = BenchModel(None, None, background)
    window = MainWindow(model, preferences)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitActive(window)
    check(window, qapp)
    window.close()
    model.close()


def test_adding_a_meter_by_tab(qtbot, qapp, fed_model, tmp_path):
    dialog = AddMeterDialog(fed_model, path=tmp_path / "bench.toml")
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitActive(dialog)
    check(dialog, qapp)
    dialog.reject()


def test_about_by_tab(qtbot, qapp, background):
    dialog = AboutDialog(background)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitActive(dialog)
    qtbot.waitUntil(lambda: dialog.is_complete, timeout=20_000)
    check(dialog, qapp)
    dialog.close()


def test_a_button_nobody_can_reach_is_found(qtbot, qapp):
    window = QWidget()
    reachable, hidden = QPushButton("one", window), QPushButton("two", window)
    hidden.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    hidden.move(0, 40)
    assert reachable.focusPolicy() is not Qt.FocusPolicy.NoFocus
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitActive(window)
    with pytest.raises(AssertionError, match="does not reach"):
        check(window, qapp)
