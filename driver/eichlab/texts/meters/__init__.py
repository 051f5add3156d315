"""What the room ``meters`` says: one module a family, and what all of them say."""

from eichlab.texts.meters import common, dc650, em580, gsh01, slip

# A code that two modules use is found by the tests, which count the entries.
TEXTS = {
    code: text
    for module in (common, dc650, em580, gsh01, slip)
    for code, text in module.TEXTS.items()
}
