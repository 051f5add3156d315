"""What the room ``cli`` says."""

from eichlab.texts.language import Text

TEXTS: dict[str, Text] = {}
