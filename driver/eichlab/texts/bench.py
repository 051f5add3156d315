"""What the room ``bench`` says: the bench file, connections, transactions and recovery."""

from eichlab.texts.language import Text

TEXTS: dict[str, Text] = {
    # The bench file
    "bench-file.missing": Text(
        "Die Datei {file} gibt es nicht.",
        "There is no file {file}.",
    ),
    "bench-file.not-text": Text(
        "{file} ist keine Textdatei (UTF-8).",
        "{file} is not a text file (UTF-8).",
    ),
    "bench-file.unreadable": Text(
        "{file} lässt sich nicht lesen: {reason}",
        "{file} cannot be read: {reason}",
    ),
    "bench-file.unwritable": Text(
        "{file} lässt sich nicht schreiben: {reason}",
        "{file} cannot be written: {reason}",
    ),
    "bench-file.not-toml": Text(
        "{file}, Zeile {line}: kein gültiges TOML ({reason}).",
        "{file}, line {line}: no valid TOML ({reason}).",
    ),
    "bench-file.key-unknown": Text(
        "{file}, Zeile {line}: „{key}“ ist unbekannt. Bekannt: {known}.",
        "{file}, line {line}: “{key}” is unknown. Known: {known}.",
    ),
    "bench-file.key-missing": Text(
        "{file}, Zeile {line}: „{key}“ fehlt.",
        "{file}, line {line}: “{key}” is missing.",
    ),
    "bench-file.kind": Text(
        "{file}, Zeile {line}: „{key}“ = {value} hat die falsche Art; erwartet: {kind}.",
        "{file}, line {line}: “{key}” = {value} is of the wrong kind; expected: {kind}.",
    ),
    "bench-file.value": Text(
        "{file}, Zeile {line}: „{key}“ = {value} geht nicht; erlaubt: {allowed}.",
        "{file}, line {line}: “{key}” = {value} is not possible; allowed: {allowed}.",
    ),
    "bench-file.because": Text(
        "{file}, Zeile {line}: „{key}“ geht nicht: {reason}",
        "{file}, line {line}: “{key}” is not possible: {reason}",
    ),
    "bench-file.one-meter": Text(
        "{file}, Zeile {line}: unter einer Adresse im Netz („{key}“) gibt es nur einen Zähler.",
        "{file}, line {line}: at an address on the network (“{key}”) there is one meter only.",
    ),
    "bench-file.tables": Text(
        "{file}, Zeile {line}: „{key}“ muss als [[{key}]] geschrieben sein.",
        "{file}, line {line}: “{key}” must be written as [[{key}]].",
    ),
    "bench-file.name-twice": Text(
        "{file}, Zeile {line}: der Name „{value}“ kommt zweimal vor.",
        "{file}, line {line}: the name “{value}” occurs twice.",
    ),
    # Meters
    "bench.no-such-meter": Text(
        "Einen Zähler „{meter}“ gibt es hier nicht. Vorhanden: {meters}.",
        "There is no meter “{meter}” here. Present: {meters}.",
    ),
    "bench.not-connected": Text(
        "{meter} ist nicht verbunden, darum wurde nichts gestartet. {reason}",
        "{meter} is not connected, so nothing was started. {reason}",
    ),
    "bench.read-only": Text(
        "{meter} ist als „nur lesen“ eingerichtet: Eichlab schreibt nichts in ihn.",
        "{meter} is set up as read only: Eichlab writes nothing to it.",
    ),
    "bench.other-meter": Text(
        "Als {meter} antwortet jetzt {found} statt {expected}. Nichts wird geschrieben, bis der richtige Zähler zurück ist.",
        "{found} answers as {meter} now instead of {expected}. Nothing is written until the right meter is back.",
    ),
    "bench.meter-exchanged": Text(
        "{meter} wurde getauscht: {found} statt {expected}.",
        "{meter} was exchanged: {found} instead of {expected}.",
    ),
    "bench.map-changed": Text(
        "Die Registerkarte {file} von {meter} ist nicht mehr dieselbe wie bei ihrer Auswahl. Prüfen und unter „Messplatz bearbeiten“ neu wählen.",
        "The register map {file} of {meter} is no longer the one that was chosen. Check it, and choose it again under “Edit bench”.",
    ),
    "bench.left-out": Text(
        "{meter} bleibt weg: {reason}",
        "{meter} is left out: {reason}",
    ),
    "bench.key-changed": Text(
        "{meter} ({serial}) zeigt einen anderen öffentlichen Schlüssel als früher. Mit dem Typenschild vergleichen.",
        "{meter} ({serial}) shows another public key than before. Compare with the type plate.",
    ),
    "bench.regained": Text(
        "{meter} antwortet wieder.",
        "{meter} answers again.",
    ),
    "bench.clock-refused": Text(
        "Die Uhr ließ sich nicht stellen: {reason}",
        "The clock could not be set: {reason}",
    ),
    "bench.defect": Text(
        "Ein Fehler in Eichlab bei {meter}; Einzelheiten stehen im Protokoll des Programms. Die Überwachung geht weiter.",
        "A defect of Eichlab's at {meter}; details are in the program's log. The watch goes on.",
    ),
    # Transactions
    "bench.already-running": Text(
        "An {meter} läuft schon die Transaktion {transaction_id}.",
        "Transaction {transaction_id} runs on {meter} already.",
    ),
    "bench.held-elsewhere": Text(
        "An {meter} läuft eine Transaktion eines anderen Programms. Erst dort beenden.",
        "Another program has a transaction open on {meter}. Stop it there first.",
    ),
    "bench.nothing-running": Text(
        "An {meter} läuft keine Transaktion.",
        "No transaction runs on {meter}.",
    ),
    "bench.start-in-doubt": Text(
        "Ob {meter} den Start bekam, ist offen: er wird gefragt, sobald er antwortet. Der Start wird nicht wiederholt.",
        "Whether {meter} got the start is open: it is asked as soon as it answers. The start is not repeated.",
    ),
    "bench.start-never-arrived": Text(
        "Der Start kam bei {meter} nicht an: nichts lief.",
        "The start did not reach {meter}: nothing ran.",
    ),
    "bench.never-sent": Text(
        "Der Start ging nie an den Zähler: nichts lief.",
        "The start never went to the meter: nothing ran.",
    ),
    "bench.meter-failed": Text(
        "{meter} antwortet seit {seconds} s nicht: die Transaktion wird beendet, sobald er wieder antwortet.",
        "{meter} has not answered for {seconds} s: the transaction is stopped as soon as it answers again.",
    ),
    "bench.stopped-on-failure": Text(
        "wegen Zählerausfall beendet, signierter Datensatz abgerufen",
        "stopped after a meter failure, signed record fetched",
    ),
    "bench.closed-by-meter": Text(
        "{meter} hat die Transaktion selbst beendet (Spannungsausfall); der signierte Datensatz wird geholt",
        "{meter} closed the transaction itself (power failure); its signed record is fetched",
    ),
    "bench.stop-waits": Text(
        "Die Transaktion an {meter} kann noch nicht abgeschlossen werden; das geht von selbst weiter. {reason}",
        "The transaction on {meter} cannot be brought to its end yet; that goes on by itself. {reason}",
    ),
    "bench.recovering": Text(
        "Wiederherstellung: Transaktion {id} an {meter} war beim letzten Programmende offen. Sie wird beendet und ihr Datensatz geholt.",
        "Recovery: transaction {id} on {meter} was open when the program last ended. It is stopped and its record fetched.",
    ),
    "bench.recovered-after-end-of-program": Text(
        "nach Programmende oder Stromausfall wiederhergestellt",
        "recovered after the program's end or a power failure",
    ),
    "bench.stray-running": Text(
        "In {meter} läuft eine Transaktion ({id}), die nicht in unserem Journal steht. Beenden und ihren Datensatz aufheben?",
        "{meter} runs a transaction ({id}) that is not in our journal. Close it and keep its record?",
    ),
    "bench.stray-record-waiting": Text(
        "In {meter} liegt der Datensatz einer Transaktion ({id}), die nicht in unserem Journal steht. Er ist gespeichert; soll der Zähler ihn freigeben?",
        "{meter} holds the record of a transaction ({id}) that is not in our journal. It is stored; shall the meter let go of it?",
    ),
    "bench.stray-corrupted": Text(
        "{meter} meldet einen beschädigten Datensatz. Auslesen, aufheben und freigeben?",
        "{meter} reports a corrupted record. Read it out, keep it and release it?",
    ),
    "bench.kept-differs": Text(
        "{meter} zeigt zur Transaktion {id} einen anderen Datensatz als den gespeicherten. Beide sind aufbewahrt.",
        "{meter} shows another record of transaction {id} than the stored one. Both are kept.",
    ),
    "bench.foreign-kept": Text(
        "Ein fremder Datensatz aus {meter} wurde gespeichert.",
        "A foreign record from {meter} was stored.",
    ),
}
