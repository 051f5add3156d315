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
    "ocmf.seal": Text(
        "Der versiegelte Datensatz ist unvollständig oder beschädigt.",
        "The sealed record is incomplete or damaged.",
    ),
    "ocmf.seal-method": Text(
        "Das Verfahren des versiegelten Datensatzes wird nicht unterstützt.",
        "The method of the sealed record is not supported.",
    ),
    # A text that is no public key
    "key.too-large": Text(
        "Mit {size} Byte ist das kein öffentlicher Schlüssel.",
        "With {size} bytes this is no public key.",
    ),
    "key.empty": Text("Der öffentliche Schlüssel ist leer.", "The public key is empty."),
    "key.spelling": Text(
        "Der öffentliche Schlüssel ist weder hexadezimal noch Base64, Base32 oder PEM geschrieben.",
        "The public key is written neither in hexadecimal nor in Base64, Base32 or as PEM.",
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
        "Im Format {format} ist hier kein Datensatz lesbar.",
        "No record in the format {format} can be read here.",
    ),
    "document.no-signed-text": Text(
        "Das Feld sollte signierte Daten enthalten; darin ist kein bekanntes Format erkennbar.",
        "The field should hold signed data; no known format can be recognised in it.",
    ),
    "document.cut-off": Text(
        "Der Text ist genau {length} Zeichen lang und unvollständig: Er wurde an einer Längengrenze des Protokolls abgeschnitten.",
        "The text is exactly {length} characters long and incomplete: it was cut off at a length limit of the protocol.",
    ),
    "document.too-deep": Text(
        "Die Daten sind zu tief verschachtelt.", "The data are nested too deeply."
    ),
    "document.row": Text(
        "Diese Zeile der Tabelle kann nicht gelesen werden: Ein Feld ist zu lang oder enthält ein ungültiges Zeichen.",
        "This row of the table cannot be read: a field is too long or has an invalid character.",
    ),
    "document.search-ended": Text(
        "Ab hier wurde nicht weiter gesucht: Zu vieles begann wie eine Nachricht und war keine.",
        "The search ended here: too much began like a message and was none.",
    ),
    "document.line-too-long": Text(
        "Die Zeile ist länger als {limit} MB und wird nicht gelesen.",
        "The line is longer than {limit} MB and is not read.",
    ),
    "document.archive": Text(
        "{source}: Das Archiv kann nicht entpackt werden ({why}).",
        "{source}: the archive cannot be unpacked ({why}).",
    ),
    "document.archive-depth": Text(
        "{source}: Mehr als {limit} Archive ineinander werden nicht entpackt.",
        "{source}: more than {limit} archives inside each other are not unpacked.",
    ),
    # Comparing a key with the type plate
    "plate.matches": Text(
        "Der Schlüssel stimmt mit dem Typenschild überein ({fingerprint}).",
        "The key is the one on the type plate ({fingerprint}).",
    ),
    "plate.found": Text(
        "Bisher passt es zu diesem Schlüssel ({fingerprint}). Bestätigt ist er erst, wenn der ganze Schlüssel verglichen ist.",
        "So far it fits this key ({fingerprint}). It is confirmed only when the whole key is compared.",
    ),
    "plate.differs": Text(
        "Der Schlüssel ({fingerprint}) weicht vom Typenschild ab, zuerst in Gruppe {group}: gelesen {read}, im Schlüssel {expected}.",
        "The key ({fingerprint}) differs from the type plate, first in group {group}: read {read}, in the key {expected}.",
    ),
    "plate.differs-ends": Text(
        "Anfang und Ende passen nicht zu diesem Schlüssel ({fingerprint}).",
        "Beginning and end do not fit this key ({fingerprint}).",
    ),
    "plate.short": Text(
        "Zu wenig zum Vergleichen: mindestens die erste und die letzte Vierergruppe des Schlüssels eingeben.",
        "Too little to compare: enter at least the first and the last group of four of the key.",
    ),
    "plate.slip": Text(
        "Gruppe {group}: {read} und {printed} sehen sich ähnlich. Bitte dort noch einmal hinsehen.",
        "Group {group}: {read} and {printed} look alike. Please look there again.",
    ),
    "document.archive-method": Text(
        "{source}: Das Packverfahren {method} wird nicht entpackt. Bitte als gewöhnliches ZIP packen.",
        "{source}: the compression method {method} is not unpacked. Please pack it as a common ZIP.",
    ),
    "document.archive-entries": Text(
        "{source}: Das Archiv enthält {count} Dateien; mehr als {limit} werden nicht gelesen.",
        "{source}: the archive holds {count} files; more than {limit} are not read.",
    ),
    "document.bomb": Text(
        "{source}: Der Inhalt wäre entpackt größer als {limit} MB. Aus Sicherheitsgründen wird er nicht gelesen.",
        "{source}: unpacked, the content would be larger than {limit} MB. For safety it is not read.",
    ),
    "document.encrypted": Text(
        "{source}: Der Eintrag ist verschlüsselt. Bitte ohne Kennwort packen.",
        "{source}: the entry is encrypted. Please pack it without a password.",
    ),
    # Records of other formats than OCMF
    "content.too-large": Text(
        "Der Datensatz hat {size} Byte; mehr als {limit} werden nicht gelesen.",
        "The record has {size} bytes; more than {limit} are not read.",
    ),
    "content.encoding": Text(
        "Der Datensatz ist weder hexadezimal noch in Base64 oder Base32 lesbar.",
        "The record is readable neither in hexadecimal nor in Base64 or Base32.",
    ),
    "content.field-missing": Text("Im Datensatz fehlt: {field}", "Missing in the record: {field}"),
    "content.field-twice": Text(
        "Das Feld {field} steht mehrfach im Datensatz.",
        "The field {field} stands in the record more than once.",
    ),
    "content.field-unreadable": Text(
        "Das Feld {field} des Datensatzes ist nicht lesbar.",
        "The field {field} of the record cannot be read.",
    ),
    "content.fields": Text(
        "Der Datensatz hat {found} statt {expected} Abschnitte.",
        "The record has {found} sections instead of {expected}.",
    ),
    "content.block-length": Text(
        "Der signierte Block hat {size} statt {expected} Byte.",
        "The signed block has {size} bytes instead of {expected}.",
    ),
    "content.block-fields": Text(
        "Eine Angabe passt nicht in den signierten Block.",
        "A value does not fit into the signed block.",
    ),
    "content.unit": Text(
        "Der Messwert hat die Einheit mit der Nummer {unit}; erwartet werden Wattstunden (30).",
        "The reading has the unit numbered {unit}; watt hours (30) are expected.",
    ),
    "content.no-element": Text(
        "Das XML-Element „{element}“ fehlt oder ist kein gültiges XML.",
        "The XML element “{element}” is missing or is not valid XML.",
    ),
    "content.no-json": Text(
        "Der Datensatz ist kein gültiges JSON, oder ein Feld steht doppelt.",
        "The record is not valid JSON, or a field stands twice.",
    ),
    "content.sml-no-begin": Text(
        "Der Anfang des SML-Telegramms (1B1B1B1B01010101) fehlt.",
        "The beginning of the SML telegram (1B1B1B1B01010101) is missing.",
    ),
    "content.sml-no-end": Text(
        "Das Ende des SML-Telegramms fehlt oder ist beschädigt.",
        "The end of the SML telegram is missing or damaged.",
    ),
    "content.sml-no-list": Text(
        "Das SML-Telegramm enthält keine Werteliste.", "The SML telegram holds no list of values."
    ),
    "content.sml-broken": Text(
        "Das SML-Telegramm ist ab Byte {place} beschädigt.",
        "The SML telegram is damaged from byte {place} on.",
    ),
    # Words inside findings
    "reading.begin": Text("Anfangsstand", "begin reading"),
    "reading.end": Text("Endstand", "end reading"),
    # The command verify
    "verify.nothing": Text(
        "Bitte Dateien, Ordner oder „-“ angeben.", "Please name files, folders or “-”."
    ),
    "verify.progress": Text("{count} Datensätze bearbeitet …", "{count} records checked …"),
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
