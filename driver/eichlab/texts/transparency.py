"""What the rooms ``transparency`` and ``ocmf`` and the command ``verify`` say."""

from eichlab.texts.language import Text

TEXTS: dict[str, Text] = {
    # A text that is no OCMF record
    "ocmf.no-header": Text(
        "Der Text beginnt nicht mit „OCMF|“.", "The text does not begin with “OCMF|”."
    ),
    "ocmf.too-large": Text(
        "Der Datensatz hat {size} Byte; mehr als {limit} werden nicht gelesen.",
        "The record has {size} bytes; more than {limit} are not read.",
    ),
    "ocmf.not-utf8": Text(
        "Zeichen {place} des Datensatzes ist kein gültiges UTF-8.",
        "Character {place} of the record is not valid UTF-8.",
    ),
    "ocmf.not-json": Text(
        "Der Abschnitt {section} ist ab Zeichen {place} kein gültiges JSON, dort steht: {found}",
        "The section {section} is not valid JSON from character {place} on, where it says: {found}",
    ),
    "ocmf.not-a-number": Text(
        "Der Abschnitt {section} enthält NaN oder Infinity; das sind keine Zahlen.",
        "The section {section} contains NaN or Infinity, which are not numbers.",
    ),
    "ocmf.too-deep": Text(
        "Der Abschnitt {section} ist ab Zeichen {place} zu tief verschachtelt.",
        "The section {section} is nested too deeply from character {place} on.",
    ),
    "ocmf.no-signature": Text(
        "Nach den Messdaten (Zeichen {place}) fehlt der Abschnitt mit der Signatur.",
        "The section with the signature is missing behind the data (character {place}).",
    ),
    "ocmf.trailing": Text(
        "Nach der Signatur (Zeichen {place}) folgt etwas, das nicht zum Datensatz gehört: {found}",
        "Something that does not belong to the record follows the signature (character {place}): {found}",
    ),
    "ocmf.algorithm": Text(
        "Das Verfahren {algorithm} ist unbekannt oder passt nicht zur Kurve {curve} des Schlüssels.",
        "The method {algorithm} is unknown or does not fit the key's curve {curve}.",
    ),
    "ocmf.section.payload": Text("mit den Messdaten", "with the data"),
    "ocmf.section.signature": Text("mit der Signatur", "with the signature"),
    # A text that is no public key
    "key.too-large": Text(
        "Mit {size} Byte ist das kein öffentlicher Schlüssel.",
        "With {size} bytes this is no public key.",
    ),
    "key.empty": Text("Der öffentliche Schlüssel ist leer.", "The public key is empty."),
    "key.spelling": Text(
        "Der öffentliche Schlüssel ist weder hexadezimal noch Base64 noch PEM geschrieben.",
        "The public key is written neither in hexadecimal nor in Base64 nor as PEM.",
    ),
    "key.other-pem": Text(
        "Die PEM-Datei enthält „{found}“ statt eines öffentlichen Schlüssels (PUBLIC KEY).",
        "The PEM text holds “{found}” instead of a PUBLIC KEY.",
    ),
    "key.der": Text(
        "Der öffentliche Schlüssel beginnt wie DER, ist aber unvollständig oder hat Bytes zu viel.",
        "The public key begins like DER but is incomplete or has bytes too many.",
    ),
    "key.method": Text(
        "Das ist kein Schlüssel einer elliptischen Kurve.", "This is no key of an elliptic curve."
    ),
    "key.curve": Text(
        "Die elliptische Kurve des Schlüssels wird nicht unterstützt.",
        "The key's elliptic curve is not supported.",
    ),
    "key.hybrid": Text(
        "Schlüssel in der Schreibweise 06 oder 07 (hybrider Punkt) werden nicht angenommen.",
        "Keys spelled with 06 or 07 (hybrid point) are not accepted.",
    ),
    "key.length": Text(
        "Für die Kurve {curve} ist der Punkt mit {size} Byte falsch lang.",
        "For the curve {curve} the point has the wrong length of {size} bytes.",
    ),
    "key.off-curve": Text(
        "Der Schlüssel liegt nicht auf der Kurve {curve}: Ein Zeichen ist falsch.",
        "The key does not lie on the curve {curve}: a character is wrong.",
    ),
    "key.point": Text(
        "Die {size} Byte sind auf keiner bekannten Kurve ein Schlüssel: Ein Zeichen ist falsch oder fehlt.",
        "The {size} bytes are a key on no known curve: a character is wrong or missing.",
    ),
    "key.ambiguous": Text(
        "Der verkürzte Schlüssel passt zu mehreren Kurven; bitte den vollständigen angeben.",
        "The compressed key fits several curves; please give the whole one.",
    ),
    "content.format": Text(
        "Das Format {format} kennt Eichlab nicht.", "Eichlab does not know the format {format}."
    ),
    # Documents
    "document.missing": Text("{source}: Die Datei gibt es nicht.", "{source}: no such file."),
    "document.folder": Text(
        "{source} ist ein Ordner, keine Datei.", "{source} is a folder, not a file."
    ),
    "document.no-file": Text(
        "{source} ist keine gewöhnliche Datei.", "{source} is not an ordinary file."
    ),
    "document.forbidden": Text(
        "{source}: Die Datei darf nicht gelesen werden. Bitte die Zugriffsrechte prüfen.",
        "{source}: the file may not be read. Please check its permissions.",
    ),
    "document.unreadable": Text(
        "{source}: Die Datei kann nicht gelesen werden ({why}).",
        "{source}: the file cannot be read ({why}).",
    ),
    "document.too-large": Text(
        "{source}: Mit {size} MB ist die Datei zu groß; gelesen werden bis zu {limit} MB.",
        "{source}: with {size} MB the file is too large; up to {limit} MB are read.",
    ),
    "document.empty": Text("{source}: Die Datei ist leer.", "{source}: the file is empty."),
    "document.binary": Text(
        "{source}: Die Datei enthält keinen Text, also auch keinen signierten Datensatz.",
        "{source}: the file holds no text, and so no signed record.",
    ),
    "document.no-record": Text(
        "{source}: Kein signierter Datensatz erkennbar.", "{source}: no signed record recognised."
    ),
    "document.no-values": Text(
        "{source}: Die XML-Datei enthält kein Element „value“ mit signierten Daten.",
        "{source}: the XML file has no element “value” with signed data.",
    ),
    "document.encoding": Text(
        "{source}: Die Zeichenkodierung {why} wird nicht gelesen; bitte als UTF-8 speichern.",
        "{source}: the character encoding {why} is not read; please save it as UTF-8.",
    ),
    "document.document-type": Text(
        "{source}: Die XML-Datei enthält eine DOCTYPE-Angabe. Aus Sicherheitsgründen wird sie nicht gelesen.",
        "{source}: the XML file has a DOCTYPE declaration. For safety it is not read.",
    ),
    "document.xml": Text(
        "{source}, Zeile {line}, Spalte {column}: kein gültiges XML ({why}).",
        "{source}, line {line}, column {column}: not valid XML ({why}).",
    ),
    "document.broken-record": Text("{source}, {place}: {why}", "{source}, {place}: {why}"),
    "document.too-many-broken": Text(
        "Nach {count} unlesbaren Einträgen wurde die Suche beendet.",
        "The search was ended after {count} unreadable entries.",
    ),
    "document.no-data": Text(
        "Der Eintrag enthält keine signierten Daten.", "The entry holds no signed data."
    ),
    "document.no-ocmf": Text(
        "Der Eintrag enthält keinen OCMF-Datensatz.", "The entry holds no OCMF record."
    ),
    "document.other-format": Text(
        "Das Format {format} kann diese Fassung von Eichlab noch nicht lesen.",
        "This version of Eichlab cannot read the format {format} yet.",
    ),
    # Words inside findings
    "reading.begin": Text("Anfangsstand", "begin reading"),
    "reading.end": Text("Endstand", "end reading"),
    # The command verify
    "verify.nothing": Text(
        "Bitte Dateien, Ordner oder „-“ angeben.", "Please name files, folders or “-”."
    ),
    "verify.profile": Text(
        "Das Profil „{profile}“ gibt es in dieser Fassung noch nicht; vorhanden: eichlab.",
        "The profile “{profile}” is not there yet in this version; available: eichlab.",
    ),
    "verify.key": Text(
        "Der Schlüssel der Option --key kann nicht verwendet werden: {why}",
        "The key of the option --key cannot be used: {why}",
    ),
    "verify.trusting": Text(
        "Achtung: Schlüssel aus den Dateien gelten hier als bestätigt (--trust-file-keys).",
        "Caution: keys that came with the files count as confirmed here (--trust-file-keys).",
    ),
    "verify.shown": Text("{text}", "{text}"),
    "verify.key-file": Text(
        "{path}: Die Schlüsseldatei kann nicht gelesen werden ({why}).",
        "{path}: the key file cannot be read ({why}).",
    ),
    "verify.missing": Text(
        "{source}: Datei oder Ordner nicht gefunden.", "{source}: no such file or folder."
    ),
    "verify.simulated": Text("SIMULATION", "SIMULATION"),
    "verify.transaction": Text("Vorgang {id}", "Transaction {id}"),
    "verify.transaction-without-id": Text("Vorgang ohne Kennung", "Transaction without id"),
    "verify.record": Text("Datensatz", "Record"),
    "verify.signature": Text("Signatur", "Signature"),
    "verify.key-statement": Text("Schlüssel", "Key"),
    "verify.plausibility": Text("Inhalt", "Content"),
    "verify.meter": Text("Zähler", "Meter"),
    "verify.begin": Text("Anfang", "Begin"),
    "verify.end": Text("Ende", "End"),
    "verify.energy": Text("Energie", "Energy"),
    "verify.duration": Text("Dauer", "Duration"),
    "verify.error": Text("Fehler", "Error"),
    "verify.warning": Text("Warnung", "Warning"),
    "verify.note": Text("Hinweis", "Note"),
    "verify.skipped-document": Text("Übergangen: {why}", "Skipped: {why}"),
    "verify.skipped": Text(
        "Übergangen: {source}, {place}: {why}", "Skipped: {source}, {place}: {why}"
    ),
    "verify.summary": Text(
        "{verified} bestätigt · {unconfirmed} Schlüssel nicht bestätigt · {rejected} abgelehnt · {unreadable} nicht prüfbar · {skipped} übergangen",
        "{verified} verified · {unconfirmed} unconfirmed · {rejected} rejected · {unreadable} unreadable · {skipped} skipped",
    ),
}
