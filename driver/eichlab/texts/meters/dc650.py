"""What the driver of the DC650 says beside what its family does."""

from eichlab.texts.language import Text

TEXTS: dict[str, Text] = {
    "dc650.not-this-model": Text(
        "Was unter Adresse {unit} als {meter} antwortet, ist kein DC650. Modell und Adresse prüfen.",
        "What answers at address {unit} as {meter} is no DC650. Check model and address.",
    ),
    "dc650.sister": Text(
        "{meter} nennt sich {model}: ein GSH01, kein DC650. Modell „gsh01“ einstellen.",
        "{meter} calls itself {model}: a GSH01, no DC650. Choose the model “gsh01”.",
    ),
    "dc650.ask-identity": Text(
        "Typ, Server-Id, Seriennummer und Software lesen (4110h bis 4116h)",
        "read type, server id, serial number and software (4110h to 4116h)",
    ),
    "dc650.ask-live": Text(
        "Messwerte und Energien lesen (0131h bis 0173h)",
        "read live values and energies (0131h to 0173h)",
    ),
    "dc650.told-identity": Text("{model}, {serial}", "{model}, {serial}"),
    "dc650.told-live": Text(
        "{power} W, {voltage} V, Bezug {energy} Wh", "{power} W, {voltage} V, import {energy} Wh"
    ),
}
