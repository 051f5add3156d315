"""The page Transparency."""

from eichlab_gui.pages.transparency.page import TransparencyPage

__all__ = ["TransparencyPage"]
