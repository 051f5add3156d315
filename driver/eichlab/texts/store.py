"""What the room ``store`` says."""

from eichlab.texts.language import Text

TEXTS: dict[str, Text] = {}
