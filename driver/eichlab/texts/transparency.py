"""What the room ``transparency`` says."""

from eichlab.texts.language import Text

TEXTS: dict[str, Text] = {}
