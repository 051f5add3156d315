"""What the room ``store`` says."""

from eichlab.texts.language import Text

TEXTS: dict[str, Text] = {
    "store.locked": Text(
        de="Die Datenbank {path} ist durch ein anderes Programm gesperrt. Schließen Sie das andere Programm oder warten Sie, bis es fertig ist. Signierte Datensätze liegen auch in {rescue}.",
        en="The store {path} is locked by another program. Close that program or wait until it is done. Signed records also lie in {rescue}.",
    ),
    "store.damaged": Text(
        de="Die Datei {path} ist beschädigt oder keine Datenbank ({reason}). Verschieben Sie sie an einen anderen Ort – nicht löschen – und starten Sie Eichlab neu. Signierte Datensätze liegen auch in {rescue}.",
        en="The file {path} is damaged or no database ({reason}). Move it elsewhere – do not delete it – and start Eichlab again. Signed records also lie in {rescue}.",
    ),
    "store.damaged-entry": Text(
        de="Der Eintrag der Transaktion {transaction_id} ist nicht lesbar: Die Datenbank wurde beschädigt oder verändert. „eichlab store check“ nennt die Stelle.",
        en="The entry of transaction {transaction_id} cannot be read: the store was damaged or altered. “eichlab store check” names the place.",
    ),
    "store.full": Text(
        de="Auf dem Datenträger von {path} ist kein Platz mehr. Schaffen Sie Platz; was noch nicht gespeichert ist, versucht Eichlab wieder zu speichern. Signierte Datensätze liegen auch in {rescue}.",
        en="There is no space left on the disk of {path}. Make room; Eichlab tries again to keep what is not stored yet. Signed records also lie in {rescue}.",
    ),
    "store.io": Text(
        de="Der Datenträger von {path} liest oder schreibt nicht ({reason}). Prüfen Sie Anschluss, Platz und Zustand des Datenträgers. Signierte Datensätze liegen auch in {rescue}.",
        en="The disk of {path} does not read or write ({reason}). Check its connection, space and condition. Signed records also lie in {rescue}.",
    ),
    "store.newer": Text(
        de="Die Datenbank {path} stammt von einem neueren Eichlab (Fassung {version}; dieses kennt {known}). Sie wurde nicht verändert. Verwenden Sie das neuere Programm oder mit --store eine andere Datenbank.",
        en="The store {path} was made by a newer Eichlab (version {version}; this one knows {known}). It was not changed. Use the newer program, or another store with --store.",
    ),
    "store.other-file": Text(
        de="{path} ist die Datenbank eines anderen Programms und wurde nicht verändert. Wählen Sie eine andere Datei.",
        en="{path} is another program's database and was not changed. Choose another file.",
    ),
    "store.no-permission": Text(
        de="Für {path} fehlt das Recht zu lesen und zu schreiben. Ändern Sie die Rechte von Datei und Ordner oder wählen Sie mit --store einen anderen Ort. Signierte Datensätze liegen auch in {rescue}.",
        en="You may not read and write {path}. Change the permissions of file and folder, or choose another place with --store. Signed records also lie in {rescue}.",
    ),
    "store.cannot-open": Text(
        de="{path} lässt sich nicht als Datenbank öffnen ({reason}). Der Ort muss eine Datei in einem vorhandenen Ordner sein. Signierte Datensätze liegen auch in {rescue}.",
        en="{path} cannot be opened as a store ({reason}). The place must be a file in an existing folder. Signed records also lie in {rescue}.",
    ),
    "store.no-log": Text(
        de="Der Datenträger von {path} eignet sich nicht für die Datenbank (vermutlich ein Netzlaufwerk). Wählen Sie mit --store einen Ort auf diesem Rechner.",
        en="The disk of {path} does not suit the store (probably a network drive). Choose a place on this computer with --store.",
    ),
    "store.failed": Text(
        de="Die Datenbank {path} hat eine Anweisung abgelehnt ({reason}). Nichts wurde verändert. Signierte Datensätze liegen auch in {rescue}.",
        en="The store {path} refused an instruction ({reason}). Nothing was changed. Signed records also lie in {rescue}.",
    ),
    "store.closed": Text(
        de="Die Datenbank {path} ist schon geschlossen; das Programm wird gerade beendet.",
        en="The store {path} is closed already; the program is ending.",
    ),
    "store.missing": Text(
        de="Unter {path} liegt keine Datenbank. Nennen Sie den Ort mit --store.",
        en="There is no store at {path}. Name its place with --store.",
    ),
    "store.unknown-transaction": Text(
        de="Das Journal kennt keine Transaktion {transaction_id}.",
        en="The journal knows no transaction {transaction_id}.",
    ),
    "store.transaction-known": Text(
        de="Die Transaktion {transaction_id} steht schon im Journal. Eine Transaktionsnummer gilt nur einmal.",
        en="Transaction {transaction_id} is in the journal already. A transaction id is used only once.",
    ),
    "store.transaction-closed": Text(
        de="Die Transaktion {transaction_id} ist schon abgeschlossen; das Journal nimmt keinen Schritt mehr dazu an.",
        en="Transaction {transaction_id} is closed already; the journal takes no further step of it.",
    ),
    "store.rescue-failed": Text(
        de="In den Rettungsordner {rescue} lässt sich nicht schreiben ({reason}). Der Datensatz bleibt im Zähler. Ändern Sie die Rechte des Ordners oder wählen Sie einen anderen.",
        en="The rescue folder {rescue} cannot be written to ({reason}). The record stays in the meter. Change the folder's permissions or choose another.",
    ),
    "store.rescue-full": Text(
        de="Auf dem Datenträger des Rettungsordners {rescue} ist kein Platz mehr. Der Datensatz bleibt im Zähler. Schaffen Sie Platz.",
        en="There is no space left on the disk of the rescue folder {rescue}. The record stays in the meter. Make room.",
    ),
    "store.key-unknown": Text(
        de="Der Schlüsselbund kennt zum Zähler {meter} keinen Schlüssel mit Fingerabdruck (SHA-256) {fingerprint}.",
        en="The key ring knows no key with fingerprint (SHA-256) {fingerprint} for meter {meter}.",
    ),
    "store.keyring-unreadable": Text(
        de="{source} ist kein lesbarer Schlüsselbund: {place} – {reason}. Es wurde nichts übernommen.",
        en="{source} is no readable key ring: {place} – {reason}. Nothing was taken over.",
    ),
    "store.export-not-empty": Text(
        de="Der Ordner {folder} ist nicht leer. Nennen Sie einen neuen oder leeren Ordner; mit --force werden gleichnamige Dateien darin ersetzt.",
        en="The folder {folder} is not empty. Name a new or empty folder; with --force, files of the same name in it are replaced.",
    ),
    "store.export-failed": Text(
        de="In den Ordner {folder} lässt sich nicht schreiben ({reason}). Was dort schon liegt, ist unvollständig.",
        en="The folder {folder} cannot be written to ({reason}). What lies there already is incomplete.",
    ),
    "store.export-full": Text(
        de="Auf dem Datenträger von {folder} ist kein Platz mehr. Was dort schon liegt, ist unvollständig.",
        en="There is no space left on the disk of {folder}. What lies there already is incomplete.",
    ),
    "store.intact": Text(
        de="Die Kette ist unversehrt: {count} Einträge. Kopf: {head}",
        en="The chain is intact: {count} entries. Head: {head}",
    ),
    "store.intact-contains": Text(
        de="Die Kette ist unversehrt und enthält den erwarteten Kopf: {count} Einträge, {later} davon nach ihm. Kopf: {head}",
        en="The chain is intact and contains the expected head: {count} entries, {later} of them after it. Head: {head}",
    ),
    "store.broken": Text(
        de="Die Kette ist NICHT unversehrt. {what} Einträge: {count}. Letzter Kopf: {head}",
        en="The chain is NOT intact. {what} Entries: {count}. Last head: {head}",
    ),
    "store.broken.journal": Text(
        de="Eintrag {number}, eine Journalzeile der Transaktion {subject}, wurde verändert.",
        en="Entry {number}, a journal row of transaction {subject}, was altered.",
    ),
    "store.broken.record": Text(
        de="Eintrag {number}, ein signierter Datensatz der Transaktion {subject}, wurde verändert.",
        en="Entry {number}, a signed record of transaction {subject}, was altered.",
    ),
    "store.broken.gap": Text(
        de="Eintrag {number} fehlt.",
        en="Entry {number} is missing.",
    ),
    "store.broken.list": Text(
        de="Die Liste der Transaktionen sagt zu {subject} (Eintrag {number}) anderes als die Kette.",
        en="The list of transactions says other things of {subject} (entry {number}) than the chain.",
    ),
    "store.broken.write": Text(
        de="Eintrag {number}, ein Schreibvorgang an einen Zähler (Transaktion {subject}), wurde verändert.",
        en="Entry {number}, a write to a meter (transaction {subject}), was altered.",
    ),
    "store.broken.verdict": Text(
        de="Eintrag {number}, ein Urteil über die Transaktion {subject}, wurde verändert.",
        en="Entry {number}, a verdict on transaction {subject}, was altered.",
    ),
    "store.broken.key": Text(
        de="Eintrag {number}, ein Schlüssel des Zählers {subject}, wurde verändert.",
        en="Entry {number}, a key of meter {subject}, was altered.",
    ),
    "store.broken.keyring": Text(
        de="Der Schlüsselbund sagt zum Zähler {subject} anderes als Eintrag {number}.",
        en="The key ring says other things of meter {subject} than entry {number}.",
    ),
    "store.broken.file": Text(
        de="Ab Eintrag {number} ist die Datei nicht lesbar ({reason}).",
        en="From entry {number} on the file cannot be read ({reason}).",
    ),
    "store.broken.cut": Text(
        de="Der erwartete Kopf {expected} kommt nicht vor: Das Ende der Kette fehlt, oder es ist eine andere Datenbank.",
        en="The expected head {expected} does not occur: the end of the chain is missing, or this is another store.",
    ),
    "store.no-head": Text(
        de="„{expected}“ ist kein Kopf einer Kette: erwartet werden 64 hexadezimale Ziffern.",
        en="“{expected}” is no head of a chain: 64 hexadecimal digits are expected.",
    ),
    "store.exported": Text(
        de="Geschrieben nach {folder}: {records} Datensätze, {journal_rows} Journalzeilen, {writes} Schreibvorgänge, {losses} Ausfälle, {readings} Ablesungen. Kopf der Kette: {head}",
        en="Written to {folder}: {records} records, {journal_rows} journal rows, {writes} writes, {losses} losses, {readings} readings. Head of the chain: {head}",
    ),
    "store.no-keys": Text(
        de="Der Schlüsselbund ist leer.",
        en="The key ring is empty.",
    ),
    "store.keys-imported": Text(
        de="Aus {source} übernommen: {count} Schlüssel.",
        en="Taken over from {source}: {count} keys.",
    ),
    "store.key-changed": Text(
        de="Achtung: Der Zähler {meter} hatte vorher einen anderen Schlüssel (Fingerabdruck SHA-256 {fingerprint}).",
        en="Attention: meter {meter} had another key before (fingerprint SHA-256 {fingerprint}).",
    ),
    "store.keys-exported": Text(
        de="Nach {file} geschrieben: {count} Schlüssel.",
        en="Written to {file}: {count} keys.",
    ),
    "store.file-exists": Text(
        de="{file} gibt es schon und wird nicht überschrieben. Nennen Sie eine andere Datei.",
        en="{file} exists already and is not overwritten. Name another file.",
    ),
    "store.file-unusable": Text(
        de="{file} lässt sich nicht lesen oder schreiben ({reason}).",
        en="{file} cannot be read or written ({reason}).",
    ),
    "store.key-does-not-fit": Text(
        de="{source}: Der Fingerabdruck zum Zähler {meter} passt nicht zu seinem Schlüssel. Es wurde nichts übernommen.",
        en="{source}: the fingerprint for meter {meter} does not fit its key. Nothing was taken over.",
    ),
    "store.read-only": Text(
        de="Die Datenbank {path} ist nur zum Lesen geöffnet; es wurde nichts geschrieben.",
        en="The store {path} is open for reading only; nothing was written.",
    ),
    "store.changed-meanwhile": Text(
        de="In die Datenbank {path} wurde geschrieben, während sie gelesen wurde. Wiederholen Sie den Befehl.",
        en="The store {path} was written to while it was read. Repeat the command.",
    ),
    "store.older": Text(
        de="Die Datenbank {path} stammt von einem älteren Eichlab und lässt sich prüfen, aber nicht ausgeben. Öffnen Sie sie (oder eine beschreibbare Kopie) einmal mit diesem Programm.",
        en="The store {path} was made by an older Eichlab; it can be checked, but not exported. Open it (or a copy that may be written to) once with this program.",
    ),
    "store.spare": Text(
        de="Eichlab arbeitet mit der Ersatzdatenbank {spare}, damit nichts verloren geht. {reason} Transaktionen aus der eigentlichen Datenbank sind darin nicht zu sehen.",
        en="Eichlab works with the spare store {spare}, so that nothing is lost. {reason} Transactions of the usual store do not show in it.",
    ),
    "store.pruned": Text(
        de="{count} Ablesungen von vor dem {before} gelöscht. Journal, Datensätze, Schreibvorgänge, Urteile, Schlüssel und Ausfälle bleiben immer.",
        en="{count} readings from before {before} deleted. Journal, records, writes, verdicts, keys and losses always stay.",
    ),
}
