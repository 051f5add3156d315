"""The page Line."""

from eichlab_gui.pages.line.page import LinePage

__all__ = ["LinePage"]
