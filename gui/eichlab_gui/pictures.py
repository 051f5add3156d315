"""What the codes in a picture hold: signed records, or the key on a type plate.

Runs in worker processes and background threads; a picture of any size is bounded first.
"""

from pathlib import Path
from typing import Final

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from eichlab.values import DocumentError

# A photograph of a telephone has about 4,000 pixels; more shows no code that these do not.
_LARGEST_EDGE: Final = 6000
_LARGEST_BYTES: Final = 64_000_000


def codes_in_file(path: Path) -> tuple[bytes, ...]:
    """Return what each code in a picture file holds, from top to bottom.

    Raises `DocumentError` for a file that is no picture and for a picture without a code.
    """
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            raise DocumentError(
                "picture.too-large", source=path.name, limit=_LARGEST_BYTES // 1_000_000
            )
    except OSError as error:
        raise DocumentError("picture.unreadable", source=path.name, why=error.strerror) from error
    reader = QImageReader(str(path))
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > _LARGEST_EDGE:
        edge = QSize(_LARGEST_EDGE, _LARGEST_EDGE)
        reader.setScaledSize(size.scaled(edge, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        raise DocumentError("picture.unreadable", source=path.name, why=reader.errorString())
    return codes_in(image, path.name)


def codes_in(image: QImage, source: str) -> tuple[bytes, ...]:
    """Return what each code in a picture holds; raises `DocumentError` where there is none."""
    # Loaded only when a picture comes, which is seldom.
    import zxingcpp

    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())
    found = zxingcpp.read_barcodes(np.ascontiguousarray(rows[:, : grey.width()]))
    codes = sorted(
        (each for each in found if each.valid and each.bytes),
        key=lambda each: (each.position.top_left.y, each.position.top_left.x),
    )
    if not codes:
        raise DocumentError("picture.no-code", source=source)
    return tuple(bytes(each.bytes) for each in codes)
