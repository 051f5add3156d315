"""What is said of register maps and the meters they describe."""

from eichlab.texts.language import Text

TEXTS: dict[str, Text] = {
    # Map files
    "map-file.unreadable": Text(
        "Die Registerkarte {file} lässt sich nicht lesen: {reason}",
        "The register map {file} cannot be read: {reason}",
    ),
    "map-file.ending": Text(
        "{file} ist keine Registerkarte; deren Name endet auf {endings}.",
        "{file} is no register map; their names end in {endings}.",
    ),
    "map-file.too-large": Text(
        "{file} ist zu groß für eine Registerkarte.",
        "{file} is too large for a register map.",
    ),
    "map-file.not-text": Text(
        "{file} ist keine Textdatei (UTF-8).",
        "{file} is not a text file (UTF-8).",
    ),
    "map-file.not-toml": Text(
        "{file}, Zeile {line}: kein gültiges TOML ({reason}).",
        "{file}, line {line}: no valid TOML ({reason}).",
    ),
    "map-file.not-yaml": Text(
        "{file}, Zeile {line}: kein gültiges YAML ({reason}).",
        "{file}, line {line}: no valid YAML ({reason}).",
    ),
    "map-file.not-everest": Text(
        "{file} ist keine Modelldatei von EVerests GenericPowermeter: erwartet werden Schlüssel wie energy_Wh_import.",
        "{file} is no model file of EVerest's GenericPowermeter: keys such as energy_Wh_import are expected.",
    ),
    "map-file.nothing-to-read": Text(
        "{file} nennt keinen Wert, der sich lesen lässt. {reason}",
        "{file} names no value that could be read. {reason}",
    ),
    "map-file.key-unknown": Text(
        "{file}, Zeile {line}: „{key}“ ist unbekannt. Bekannt: {known}.",
        "{file}, line {line}: “{key}” is unknown. Known: {known}.",
    ),
    "map-file.key-missing": Text(
        "{file}, Zeile {line}: „{key}“ fehlt.",
        "{file}, line {line}: “{key}” is missing.",
    ),
    "map-file.kind": Text(
        "{file}, Zeile {line}: „{key}“ = {value} hat die falsche Art; so wird es geschrieben: {kind}.",
        "{file}, line {line}: “{key}” = {value} is of the wrong kind; it is written so: {kind}.",
    ),
    "map-file.value": Text(
        "{file}, Zeile {line}: „{key}“ = {value} geht nicht; erlaubt: {allowed}.",
        "{file}, line {line}: “{key}” = {value} is not possible; allowed: {allowed}.",
    ),
    "map-file.tables": Text(
        "{file}, Zeile {line}: es fehlen die Werte; jeder beginnt mit [[{key}]].",
        "{file}, line {line}: the values are missing; each begins with [[{key}]].",
    ),
    "map-file.no-channel": Text(
        "{file}, Zeile {line}: „{quantity}“ hat keine Adresse. Geben Sie eine an, etwa total = 0x0048 oder L1 = 0x0000.",
        "{file}, line {line}: “{quantity}” has no address. Give one, such as total = 0x0048 or L1 = 0x0000.",
    ),
    "map-file.twice": Text(
        "{file}, Zeile {line}: „{quantity}“ von „{key}“ steht schon weiter oben.",
        "{file}, line {line}: “{quantity}” of “{key}” was given above already.",
    ),
    # What EVerest's files are known to have wrong
    "map.everest-energy-factor": Text(
        "{file}, Zeile {line}: der Faktor {written} von „{key}“ macht die Energie millionenfach zu klein (der Zähler zählt kWh). Eichlab rechnet mit {used}.",
        "{file}, line {line}: the factor {written} of “{key}” makes the energy a million times too small (the meter counts kWh). Eichlab uses {used}.",
    ),
    "map.everest-single-phase": Text(
        "{title}: die Datei nennt Spannung oder Strom ohne Phase, was EVerest für Gleichstrom hält. Da sie eine Frequenz nennt, zeigt Eichlab sie als L1.",
        "{title}: the file names voltage or current without a phase, which EVerest takes for direct current. Since it names a frequency, Eichlab shows them as L1.",
    ),
    "map.everest-frequency": Text(
        "{file}, Zeile {line}: eine Frequenz je Phase („{key}“) speichert EVerest an falscher Stelle. Eichlab liest nur die Frequenz der ersten Ebene.",
        "{file}, line {line}: EVerest stores a frequency by phase (“{key}”) in the wrong place. Eichlab reads the frequency of the first level only.",
    ),
    "map.everest-registers": Text(
        "{file}, Zeile {line}: „{key}“ hat num_registers = {count}. EVerest liest nur Gleitkommazahlen in zwei Registern; Eichlab lässt den Wert aus. Für andere Zahlen eine eigene Registerkarte schreiben.",
        "{file}, line {line}: “{key}” has num_registers = {count}. EVerest reads floating point numbers in two registers only; Eichlab leaves the value out. Write a register map of your own for other numbers.",
    ),
    # The meters
    "map.not-this-model": Text(
        "{meter} (Unit {unit}) ist kein {title}, oder die Registerkarte passt nicht: Register {address} enthält {content}.",
        "{meter} (unit {unit}) is no {title}, or the register map does not fit: register {address} holds {content}.",
    ),
    "map.ask-serial": Text("Seriennummer?", "serial number?"),
    "map.ask-firmware": Text("Firmware?", "firmware?"),
    "map.ask-check": Text("Ist es dieses Modell?", "is it this model?"),
    "map.ask-values": Text(
        "Werte ab Register {first}, {count} Register?",
        "values from register {first} on, {count} registers?",
    ),
    "map.value": Text("{value} {unit}", "{value} {unit}"),
    "map.values": Text("{values} …", "{values} …"),
}
