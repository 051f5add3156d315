"""Verdicts in words: headlines, the three statements, remarks, and every finding of the rules."""

from eichlab.texts.language import Text

TEXTS: dict[str, Text] = {
    # Headlines
    "verdict.verified": Text(
        "Echt und unverändert – mit bestätigtem Schlüssel geprüft",
        "Authentic and unaltered – checked with a confirmed key",
    ),
    "verdict.verified-warnings": Text(
        "Echt und unverändert – Hinweise beachten", "Authentic and unaltered – see remarks"
    ),
    "verdict.unconfirmed": Text(
        "Signatur passt – Herkunft des Schlüssels nicht bestätigt",
        "Signature fits – origin of the key not confirmed",
    ),
    "verdict.rejected-signature": Text(
        "Signatur passt nicht zu Daten und Schlüssel", "Signature does not fit data and key"
    ),
    "verdict.rejected-key": Text(
        "Mit einem anderen als dem bestätigten Schlüssel signiert",
        "Signed with a key other than the confirmed one",
    ),
    "verdict.rejected-plausibility": Text(
        "Signatur gültig – Inhalt so nicht abrechenbar: {why}",
        "Signature valid – content not billable as it stands: {why}",
    ),
    "verdict.no-key": Text(
        "Nicht prüfbar – öffentlicher Schlüssel fehlt", "Cannot be checked – public key missing"
    ),
    "verdict.unsupported": Text(
        "Nicht prüfbar – Verfahren nicht unterstützt", "Cannot be checked – method not supported"
    ),
    "verdict.format": Text("Kein signierter Datensatz erkennbar", "No signed record recognised"),
    "verdict.see-records": Text("siehe Datensätze", "see the records"),
    # Profiles
    "profile.eichlab": Text(
        "Befunde wiegen so, wie es die Quelle jeder Regel verlangt.",
        "Findings weigh as the source of each rule demands.",
    ),
    "profile.strict": Text(
        "Jede Abweichung von der Spezifikation ist mindestens eine Warnung.",
        "Every departure from the specification is at least a warning.",
    ),
    "profile.safe": Text(
        "Nur zum Vergleich: bestanden oder nicht, wie es die S.A.F.E. Transparenzsoftware 1.4.1 "
        "sagt.",
        "For comparison only: pass or fail as the S.A.F.E. Transparenzsoftware 1.4.1 says.",
    ),
    "profile.judged-by": Text("Beurteilt nach dem Profil {name}", "Judged by the profile {name}"),
    # Remarks
    "verdict.begin-only": Text(
        "Nur Anfangsstand – Energie nicht bestimmbar",
        "Begin reading only – energy cannot be determined",
    ),
    "verdict.end-only": Text(
        "Nur Endstand – Energie nicht bestimmbar", "End reading only – energy cannot be determined"
    ),
    "verdict.clock-informative": Text("Uhrzeit nur informativ", "Time of day informative only"),
    "verdict.energy-without-duration": Text(
        "Energie verwendbar, Dauer nicht", "Energy usable, duration not"
    ),
    "verdict.user-unsure": Text(
        "Zuordnung zum Nutzer nicht bestätigt; Messwert davon unberührt",
        "User assignment not confirmed; reading unaffected",
    ),
    "verdict.values-not-confirmed": Text(
        "Angaben im Datensatz, nicht bestätigt", "Values as stated, not confirmed"
    ),
    "verdict.loss": Text(
        "Verbindung zum Zähler unterbrochen. Letzter empfangener Wert: {time}",
        "Connection to the meter interrupted. Last value received: {time}",
    ),
    "verdict.regained": Text(
        "Wieder verbunden – signierter Messwert wird abgerufen",
        "Reconnected – fetching the signed reading",
    ),
    "verdict.live": Text("Live-Anzeige, nicht zur Abrechnung", "Live display, not for billing"),
    "verdict.footer": Text(
        "Ersetzt nicht die in der Baumusterprüfbescheinigung genannte Software",
        "Does not replace the software named in the type-examination certificate",
    ),
    # The statement on the signature
    "statement.signature.valid": Text(
        "Die Signatur passt zu den Daten und dem genannten Schlüssel ({algorithm}).",
        "The signature fits the data and the key named here ({algorithm}).",
    ),
    "statement.signature.invalid": Text(
        "Die Signatur passt nicht: Die Daten wurden verändert, oder ein anderer Schlüssel hat signiert ({algorithm}).",
        "The signature does not fit: the data were changed, or another key signed them ({algorithm}).",
    ),
    "statement.signature.no-key": Text(
        "Ohne öffentlichen Schlüssel lässt sich die Signatur nicht prüfen.",
        "Without a public key the signature cannot be checked.",
    ),
    "statement.signature.unsupported": Text(
        "Das Signaturverfahren wird nicht unterstützt ({algorithm}).",
        "The signature method is not supported ({algorithm}).",
    ),
    "statement.signature.unreadable": Text(
        "Es ist keine lesbare Signatur vorhanden.", "There is no signature that can be read."
    ),
    # The statement on the key
    "statement.key.confirmed": Text(
        "Bestätigt: {origin}. SHA-256 {fingerprint}", "Confirmed: {origin}. SHA-256 {fingerprint}"
    ),
    "statement.key.confirmed-by": Text(
        "Bestätigt: {origin}, durch {by} am {day}. SHA-256 {fingerprint}",
        "Confirmed: {origin}, by {by} on {day}. SHA-256 {fingerprint}",
    ),
    "statement.key.unconfirmed": Text(
        "Nicht bestätigt: Der Schlüssel lag nur bei den Daten; ihn kann jeder erzeugt haben. SHA-256 {fingerprint}",
        "Not confirmed: the key only came with the data; anyone could have made it. SHA-256 {fingerprint}",
    ),
    "statement.key.mismatch": Text(
        "Ein anderer Schlüssel: signiert mit SHA-256 {fingerprint}, bestätigt ist {expected}.",
        "Another key: signed with SHA-256 {fingerprint}, the confirmed one is {expected}.",
    ),
    "statement.key.missing": Text("Kein öffentlicher Schlüssel bekannt.", "No public key known."),
    "origin.plate": Text("vom Typenschild", "from the type plate"),
    "origin.register": Text("aus einem amtlichen Verzeichnis", "from an official register"),
    "origin.meter": Text(
        "an diesem Messplatz aus dem Zähler gelesen", "read from the meter on this bench"
    ),
    "origin.keyring": Text("aus dem Schlüsselbund", "from the key ring"),
    "origin.entered": Text("von Hand angegeben", "entered by hand"),
    "origin.file": Text(
        "aus den Daten, auf Wunsch als bestätigt behandelt",
        "came with the data, counted as confirmed on request",
    ),
    # The statement on the content
    "statement.plausibility.clean": Text("Keine Auffälligkeiten.", "Nothing conspicuous."),
    "statement.plausibility.notes": Text(
        "Keine Fehler oder Warnungen; Hinweise: {notes}.", "No errors or warnings; notes: {notes}."
    ),
    "statement.plausibility.warnings": Text(
        "Keine Fehler; Warnungen: {warnings}, Hinweise: {notes}.",
        "No errors; warnings: {warnings}, notes: {notes}.",
    ),
    "statement.plausibility.errors": Text(
        "Fehler: {errors}, Warnungen: {warnings}, Hinweise: {notes}.",
        "Errors: {errors}, warnings: {warnings}, notes: {notes}.",
    ),
    "statement.plausibility.not-judged": Text(
        "Der Inhalt wurde nicht beurteilt.", "The content was not judged."
    ),
    # R1: begin and end
    "finding.R1.begin-only": Text(
        "Es gibt nur einen Anfangsstand; der Vorgang ist unvollständig.",
        "There is only a begin reading; the transaction is incomplete.",
    ),
    "finding.R1.end-only": Text(
        "Es gibt nur einen Endstand; der Vorgang ist unvollständig.",
        "There is only an end reading; the transaction is incomplete.",
    ),
    "finding.R1.neither": Text(
        "Es gibt weder Anfangs- noch Endstand; der Vorgang ist unvollständig.",
        "There is neither a begin nor an end reading; the transaction is incomplete.",
    ),
    # R2: registers and units
    "finding.R2.no-pair": Text(
        "Anfangs- und Endstand gehören zu verschiedenen Zählwerken.",
        "Begin and end reading belong to different registers.",
    ),
    "finding.R2.no-energy-register": Text(
        "Kein Zählwerk mit Anfang und Ende zählt bezogene Energie.",
        "No register with begin and end counts imported energy.",
    ),
    "finding.R2.other-register": Text(
        "Weitere Zählwerke, die nicht abgerechnet werden: {registers}.",
        "Further registers that are not billed: {registers}.",
    ),
    "finding.R2.export-only": Text(
        "Nur eingespeiste Energie wurde gezählt, keine bezogene.",
        "Only exported energy was counted, none imported.",
    ),
    "finding.R2.unit-missing": Text(
        "Die Einheit des abgerechneten Zählwerks fehlt.",
        "The unit of the billed register is missing.",
    ),
    "finding.R2.unit-unknown": Text(
        "Die Einheit „{unit}“ des abgerechneten Zählwerks ist keine Energie.",
        "The unit “{unit}” of the billed register is no energy.",
    ),
    "finding.R2.unit-change": Text(
        "Die Einheit wechselt innerhalb des Zählwerks ({units}); es wurde umgerechnet.",
        "The unit changes within the register ({units}); it was converted.",
    ),
    "finding.R2.obis-missing": Text(
        "Die OBIS-Kennzahl fehlt; es ist das einzige Zählwerk mit Energie.",
        "The OBIS code is missing; it is the only register with energy.",
    ),
    "finding.R2.obis-unknown": Text(
        "Die OBIS-Kennzahl „{obis}“ ist unbekannt; es ist das einzige Zählwerk mit Energie.",
        "The OBIS code “{obis}” is unknown; it is the only register with energy.",
    ),
    "finding.R2.value-unreadable": Text(
        "Der Zählerstand „{value}“ ist keine Zahl.", "The reading “{value}” is no number."
    ),
    # R3: kind of reading
    "finding.R3.intermediate": Text(
        "Zwischenstände sind enthalten ({kinds}).", "Intermediate readings are included ({kinds})."
    ),
    "finding.R3.aborted": Text(
        "Der Vorgang endete mit einem Abbruch.", "The transaction ended by an abort."
    ),
    "finding.R3.power-failure": Text(
        "Der Vorgang endete mit einem Stromausfall.", "The transaction ended by a power failure."
    ),
    "finding.R3.exception": Text(
        "Während des Vorgangs trat ein Fehler auf (TX X); die Energie ist nicht verwendbar.",
        "An error occurred during the transaction (TX X); the energy is not usable.",
    ),
    "finding.R3.exception-time": Text(
        "Während des Vorgangs trat ein Fehler auf, der nur die Zeit betrifft (TX X, EF t).",
        "An error occurred during the transaction that concerns only the time (TX X, EF t).",
    ),
    "finding.R3.unknown-kind": Text(
        "Unbekannte Art des Zählerstands: {kinds}.", "Unknown kind of reading: {kinds}."
    ),
    # R4: status of the meter
    "finding.R4.status-not-good": Text(
        "{reading}: Der Zähler meldet den Status {status} statt G.",
        "{reading}: the meter reports the status {status} instead of G.",
    ),
    "finding.R4.status-missing": Text(
        "{reading}: Der Status des Zählers fehlt.", "{reading}: the meter's status is missing."
    ),
    "finding.R4.status-between": Text(
        "Zwischen Anfang und Ende meldete der Zähler den Status {status}.",
        "Between begin and end the meter reported the status {status}.",
    ),
    "finding.R4.status-between-bridged": Text(
        "Zwischen Anfang und Ende war der Zähler zeitweise nicht lesbar (Status {status}); Ende gut, Werte steigend.",
        "Between begin and end the meter could not be read for a while (status {status}); end good, values rising.",
    ),
    # R5: error flags
    "finding.R5.energy-flag": Text(
        "Der Zähler kennzeichnet die Energie als fehlerhaft (EF E).",
        "The meter flags the energy as erroneous (EF E).",
    ),
    "finding.R5.time-flag": Text(
        "Der Zähler kennzeichnet die Zeit als fehlerhaft (EF t).",
        "The meter flags the time as erroneous (EF t).",
    ),
    # R6: clock
    "finding.R6.informative": Text(
        "Die Uhr des Zählers ist nur informativ (Anfang {begin}, Ende {end}).",
        "The meter's clock is informative only (begin {begin}, end {end}).",
    ),
    "finding.R6.not-synchronised": Text(
        "Die Uhr des Zählers war nicht gestellt (Anfang {begin}, Ende {end}); keine Dauer.",
        "The meter's clock was not set (begin {begin}, end {end}); no duration.",
    ),
    "finding.R6.relative-begin": Text(
        "Die Zeit des Anfangs ist nur relativ, die des Endes nicht; keine Dauer.",
        "The time of the begin is only relative, that of the end is not; no duration.",
    ),
    "finding.R6.time-unknown": Text(
        "Zeit unbekannt (im Datensatz: {time}).", "Time unknown (in the record: {time})."
    ),
    "finding.R6.time-unknown-relative": Text(
        "Uhrzeit unbekannt (im Datensatz: {time}); die Dauer wurde vom Zähler selbst gezählt.",
        "Time of day unknown (in the record: {time}); the meter itself counted the duration.",
    ),
    "finding.R6.end-before-begin": Text(
        "Das Ende liegt vor dem Anfang ({end} vor {begin}).",
        "The end lies before the begin ({end} before {begin}).",
    ),
    "finding.R6.end-before-begin-unsure": Text(
        "Nach der nicht sicheren Uhr liegt das Ende vor dem Anfang ({end} vor {begin}).",
        "By a clock that is not sure, the end lies before the begin ({end} before {begin}).",
    ),
    "finding.R6.spelling": Text(
        "Die Zeit ist anders geschrieben als festgelegt: {time}.",
        "The time is spelled otherwise than specified: {time}.",
    ),
    # R7: user
    "finding.R7.not-assigned": Text(
        "Der Vorgang ist keinem Nutzer zugeordnet.", "The transaction is assigned to no user."
    ),
    "finding.R7.level": Text(
        "Die Identifikation des Nutzers ist nicht gesichert (IL {level}).",
        "The identification of the user is not sure (IL {level}).",
    ),
    "finding.R7.assigned-later": Text(
        "Der Nutzer wurde erst nach dem Anfang zugeordnet.",
        "The user was assigned only after the begin.",
    ),
    "finding.R7.user-differs": Text(
        "Die Datensätze nennen verschiedene Nutzer ({first} und {second}).",
        "The records name different users ({first} and {second}).",
    ),
    "finding.R7.user-spelling": Text(
        "Der Nutzer ist verschieden geschrieben ({first} und {second}).",
        "The user is spelled in different ways ({first} and {second}).",
    ),
    # R8: more than one begin or end
    "finding.R8.repeated": Text(
        "Ein Zählerstand ist gleichlautend wiederholt; er zählt einmal.",
        "A reading is repeated identically; it counts once.",
    ),
    "finding.R8.two-begins": Text(
        "Der Vorgang hat {count} verschiedene Anfangsstände.",
        "The transaction has {count} different begin readings.",
    ),
    "finding.R8.two-ends": Text(
        "Der Vorgang hat {count} verschiedene Endstände.",
        "The transaction has {count} different end readings.",
    ),
    # R9: pagination
    "finding.R9.order": Text(
        "Das Ende ({end}) hat keine höhere Nummer als der Anfang ({begin}).",
        "The end ({end}) has no higher number than the begin ({begin}).",
    ),
    "finding.R9.gap": Text(
        "Zwischen {first} und {last} fehlen im Vorgang Datensätze ({missing}).",
        "Records are missing in the transaction between {first} and {last} ({missing}).",
    ),
    "finding.R9.gap-foreign": Text(
        "Die Nummer {number} zwischen {first} und {last} gehört zu einem anderen Vorgang.",
        "The number {number} between {first} and {last} belongs to another transaction.",
    ),
    "finding.R9.begin-outside": Text(
        "Der signierte Anfang ({signed}) liegt vor dem genannten Beginn des Vorgangs ({stated}).",
        "The signed begin ({signed}) lies before the stated begin of the transaction ({stated}).",
    ),
    "finding.R9.gap-between": Text(
        "Zwischen {last} und {first} desselben Zählers fehlen Datensätze.",
        "Records of the same meter are missing between {last} and {first}.",
    ),
    "finding.R9.repeated-number": Text(
        "Die Nummer {number} desselben Zählers kommt mehrmals mit anderem Inhalt vor.",
        "The number {number} of the same meter occurs several times with other content.",
    ),
    # R10: fiscal readings
    "finding.R10.fiscal": Text(
        "Eine fiskalische Ablesung (PG F) ist keine Energie eines Ladevorgangs.",
        "A fiscal reading (PG F) is no energy of a charging transaction.",
    ),
    "finding.R10.fiscal-transaction": Text(
        "Eine fiskalische Ablesung (PG F) enthält Anfang und Ende eines Vorgangs.",
        "A fiscal reading (PG F) holds begin and end of a transaction.",
    ),
    # R11: copies and replays
    "finding.R11.copy": Text(
        "Derselbe Datensatz liegt mehrmals vor (weitere: {count}); er zählt einmal.",
        "The same record is there several times (further: {count}); it counts once.",
    ),
    "finding.R11.replay": Text(
        "Der Datensatz {here} gehört schon zu einem anderen Vorgang ({place}).",
        "The record {here} already belongs to another transaction ({place}).",
    ),
    # R12: cable loss
    "finding.R12.begin-loss": Text(
        "Der Leitungsverlust ist am Anfang nicht null ({loss}).",
        "The cable loss is not zero at the begin ({loss}).",
    ),
    "finding.R12.negative": Text(
        "Der Leitungsverlust ist negativ ({loss}).", "The cable loss is negative ({loss})."
    ),
    "finding.R12.falling": Text(
        "Der aufsummierte Leitungsverlust fällt ({loss}).",
        "The cumulated cable loss falls ({loss}).",
    ),
    "finding.R12.registers-differ": Text(
        "Das Gesamtzählwerk B1 zählte {total} kWh, das Zählwerk des Vorgangs B3 {own} kWh.",
        "The total register B1 counted {total} kWh, the transaction's register B3 {own} kWh.",
    ),
    "finding.R12.loss-differs": Text(
        "Netz- und Geräteseite unterscheiden sich um {lost} kWh, als Verlust sind {stated} kWh genannt.",
        "Mains and device side differ by {lost} kWh, the stated loss is {stated} kWh.",
    ),
    "finding.R12.no-resistance": Text(
        "Der Leitungswiderstand (LR) ist null: Es wird kein Verlust ausgeglichen.",
        "The cable resistance (LR) is zero: no loss is compensated.",
    ),
    "finding.R12.changing": Text(
        "Das Kabel ändert sich während des Vorgangs ({first}, dann {second}).",
        "The cable changes during the transaction ({first}, then {second}).",
    ),
    "finding.R12.certificate": Text(
        "Das Kabel ({stated}) ist nicht das der Baumusterprüfbescheinigung ({expected}).",
        "The cable ({stated}) is not that of the type-examination certificate ({expected}).",
    ),
    "finding.R12.amount-without-loss": Text(
        "{field}: {stated} kWh weichen genau um den Leitungsverlust ({loss} kWh) ab.",
        "{field}: {stated} kWh differ by exactly the cable loss ({loss} kWh).",
    ),
    # R13: amount
    "finding.R13.negative": Text(
        "Die Energie wäre negativ ({energy} kWh).", "The energy would be negative ({energy} kWh)."
    ),
    "finding.R13.zero": Text("Die Energie ist null.", "The energy is zero."),
    "finding.R13.above-limit": Text(
        "{energy} kWh in {seconds} s sind mehr, als die Ladeeinrichtung liefern kann ({limit} kW mit Zuschlag).",
        "{energy} kWh in {seconds} s is more than the station can deliver ({limit} kW with allowance).",
    ),
    "finding.R13.implausible": Text(
        "{energy} kWh in {seconds} s sind ungewöhnlich viel (mehr als {limit} kW).",
        "{energy} kWh in {seconds} s is unusually much (more than {limit} kW).",
    ),
    # R14: before 0.5
    "finding.R14.event-counter": Text(
        "Der Ereigniszähler (EI) änderte sich während des Vorgangs ({first}, dann {second}).",
        "The event counter (EI) changed during the transaction ({first}, then {second}).",
    ),
    # R15: same meter, same charge point
    "finding.R15.meter-differs": Text(
        "Die Datensätze nennen verschiedene Zähler ({field}: {first} und {second}).",
        "The records name different meters ({field}: {first} and {second}).",
    ),
    "finding.R15.meter-missing": Text(
        "Nicht alle Datensätze nennen den Zähler ({field}: {stated}).",
        "Not all records name the meter ({field}: {stated}).",
    ),
    "finding.R15.charge-point-differs": Text(
        "Die Datensätze nennen verschiedene Ladepunkte ({field}: {first} und {second}).",
        "The records name different charge points ({field}: {first} and {second}).",
    ),
    "finding.R15.charge-point-missing": Text(
        "Nicht alle Datensätze nennen den Ladepunkt ({field}: {stated}).",
        "Not all records name the charge point ({field}: {stated}).",
    ),
    "finding.R15.tariff-differs": Text(
        "Der Tariftext ändert sich während des Vorgangs ({first}, dann {second}).",
        "The tariff text changes during the transaction ({first}, then {second}).",
    ),
    # R16: unsigned values beside the signed ones
    "finding.R16.value-differs": Text(
        "{field} ({stated} kWh, nicht signiert) weicht vom signierten Wert {signed} kWh um {difference} kWh ab.",
        "{field} ({stated} kWh, not signed) differs from the signed value {signed} kWh by {difference} kWh.",
    ),
    "finding.R16.rounded": Text(
        "{field} ({stated} kWh, nicht signiert) ist der gerundete signierte Wert {signed} kWh.",
        "{field} ({stated} kWh, not signed) is the signed value {signed} kWh rounded.",
    ),
    "finding.R16.user-differs": Text(
        "{field} nennt einen anderen Nutzer ({stated}) als der signierte Datensatz ({signed}).",
        "{field} names another user ({stated}) than the signed record ({signed}).",
    ),
    "finding.R16.meter-differs": Text(
        "{field} nennt einen anderen Zähler ({stated}) als der signierte Datensatz ({signed}).",
        "{field} names another meter ({stated}) than the signed record ({signed}).",
    ),
    "finding.R16.unreadable": Text(
        "{field} („{stated}“) lässt sich nicht mit den signierten Werten vergleichen.",
        "{field} (“{stated}”) cannot be compared with the signed values.",
    ),
    # R17: form
    "finding.R17.byte-order-mark": Text(
        "Vor dem Datensatz steht eine Byte-Reihenfolge-Marke.",
        "A byte order mark stands before the record.",
    ),
    "finding.R17.key-section": Text(
        "Der Datensatz hat einen vierten Abschnitt mit einem Schlüssel.",
        "The record has a fourth section with a key.",
    ),
    "finding.R17.doubled-name": Text(
        "Das Feld „{field}“ steht doppelt da, mit demselben Wert.",
        "The field “{field}” stands there twice, with the same value.",
    ),
    "finding.R17.doubled-name-differs": Text(
        "Das Feld „{field}“ steht doppelt da, mit verschiedenen Werten.",
        "The field “{field}” stands there twice, with different values.",
    ),
    "finding.R17.control-character": Text(
        "Ein Text enthält ein Steuerzeichen, das in JSON nicht erlaubt ist.",
        "A text holds a control character that JSON does not allow.",
    ),
    "finding.R17.half-character": Text(
        "Ein Text enthält ein halbes Unicode-Zeichen; es wird ersetzt angezeigt.",
        "A text holds half a Unicode character; it is shown replaced.",
    ),
    "finding.R17.version-missing": Text(
        "Die Formatversion (FV) fehlt.", "The format version (FV) is missing."
    ),
    "finding.R17.version-no-text": Text(
        "Die Formatversion (FV) {field} ist kein Text.",
        "The format version (FV) {field} is no text.",
    ),
    "finding.R17.version-unknown": Text(
        "Die Formatversion (FV) „{field}“ ist nicht bekannt.",
        "The format version (FV) “{field}” is not known.",
    ),
    "finding.R17.pagination": Text(
        "Die Paginierung (PG) fehlt oder ist anders geschrieben als festgelegt.",
        "The pagination (PG) is missing or spelled otherwise than specified.",
    ),
    "finding.R17.serial-missing": Text(
        "Weder der Zähler (MS) noch das Gateway (GS) ist mit Nummer genannt.",
        "Neither the meter (MS) nor the gateway (GS) is named by its number.",
    ),
    "finding.R17.readings-missing": Text(
        "Der Datensatz enthält keine Zählerstände (RD).", "The record holds no readings (RD)."
    ),
    "finding.R17.reading-form": Text(
        "Ein Eintrag unter RD ist kein Zählerstand.", "An entry of RD is no reading."
    ),
    "finding.R17.value-text": Text(
        "Der Zählerstand (RV) ist als Text statt als Zahl geschrieben.",
        "The reading (RV) is written as text instead of a number.",
    ),
    "finding.R17.value-padded": Text(
        "Der Zählerstand (RV) ist als Text mit Leerzeichen geschrieben.",
        "The reading (RV) is written as text with blanks.",
    ),
    "finding.R17.field-missing": Text(
        "Das Feld „{field}“ fehlt, das die Spezifikation verlangt.",
        "The field “{field}” is missing, which the specification demands.",
    ),
    "finding.R17.field-form": Text(
        "Das Feld „{field}“ hat eine andere Form als festgelegt.",
        "The field “{field}” has another form than specified.",
    ),
    "finding.R17.unknown-code": Text(
        "„{field}“ ist kein Wert, den die Spezifikation nennt.",
        "“{field}” is no value that the specification names.",
    ),
    "finding.R17.too-long": Text(
        "Das Feld „{field}“ ist länger als festgelegt.",
        "The field “{field}” is longer than specified.",
    ),
    "finding.R17.too-many": Text(
        "Das Feld „{field}“ hat mehr Einträge als festgelegt.",
        "The field “{field}” has more entries than specified.",
    ),
    "finding.R17.identification-form": Text(
        "Die Identifikation (ID) hat nicht die Form, die ihre Art ({field}) verlangt.",
        "The identification (ID) has not the form that its type ({field}) demands.",
    ),
    "finding.R17.register-without-unit": Text(
        "OBIS-Kennzahl (RI) und Einheit (RU) stehen nicht zusammen.",
        "OBIS code (RI) and unit (RU) do not stand together.",
    ),
    "finding.R17.unknown-field": Text(
        "Das Feld „{field}“ kennt die Spezifikation nicht.",
        "The specification does not know the field “{field}”.",
    ),
    "finding.R17.obis-spelling": Text(
        "Die OBIS-Kennzahl ist anders geschrieben als festgelegt: {obis}.",
        "The OBIS code is spelled otherwise than specified: {obis}.",
    ),
    "finding.R17.loose-der": Text(
        "Die Zahlen der Signatur sind nicht nach DER aufgefüllt.",
        "The numbers of the signature are not padded as DER asks.",
    ),
    "finding.R17.sml-check-sum": Text(
        "Die Prüfsumme des SML-Telegramms passt nicht; signiert ist sie nicht.",
        "The check sum of the SML telegram does not fit; it is not part of what is signed.",
    ),
    "finding.R17.raw-signature": Text(
        "Die Signatur steht als r‖s da statt in DER.",
        "The signature is written as r‖s, not in DER.",
    ),
    "finding.R17.signature-type": Text(
        "Die Art der Signatur (SM) „{field}“ ist nicht vorgesehen.",
        "The type of the signature (SM) “{field}” is not provided for.",
    ),
    "finding.R17.signature-encoding": Text(
        "Die Signatur ist anders kodiert, als SE sagt ({field}).",
        "The signature is encoded otherwise than SE says ({field}).",
    ),
    "finding.R17.label-missing": Text(
        "Das Verfahren (SA) fehlt; der Schlüssel liegt auf {field}, nicht auf der vorgegebenen Kurve.",
        "The method (SA) is missing; the key lies on {field}, not on the default curve.",
    ),
    "finding.R17.label-curve": Text(
        "SA nennt {field}, der Schlüssel liegt auf einer anderen Kurve.",
        "SA says {field}, the key lies on another curve.",
    ),
    "finding.R17.label-hash": Text(
        "SA nennt {field}, signiert wurde mit einer anderen Prüfsumme.",
        "SA says {field}, another hash was signed.",
    ),
    "finding.R17.seal-unprotected": Text(
        "Das Siegel (SAFE Sealing, Version 2) schützt die ersten {field} Byte des Datensatzes nicht: Es öffnet sich auch, wenn sie ohne den privaten Schlüssel des Zählers ausgetauscht wurden, denn die dazu nötigen AES-Schlüssel stehen offen im Datensatz. Was dort steht, ist deshalb nicht bewiesen. Die S.A.F.E.-Software lässt solche Datensätze gelten.",
        "The seal (SAFE Sealing, version 2) does not protect the first {field} bytes of the record: it opens even if these were exchanged without the meter's private key, for the AES keys this takes stand openly in the record. What stands there is therefore not proven. The S.A.F.E. software lets such records pass.",
    ),
    "finding.R17.key-unusable": Text(
        "Der mitgelieferte öffentliche Schlüssel ist unlesbar.",
        "The public key that came with the data cannot be read.",
    ),
    "finding.R17.key-unsupported": Text(
        "Der mitgelieferte öffentliche Schlüssel gehört zu einem Verfahren, das nicht unterstützt wird.",
        "The public key that came with the data belongs to a method that is not supported.",
    ),
    "finding.R17.unreadable": Text("{why}", "{why}"),
    # The key
    "finding.KEY.changed": Text(
        "Zu diesem Zähler ist noch ein anderer Schlüssel bekannt (SHA-256 {other}); dieser ist {fingerprint}. Mit dem Typenschild vergleichen.",
        "Another key is known for this meter (SHA-256 {other}); this one is {fingerprint}. Compare with the type plate.",
    ),
    "finding.KEY.shared": Text(
        "Derselbe Schlüssel (SHA-256 {fingerprint}) ist auch für {meter} bekannt. Ein Schlüssel gehört zu einem Zähler.",
        "The same key (SHA-256 {fingerprint}) is known for {meter}, too. A key belongs to one meter.",
    ),
    "finding.KEY.differs": Text(
        "Die Datensätze dieses Vorgangs sind mit verschiedenen Schlüsseln signiert (SHA-256 {first} und {second}).",
        "The records of this transaction are signed with different keys (SHA-256 {first} and {second}).",
    ),
    # The profile "safe"
    "finding.SAFE.format": Text(
        "Die S.A.F.E.-Software erkennt darin kein Format.",
        "The S.A.F.E. software recognises no format in it.",
    ),
    "finding.SAFE.version": Text(
        "Die S.A.F.E.-Software liest diese Formatversion nicht.",
        "The S.A.F.E. software does not read this format version.",
    ),
    "finding.SAFE.crash": Text(
        "Die S.A.F.E.-Software bricht daran ab, weil ein Pflichtfeld fehlt.",
        "The S.A.F.E. software breaks off here, for a mandatory field is missing.",
    ),
    "finding.SAFE.no-key": Text(
        "Die S.A.F.E.-Software verlangt einen Schlüssel bei den Daten.",
        "The S.A.F.E. software demands a key with the data.",
    ),
    "finding.SAFE.key-spelling": Text(
        "Die S.A.F.E.-Software liest diese Schreibweise des Schlüssels nicht.",
        "The S.A.F.E. software does not read this spelling of the key.",
    ),
    "finding.SAFE.key-length": Text(
        "Die S.A.F.E.-Software kennt in diesem Format nur Schlüssel mit 192 Bit.",
        "The S.A.F.E. software knows only keys of 192 bits in this format.",
    ),
    "finding.SAFE.method": Text(
        "Die S.A.F.E.-Software kennt das genannte Verfahren nicht.",
        "The S.A.F.E. software does not know the method named.",
    ),
    "finding.SAFE.label-curve": Text(
        "Die S.A.F.E.-Software rechnet auf der Kurve, die SA nennt, nicht auf der des Schlüssels.",
        "The S.A.F.E. software computes on the curve that SA names, not on the key's.",
    ),
    "finding.SAFE.signature-form": Text(
        "Die S.A.F.E.-Software liest nur Signaturen in strengem DER.",
        "The S.A.F.E. software reads only signatures in strict DER.",
    ),
    "finding.SAFE.hash": Text(
        "Die S.A.F.E.-Software prüft immer mit SHA-256.",
        "The S.A.F.E. software always checks with SHA-256.",
    ),
    "finding.SAFE.signature": Text(
        "Die S.A.F.E.-Software kann die Daten nicht verifizieren.",
        "The S.A.F.E. software cannot verify the data.",
    ),
    "finding.SAFE.format-rule": Text(
        "Die S.A.F.E.-Software beanstandet den Inhalt ({rule}).",
        "The S.A.F.E. software objects to the content ({rule}).",
    ),
    "finding.SAFE.no-pair": Text(
        "Die S.A.F.E.-Software verlangt genau einen Anfang und ein Ende unter einer Kennung.",
        "The S.A.F.E. software demands exactly one begin and one end under one id.",
    ),
    "finding.SAFE.mixed-pair": Text(
        "Die S.A.F.E.-Software lehnt ab, dass ein Datensatz des Paars Anfang und Ende enthält.",
        "The S.A.F.E. software refuses that a record of the pair holds begin and end.",
    ),
    "finding.SAFE.no-readings": Text(
        "Die S.A.F.E.-Software findet keine abrechenbaren Zählerstände.",
        "The S.A.F.E. software finds no readings to bill.",
    ),
    "finding.SAFE.status-or-unit-missing": Text(
        "Die S.A.F.E.-Software verlangt Status und Einheit im ersten Zählerstand.",
        "The S.A.F.E. software demands status and unit in the first reading.",
    ),
    "finding.SAFE.start-and-stop": Text(
        "Die S.A.F.E.-Software verlangt genau einen Anfangs- und einen Endstand.",
        "The S.A.F.E. software demands exactly one begin and one end reading.",
    ),
    "finding.SAFE.value-order": Text(
        "Die S.A.F.E.-Software findet den Anfangsstand größer als den Endstand (ohne die Einheiten).",
        "The S.A.F.E. software finds the begin above the end (units left out).",
    ),
    "finding.SAFE.time-order": Text(
        "Die S.A.F.E.-Software findet den Anfang später als das Ende.",
        "The S.A.F.E. software finds the begin later than the end.",
    ),
    "finding.SAFE.level": Text(
        "Die S.A.F.E.-Software lehnt die Stufe der Identifikation (IL) ab.",
        "The S.A.F.E. software refuses the level of the identification (IL).",
    ),
    "finding.SAFE.status": Text(
        "Die S.A.F.E.-Software verlangt den Status G an Anfang und Ende.",
        "The S.A.F.E. software demands the status G at begin and end.",
    ),
    "finding.SAFE.clock": Text(
        "Die S.A.F.E.-Software lehnt den Stand der Uhr ab.",
        "The S.A.F.E. software refuses the state of the clock.",
    ),
    "finding.SAFE.event-counter": Text(
        "Die S.A.F.E.-Software verlangt gleiche Ereigniszähler (EI).",
        "The S.A.F.E. software demands equal event counters (EI).",
    ),
    "finding.SAFE.energy-flag": Text(
        "Die S.A.F.E.-Software lehnt das Fehlerkennzeichen E ab.",
        "The S.A.F.E. software refuses the error flag E.",
    ),
}
