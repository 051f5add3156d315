"""What the driver of the BSM-WS36A says: errors, notices, and plain words for what it asks."""

from eichlab.texts.language import Text

TEXTS: dict[str, Text] = {
    "bsm.not-this-model": Text(
        "Was an Unit {unit} als {meter} antwortet, ist kein BSM-WS36A. Modell und Unit-Id prüfen.",
        "What answers at unit {unit} as {meter} is no BSM-WS36A. Check model and unit id.",
    ),
    "bsm.other-layout": Text(
        "{meter} (Unit {unit}) hat seine Register nicht dort, wo ein BSM-WS36A der Serie sie hat. Vorserien kennt Eichlab nicht.",
        "{meter} (unit {unit}) does not have its registers where a BSM-WS36A of the series has them. Eichlab does not know pre-release meters.",
    ),
    "bsm.key-unusable": Text(
        "Der öffentliche Schlüssel in {meter} ist keiner auf der Kurve P-256.",
        "The public key in {meter} is none on the curve P-256.",
    ),
    "bsm.id-not-uuid": Text(
        "Die Transaktionsnummer {transaction} ist keine UUID; nur eine UUID findet Eichlab in {meter} nach einem Ausfall wieder.",
        "The transaction id {transaction} is no UUID; only a UUID is found again in {meter} after a failure.",
    ),
    "bsm.separator-in-tariff": Text(
        "Der Tariftext enthält „<=>“, damit trennt Eichlab bei {meter} die Transaktionsnummer ab.",
        "The tariff text contains “<=>”, with which Eichlab sets off the transaction id for {meter}.",
    ),
    "bsm.tariff-cut": Text(
        "Der Tariftext hat {length} Bytes; {meter} hat Platz für {room}. Das Ende wurde weggelassen.",
        "The tariff text has {length} bytes; {meter} has room for {room}. Its end was left out.",
    ),
    "bsm.no-room": Text(
        "{meter} hat in seinem Datensatz keinen Platz für {fields}: das wird nicht signiert.",
        "{meter} has no room for {fields} in its record: that is not signed.",
    ),
    "bsm.not-assigned": Text(
        "{meter} nennt jede Identifikation zugeordnet. Diese ist es nicht und wurde deshalb weggelassen.",
        "{meter} calls every identification assigned. This one is not, so it was left out.",
    ),
    "bsm.texts-not-in-record": Text(
        "Die Firmware von {meter} schreibt nur die Identifikation in den OCMF-Datensatz. Ladepunkt, Tariftext und Transaktionsnummer stehen nur im signierten Schnappschuss.",
        "The firmware of {meter} puts only the identification into the OCMF record. Charge point, tariff text and transaction id stand in the signed snapshot only.",
    ),
    "bsm.contactor-closes": Text(
        "{meter} schaltet ein Schütz: es schließt mit dem Start, sobald der Freigabeeingang es zulässt, und öffnet mit dem Ende.",
        "{meter} switches a contactor: it closes with the start as soon as the enable input allows, and opens with the end.",
    ),
    "bsm.contactor-stays": Text(
        "Das Schütz an {meter} meldet nicht, dass es geöffnet hat. Das Ende wurde ohne Abschaltung signiert. Schütz und Rückmeldung prüfen, es kann noch Spannung anliegen.",
        "The contactor at {meter} does not report that it opened. The end was signed without switching off. Check contactor and feedback, there may still be voltage.",
    ),
    "bsm.snapshot-failed": Text(
        "{meter} konnte den Schnappschuss „{kind}“ nicht erstellen.",
        "{meter} could not make the snapshot “{kind}”.",
    ),
    "bsm.not-enabled": Text(
        "{meter} hat keine Freigabe am Eingang DOE und schaltet nicht ein.",
        "{meter} has no enable signal at its input DOE and does not switch on.",
    ),
    "bsm.no-feedback": Text(
        "{meter} vermisst die Rückmeldung, dass das Schütz offen ist ({kind}). Verdrahtung des Eingangs DI und Schütz prüfen.",
        "{meter} misses the feedback that the contactor is open ({kind}). Check the wiring of input DI and the contactor.",
    ),
    "bsm.not-ready": Text(
        "{meter} hat den Schnappschuss nach {seconds} s noch nicht fertig. Es wird weiter gewartet.",
        "{meter} has not finished the snapshot after {seconds} s. The wait goes on.",
    ),
    "bsm.command-not-arrived": Text(
        "Der Befehl zum Schnappschuss „{kind}“ kam bei {meter} nicht an: dort änderte sich nichts.",
        "The command for the snapshot “{kind}” did not reach {meter}: nothing changed there.",
    ),
    "bsm.command-ignored": Text(
        "{meter} nahm den Befehl zum Schnappschuss „{kind}“ an, machte aber keinen.",
        "{meter} accepted the command for the snapshot “{kind}” but made none.",
    ),
    "bsm.power-failed": Text(
        "{meter} verlor gerade seine Spannung. Es wurde kein Schnappschuss angefordert.",
        "{meter} lost its power just now. No snapshot was asked for.",
    ),
    "bsm.record-unusable": Text(
        "{meter} hat zum Schnappschuss {number} keinen brauchbaren OCMF-Text. Was da ist, wurde aufgehoben.",
        "{meter} has no usable OCMF text of the snapshot {number}. What is there was kept.",
    ),
    "bsm.clock-in-transaction": Text(
        "Die Uhr von {meter} wird nicht gestellt, solange eine Transaktion läuft.",
        "The clock of {meter} is not set while a transaction runs.",
    ),
    "bsm.begin-lost": Text(
        "{meter} verlor mit seiner Spannung den signierten Beginn. Das Ende zählt die Energie seit diesem Beginn; es gehört nach der Zählung der Schnappschüsse zu dieser Transaktion.",
        "{meter} lost the signed begin with its power. The end counts the energy since that begin; by the count of snapshots it belongs to this transaction.",
    ),
    "bsm.begin-lost-unsure": Text(
        "{meter} verlor mit seiner Spannung den signierten Beginn und nahm seit dem Start mehr als einen Schnappschuss auf. Ob das Ende zu dieser Transaktion gehört, ist nicht sicher.",
        "{meter} lost the signed begin with its power, and took more than one snapshot since the start. It is not certain that the end belongs to this transaction.",
    ),
    "bsm.tied-by-texts": Text(
        "Der Datensatz in {meter} trägt keine Transaktionsnummer; er wurde nur an seinen Texten erkannt.",
        "The record in {meter} carries no transaction id; it was recognised by its texts only.",
    ),
    "bsm.tied-by-nothing": Text(
        "Der Datensatz in {meter} trägt keine Transaktionsnummer. Ob er zu dieser Transaktion gehört, ist nicht sicher.",
        "The record in {meter} carries no transaction id. It is not certain that it belongs to this transaction.",
    ),
    # Plain words for the wire log
    "bsm.kind-turn-on": Text("Einschalten", "turn-on"),
    "bsm.kind-turn-off": Text("Ausschalten", "turn-off"),
    "bsm.kind-start": Text("Beginn", "start"),
    "bsm.kind-end": Text("Ende", "end"),
    "bsm.ask-identity": Text(
        "70 Register ab 40000 lesen: Hersteller und Modell",
        "read 70 registers from 40000: maker and model",
    ),
    "bsm.ask-signing": Text(
        "74 Register ab 40195 lesen: Ereignisse, Zählungen, Uhr",
        "read 74 registers from 40195: events, counts, clock",
    ),
    "bsm.ask-digest": Text(
        "20 Register ab 40501 lesen: Prüfsumme der Firmware",
        "read 20 registers from 40501: digest of the firmware",
    ),
    "bsm.ask-key": Text(
        "50 Register ab 40449 lesen: öffentlicher Schlüssel",
        "read 50 registers from 40449: public key",
    ),
    "bsm.ask-live": Text(
        "107 Register ab 40090 lesen: Messwerte", "read 107 registers from 40090: live values"
    ),
    "bsm.ask-snapshot": Text(
        "Zustand des Schnappschusses „{kind}“ lesen", "read the status of the snapshot “{kind}”"
    ),
    "bsm.ask-counters": Text(
        "2 Register ab 40254 lesen: Zahl der Spannungsausfälle",
        "read 2 registers from 40254: count of power failures",
    ),
    "bsm.ask-texts": Text("Texte lesen", "read texts"),
    "bsm.ask-record": Text("signierten Datensatz lesen", "read the signed record"),
    "bsm.set-texts": Text(
        "SCHREIBEN ab 40279: Texte der Transaktion", "WRITE from 40279: texts of the transaction"
    ),
    "bsm.clear-texts": Text(
        "SCHREIBEN ab 40279: Texte löschen, der Datensatz wurde gelesen",
        "WRITE from 40279: clear the texts, the record was read",
    ),
    "bsm.set-time": Text("SCHREIBEN ab 40260: Uhrzeit", "WRITE from 40260: time"),
    "bsm.command": Text(
        "SCHREIBEN Status = 2: Schnappschuss „{kind}“", "WRITE status = 2: snapshot “{kind}”"
    ),
    "bsm.told-live": Text(
        "{power} W, L1 {voltage} V, Bezug {import_wh} Wh",
        "{power} W, L1 {voltage} V, import {import_wh} Wh",
    ),
    "bsm.told-status-0": Text("gültig, Nummer {number}", "valid, number {number}"),
    "bsm.told-status-1": Text("keiner ({number})", "none ({number})"),
    "bsm.told-status-2": Text("in Arbeit ({number})", "being made ({number})"),
    "bsm.told-status-3": Text("fehlgeschlagen ({number})", "failed ({number})"),
    "bsm.told-status-4": Text(
        "fehlgeschlagen: keine Freigabe ({number})", "failed: not enabled ({number})"
    ),
    "bsm.told-status-5": Text(
        "fehlgeschlagen: keine Rückmeldung ({number})", "failed: no feedback ({number})"
    ),
    "bsm.told-status-unknown": Text("unbekannter Zustand ({number})", "unknown status ({number})"),
    # What a meter reports about itself
    "device.clock-invalid": Text("Uhr ungültig, bis sie gestellt wird", "clock invalid until set"),
    "device.firmware-not-certified": Text(
        "Firmware steht nicht in der Liste der zertifizierten",
        "firmware is not in the list of certified ones",
    ),
    "device.module-fatal-error": Text(
        "schwerer Fehler des Messmoduls", "fatal error of the measuring module"
    ),
    "device.module-not-initialised": Text(
        "Kommunikationsmodul nicht bereit: Signaturen gelten nicht",
        "communication module not initialised: signatures do not count",
    ),
    "device.module-firmware-altered": Text(
        "Firmware des Kommunikationsmoduls verändert: Signaturen gelten nicht",
        "firmware of the communication module altered: signatures do not count",
    ),
    "device.module-in-development": Text(
        "Kommunikationsmodul im Entwicklungsmodus: Signaturen gelten nicht",
        "communication module in development mode: signatures do not count",
    ),
    "device.module-event": Text("ein anderes Ereignis", "another event"),
    "device.module-clock-reset": Text("Uhr zurückgesetzt", "clock was reset"),
    "device.module-clock-fault": Text("Fehler des Uhrenbausteins", "fault of the clock chip"),
    "device.module-hardware-fault": Text("Fehler der Hardware", "hardware fault"),
    "device.module-processor-fault": Text("Fehler des Prozessors", "processor fault"),
    "device.module-memory-fault": Text("Fehler des Arbeitsspeichers", "memory fault"),
    "device.module-checksum-fault": Text(
        "Prüfsumme von Programm oder Parametern falsch", "check sum of program or settings wrong"
    ),
    "device.module-in-service": Text("Messmodul im Servicebetrieb", "measuring module in service"),
    "device.module-not-calibrated": Text(
        "Messmodul nicht abgeglichen", "measuring module not calibrated"
    ),
}
