"""Eichlab's own icons: SVG files drawn in one colour, painted in a token's colour.

``currentColor`` in a file is the ink, ``white`` what is cut out of it.
"""

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from eichlab.resources import resource
from eichlab.values import LinkState, Severity, VerdictWord
from eichlab_gui.theme import (
    LINK_TONES,
    SEVERITY_TONES,
    VERDICT_TONES,
    Tokens,
    tokens,
    tone_colours,
)

_RATIOS = (1.0, 1.5, 2.0, 3.0)


def paint_icon(painter: QPainter, area: QRectF, name: str, ink: str, paper: str = "white") -> None:
    """Paint the icon ``name`` into ``area``, sharp at any scale."""
    QSvgRenderer(QByteArray(_drawing(name, ink, paper))).render(painter, area)


def pixmap(name: str, ink: str, size: int, *, paper: str = "white", ratio: float = 1.0) -> QPixmap:
    """Return the icon as a pixmap of ``size`` logical pixels at the device's pixel ratio."""
    key = f"eichlab/{name}/{ink}/{paper}/{size}/{ratio}"
    found = QPixmap()
    if QPixmapCache.find(key, found):
        return found
    made = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_icon(painter, QRectF(made.rect()), name, ink, paper)
    painter.end()
    made.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, made)
    return made


def icon(name: str, ink: str, size: int = 16, *, paper: str = "white") -> QIcon:
    """Return the icon for buttons, tables and menus."""
    made = QIcon()
    for ratio in _RATIOS:
        made.addPixmap(pixmap(name, ink, size, paper=paper, ratio=ratio))
    return made


def verdict_icon(word: VerdictWord, size: int = 16, shown: Tokens | None = None) -> QIcon:
    """Return the shape of a verdict in its colour; the word must stand beside it."""
    shown = shown or tokens()
    ink, _ = tone_colours(shown, VERDICT_TONES[word])
    return icon(word.value, ink, size, paper=shown.surface)


def link_icon(state: LinkState, size: int = 12, shown: Tokens | None = None) -> QIcon:
    """Return the lamp of a link state in its colour; the word must stand beside it."""
    ink, _ = tone_colours(shown or tokens(), LINK_TONES[state])
    return icon(state.value, ink, size)


def severity_icon(severity: Severity, size: int = 16, shown: Tokens | None = None) -> QIcon:
    """Return the shape of a finding's severity in its colour."""
    shown = shown or tokens()
    ink, _ = tone_colours(shown, SEVERITY_TONES[severity])
    return icon(SEVERITY_ICONS[severity], ink, size, paper=shown.surface)


SEVERITY_ICONS = {
    Severity.ERROR: "rejected",
    Severity.WARNING: "warning",
    Severity.NOTE: "note",
}


@cache
def _drawing(name: str, ink: str, paper: str) -> bytes:
    text = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    return text.replace("currentColor", ink).replace('"white"', f'"{paper}"').encode()
