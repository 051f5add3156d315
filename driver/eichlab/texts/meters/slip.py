"""What the drivers of the SLIP meters (GSH01, DC650) say alike."""

from eichlab.texts.language import Text

TEXTS: dict[str, Text] = {
    "slip.no-key": Text(
        "{meter} nennt keinen öffentlichen Schlüssel auf secp256k1. Ohne ihn ist keine Signatur prüfbar.",
        "{meter} states no public key on secp256k1. Without it no signature can be checked.",
    ),
    "slip.two-keys": Text(
        "{meter} nennt zwei verschiedene öffentliche Schlüssel. Keiner wird verwendet.",
        "{meter} states two different public keys. Neither is used.",
    ),
    "slip.no-room": Text(
        "{meter} hat keinen Platz für {fields}: das steht nicht im Datensatz. Nur IS, IT und ID nimmt der Zähler an; CT und CI sind in ihm fest eingestellt.",
        "{meter} has no room for {fields}: not in the record. The meter takes IS, IT and ID only; CT and CI are fixed settings in it.",
    ),
    "slip.record-busy": Text(
        "{meter} gibt seinen letzten Datensatz gerade nicht her. Ohne ihn wird nicht begonnen; gleich noch einmal versuchen.",
        "{meter} does not give its last record now. Nothing is started without it; try again in a moment.",
    ),
    "slip.start-not-arrived": Text(
        "Der Start von {transaction} kam bei {meter} nicht an: nichts läuft.",
        "The start of {transaction} did not reach {meter}: nothing runs.",
    ),
    "slip.start-ignored": Text(
        "{meter} bestätigte den Start von {transaction}, aber sein Statuswort meldet keine Transaktion. Am Zähler nachsehen, ob er lädt.",
        "{meter} confirmed the start of {transaction}, but its status word reports no transaction. Look at the meter whether it charges.",
    ),
    "slip.stop-not-arrived": Text(
        "Das Ende kam bei {meter} nicht an: die Transaktion läuft weiter und wird erneut beendet.",
        "The stop did not reach {meter}: the transaction still runs and will be stopped again.",
    ),
    "slip.record-not-ready": Text(
        "{meter} hat den Datensatz nach {seconds} s noch nicht fertig. Es wird weiter gewartet.",
        "{meter} has not finished the record after {seconds} s. The wait goes on.",
    ),
    "slip.record-incomplete": Text(
        "Der Datensatz in {meter} ist unvollständig. Was da ist, wurde aufgehoben.",
        "The record in {meter} is incomplete. What is there was kept.",
    ),
    "slip.tie-unsure": Text(
        "In den Datensätzen von {meter} steht keine Transaktionsnummer. Dass dieser zu {transaction} gehört, ist wahrscheinlich, aber nicht sicher: Benutzer und Zeiten vergleichen.",
        "Records of {meter} carry no transaction id. That this one belongs to {transaction} is likely, not certain: compare user and times.",
    ),
    "slip.clock-not-taken": Text(
        "{meter} bestätigte die Uhrzeit, zeigt sie aber nicht.",
        "{meter} confirmed the time but does not show it.",
    ),
    "slip.no-such-record": Text(
        "{meter} gibt den Datensatz {number} nicht her.",
        "{meter} does not give record {number}.",
    ),
    "slip.ask-kept": Text("Zahl der Datensätze lesen (1510h)", "read number of records (1510h)"),
    "slip.ask-key": Text(
        "öffentlichen Schlüssel lesen (1530h, 0211h)", "read the public key (1530h, 0211h)"
    ),
    "slip.ask-mark": Text(
        "Zählerstand und Uhr vor dem Start lesen (0170h, 4135h)",
        "read counter and clock before the start (0170h, 4135h)",
    ),
    "slip.ask-state": Text(
        "Statuswort und Zahl der Datensätze lesen (4137h, 1510h)",
        "read status word and number of records (4137h, 1510h)",
    ),
    "slip.ask-time": Text(
        "Statuswort und Uhr lesen (4137h, 4135h)", "read status word and clock (4137h, 4135h)"
    ),
    "slip.ask-record": Text("letzten Datensatz lesen (1521h)", "read the last record (1521h)"),
    "slip.ask-record-numbered": Text(
        "Datensatz {number} lesen (1520h)", "read record {number} (1520h)"
    ),
    "slip.set-time": Text("SCHREIBEN 4135h: Uhrzeit", "WRITE 4135h: time"),
    "slip.command-start": Text(
        "BEFEHL 1501h: Transaktion beginnen", "COMMAND 1501h: start of transaction"
    ),
    "slip.command-stop": Text(
        "BEFEHL 1502h: Transaktion beenden", "COMMAND 1502h: stop of transaction"
    ),
    "slip.told-running": Text(
        "Transaktion läuft ({word}), {records} Datensätze",
        "transaction running ({word}), {records} records",
    ),
    "slip.told-idle": Text(
        "keine Transaktion ({word}), {records} Datensätze",
        "no transaction ({word}), {records} records",
    ),
    "slip.told-time": Text("Uhr: {at}", "clock: {at}"),
    "slip.told-record": Text("Datensatz {page}, {bytes} Bytes", "record {page}, {bytes} bytes"),
    # What a meter reports about itself
    "device.clock-fault": Text("Fehler der Uhr", "fault of the clock"),
    "device.configuration-memory-fault": Text(
        "Fehler im Konfigurationsspeicher", "fault of the configuration memory"
    ),
    "device.signing-fault": Text("Fehler im Signaturmodul", "fault of the signature module"),
    "device.meter-configuration-fault": Text(
        "Fehler in der Konfiguration des Zählers", "fault in the meter's configuration"
    ),
    "device.metering-part-silent": Text(
        "der messende Teil antwortet nicht", "the measuring part does not answer"
    ),
    "device.fatal-fault": Text("schwerer innerer Fehler", "fatal internal fault"),
    "device.display-missing": Text("externe Anzeige fehlt", "the external display is missing"),
    "device.clock-not-in-sync": Text("Uhr nicht gestellt", "clock not in sync"),
    "device.session-not-completed": Text(
        "eine Transaktion wurde unterbrochen", "a transaction was interrupted"
    ),
    "device.log-full": Text("eichrechtliches Logbuch voll", "the legal log is full"),
    "device.records-full": Text("Speicher der Datensätze voll", "the memory of records is full"),
    "device.line-loss-abnormal": Text(
        "Leitungsverlust ungewöhnlich hoch", "abnormal loss in the cable"
    ),
    "device.factory-jumper": Text("Werksbrücke gesteckt", "the factory jumper is set"),
}
