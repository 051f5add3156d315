"""The widgets every page is made of."""

from eichlab_gui.widgets.buttons import DangerButton, PlainButton, PrimaryButton, QuietButton
from eichlab_gui.widgets.card import Card
from eichlab_gui.widgets.labels import ElidedLabel, Label, Role
from eichlab_gui.widgets.number_label import NumberLabel
from eichlab_gui.widgets.page_header import PageHeader
from eichlab_gui.widgets.pill import LinkPill, Pill, VerdictPill, link_word, verdict_word
from eichlab_gui.widgets.segmented import Segmented
from eichlab_gui.widgets.sentence_card import SentenceCard
from eichlab_gui.widgets.simulation_tag import SimulationTag
from eichlab_gui.widgets.state_note import StateNote
from eichlab_gui.widgets.tip import plain_tip, set_plain_tip
from eichlab_gui.widgets.verdict_icon import VerdictIcon

__all__ = [
    "Card",
    "DangerButton",
    "ElidedLabel",
    "Label",
    "LinkPill",
    "NumberLabel",
    "PageHeader",
    "Pill",
    "PlainButton",
    "PrimaryButton",
    "QuietButton",
    "Role",
    "Segmented",
    "SentenceCard",
    "SimulationTag",
    "StateNote",
    "VerdictIcon",
    "VerdictPill",
    "link_word",
    "plain_tip",
    "set_plain_tip",
    "verdict_word",
]
