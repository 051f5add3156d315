"""What the room ``bench`` says."""

from eichlab.texts.language import Text

TEXTS: dict[str, Text] = {}
