"""What the driver of the WM3M4 says: errors, and plain words for what it asks and gets."""

from eichlab.texts.language import Text

TEXTS: dict[str, Text] = {
    "wm3m4.not-this-model": Text(
        "Was an Unit {unit} als {meter} antwortet, ist kein WM3M4. Modell und Unit-Id prüfen.",
        "What answers at unit {unit} as {meter} is no WM3M4. Check model and unit id.",
    ),
    "wm3m4.no-key": Text(
        "{meter} zeigt keinen öffentlichen Schlüssel: sein Kryptobaustein ist nicht eingerichtet.",
        "{meter} shows no public key: its crypto chip is not set up.",
    ),
    "wm3m4.id-not-uuid": Text(
        "Die Transaktionsnummer {transaction} ist keine UUID; nur eine UUID findet Eichlab im Datensatz des WM3M4C wieder.",
        "The transaction id {transaction} is no UUID; Eichlab finds only a UUID again in the record of the WM3M4C.",
    ),
    "wm3m4.no-level": Text(
        "Der Datensatz von {meter} hat keinen Platz für die Stufe der Identifizierung (IL): {level} wird nicht signiert.",
        "The record of {meter} has no place for the identification level (IL): {level} is not signed.",
    ),
    "wm3m4.no-tariff": Text(
        "Der Datensatz von {meter} hat keinen Platz für einen Tariftext (TT): er wird nicht signiert.",
        "The record of {meter} has no place for a tariff text (TT): it is not signed.",
    ),
    "wm3m4.no-id": Text(
        "Die Transaktionsnummer steht wie gewünscht nicht im Datensatz von {meter}. Nach einem Ausfall wird er nur an Zählung, Texten und Zeit erkannt.",
        "As asked for, the transaction id is not in the record of {meter}. After a failure it is recognised by count, texts and time only.",
    ),
    "wm3m4.unusable-waiting": Text(
        "{meter} hält einen Datensatz, der unvollständig oder nicht signiert ist. Erst auslesen und freigeben, dann neu starten.",
        "{meter} holds a record that is incomplete or not signed. Read it out and release it first, then start anew.",
    ),
    "wm3m4.dataset-not-taken": Text(
        "{meter} zeigt die Texte der Transaktion anders, als sie geschrieben wurden. Es wurde nichts gestartet oder beendet.",
        "{meter} shows the transaction's texts otherwise than they were written. Nothing was started or ended.",
    ),
    "wm3m4.start-not-arrived": Text(
        "Der Start von {transaction} kam bei {meter} nicht an: nichts läuft.",
        "The start of {transaction} did not reach {meter}: nothing runs.",
    ),
    "wm3m4.start-refused": Text(
        "{meter} begann {transaction} nicht: {status}. Nichts läuft.",
        "{meter} did not begin {transaction}: {status}. Nothing runs.",
    ),
    "wm3m4.start-ignored": Text(
        "{meter} nahm den Start von {transaction} an, begann aber nicht: nichts läuft.",
        "{meter} accepted the start of {transaction} but did not begin: nothing runs.",
    ),
    "wm3m4.begin-unsigned": Text(
        "{meter} begann die Transaktion, signierte den Anfang aber nicht: {status}. Das Ende signiert beide Werte.",
        "{meter} began the transaction but did not sign the begin: {status}. The end signs both values.",
    ),
    "wm3m4.stop-not-arrived": Text(
        "Das Ende kam bei {meter} nicht an: die Transaktion läuft weiter und wird erneut beendet.",
        "The stop did not reach {meter}: the transaction still runs and will be stopped again.",
    ),
    "wm3m4.stop-refused": Text(
        "{meter} beendete die Transaktion nicht: {status}. Es wird erneut versucht.",
        "{meter} did not end the transaction: {status}. It is tried again.",
    ),
    "wm3m4.stop-ignored": Text(
        "{meter} nahm das Ende an, endete aber nicht. Es wird erneut versucht.",
        "{meter} accepted the stop but did not end. It is tried again.",
    ),
    "wm3m4.record-not-ready": Text(
        "{meter} hat den Datensatz nach {seconds} s noch nicht signiert. Es wird weiter gewartet.",
        "{meter} has not signed the record after {seconds} s. The wait goes on.",
    ),
    "wm3m4.record-gone": Text(
        "{meter} führt die Transaktion {transaction} nicht und zeigt keinen Datensatz von ihr. Einen Datensatz verliert dieser Zähler mit der nächsten Signatur oder seiner Versorgung.",
        "{meter} does not run transaction {transaction} and shows no record of it. This meter loses a record with its next signature or its power.",
    ),
    "wm3m4.record-unusable": Text(
        "Der Datensatz in {meter} ist unvollständig oder nicht signiert. Was da ist, wurde aufgehoben.",
        "The record in {meter} is incomplete or not signed. What is there was kept.",
    ),
    "wm3m4.signature-respelled": Text(
        "Die Signatur von {meter} hatte überzählige Nullen vor ihren Zahlen, die DER verbietet. Sie steht ohne diese im Datensatz; die Zahlen sind dieselben.",
        "The signature of {meter} had superfluous zeros before its numbers, which DER forbids. It stands in the record without them; the numbers are the same.",
    ),
    "wm3m4.clock-set-again": Text(
        "{meter} hatte während der Transaktion seine Uhrzeit verloren. Sie wurde neu gestellt, sonst endet dieser Zähler keine Transaktion.",
        "{meter} had lost its time during the transaction. It was set again, else this meter ends no transaction.",
    ),
    "wm3m4.texts-lost": Text(
        "{meter} hatte die Texte der Transaktion verloren, und Eichlab kennt sie nicht. Der Datensatz nennt keine Identifizierung.",
        "{meter} had lost the transaction's texts, and Eichlab does not know them. The record names no identification.",
    ),
    "wm3m4.ask-identity": Text(
        "12 Register ab 1 lesen: Modell und Seriennummer",
        "read 12 registers from 1: model and serial number",
    ),
    "wm3m4.ask-live": Text(
        "{count} Register ab {address} lesen: Messwerte",
        "read {count} registers from {address}: live values",
    ),
    "wm3m4.ask-counters": Text(
        "{count} Register ab {address} lesen: Energien",
        "read {count} registers from {address}: energies",
    ),
    "wm3m4.exponent": Text(
        "{meter} nennt in Register {register} die Zehnerpotenz {exponent} für seine Energien; so "
        "zählt kein Zähler, und die Messung wird verworfen. Den Zähler prüfen.",
        "{meter} states in register {register} the power of ten {exponent} for its energies; no "
        "meter counts like that, and the reading is discarded. Check the meter.",
    ),
    "wm3m4.told-live": Text("{power} W, L1 {voltage} V", "{power} W, L1 {voltage} V"),
    "wm3m4.told-power": Text("{power} W", "{power} W"),
    "wm3m4.told-voltage": Text("L1 {voltage} V", "L1 {voltage} V"),
    "wm3m4.told-counters": Text(
        "Bezug {import_wh} Wh, Abgabe {export_wh} Wh",
        "import {import_wh} Wh, export {export_wh} Wh",
    ),
    "wm3m4.told-temperature": Text("{temperature} °C", "{temperature} °C"),
    "wm3m4.ask-temperature": Text(
        "Register 5581 lesen: Temperatur", "read register 5581: temperature"
    ),
    "wm3m4.ask-key": Text(
        "32 Register ab 8124 lesen: öffentlicher Schlüssel",
        "read 32 registers from 8124: public key",
    ),
    "wm3m4.ask-state": Text("Register 7000 lesen: Zustand", "read register 7000: state"),
    "wm3m4.ask-status": Text(
        "Register 7052 lesen: Stand der Signatur", "read register 7052: signature status"
    ),
    "wm3m4.ask-time": Text("Register 7054 lesen: Uhrzeit", "read register 7054: time"),
    "wm3m4.ask-time-status": Text(
        "Register 7071 lesen: Stand der Uhr", "read register 7071: time status"
    ),
    "wm3m4.ask-signature-setting": Text(
        "Register 7059/7060 lesen: Signaturverfahren", "read register 7059/7060: signature method"
    ),
    "wm3m4.ask-lengths": Text(
        "Register 7057 lesen: Längen von Datensatz und Signatur",
        "read register 7057: lengths of record and signature",
    ),
    "wm3m4.ask-payload": Text(
        "signierten Datensatz lesen (ab 7612)", "read the signed record (from 7612)"
    ),
    "wm3m4.ask-signature": Text("Signatur lesen (ab 8188)", "read the signature (from 8188)"),
    "wm3m4.ask-dataset": Text(
        "Texte der Transaktion lesen (ab 7100)", "read the transaction's texts (from 7100)"
    ),
    "wm3m4.ask-release": Text(
        "Vermerk lesen (7596): Datensatz wurde gelesen", "read the mark (7596): record was read"
    ),
    "wm3m4.set-time": Text("SCHREIBEN 7054: Uhrzeit (UTC)", "WRITE 7054: time (UTC)"),
    "wm3m4.set-offset": Text("SCHREIBEN 7053: Abstand zu UTC", "WRITE 7053: offset from UTC"),
    "wm3m4.set-time-status": Text(
        "SCHREIBEN 7071 = 2: Uhr ist gestellt", "WRITE 7071 = 2: clock is set"
    ),
    "wm3m4.set-signature": Text(
        "SCHREIBEN {address}: Signaturverfahren", "WRITE {address}: signature method"
    ),
    "wm3m4.write-dataset": Text(
        "SCHREIBEN ab 7100: Texte der Transaktion", "WRITE from 7100: the transaction's texts"
    ),
    "wm3m4.write-dataset-length": Text(
        "SCHREIBEN 7056: Länge der Texte", "WRITE 7056: length of the texts"
    ),
    "wm3m4.write-release": Text(
        "SCHREIBEN 7596: Vermerk, dass der Datensatz gelesen wurde",
        "WRITE 7596: mark that the record was read",
    ),
    "wm3m4.command-begin": Text(
        "SCHREIBEN 7051 = „B“: Transaktion beginnen", "WRITE 7051 = ‘B’: begin of transaction"
    ),
    "wm3m4.command-end": Text(
        "SCHREIBEN 7051 = „r“: Transaktion beenden, beide Werte signieren",
        "WRITE 7051 = ‘r’: end of transaction, sign both values",
    ),
    "wm3m4.told-state-0": Text("keine Transaktion", "no transaction"),
    "wm3m4.told-state-1": Text("Transaktion läuft", "transaction running"),
    "wm3m4.told-state-2": Text(
        "Transaktion läuft, nach Ausfall der Versorgung", "transaction running, after power failure"
    ),
    "wm3m4.told-state-3": Text(
        "Transaktion läuft, nach Neustart", "transaction running, after a reset"
    ),
    "wm3m4.told-state-unknown": Text("unbekannter Zustand", "unknown state"),
    "wm3m4.told-signing": Text("es wird signiert", "signing"),
    "wm3m4.told-signed": Text("signiert", "signed"),
    # What register 7052 says.
    "wm3m4.status-128": Text("Datum oder Uhrzeit ungültig", "invalid date or time"),
    "wm3m4.status-129": Text("Prüfsumme falsch", "check sum wrong"),
    "wm3m4.status-130": Text("Befehl ungültig", "invalid command"),
    "wm3m4.status-131": Text("Zustand passt nicht zum Befehl", "invalid state for the command"),
    "wm3m4.status-132": Text("Messwert ungültig", "invalid measurement"),
    "wm3m4.status-133": Text("Fehler im Prüfbetrieb", "test mode error"),
    "wm3m4.status-243": Text("Fehler beim Prüfen (Zustand)", "verifying in the wrong state"),
    "wm3m4.status-244": Text("Fehler beim Signieren (Zustand)", "signing in the wrong state"),
    "wm3m4.status-245": Text("Schlüsselpaar nicht erzeugt", "key pair not generated"),
    "wm3m4.status-246": Text("Hash nicht gebildet", "hash failed"),
    "wm3m4.status-247": Text("Kryptobaustein startet nicht", "crypto chip does not start"),
    "wm3m4.status-248": Text("Daten nicht gesperrt", "data not locked"),
    "wm3m4.status-249": Text("Einstellungen nicht gesperrt", "configuration not locked"),
    "wm3m4.status-250": Text("Fehler beim Prüfen", "verification error"),
    "wm3m4.status-251": Text("Fehler im öffentlichen Schlüssel", "public key error"),
    "wm3m4.status-252": Text("Form der Texte ungültig", "invalid form of the texts"),
    "wm3m4.status-253": Text("Länge der Texte ungültig", "invalid length of the texts"),
    "wm3m4.status-254": Text("Fehler beim Signieren", "signature error"),
    "wm3m4.status-255": Text("unbestimmter Fehler", "undefined error"),
    "wm3m4.status-other": Text("Stand {value}", "status {value}"),
    # What the meter reports about itself.
    "device.power-failed-in-transaction": Text(
        "Versorgung während der Transaktion ausgefallen", "power failed during the transaction"
    ),
    "device.reset-in-transaction": Text(
        "Neustart während der Transaktion", "reset during the transaction"
    ),
    "device.clock-not-synchronised": Text("Uhr nicht gestellt", "clock not set"),
}
