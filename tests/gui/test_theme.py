"""Colours, contrast, icons and the style sheet."""

import dataclasses
import re

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QWidget

from eichlab.resources import resource
from eichlab.values import LinkState, VerdictWord
from eichlab_gui import icons, theme
from eichlab_gui.theme import DARK, LIGHT, Theme, Tone, tokens, tone_colours


def contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        parts = (QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF())
        linear = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("shown", [LIGHT, DARK])
def test_every_text_can_be_read(shown):
    for ground in (shown.background, shown.surface, shown.raised):
        assert contrast(shown.text, ground) > 7
        assert contrast(shown.muted, ground) > 4.5
    for tone in Tone:
        strong, tint = tone_colours(shown, tone)
        assert contrast(strong, tint) > 4.5, tone
        assert contrast(strong, shown.surface) > 4.5, tone
    assert contrast(shown.on_accent, shown.accent) > 4.5


@pytest.mark.parametrize("shown", [LIGHT, DARK])
def test_the_style_sheet_has_no_open_places(shown):
    sheet = theme.style_sheet(shown)
    assert "{{" not in sheet
    assert not re.search(r"\{[a-z_]+\}", sheet)
    for name in ("chevron", "tick"):
        assert f"{name}-" in sheet


def test_baked_colours_are_the_tokens():
    for side, shown in (("light", LIGHT), ("dark", DARK)):
        assert shown.muted in resource("icons", f"chevron-{side}.svg").read_text()
        assert shown.on_accent in resource("icons", f"tick-{side}.svg").read_text()


def test_widgets_know_their_theme(qapp, qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    assert tokens(widget) is LIGHT
    theme.dress(qapp, Theme.DARK)
    assert tokens(widget) is DARK
    assert widget.palette().color(QPalette.ColorRole.Text).name().upper() == DARK.text


def test_verdicts_and_links_differ_in_shape_not_only_in_colour(qapp):
    def silhouette(name: str) -> bytes:
        image = icons.pixmap(name, "#000000", 48, paper="#ffffff").toImage()
        return bytes(
            image.pixelColor(x, y).alpha() > 127 and image.pixelColor(x, y).lightness() < 128
            for x in range(48)
            for y in range(48)
        )

    words = [*VerdictWord, *LinkState]
    shapes = {word: silhouette(word.value) for word in words}
    assert all(any(shape) for shape in shapes.values())
    assert len(set(shapes.values())) == len(words)


def test_all_tokens_are_colours():
    for shown in (LIGHT, DARK):
        for field in dataclasses.fields(shown):
            assert QColor(getattr(shown, field.name)).isValid()
