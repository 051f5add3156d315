"""Draws the program's icon from resources/icons/eichlab.svg, on a plate seen on any panel.

``python packaging/icons.py FOLDER`` writes ``hicolor/…`` (SVG and PNG, as Linux desktops look for
them), ``eichlab.png``, ``eichlab.ico`` and ``eichlab.icns``.
"""

import os
import re
import sys
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from eichlab.resources import resource

SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
_PLATE, _INK = "#0B62C4", "#FFFFFF"


def drawing() -> str:
    """Return the icon as SVG: the sign of the window, white on a blue plate."""
    sign = resource("icons", "eichlab.svg").read_text("utf-8")
    paths = re.sub(r' stroke="[^"]*"', "", "".join(re.findall(r"<path[^>]*/>", sign)))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">\n'
        f'  <rect width="24" height="24" rx="5.2" fill="{_PLATE}"/>\n'
        f'  <g transform="translate(2.4 2.2) scale(0.8)" fill="none" stroke="{_INK}"'
        ' stroke-width="1.9" stroke-linecap="round" stroke-linejoin="round">\n'
        f"    {paths}\n  </g>\n</svg>\n"
    )


def image(size: int) -> QImage:
    """Return the icon as a square picture."""
    painted = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    painted.fill(0)
    painter = QPainter(painted)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(drawing().encode())).render(painter, QRectF(painted.rect()))
    painter.end()
    return painted


def _save(painted: QImage, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not painted.save(str(path)):
        raise OSError(f"{path} cannot be written")


def main(folder: Path) -> None:
    """Write all forms of the icon."""
    theme = folder / "hicolor"
    for size in SIZES:
        _save(image(size), theme / f"{size}x{size}" / "apps" / "eichlab.png")
    scalable = theme / "scalable" / "apps" / "eichlab.svg"
    scalable.parent.mkdir(parents=True, exist_ok=True)
    scalable.write_text(drawing(), "utf-8")
    for suffix in ("png", "ico", "icns"):
        _save(image(256), folder / f"eichlab.{suffix}")


if __name__ == "__main__":
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QGuiApplication([])
    main(Path(sys.argv[1]))
