"""Every colour, size and font of the desktop, and the palettes and style sheet made from them.

Widgets ask `tokens` for the colours of their own palette, so that light and dark need no switch
anywhere else.
"""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from eichlab.resources import resource
from eichlab.values import Channel, LinkState, Severity, VerdictWord


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one theme, ``#RRGGBB``."""

    background: str
    surface: str
    raised: str
    border: str
    grid: str
    text: str
    muted: str
    accent: str
    accent_tint: str
    on_accent: str
    good: str
    good_tint: str
    care: str
    care_tint: str
    bad: str
    bad_tint: str
    neutral: str
    neutral_tint: str
    loss_band: str
    transaction_band: str
    curve_l1: str
    curve_l2: str
    curve_l3: str
    curve_total: str


LIGHT = Tokens(
    background="#F5F6F8",
    surface="#FFFFFF",
    raised="#FFFFFF",
    border="#D8DDE3",
    grid="#E6E9ED",
    text="#14191F",
    muted="#5A6672",
    accent="#0B62C4",
    accent_tint="#E7F0FB",
    on_accent="#FFFFFF",
    good="#17734A",
    good_tint="#E6F4EC",
    care="#8A5A00",
    care_tint="#FBF1DC",
    bad="#B3261E",
    bad_tint="#FBE9E7",
    neutral="#4A5560",
    neutral_tint="#EDF0F3",
    loss_band="#F6DCD8",
    transaction_band="#E9F1FB",
    curve_l1="#0072B2",
    curve_l2="#D55E00",
    curve_l3="#009E73",
    curve_total="#7A4BD0",
)

DARK = Tokens(
    background="#14171A",
    surface="#1B1F24",
    raised="#22272D",
    border="#333A42",
    grid="#2A3037",
    text="#E7EBEF",
    muted="#98A4B0",
    accent="#6AB0FF",
    accent_tint="#17304B",
    on_accent="#14171A",
    good="#4CC38A",
    good_tint="#16302A",
    care="#E5B454",
    care_tint="#352A12",
    bad="#FF8A80",
    bad_tint="#3A1B1A",
    neutral="#A9B4BF",
    neutral_tint="#262C33",
    loss_band="#3B2221",
    transaction_band="#182A3F",
    curve_l1="#56B4E9",
    curve_l2="#F0894D",
    curve_l3="#3CC79B",
    curve_total="#B79BFF",
)

# Curves of several meters in one plot, told apart also by colour-blind eyes and by their names.
_METERS_LIGHT = (
    "#7A4BD0", "#0072B2", "#D55E00", "#009E73", "#B0307A", "#8A5A00", "#4A5560", "#1E6FDB",
)  # fmt: skip
_METERS_DARK = (
    "#B79BFF", "#56B4E9", "#F0894D", "#3CC79B", "#F08BC0", "#E5B454", "#A9B4BF", "#8FC1FF",
)  # fmt: skip

# Steps of the layout in pixels, and the radii of cards and of everything inside them.
SPACE_S, SPACE_M, SPACE_L, SPACE_XL = 4, 8, 14, 16
RADIUS, RADIUS_SMALL = 8, 6
# As wide as the longest word in either language: an abbreviated page is no name.
RAIL_WIDTH, STRIP_HEIGHT, CONTROL_HEIGHT = 92, 30, 30

# Type sizes in pixels.
TEXT_PX, HEADING_PX, SMALL_PX, FIGURE_PX, FIGURE_LARGE_PX = 13, 17, 12, 22, 36


class Theme(StrEnum):
    """What the user chose; `SYSTEM` follows the desktop environment."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Tone(StrEnum):
    """What a colour means; each has a strong colour and a tint."""

    ACCENT = "accent"
    GOOD = "good"
    CARE = "care"
    BAD = "bad"
    NEUTRAL = "neutral"


VERDICT_TONES = MappingProxyType(
    {
        VerdictWord.VERIFIED: Tone.GOOD,
        VerdictWord.UNCONFIRMED: Tone.CARE,
        VerdictWord.REJECTED: Tone.BAD,
        VerdictWord.UNREADABLE: Tone.NEUTRAL,
    }
)

LINK_TONES = MappingProxyType(
    {
        LinkState.ONLINE: Tone.GOOD,
        LinkState.DEGRADED: Tone.CARE,
        LinkState.SILENT: Tone.BAD,
        LinkState.PORT_LOST: Tone.BAD,
        LinkState.UNKNOWN: Tone.NEUTRAL,
    }
)

SEVERITY_TONES = MappingProxyType(
    {Severity.ERROR: Tone.BAD, Severity.WARNING: Tone.CARE, Severity.NOTE: Tone.NEUTRAL}
)


def tone_colours(shown: Tokens, tone: Tone) -> tuple[str, str]:
    """Return the strong colour of ``tone`` and its tint."""
    return getattr(shown, tone.value), getattr(shown, f"{tone.value}_tint")


def curve_colour(shown: Tokens, channel: Channel) -> str:
    """Return the colour of the curve of ``channel``; the label tells curves apart as well."""
    named = {
        Channel.L1: shown.curve_l1,
        Channel.L2: shown.curve_l2,
        Channel.L3: shown.curve_l3,
        Channel.N: shown.neutral,
    }
    return named.get(channel, shown.curve_total)


def meter_colour(shown: Tokens, number: int) -> str:
    """Return the colour of the ``number``-th meter plotted; colours recur after eight."""
    palette = _METERS_DARK if shown is DARK else _METERS_LIGHT
    return palette[number % len(palette)]


def tokens(widget: QWidget | None = None) -> Tokens:
    """Return the colours that fit the palette of ``widget``, or of the application."""
    palette = widget.palette() if widget is not None else QGuiApplication.palette()
    return DARK if palette.color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def resolve(theme: Theme) -> Tokens:
    """Return the colours ``theme`` means now; a system that does not say means light."""
    if theme is Theme.SYSTEM:
        scheme = QGuiApplication.styleHints().colorScheme()
        return DARK if scheme == Qt.ColorScheme.Dark else LIGHT
    return DARK if theme is Theme.DARK else LIGHT


def dress(application: QApplication, theme: Theme) -> None:
    """Give the whole application the style, palette, font and style sheet of ``theme``."""
    shown = resolve(theme)
    application.setPalette(palette(shown))
    application.setFont(font())
    application.setStyleSheet(style_sheet(shown))


def font(
    pixels: int = TEXT_PX, *, weight: QFont.Weight = QFont.Weight.Normal, fixed: bool = False
) -> QFont:
    """Return the system's sans serif (or fixed) font with tabular figures."""
    system = QFontDatabase.SystemFont
    chosen = QFontDatabase.systemFont(system.FixedFont if fixed else system.GeneralFont)
    chosen.setPixelSize(pixels)
    chosen.setWeight(weight)
    chosen.setFeature(QFont.Tag("tnum"), 1)
    return chosen


def palette(shown: Tokens) -> QPalette:
    """Return the complete palette of a theme, the disabled group included."""
    made = QPalette(QColor(shown.background))
    roles = {
        QPalette.ColorRole.Window: shown.background,
        QPalette.ColorRole.WindowText: shown.text,
        QPalette.ColorRole.Base: shown.surface,
        QPalette.ColorRole.AlternateBase: shown.background,
        QPalette.ColorRole.Text: shown.text,
        QPalette.ColorRole.Button: shown.raised,
        QPalette.ColorRole.ButtonText: shown.text,
        QPalette.ColorRole.BrightText: shown.bad,
        QPalette.ColorRole.ToolTipBase: shown.raised,
        QPalette.ColorRole.ToolTipText: shown.text,
        QPalette.ColorRole.PlaceholderText: shown.muted,
        QPalette.ColorRole.Highlight: shown.accent,
        QPalette.ColorRole.HighlightedText: shown.on_accent,
        QPalette.ColorRole.Link: shown.accent,
        QPalette.ColorRole.LinkVisited: shown.accent,
        QPalette.ColorRole.Accent: shown.accent,
        QPalette.ColorRole.Mid: shown.border,
        QPalette.ColorRole.Midlight: shown.grid,
        QPalette.ColorRole.Light: shown.raised,
        QPalette.ColorRole.Dark: shown.border,
        QPalette.ColorRole.Shadow: shown.border,
    }
    for role, colour in roles.items():
        made.setColor(role, QColor(colour))
    faint = QColor(shown.muted)
    faint.setAlpha(150)
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
    ):
        made.setColor(QPalette.ColorGroup.Disabled, role, faint)
    disabled = QPalette.ColorGroup.Disabled
    made.setColor(disabled, QPalette.ColorRole.Highlight, QColor(shown.border))
    made.setColor(disabled, QPalette.ColorRole.HighlightedText, QColor(shown.muted))
    return made


def style_sheet(shown: Tokens) -> str:
    """Return the style sheet of a theme: what a palette cannot say about standard widgets."""
    side = "dark" if shown is DARK else "light"
    return _SHEET.format_map(
        {
            **{name: getattr(shown, name) for name in Tokens.__dataclass_fields__},
            "chevron": resource("icons", f"chevron-{side}.svg").as_posix(),
            "tick": resource("icons", f"tick-{side}.svg").as_posix(),
            "radius": RADIUS_SMALL,
            "heading": HEADING_PX,
            "small": SMALL_PX,
        }
    )


# Dynamic properties: ``kind`` of a button (primary, danger, plain, quiet), ``place`` of a segment
# (first, middle, last, only), ``role`` of a label (heading, title, muted, small, bad, care, good).
_SHEET = """
QLabel {{ background: transparent; }}
QLabel[role="heading"] {{ font-size: {heading}px; font-weight: 600; }}
QLabel[role="title"] {{ font-weight: 600; }}
QLabel[role="muted"] {{ color: {muted}; }}
QLabel[role="small"] {{ color: {muted}; font-size: {small}px; }}
QLabel[role="bad"] {{ color: {bad}; }}
QLabel[role="care"] {{ color: {care}; }}
QLabel[role="good"] {{ color: {good}; }}

QPushButton {{
    background: {raised}; color: {text}; border: 1px solid {border};
    border-radius: {radius}px; padding: 0 11px; min-height: 28px;
}}
QPushButton:hover {{ border-color: {muted}; }}
QPushButton:pressed {{ background: {neutral_tint}; }}
QPushButton:checked {{ background: {accent_tint}; color: {accent}; border-color: {accent}; }}
QPushButton:focus {{ border-color: {accent}; }}
QPushButton:checked:focus {{ border-color: {text}; }}
QPushButton:disabled {{ color: {muted}; background: {background}; }}
QPushButton::menu-indicator {{ image: none; width: 0; }}
QPushButton[kind="primary"] {{
    background: {accent}; color: {on_accent}; border-color: {accent}; font-weight: 600;
}}
QPushButton[kind="primary"]:hover {{ border-color: {text}; }}
QPushButton[kind="primary"]:focus {{ border-color: {text}; }}
QPushButton[kind="primary"]:disabled {{
    background: {neutral_tint}; color: {muted}; border-color: {border};
}}
QPushButton[kind="danger"] {{
    background: {bad}; color: {on_accent}; border-color: {bad}; font-weight: 600;
}}
QPushButton[kind="danger"]:hover, QPushButton[kind="danger"]:focus {{ border-color: {text}; }}
QPushButton[kind="danger"]:disabled {{
    background: {neutral_tint}; color: {muted}; border-color: {border};
}}
QPushButton[kind="quiet"] {{ background: transparent; border-color: transparent; color: {accent}; }}
QPushButton[kind="quiet"]:hover, QPushButton[kind="quiet"]:focus {{ border-color: {accent}; }}

QPushButton[place] {{
    background: {surface}; color: {muted}; padding: 0 10px; min-height: 24px; border-radius: 0;
    border: 1px solid {border}; border-right-width: 0; font-size: {small}px;
}}
QPushButton[place="first"] {{
    border-top-left-radius: {radius}px; border-bottom-left-radius: {radius}px;
}}
QPushButton[place="last"] {{
    border-top-right-radius: {radius}px; border-bottom-right-radius: {radius}px;
    border-right-width: 1px;
}}
QPushButton[place="only"] {{ border-radius: {radius}px; border-right-width: 1px; }}
QPushButton[place]:hover {{ color: {text}; }}
QPushButton[place]:focus {{ color: {accent}; border-color: {accent}; border-right-width: 1px; }}
QPushButton[place]:checked {{
    background: {accent_tint}; color: {accent}; font-weight: 600; border-color: {border};
}}
QPushButton[place]:checked:focus {{ border-color: {accent}; }}

QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox, QPlainTextEdit, QTextEdit {{
    background: {raised}; color: {text}; border: 1px solid {border};
    border-radius: {radius}px; selection-background-color: {accent};
    selection-color: {on_accent};
}}
QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox {{ padding: 0 10px; min-height: 28px; }}
QPlainTextEdit, QTextEdit {{ padding: 6px; }}
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus,
QPlainTextEdit:focus, QTextEdit:focus {{ border-color: {accent}; }}
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled {{
    background: {background}; color: {muted};
}}
QSpinBox QLineEdit, QDoubleSpinBox QLineEdit, QComboBox QLineEdit {{
    border: none; background: transparent; padding: 0; min-height: 0;
}}
QLineEdit[state="bad"] {{ border-color: {bad}; }}
QComboBox::drop-down {{ border: none; width: 24px; }}
QComboBox::down-arrow {{ image: url("{chevron}"); width: 12px; height: 12px; }}
QComboBox QAbstractItemView {{
    background: {raised}; color: {text}; border: 1px solid {border}; padding: 4px;
    selection-background-color: {accent_tint}; selection-color: {text}; outline: none;
}}
QCheckBox {{ spacing: 8px; background: transparent; }}
QCheckBox::indicator {{
    width: 14px; height: 14px; border: 1px solid {muted}; border-radius: 3px; background: {raised};
}}
QCheckBox::indicator:checked {{
    background: {accent}; border-color: {accent}; image: url("{tick}");
}}
QCheckBox:focus {{ color: {accent}; }}

QAbstractScrollArea {{ background: {surface}; }}
QScrollArea {{ background: transparent; border: 1px solid transparent; border-radius: {radius}px; }}
QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
QTableView, QTreeView, QListView {{
    background: transparent; border: 1px solid transparent; border-radius: {radius}px;
    outline: none; gridline-color: {grid};
    selection-background-color: {accent_tint}; selection-color: {text};
}}
QScrollArea:focus, QTableView:focus, QTreeView:focus, QListView:focus {{ border-color: {accent}; }}
QTableView::item, QTreeView::item, QListView::item {{ border: none; padding: 0 8px; }}
QTableView::item:selected, QTreeView::item:selected, QListView::item:selected {{
    background: {accent_tint}; color: {text};
}}
QHeaderView {{ background: transparent; border: none; }}
QHeaderView::section {{
    background: transparent; color: {muted}; border: none; border-bottom: 1px solid {grid};
    padding: 0 8px; font-size: {small}px; font-weight: 500;
}}
QTableCornerButton::section {{ background: transparent; border: none; }}

QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle {{ background: {border}; border-radius: 3px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: 28px; }}
QScrollBar::handle:horizontal {{ min-width: 28px; }}
QScrollBar::handle:hover {{ background: {muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}

QMenu {{ background: {raised}; color: {text}; border: 1px solid {border}; padding: 4px; }}
QMenu::item {{ padding: 6px 22px 6px 22px; border-radius: 4px; background: transparent; }}
QMenu::item:selected {{ background: {accent_tint}; color: {text}; }}
QMenu::item:disabled {{ color: {muted}; }}
QMenu::separator {{ height: 1px; background: {grid}; margin: 4px 8px; }}
QToolTip {{ background: {raised}; color: {text}; border: 1px solid {border}; padding: 4px 6px; }}
QProgressBar {{
    background: {neutral_tint}; border: none; border-radius: 3px; max-height: 6px; min-height: 6px;
}}
QProgressBar::chunk {{ background: {accent}; border-radius: 3px; }}
QSplitter::handle {{ background: transparent; }}
QDialog {{ background: {background}; }}
"""
