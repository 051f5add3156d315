"""Tool tips whose text is data: Qt renders as HTML whatever looks like it, unless it is escaped."""

from html import escape

from PySide6.QtWidgets import QWidget


def plain_tip(text: str) -> str:
    """Return what, set as a tool tip, shows exactly this text; empty for none."""
    return f'<p style="white-space: pre-wrap">{escape(text)}</p>' if text else ""


def set_plain_tip(widget: QWidget, text: str) -> None:
    """Let a widget's tool tip show exactly this text; assistive technology gets it unescaped."""
    widget.setToolTip(plain_tip(text))
    # Without a description of its own the tool tip is what is spoken.
    widget.setAccessibleDescription(text)
