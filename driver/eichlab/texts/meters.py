"""What the room ``meters`` says."""

from eichlab.texts.language import Text

TEXTS: dict[str, Text] = {}
