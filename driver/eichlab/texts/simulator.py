"""What the room ``simulator`` says."""

from eichlab.texts.language import Text

TEXTS: dict[str, Text] = {}
