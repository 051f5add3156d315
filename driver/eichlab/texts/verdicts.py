"""What the room ``verdicts`` says."""

from eichlab.texts.language import Text

TEXTS: dict[str, Text] = {}
