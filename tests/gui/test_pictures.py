"""Records come out of pictures of codes as they went in, in one code or in several."""

import json

import numpy as np
import pytest
import segno
from cryptography.hazmat.primitives.asymmetric import ec
from PySide6.QtGui import QColor, QImage, QPainter, QTransform

from eichlab.ocmf import sign
from eichlab.transparency import in_codes
from eichlab.values import DocumentError
from eichlab_gui.judging_process import Finished, Part, Work, judged
from eichlab_gui.pictures import codes_in, codes_in_file


def picture(*codes, scale=4):
    """Return codes side by side, as a screenshot would have them."""
    made = [segno.make(code, error="l", micro=False) for code in codes]
    size = max(each.symbol_size(scale, 4)[0] for each in made)
    image = QImage(size * len(made), size, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    for number, each in enumerate(made):
        rows = np.array([list(row) for row in each.matrix_iter(scale=scale, border=4)], np.uint8)
        grey = np.ascontiguousarray(np.where(rows, 0, 255).astype(np.uint8))
        height, width = grey.shape
        drawn = QImage(grey.data, width, height, width, QImage.Format.Format_Grayscale8)
        painter.drawImage(number * size, 0, drawn)
    painter.end()
    return image


def saved(image, path):
    assert image.save(str(path))
    return path


@pytest.fixture(scope="module")
def record():
    key = ec.generate_private_key(ec.SECP256R1())
    reading = {"TM": "2026-11-24T10:00:00,000+0100 S", "RI": "1-b:1.8.0", "RU": "kWh", "ST": "G"}
    readings = [{**reading, "TX": "B", "RV": 1.5}, {**reading, "TX": "E", "RV": 2.5}]
    head = {"FV": "1.2", "GS": "SIM1", "PG": "T1", "IS": True, "TT": "x" * 400}
    payload = json.dumps({**head, "RD": readings})
    return sign(payload.encode(), key, algorithm="ECDSA-secp256r1-SHA256")


def parts(work):
    pieces = list(judged(work))
    assert isinstance(pieces[-1], Finished), pieces[-1]
    return [each for each in pieces if isinstance(each, Part)]


def test_one_code_is_judged_like_a_file(qapp, tmp_path, record):
    path = saved(picture(record), tmp_path / "code.png")
    (found, *_) = parts(Work(paths=(path,)))
    assert found.records[0].record.data == record


def test_numbered_codes_from_several_pictures_are_joined(qapp, tmp_path, record):
    one, *others = in_codes(record, 400)
    paths = (
        saved(picture(one), tmp_path / "a.png"),
        saved(picture(*others[::-1]), tmp_path / "b.jpg"),
    )
    (found, *_) = parts(Work(paths=paths))
    assert found.records[0].record.data == record


def test_a_missing_code_is_named(qapp, tmp_path, record):
    codes = in_codes(record, 400)
    path = saved(picture(*codes[:-1]), tmp_path / "a.png")
    pieces = list(judged(Work(paths=(path,))))
    assert pieces[-1].message.code == "picture.codes-missing"
    assert pieces[-1].message.parameters["missing"] == str(len(codes))


def test_a_turned_and_small_photograph_is_read(qapp, record):
    turned = picture(record).transformed(QTransform().rotate(17))
    assert codes_in(turned, "photo") == (record,)


def test_a_key_from_a_type_plate(qapp, tmp_path):
    point = "04" + "AB" * 64
    path = saved(picture(point.encode()), tmp_path / "plate.png")
    assert codes_in_file(path) == (point.encode(),)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("empty.png", b"", "picture.unreadable"),
        ("text.jpg", b"no picture", "picture.unreadable"),
        ("cut.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "picture.unreadable"),
    ],
)
def test_what_is_no_picture_is_said(qapp, tmp_path, name, data, code):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(DocumentError) as refused:
        codes_in_file(path)
    assert refused.value.message.code == code


def test_a_picture_without_a_code_is_said(qapp, tmp_path):
    blank = QImage(200, 200, QImage.Format.Format_RGB32)
    blank.fill(QColor("white"))
    with pytest.raises(DocumentError) as refused:
        codes_in_file(saved(blank, tmp_path / "blank.png"))
    assert refused.value.message.code == "picture.no-code"


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(DocumentError):
        codes_in_file(tmp_path / "none.png")
