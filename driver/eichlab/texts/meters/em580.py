"""What the driver of the EM580 says: errors, and plain words for what it asks and gets."""

from eichlab.texts.language import Text

TEXTS: dict[str, Text] = {
    "em580.not-this-model": Text(
        "Was an Unit {unit} als {meter} antwortet, ist kein EM580 mit Signatur. Modell und Unit-Id prüfen.",
        "What answers at unit {unit} as {meter} is no EM580 with signature. Check model and unit id.",
    ),
    "em580.sister-family": Text(
        "{meter} ist ein Zähler einer Schwesterfamilie (Kennung {code}), der nicht signieren kann, kein EM580.",
        "{meter} is a meter of a sister family (code {code}) that cannot sign, not an EM580.",
    ),
    "em580.two-keys": Text(
        "{meter} nennt zwei verschiedene öffentliche Schlüssel. Keiner wird verwendet.",
        "{meter} states two different public keys. Neither is used.",
    ),
    "em580.id-not-uuid": Text(
        "Die Transaktionsnummer {transaction} ist keine UUID; nur eine UUID findet der EM580 nach einem Ausfall wieder.",
        "The transaction id {transaction} is no UUID; the EM580 finds only a UUID again after a failure.",
    ),
    "em580.separator-in-tariff": Text(
        "Der Tariftext enthält „<=>“, damit trennt Eichlab bei {meter} die Transaktionsnummer ab.",
        "The tariff text contains “<=>”, with which Eichlab sets off the transaction id for {meter}.",
    ),
    "em580.tariff-cut": Text(
        "Der Tariftext hat {length} Bytes; {meter} hat Platz für {room} neben der Transaktionsnummer. Das Ende wurde weggelassen.",
        "The tariff text has {length} bytes; {meter} has room for {room} beside the transaction id. Its end was left out.",
    ),
    "em580.tariff-raw": Text(
        "Der Tariftext wird wie gewünscht ohne die Transaktionsnummer signiert. Nach einem Ausfall wird der Datensatz in {meter} nur an Zählung, Texten und Zeit erkannt.",
        "As asked for, the tariff text is signed without the transaction id. After a failure the record in {meter} is recognised by count, texts and time only.",
    ),
    "em580.corrupted": Text(
        "{meter} meldet einen beschädigten Datensatz. Erst auslesen und freigeben, dann neu starten.",
        "{meter} reports a corrupted record. Read it out and release it first, then start anew.",
    ),
    "em580.start-not-arrived": Text(
        "Der Start von {transaction} kam bei {meter} nicht an: nichts läuft.",
        "The start of {transaction} did not reach {meter}: nothing runs.",
    ),
    "em580.start-ignored": Text(
        "{meter} nahm den Start von {transaction} an, begann aber nicht: nichts läuft.",
        "{meter} accepted the start of {transaction} but did not begin: nothing runs.",
    ),
    "em580.stop-not-arrived": Text(
        "Das Ende kam bei {meter} nicht an: die Transaktion läuft weiter und wird erneut beendet.",
        "The stop did not reach {meter}: the transaction still runs and will be stopped again.",
    ),
    "em580.record-not-ready": Text(
        "{meter} hat den Datensatz nach {seconds} s noch nicht fertig. Es wird weiter gewartet.",
        "{meter} has not finished the record after {seconds} s. The wait goes on.",
    ),
    "em580.record-incomplete": Text(
        "Der Datensatz in {meter} ist unvollständig. Was da ist, wurde aufgehoben.",
        "The record in {meter} is incomplete. What is there was kept.",
    ),
    "em580.record-corrupted": Text(
        "{meter} nennt seinen Datensatz beschädigt. Was da ist, wurde aufgehoben.",
        "{meter} calls its record corrupted. What is there was kept.",
    ),
    "em580.release-ignored": Text(
        "{meter} gibt den ausgelesenen Datensatz nicht frei. Er ist gespeichert; es wird erneut versucht.",
        "{meter} does not let go of the record that was read. It is stored; the release is tried again.",
    ),
    "em580.ask-live": Text(
        "52 Register ab 0000h lesen: Messwerte", "read 52 registers from 0000h: live values"
    ),
    "em580.ask-energy": Text(
        "32 Register ab 0500h lesen: Energien", "read 32 registers from 0500h: energies"
    ),
    "em580.ask-temperature": Text(
        "Register 0307h lesen: Temperatur", "read register 0307h: temperature"
    ),
    "em580.ask-code": Text(
        "Register 000Bh lesen: Kennung", "read register 000Bh: identification code"
    ),
    "em580.ask-firmware": Text(
        "Register 0302h/0303h lesen: Firmware", "read register 0302h/0303h: firmware"
    ),
    "em580.ask-serial": Text(
        "7 Register ab 5000h lesen: Seriennummer", "read 7 registers from 5000h: serial number"
    ),
    "em580.ask-year": Text("Register 5007h lesen: Baujahr", "read register 5007h: production year"),
    "em580.ask-device-state": Text(
        "Register 5012h lesen: Gerätezustand", "read register 5012h: device state"
    ),
    "em580.ask-signature-type": Text(
        "Register 24FFh lesen: Signaturverfahren", "read register 24FFh: signature type"
    ),
    "em580.ask-key": Text(
        "öffentlichen Schlüssel lesen (2500h, 2600h)", "read the public key (2500h, 2600h)"
    ),
    "em580.ask-state": Text(
        "Register 7100h lesen: OCMF-Zustand", "read register 7100h: OCMF state"
    ),
    "em580.ask-tariff-text": Text(
        "Tariftext lesen (ab 6900h)", "read the tariff text (from 6900h)"
    ),
    "em580.ask-last-id": Text(
        "7 Register ab 7059h lesen: letzte Transaktion des Zählers",
        "read 7 registers from 7059h: the meter's last transaction",
    ),
    "em580.ask-size": Text(
        "Register 7101h lesen: Größe des Datensatzes", "read register 7101h: size of the record"
    ),
    "em580.ask-file": Text(
        "signierten Datensatz lesen (ab 7110h)", "read the signed record (from 7110h)"
    ),
    "em580.set-field": Text("SCHREIBEN {field}", "WRITE {field}"),
    "em580.set-time": Text("SCHREIBEN 7032h: Uhrzeit (UTC)", "WRITE 7032h: time (UTC)"),
    "em580.set-offset": Text("SCHREIBEN 7031h: Abstand zu UTC", "WRITE 7031h: offset from UTC"),
    "em580.command-begin": Text(
        "SCHREIBEN 7040h = „B“: Transaktion beginnen", "WRITE 7040h = ‘B’: begin of transaction"
    ),
    "em580.command-end": Text(
        "SCHREIBEN 7040h = „E“: Transaktion beenden", "WRITE 7040h = ‘E’: end of transaction"
    ),
    "em580.command-release": Text(
        "SCHREIBEN 7100h = 0: Datensatz wurde gelesen", "WRITE 7100h = 0: record was read"
    ),
    "em580.told-live": Text("{power} W, L1 {voltage} V", "{power} W, L1 {voltage} V"),
    "em580.told-energy": Text(
        "Bezug {import_wh} Wh, Abgabe {export_wh} Wh",
        "import {import_wh} Wh, export {export_wh} Wh",
    ),
    "em580.told-register": Text("{value} ({hexadecimal})", "{value} ({hexadecimal})"),
    "em580.told-state-idle": Text("keine Transaktion", "no transaction"),
    "em580.told-state-running": Text("Transaktion läuft", "transaction running"),
    "em580.told-state-record-waiting": Text("Datensatz liegt bereit", "record is ready"),
    "em580.told-state-corrupted": Text("Datensatz beschädigt", "record corrupted"),
    "em580.told-state-unknown": Text("unbekannter Zustand", "unknown state"),
    # What a meter reports about itself
    "device.voltage-l1-high": Text("Spannung L1 über dem Messbereich", "voltage L1 above range"),
    "device.voltage-l2-high": Text("Spannung L2 über dem Messbereich", "voltage L2 above range"),
    "device.voltage-l3-high": Text("Spannung L3 über dem Messbereich", "voltage L3 above range"),
    "device.voltage-l12-high": Text(
        "Spannung L1–L2 über dem Messbereich", "voltage L1–L2 above range"
    ),
    "device.voltage-l23-high": Text(
        "Spannung L2–L3 über dem Messbereich", "voltage L2–L3 above range"
    ),
    "device.voltage-l31-high": Text(
        "Spannung L3–L1 über dem Messbereich", "voltage L3–L1 above range"
    ),
    "device.current-l1-high": Text("Strom L1 über dem Messbereich", "current L1 above range"),
    "device.current-l2-high": Text("Strom L2 über dem Messbereich", "current L2 above range"),
    "device.current-l3-high": Text("Strom L3 über dem Messbereich", "current L3 above range"),
    "device.frequency-out-of-range": Text(
        "Frequenz außerhalb des Bereichs", "frequency out of range"
    ),
    "device.communication-fault": Text(
        "innerer Fehler im Kommunikationsmodul", "internal fault of the communication module"
    ),
    "device.measuring-fault": Text(
        "innerer Fehler im Messmodul", "internal fault of the measuring module"
    ),
}
