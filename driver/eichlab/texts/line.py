"""What the room ``line`` says."""

from eichlab.texts.language import Text

TEXTS: dict[str, Text] = {}
