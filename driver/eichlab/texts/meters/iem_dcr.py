"""What the driver of the IEM-DCR says: errors, and plain words for what it asks and gets."""

from eichlab.texts.language import Text

TEXTS: dict[str, Text] = {
    "iem-dcr.not-this-model": Text(
        "Was an {port} als {meter} antwortet, ist kein Isabellenhütte IEM-DCR. Adresse und Modell prüfen.",
        "What answers at {port} as {meter} is no Isabellenhütte IEM-DCR. Check address and model.",
    ),
    "iem-dcr.key": Text(
        "{meter} nennt einen öffentlichen Schlüssel, der keiner ist (PK).",
        "{meter} states a public key that is none (PK).",
    ),
    "iem-dcr.error-code": Text(
        "{meter} meldet einen Fehler ({code}) und beginnt darum keine Transaktion.",
        "{meter} reports an error ({code}) and therefore starts no transaction.",
    ),
    "iem-dcr.current-flows": Text(
        "{meter} beginnt und beendet keine Transaktion, solange Strom fließt (jetzt {amperes} A). Erst das Laden beenden.",
        "{meter} begins and ends no transaction while current flows (now {amperes} A). End the charging first.",
    ),
    "iem-dcr.charge-point-fixed": Text(
        "{meter} hat seit dem Einschalten {found} als Ladepunkt und nimmt {wanted} erst nach einem Neustart an.",
        "{meter} has {found} as its charge point since power-up and takes {wanted} only after a restart.",
    ),
    "iem-dcr.charge-point-kept": Text(
        "Kein Ladepunkt angegeben: {meter} setzt {id} ein, den er seit dem Einschalten kennt.",
        "No charge point was given: {meter} uses {id}, which it knows since power-up.",
    ),
    "iem-dcr.start-not-arrived": Text(
        "Der Start von {transaction} kam bei {meter} nicht an: nichts läuft.",
        "The start of {transaction} did not reach {meter}: nothing runs.",
    ),
    "iem-dcr.stop-not-arrived": Text(
        "Das Ende kam bei {meter} nicht an: die Transaktion läuft weiter und wird erneut beendet.",
        "The stop did not reach {meter}: the transaction still runs and will be stopped again.",
    ),
    "iem-dcr.record-not-ready": Text(
        "{meter} hat den Datensatz nach {seconds} s noch nicht fertig. Es wird weiter gewartet.",
        "{meter} has not finished the record after {seconds} s. The wait goes on.",
    ),
    "iem-dcr.record-unusable": Text(
        "Der Datensatz in {meter} ist unvollständig. Was da ist, wurde aufgehoben.",
        "The record in {meter} is incomplete. What is there was kept.",
    ),
    "iem-dcr.unsure": Text(
        "Ob der Datensatz zu dieser Transaktion gehört, ist nicht sicher: {meter} kennt keine Transaktionsnummern. Identifikation, Zeiten und Zählerstände vergleichen.",
        "Whether the record belongs to this transaction is not certain: {meter} knows no transaction ids. Compare identification, times and readings.",
    ),
    "iem-dcr.record-differs": Text(
        "Der Datensatz von {meter} hat {fields} anders, als es übergeben wurde.",
        "The record of {meter} has {fields} otherwise than it was handed over.",
    ),
    "iem-dcr.clock-while-running": Text(
        "{meter} lässt seine Uhr während einer Transaktion nicht stellen.",
        "{meter} does not let its clock be set during a transaction.",
    ),
    # What a meter reports about itself
    "iem-dcr.has-error": Text("der Zähler meldet einen Fehler", "the meter reports an error"),
    "iem-dcr.clock-not-set": Text("Uhr nicht gestellt", "clock not set"),
    # In the wire log
    "iem-dcr.ask-live": Text("Messwerte lesen", "read live values"),
    "iem-dcr.ask-key": Text("öffentlichen Schlüssel lesen", "read the public key"),
    "iem-dcr.ask-receipt": Text("signierten Datensatz lesen", "read the signed record"),
    "iem-dcr.ask-last": Text("letzten Datensatz lesen", "read the last record"),
    "iem-dcr.ask-charge-point": Text("Ladepunkt lesen", "read the charge point"),
    "iem-dcr.set-charge-point": Text(
        "SCHREIBEN Ladepunkt und Uhrzeit", "WRITE charge point and time"
    ),
    "iem-dcr.set-user": Text("SCHREIBEN Benutzer", "WRITE user"),
    "iem-dcr.set-time": Text("SCHREIBEN Uhrzeit", "WRITE time"),
    "iem-dcr.command-begin": Text(
        "SCHREIBEN „B“: Transaktion beginnen", "WRITE ‘B’: begin of transaction"
    ),
    "iem-dcr.command-end": Text(
        "SCHREIBEN „E“: Transaktion beenden", "WRITE ‘E’: end of transaction"
    ),
    "iem-dcr.told-running": Text(
        "{voltage} V, {current} A, Bezug {import_wh} Wh; Transaktion läuft",
        "{voltage} V, {current} A, import {import_wh} Wh; transaction running",
    ),
    "iem-dcr.told-idle": Text(
        "{voltage} V, {current} A, Bezug {import_wh} Wh",
        "{voltage} V, {current} A, import {import_wh} Wh",
    ),
}
