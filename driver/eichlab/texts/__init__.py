"""Every sentence the driver can say, German and English, by code with parameters."""

from eichlab.texts.language import Language, Text
from eichlab.texts.say import say, say_error, texts_by_code

__all__ = ["Language", "Text", "say", "say_error", "texts_by_code"]
