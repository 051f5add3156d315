"""What the driver of the DCBM says: errors, and plain words for what it asks and gets."""

from eichlab.texts.language import Text

TEXTS: dict[str, Text] = {
    "dcbm.not-this-model": Text(
        "Was an {port} als {meter} antwortet, ist kein LEM DCBM. Adresse und Modell prüfen.",
        "What answers at {port} as {meter} is no LEM DCBM. Check address and model.",
    ),
    "dcbm.key": Text(
        "{meter} nennt einen öffentlichen Schlüssel, der keiner ist (publicKeyOcmf).",
        "{meter} states a public key that is none (publicKeyOcmf).",
    ),
    "dcbm.no-id": Text(
        "{meter} startet keine Transaktion ohne Transaktionsnummer.",
        "{meter} starts no transaction without a transaction id.",
    ),
    "dcbm.no-room": Text(
        "Der Datensatz von {meter} hat für {fields} keinen Platz oder nimmt dort seine eigene Einstellung (Art der Identifikation: {type}); übergeben wurde der Rest.",
        "The record of {meter} has no room for {fields}, or takes its own setting there (type of identification: {type}); the rest was handed over.",
    ),
    "dcbm.start-without-clock": Text(
        "Die Uhr von {meter} gilt nicht als gestellt (48 Stunden), darum beginnt er keine Transaktion. Uhr stellen oder Zeitserver prüfen.",
        "The clock of {meter} does not count as set (48 hours), so it starts no transaction. Set the clock or check the time servers.",
    ),
    "dcbm.blocked": Text(
        "{meter} kann keine Transaktion beginnen: {reason}.",
        "{meter} can start no transaction: {reason}.",
    ),
    "dcbm.start-ignored": Text(
        "{meter} nahm den Start von {transaction} an, begann aber nicht: nichts läuft.",
        "{meter} accepted the start of {transaction} but did not begin: nothing runs.",
    ),
    "dcbm.start-not-arrived": Text(
        "Der Start von {transaction} kam bei {meter} nicht an: nichts läuft.",
        "The start of {transaction} did not reach {meter}: nothing runs.",
    ),
    "dcbm.stop-not-arrived": Text(
        "Das Ende kam bei {meter} nicht an: die Transaktion läuft weiter und wird erneut beendet.",
        "The stop did not reach {meter}: the transaction still runs and will be stopped again.",
    ),
    "dcbm.record-not-ready": Text(
        "{meter} hat den Datensatz nach {seconds} s noch nicht abgeschlossen. Es wird weiter gewartet.",
        "{meter} has not finished the record after {seconds} s. The wait goes on.",
    ),
    "dcbm.record-unusable": Text(
        "Der Datensatz von {transaction} in {meter} ist leer oder unvollständig. Was da ist, wurde aufgehoben; der Zähler behält ihn unter dieser Nummer.",
        "The record of {transaction} in {meter} is empty or incomplete. What is there was kept; the meter keeps it under this id.",
    ),
    "dcbm.not-billable": Text(
        "{meter} nennt die Transaktion nicht abrechenbar (Status {status} statt 17): {reason}.",
        "{meter} calls the transaction not billable (status {status} instead of 17): {reason}.",
    ),
    "dcbm.short-transaction": Text(
        "Die Transaktion dauerte {seconds} s; der Hersteller von {meter} rät zu mindestens 2 Minuten, um den Speicher zu schonen.",
        "The transaction took {seconds} s; the maker of {meter} advises at least 2 minutes, to spare its memory.",
    ),
    "dcbm.clock-while-running": Text(
        "{meter} lässt seine Uhr während einer Transaktion nicht stellen.",
        "{meter} does not let its clock be set during a transaction.",
    ),
    "dcbm.clock-by-servers": Text(
        "{meter} holt die Zeit von Zeitservern, hat sie aber nicht. Eichlab stellt sie nicht, weil das die Zeitserver abschalten würde.",
        "{meter} takes its time from time servers but does not have it. Eichlab does not set it, since that would switch the time servers off.",
    ),
    "dcbm.setting-refused": Text(
        "{meter} lehnt die Einstellung ab: {setting}.",
        "{meter} refuses the setting: {setting}.",
    ),
    # What a meter reports about itself
    "dcbm.unit-link-lost": Text(
        "Verbindung zur Sensoreinheit verloren", "link to the sensor unit lost"
    ),
    "dcbm.fatal-error": Text("schwerer Fehler der Messeinheit", "fatal error of the meter unit"),
    "dcbm.tampering": Text("Manipulation erkannt", "tampering detected"),
    "dcbm.clock-not-set": Text(
        "Uhr seit 48 Stunden nicht gestellt", "clock not set within 48 hours"
    ),
    "dcbm.runs-long": Text(
        "Transaktion läuft über 47 Stunden; nach 48 ist sie nicht mehr abrechenbar",
        "transaction runs for more than 47 hours; after 48 it is not billable any more",
    ),
    "dcbm.over-temperature": Text("Temperatur zu hoch", "temperature too high"),
    "dcbm.reversed-voltage": Text(
        "Spannung verpolt (bis zum Neustart)", "voltage reversed (until restart)"
    ),
    "dcbm.measuring-failed": Text(
        "Messung der Sensoreinheit fehlgeschlagen", "measurement of the sensor unit failed"
    ),
    # In the wire log
    "dcbm.ask-status": Text("Zustand lesen", "read the status"),
    "dcbm.ask-settings": Text("Einstellungen lesen", "read the settings"),
    "dcbm.ask-live": Text("Messwerte lesen", "read live values"),
    "dcbm.ask-transaction": Text("Transaktion lesen", "read the transaction"),
    "dcbm.ask-record": Text("signierten Datensatz lesen", "read the signed record"),
    "dcbm.ask-kept": Text(
        "Datensatz {number} des Speichers lesen", "read record {number} of the store"
    ),
    "dcbm.command-start": Text("SCHREIBEN Transaktion beginnen", "WRITE begin a transaction"),
    "dcbm.command-stop": Text("SCHREIBEN Transaktion beenden", "WRITE end the transaction"),
    "dcbm.set-time": Text("SCHREIBEN Uhrzeit (UTC)", "WRITE time (UTC)"),
    "dcbm.set-zone": Text("SCHREIBEN Zeitzone", "WRITE time zone"),
    "dcbm.set-summer-time": Text("SCHREIBEN Sommerzeit aus", "WRITE summer time off"),
    "dcbm.told-live": Text(
        "{voltage} V, {current} A, Bezug {import_wh} Wh",
        "{voltage} V, {current} A, import {import_wh} Wh",
    ),
    "dcbm.told-running": Text("Transaktion läuft", "transaction running"),
    "dcbm.told-idle": Text("keine Transaktion", "no transaction"),
    "dcbm.told-transaction": Text("Transaktion {transaction}", "transaction {transaction}"),
}
