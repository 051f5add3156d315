"""What the driver of the GSH01 says beside what all SLIP meters say."""

from eichlab.texts.language import Text

TEXTS: dict[str, Text] = {
    "gsh01.not-this-model": Text(
        "Was an Adresse {unit} als {meter} antwortet, nennt sich „{called}“ und ist kein GSH01. Modell und Adresse prüfen.",
        "What answers at address {unit} as {meter} calls itself “{called}” and is no GSH01. Check model and address.",
    ),
    "gsh01.ask-identity": Text(
        "4113h, 4110h, 4114h, 4116h lesen: Typ, Nummer, Firmware",
        "read 4113h, 4110h, 4114h, 4116h: type, number, firmware",
    ),
    "gsh01.told-identity": Text("nennt sich „{called}“", "calls itself “{called}”"),
    "gsh01.ask-live": Text(
        "0132h, 0131h, 0138h, 0170h lesen: Messwerte",
        "read 0132h, 0131h, 0138h, 0170h: live values",
    ),
    "gsh01.told-live": Text(
        "{voltage} V, {power} W, Bezug {import_wh} Wh",
        "{voltage} V, {power} W, import {import_wh} Wh",
    ),
}
