"""The modules of the QR codes that hold a signed record."""

from dataclasses import dataclass
from functools import lru_cache

import segno
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from eichlab.transparency import in_codes

QUIET_MODULES = 4
"""The margin that ISO/IEC 18004 asks for around a code."""


@dataclass(frozen=True, slots=True)
class Code:
    """One code as a picture of one pixel a module, margin included."""

    image: QImage
    number: int
    count: int


@lru_cache(maxsize=8)
def codes_of(data: bytes) -> tuple[Code, ...]:
    """Return the codes that hold these bytes, numbered where one is not enough.

    Empty for what fits into no reasonable number of codes.
    """
    try:
        parts = in_codes(data)
    except ValueError:
        return ()
    return tuple(_code(part, number, len(parts)) for number, part in enumerate(parts, 1))


def paint_code(painter: QPainter, code: Code, room: QRectF) -> None:
    """Draw a code into a square, every module of whole pixels: half ones are hard to read."""
    size = code.image.width()
    ratio = painter.deviceTransform().m11()
    module = max(int(min(room.width(), room.height()) * ratio / size), 1) / ratio
    edge = module * size
    target = QRectF(0, 0, edge, edge)
    target.moveCenter(room.center())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("white"))
    painter.drawRoundedRect(target, 8, 8)
    painter.drawImage(target, code.image)
    painter.restore()


def _code(data: bytes, number: int, count: int) -> Code:
    made = segno.make(data, error="l", boost_error=False, micro=False)
    rows = [bytes(row) for row in made.matrix_iter(border=QUIET_MODULES)]
    size = len(rows)
    image = QImage(size, size, QImage.Format.Format_Grayscale8)
    image.fill(255)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                image.setPixel(x, y, 0xFF000000)
    return Code(image, number, count)
