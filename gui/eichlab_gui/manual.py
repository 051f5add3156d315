"""The manual: a short chapter a page, verdicts and rules, wiring, and a page a meter; F1."""

import re
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, Slot
from PySide6.QtGui import (
    QBrush,
    QColor,
    QKeyEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QWidget,
)

from eichlab.resources import resource
from eichlab.texts import Language, texts_by_code
from eichlab.transparency import FOOTER, RULES, Profile
from eichlab.values import Severity, VerdictWord
from eichlab_gui import theme
from eichlab_gui.language import language, said
from eichlab_gui.pages.transparency.profile_choice import profile_sentence
from eichlab_gui.theme import SPACE_L, SPACE_XL, tokens
from eichlab_gui.widgets import verdict_word

_CHAPTERS = (
    *("start", "bench", "transactions", "transparency", "line", "display", "wiring"),
    "register-map",
)
_VERDICTS = "verdicts"
_METER = "meters/"
_ROW = 28
_HEADING = re.compile(r"^# (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter: its key (a page's name, ``verdicts``, ``meters/MODEL``), title and Markdown."""

    key: str
    title: str
    text: str


def chapters(spoken: Language) -> list[Chapter]:
    """Return the whole manual in one language, in the order of reading."""
    folder = resource("manual")
    found = [_chapter(key, folder / f"{key}.{spoken}.md") for key in _CHAPTERS]
    found.insert(4, _verdicts(spoken))
    meters = sorted((folder / "meters").glob(f"*.{spoken}.md"))
    found += [_chapter(_METER + path.name.removesuffix(f".{spoken}.md"), path) for path in meters]
    return found


def _chapter(key: str, path: Path) -> Chapter:
    text = path.read_text("utf-8")
    heading = _HEADING.search(text)
    return Chapter(key, heading[1] if heading else key, text)


def _verdicts(spoken: Language) -> Chapter:
    """Return what each verdict means and every rule, from the driver's own tables."""
    translate = QCoreApplication.translate
    title = translate("Manual", "What a verdict means")
    meanings = {
        VerdictWord.VERIFIED: translate(
            "Manual", "the signature fits, the key is confirmed, and no rule finds an error"
        ),
        VerdictWord.UNCONFIRMED: translate(
            "Manual", "the signature fits, but nobody vouches for the key"
        ),
        VerdictWord.REJECTED: translate(
            "Manual",
            "the signature does not fit, another key signed, or the content cannot be billed",
        ),
        VerdictWord.UNREADABLE: translate(
            "Manual", "nothing can be said: no key, an unknown method, or no signed record"
        ),
    }
    severities = {
        Severity.ERROR: translate("Manual", "error"),
        Severity.WARNING: translate("Manual", "warning"),
        Severity.NOTE: translate("Manual", "note"),
    }
    about_words = (translate("Manual", "Verdict"), translate("Manual", "Means"))
    lines = [f"# {title}", ""]
    lines += ["| " + " | ".join(about_words) + " |", "|---|---|"]
    lines += [f"| **{verdict_word(word)}** | {text} |" for word, text in meanings.items()]
    lines += ["", said(FOOTER) + ".", "", "## " + translate("Manual", "The profiles"), ""]
    lines += [f"* **{profile.value}**: {said(profile_sentence(profile))}" for profile in Profile]
    lines += ["", "## " + translate("Manual", "The rules"), ""]
    heads = (
        translate("Manual", "Rule"),
        translate("Manual", "Weighs"),
        translate("Manual", "Says"),
        translate("Manual", "Source"),
    )
    lines += ["| " + " | ".join(heads) + " |", "|---|---|---|---|"]
    texts = texts_by_code()
    for rule in RULES.values():
        text = texts[f"finding.{rule.id}"]
        sentence = re.sub(r"\{[^}]*\}", "…", text.de if spoken is Language.DE else text.en)
        cells = (rule.id, severities[rule.severity], sentence, rule.source)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return Chapter(_VERDICTS, title, "\n".join(lines))


class Manual(QWidget):
    """A window of its own: chapters on the left, the text on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.resize(980, 680)
        self.list = QListWidget()
        self.list.setFixedWidth(250)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.text = QTextBrowser()
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setOpenLinks(False)
        self.text.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.text.document().setDocumentMargin(SPACE_XL)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_L, SPACE_L, 0, 0)
        row.addWidget(self.list)
        row.addWidget(self.text, 1)
        self._chapters: list[Chapter] = []
        self.list.currentRowChanged.connect(self._show)
        self._fill("start")

    @property
    def chapter(self) -> str:
        """Return the key of the chapter shown."""
        row = self.list.currentRow()
        return self._chapters[row].key if 0 <= row < len(self._chapters) else ""

    def open_at(self, key: str) -> None:
        """Show a chapter; an unknown one is the first."""
        keys = [each.key for each in self._chapters]
        self.list.setCurrentRow(keys.index(key) if key in keys else 0)
        self.show()
        self.activateWindow()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self, key: str) -> None:
        self.setWindowTitle(self.tr("Eichlab – Manual"))
        self.list.setAccessibleName(self.tr("Chapters"))
        self.text.setAccessibleName(self.tr("Text of the chapter"))
        self._chapters = chapters(language())
        self.list.blockSignals(True)  # noqa: FBT003 - Qt's signature
        self.list.clear()
        for chapter in self._chapters:
            item = QListWidgetItem(chapter.title)
            item.setToolTip(chapter.title)
            item.setSizeHint(QSize(0, _ROW))
            self.list.addItem(item)
        keys = [each.key for each in self._chapters]
        self.list.setCurrentRow(keys.index(key) if key in keys else 0)
        self.list.blockSignals(False)  # noqa: FBT003 - Qt's signature
        self._show(self.list.currentRow())

    @Slot(int)
    def _show(self, row: int) -> None:
        if not 0 <= row < len(self._chapters):
            return
        shown = tokens(self)
        document = self.text.document()
        document.setDefaultFont(theme.font(14))
        document.setMarkdown(
            self._chapters[row].text, QTextDocument.MarkdownFeature.MarkdownDialectGitHub
        )
        _set_blocks(document)
        _set_tables(document, shown.border)
        self.text.moveCursor(self.text.textCursor().MoveOperation.Start)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language, and draw in the new colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._fill(self.chapter)
        elif event.type() == QEvent.Type.PaletteChange:
            self._show(self.list.currentRow())


def _set_blocks(document: QTextDocument) -> None:
    """Give headings their size and paragraphs room between them; Markdown leaves none."""
    block = document.begin()
    while block.isValid():
        cursor = QTextCursor(block)
        form = block.blockFormat()
        level = form.headingLevel()
        if level:
            letters = QTextCharFormat()
            letters.setProperty(QTextFormat.Property.FontSizeAdjustment, max(3 - level, 0))
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            cursor.mergeCharFormat(letters)
            form.setTopMargin(0 if level == 1 else 16)
            form.setBottomMargin(8)
        elif cursor.currentTable() is None:
            form.setBottomMargin(3 if block.textList() is not None else 9)
            form.setLineHeight(120, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        QTextCursor(block).setBlockFormat(form)
        block = block.next()


def _set_tables(document: QTextDocument, border: str) -> None:
    """Give the tables of a document room and thin lines."""
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            form = frame.format()
            form.setCellPadding(5)
            form.setCellSpacing(0)
            form.setBorder(1)
            form.setBorderCollapse(True)
            form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            form.setBorderBrush(QBrush(QColor(border)))
            form.setTopMargin(6)
            form.setBottomMargin(10)
            form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
            frame.setFormat(form)
