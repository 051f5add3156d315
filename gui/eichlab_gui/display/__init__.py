"""The full-screen display for visitors: one meter; idle, charging, receipt, and idle again."""

from eichlab_gui.display.settings import DisplaySettings
from eichlab_gui.display.window import DisplayWindow

__all__ = ["DisplaySettings", "DisplayWindow"]
