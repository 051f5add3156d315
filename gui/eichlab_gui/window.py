"""The window: rail, pages, strip."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from eichlab.bench import Noticed
from eichlab.texts import Language
from eichlab.values import Message, Severity, SignedRecord
from eichlab_gui import icons
from eichlab_gui.language import language
from eichlab_gui.loading import load_driver, load_page
from eichlab_gui.model import BenchModel
from eichlab_gui.pages.page import Page
from eichlab_gui.pages.welcome import WelcomePage
from eichlab_gui.preferences import Preferences
from eichlab_gui.rail import Rail
from eichlab_gui.strip import Strip
from eichlab_gui.theme import LIGHT, Theme
from eichlab_gui.widgets.demo_panel import DemoControls, DemoPanel

if TYPE_CHECKING:
    from eichlab_gui.about import AboutDialog
    from eichlab_gui.demo.tour import Tour
    from eichlab_gui.manual import Manual
    from eichlab_gui.pages.transparency.page import TransparencyPage

PAGES = ("bench", "transactions", "transparency", "line")

# How long events have their turn between two steps of building the other pages; loading a module
# is a small one.
_PAUSE_MS: Final = 8
_SMALL_PAUSE_MS: Final = 1


class Pages(Mapping[str, Page]):
    """The pages by their keys; each is built when it is asked for."""

    def __init__(self, builders: Mapping[str, Callable[[], Page]]) -> None:
        self._builders = builders
        self.built: dict[str, Page] = {}

    def __getitem__(self, key: str) -> Page:
        if key not in self.built:
            self.built[key] = self._builders[key]()
        return self.built[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._builders)

    def __len__(self) -> int:
        return len(self._builders)


class MainWindow(QMainWindow):
    """One bench on the screen. It owns its pages, not the model."""

    theme_chosen = Signal(str)
    language_chosen = Signal(str)
    add_meter_requested = Signal()
    demo_requested = Signal()
    edit_bench_requested = Signal()
    display_requested = Signal()
    painted = Signal()
    """The window was painted for the first time."""
    completed = Signal()
    """Every page is built."""
    closed = Signal()

    def __init__(
        self, model: BenchModel, preferences: Preferences, *, troubles: Sequence[Message] = ()
    ) -> None:
        super().__init__()
        self.model = model
        self._troubles = tuple(troubles)
        self._preferences = preferences
        self.setWindowTitle("Eichlab")
        self.setWindowIcon(icons.icon("eichlab", LIGHT.accent, 32))
        self.resize(1280, 800)
        self.setMinimumSize(960, 600)
        self.controls = DemoControls(model.demo, model, self) if model.demo is not None else None
        self.rail = Rail(PAGES)
        self.strip = Strip(model)
        self.stack = QStackedWidget()
        self.pages = Pages(
            {
                "bench": self._bench_page,
                "transactions": self._transactions_page,
                "transparency": self._transparency_page,
                "line": self._line_page,
            }
        )
        self._completing = False
        self.patience = QTimer(self)
        """When it ends, the other pages are built even if nothing was painted yet."""
        self.patience.setSingleShot(True)
        self.patience.timeout.connect(self.complete)
        self._steps: Iterator[int] = iter(())
        self._next_step = QTimer(self)
        self._next_step.setSingleShot(True)
        self._next_step.timeout.connect(self._go_on)
        self.opened_files: tuple[Path, ...] = ()
        """What the command line asked to be shown on Transparency."""
        self._menu = QMenu(self)
        self._actions: dict[str, QAction] = {}
        self.manual: Manual | None = None
        self._build_menu()
        self._build_shortcuts()
        self.tour: Tour | None = None
        self._right = QVBoxLayout()
        self._right.setContentsMargins(0, 0, 0, 0)
        self._right.setSpacing(0)
        self._right.addWidget(self.stack)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(self._right, 1)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row, 1)
        column.addWidget(self.strip)
        central = QWidget()
        central.setLayout(column)
        self.setCentralWidget(central)
        self.rail.chosen.connect(self.show_page)
        self.rail.settings.clicked.connect(self._open_menu)
        model.noticed.connect(self._noticed)
        if self.controls is not None:
            self.controls.failed.connect(self.strip.show_notice)
        self.retranslate()
        self.show_page("bench")
        self.installEventFilter(self)

    def show_troubles(self, troubles: Sequence[Message]) -> None:
        """Say on Bench what could not be opened, and let it stand there."""
        if tuple(troubles) == self._troubles:
            return
        self._troubles = tuple(troubles)
        page = self.pages["bench"]
        page.show_troubles(self._troubles)
        self._offer_edit()

    # Building.

    def _bench_page(self) -> Page:
        if not self.model.meters:
            welcome = WelcomePage(self.model, self._troubles)
            welcome.add_meter_requested.connect(self.add_meter_requested)
            welcome.demo_requested.connect(self.demo_requested)
            welcome.open_requested.connect(self.open_file)
            return self._connected(welcome)
        from eichlab_gui.pages.bench.page import BenchPage

        page = BenchPage(self.model, self.controls, troubles=self._troubles)
        page.add_meter_requested.connect(self.add_meter_requested)
        page.edit_requested.connect(self.edit_bench_requested)
        return self._connected(page)

    def _transactions_page(self) -> Page:
        from eichlab_gui.pages.transactions.page import TransactionsPage

        return self._connected(TransactionsPage(self.model, self._preferences, self.stack))

    def _transparency_page(self) -> Page:
        from eichlab_gui.pages.transparency.page import TransparencyPage

        return self._connected(TransparencyPage(self.model, self._preferences, self.stack))

    def _line_page(self) -> Page:
        from eichlab_gui.pages.line.page import LinePage

        page = LinePage(self.model, self.stack)
        if self.controls is not None:
            page.take_demo_panel(DemoPanel(self.controls, self.model))
        return self._connected(page)

    def _connected(self, page: Page) -> Page:
        page.records_requested.connect(self._show_records)
        page.page_requested.connect(self.show_page)
        page.notice_requested.connect(self.strip.show_notice)
        page.manual_requested.connect(self.open_manual)
        self.stack.addWidget(page)
        return page

    @property
    def transparency(self) -> "TransparencyPage":
        """Return the page Transparency."""
        from eichlab_gui.pages.transparency.page import TransparencyPage

        page = self.pages["transparency"]
        assert isinstance(page, TransparencyPage)
        return page

    @Slot()
    def complete(self) -> None:
        """Build the pages nobody asked for yet, a little at a time; `completed` follows.

        What they need of the driver is loaded in the background first: that takes longest.
        Asked again it does nothing.
        """
        self.patience.stop()
        if self._completing:
            return
        self._completing = True
        # A module that cannot be loaded is told of where its page is built.
        self.model.background.run(load_driver, self._begin_building, self._begin_building)

    def _begin_building(self, _: object) -> None:
        self._steps = self._building()
        self._go_on()

    @Slot()
    def _go_on(self) -> None:
        pause_ms = next(self._steps, None)
        if pause_ms is not None:
            self._next_step.start(pause_ms)

    def _building(self) -> Iterator[int]:
        """Go through it step by step, and yield after each how long to pause."""
        for key in self.pages:
            if key in self.pages.built:
                continue
            try:
                for _ in load_page(key):
                    yield _SMALL_PAUSE_MS
                page = self.pages[key]
                yield _PAUSE_MS
                page.dress()
            except Exception:  # noqa: BLE001 - whatever it is
                # One page that cannot be built keeps neither the others nor the meters waiting.
                sys.excepthook(*sys.exc_info())
                continue
            yield _PAUSE_MS
            # What the first look at a page would build, before anybody waits for it.
            page.ensurePolished()
            page.resize(self.stack.size())
            yield _PAUSE_MS
            page.grab()
            yield _PAUSE_MS
        self.completed.emit()

    def _build_menu(self) -> None:
        self._theme_menu = QMenu(self._menu)
        self._language_menu = QMenu(self._menu)
        themes, languages = QActionGroup(self), QActionGroup(self)
        for theme in Theme:
            action = self._theme_menu.addAction("")
            action.setCheckable(True)
            action.setChecked(theme is self._preferences.theme)
            action.setData(theme.value)
            themes.addAction(action)
            self._actions[f"theme.{theme.value}"] = action
        for each, title in ((Language.DE, "Deutsch"), (Language.EN, "English")):
            action = self._language_menu.addAction(title)
            action.setCheckable(True)
            action.setChecked(each is language())
            action.setData(each.value)
            languages.addAction(action)
            self._actions[f"language.{each.value}"] = action
        themes.triggered.connect(self._choose_theme)
        languages.triggered.connect(self._choose_language)
        self._menu.addMenu(self._theme_menu)
        self._menu.addMenu(self._language_menu)
        self._menu.addSeparator()
        self._actions["edit"] = self._menu.addAction("")
        self._offer_edit()
        self._actions["edit"].triggered.connect(self.edit_bench_requested)
        self._actions["display"] = self._menu.addAction("")
        self._actions["display"].setShortcut(QKeySequence("F11"))
        self._actions["display"].setEnabled(bool(self.model.meters))
        self._actions["display"].triggered.connect(self.display_requested)
        self.addAction(self._actions["display"])
        self._menu.addSeparator()
        self._actions["tour"] = self._menu.addAction("")
        self._actions["tour"].setVisible(self.controls is not None)
        self._actions["tour"].triggered.connect(self.begin_tour)
        self._actions["manual"] = self._menu.addAction("")
        self._actions["manual"].setShortcut(QKeySequence("F1"))
        self._actions["manual"].triggered.connect(self.show_manual)
        self.addAction(self._actions["manual"])
        self._actions["about"] = self._menu.addAction("")
        self._actions["about"].triggered.connect(self.show_about)
        self._actions["quit"] = self._menu.addAction("")
        self._actions["quit"].setShortcut(QKeySequence(QKeySequence.StandardKey.Quit))
        self._actions["quit"].triggered.connect(self.close)
        self.addAction(self._actions["quit"])

    def _build_shortcuts(self) -> None:
        for number, key in enumerate(PAGES, 1):
            action = QAction(self)
            action.setShortcut(QKeySequence(f"Ctrl+{number}"))
            action.triggered.connect(partial(self.show_page, key))
            self.addAction(action)
        settings = QAction(self)
        settings.setShortcut(QKeySequence("Ctrl+,"))
        settings.triggered.connect(self._open_menu)
        self.addAction(settings)

    def retranslate(self) -> None:
        """Set every text of rail and menu anew."""
        names = {
            "bench": self.tr("Bench"),
            "transactions": self.tr("Transactions"),
            "transparency": self.tr("Transparency"),
            "line": self.tr("Line"),
        }
        for number, (key, name) in enumerate(names.items(), 1):
            self.rail.set_word(
                key,
                name,
                QKeySequence(f"Ctrl+{number}").toString(QKeySequence.SequenceFormat.NativeText),
            )
        self.rail.settings.setToolTip(self.tr("Settings"))
        self.rail.settings.setAccessibleName(self.tr("Settings"))
        self._theme_menu.setTitle(self.tr("&Theme"))
        self._language_menu.setTitle(self.tr("&Language"))
        self._actions["theme.system"].setText(self.tr("As the &system"))
        self._actions["theme.light"].setText(self.tr("&Light"))
        self._actions["theme.dark"].setText(self.tr("&Dark"))
        self._actions["edit"].setText(self.tr("&Edit the bench…"))
        self._actions["display"].setText(self.tr("&Display for visitors"))
        self._actions["tour"].setText(self.tr("Guided &tour"))
        self._actions["manual"].setText(self.tr("&Manual"))
        self._actions["about"].setText(self.tr("&About Eichlab"))
        self._actions["quit"].setText(self.tr("&Quit"))

    # Using.

    @property
    def page(self) -> str:
        """Return the key of the page shown."""
        shown = self.stack.currentWidget()
        return next((key for key, page in self.pages.built.items() if page is shown), "bench")

    @Slot(str)
    def show_page(self, key: str) -> None:
        """Go to a page."""
        page = self.pages[key]
        # Here rather than in its first showing: an error within Qt's calls may end the process.
        page.dress()
        self.stack.setCurrentWidget(page)
        self.rail.choose(key)
        # The page itself takes the keyboard, so that no control looks chosen; Tab goes on from it.
        page.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def show_manual(self) -> None:
        """Open the manual at the chapter of the page shown."""
        self.open_manual(self.page if self.model.meters or self.page != "bench" else "start")

    @Slot(str)
    def open_manual(self, chapter: str) -> None:
        """Open the manual at a chapter."""
        from eichlab_gui.manual import Manual

        if self.manual is None:
            self.manual = Manual(self)
        self.manual.open_at(chapter)

    @Slot()
    def show_about(self) -> "AboutDialog":
        """Show what program this is."""
        from eichlab_gui.about import AboutDialog

        dialog = AboutDialog(self.model.background, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    @Slot()
    def begin_tour(self) -> None:
        """Show the guided tour of the simulated bench below the pages."""
        if self.controls is None or self.tour is not None:
            return
        # Tab goes through all pages before it comes to the tour.
        tuple(self.pages.values())
        from eichlab_gui.demo.tour import Tour

        self.tour = Tour(self.model, self.controls)
        self.tour.page_wanted.connect(self.show_page)
        self.tour.records_wanted.connect(self._show_records)
        self.tour.ended.connect(self.end_tour)
        self._right.addWidget(self.tour)
        self._actions["tour"].setEnabled(False)

    @Slot()
    def end_tour(self) -> None:
        """Put the tour away."""
        if self.tour is not None:
            tour, self.tour = self.tour, None
            tour.close_tour()
            self._right.removeWidget(tour)
            tour.hide()
            tour.deleteLater()
            self._actions["tour"].setEnabled(True)

    def _offer_edit(self) -> None:
        # The simulated bench is made anew at each start: there is nothing to keep.
        something = bool(self.model.meters) or bool(self._troubles)
        self._actions["edit"].setEnabled(something and self.model.demo is None)

    def open_files(self, paths: Sequence[Path]) -> None:
        """Show files on Transparency."""
        self.opened_files = tuple(paths)
        self.show_page("transparency")
        self.transparency.open_files(paths)

    @Slot()
    def open_file(self) -> None:
        """Ask for a file to show on Transparency."""
        self.show_page("transparency")
        self.transparency.choose_files()

    @Slot(object)
    def _show_records(self, records: tuple[SignedRecord, ...]) -> None:
        self.show_page("transparency")
        self.transparency.show_records(records)

    @Slot(object)
    def _noticed(self, notice: Noticed) -> None:
        self.strip.show_notice(notice.message, notice.severity)

    def show_mishap(self, text: str) -> None:
        """Tell of a defect of ours, without stopping the work."""
        sentence = self.tr("Unexpected error, see the log: {text}").format(text=text)
        self.strip.show_notice(sentence, Severity.ERROR)

    @Slot()
    def _open_menu(self) -> None:
        corner = self.rail.settings.mapToGlobal(QPoint(self.rail.settings.width() + 2, 0))
        self._menu.popup(QPoint(corner.x(), corner.y() - self._menu.sizeHint().height() + 40))

    @Slot(QAction)
    def _choose_theme(self, action: QAction) -> None:
        self.theme_chosen.emit(str(action.data()))

    @Slot(QAction)
    def _choose_language(self, action: QAction) -> None:
        self.language_chosen.emit(str(action.data()))

    # Qt.

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell of the first paint of the window, then listen no more."""
        if event.type() == QEvent.Type.Paint:
            self.removeEventFilter(self)
            # All that the window holds is painted next, before this timer fires.
            QTimer.singleShot(0, self, self.painted.emit)
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the window and let go of everything that runs."""
        self._preferences.geometry = self.saveGeometry()
        self._preferences.save()
        self.patience.stop()
        self._next_step.stop()
        self.end_tour()
        for page in self.pages.built.values():
            page.close_page()
        self.strip.close_strip()
        super().closeEvent(event)
        self.closed.emit()
