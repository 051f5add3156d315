"""What the room ``line`` says: ports, errors on the wire, and the wire log's plain words."""

from eichlab.texts.language import Text

TEXTS: dict[str, Text] = {
    # Ports
    "port.missing": Text(
        "Der Anschluss {port} ist nicht da. Vorhanden: {others}. Adapter einstecken oder einen anderen Anschluss wählen.",
        "There is no port {port}. Present: {others}. Plug in the adapter or choose another port.",
    ),
    "port.in-use": Text(
        "Der Anschluss {port} wird schon benutzt (von {program}). Das andere Programm beenden.",
        "The port {port} is in use already (by {program}). Close the other program.",
    ),
    "port.modem-manager": Text(
        "ModemManager probiert gerade {port} aus. Einige Sekunden warten; kommt es wieder, den Dienst abschalten („sudo systemctl disable --now ModemManager“) oder dem Adapter ID_MM_DEVICE_IGNORE geben.",
        "ModemManager is just trying {port}. Wait some seconds; if it comes again, switch the service off (“sudo systemctl disable --now ModemManager”) or give the adapter ID_MM_DEVICE_IGNORE.",
    ),
    "port.taken": Text(
        "Der Adapter von {port} steckt, aber {program} hat ihn an sich genommen, er hat darum keinen Anschluss. Ist keine Braillezeile da: „sudo apt remove brltty“, dann neu einstecken.",
        "The adapter of {port} is plugged in, but {program} has taken it, so that it has no port. If there is no braille display: “sudo apt remove brltty”, then plug it in again.",
    ),
    "port.no-driver": Text(
        "Der Adapter von {port} steckt, aber das System gibt ihm keinen Anschluss: Treiber prüfen, Adapter neu einstecken.",
        "The adapter of {port} is plugged in, but the system gives it no port: check the driver, plug it in again.",
    ),
    "port.forbidden": Text(
        "Keine Berechtigung für {port}. Den Benutzer in die Gruppe {group} aufnehmen und neu anmelden.",
        "No permission to use {port}. Add the user to the group {group} and log in again.",
    ),
    "port.not-serial": Text(
        "{port} ist kein serieller Anschluss.",
        "{port} is not a serial port.",
    ),
    "port.unreachable": Text(
        "{port} ist nicht erreichbar. Adresse, Netz und Gegenstelle prüfen.",
        "{port} cannot be reached. Check the address, the network and the other end.",
    ),
    "port.failed": Text(
        "{port} lässt sich nicht öffnen: {reason}",
        "{port} cannot be opened: {reason}",
    ),
    "port.lost": Text(
        "Der Anschluss {port} ist weg: Adapter abgezogen oder Gegenstelle beendet. Es wird nach ihm gesucht.",
        "The port {port} is gone: adapter unplugged or other end closed. It is being searched for.",
    ),
    "port.closed": Text(
        "Die Leitung an {port} ist geschlossen.",
        "The line on {port} is closed.",
    ),
    # Errors on the wire
    "line.silent": Text(
        "{meter} (Unit {unit} an {port}) antwortet nicht: {timeout_ms} ms gewartet, {tries} Versuche. Kabel, Speisung, Unit-Id und Geschwindigkeit prüfen.",
        "{meter} (unit {unit} on {port}) does not answer: waited {timeout_ms} ms, {tries} tries. Check cable, supply, unit id and speed.",
    ),
    "line.check-sum": Text(
        "{meter} (Unit {unit} an {port}) antwortet mit falscher Prüfsumme, {tries} Versuche. Störung, Abschluss oder Parität prüfen.",
        "{meter} (unit {unit} on {port}) answers with a wrong check sum, {tries} tries. Check for interference, termination or parity.",
    ),
    "line.short": Text(
        "{meter} (Unit {unit} an {port}) antwortet unvollständig, {tries} Versuche. Zeitgrenzen des Adapters und Kabel prüfen.",
        "{meter} (unit {unit} on {port}) answers incompletely, {tries} tries. Check the adapter's time limits and the cable.",
    ),
    "line.wrong-unit": Text(
        "Statt {meter} (Unit {unit} an {port}) antwortet eine andere Unit-Id. Unit-Ids der Zähler an dieser Leitung prüfen.",
        "Another unit id answers instead of {meter} (unit {unit} on {port}). Check the unit ids of the meters on this line.",
    ),
    "line.wrong-function": Text(
        "{meter} (Unit {unit} an {port}) antwortet auf etwas, das nicht gefragt wurde (anderer Funktionscode). Ein zweiter Master an der Leitung?",
        "{meter} (unit {unit} on {port}) answers something that was not asked (other function code). A second master on the line?",
    ),
    "line.wrong-length": Text(
        "{meter} (Unit {unit} an {port}) antwortet mit anderer Länge als gefragt. Nichts davon wurde verwendet.",
        "{meter} (unit {unit} on {port}) answers with another length than asked for. Nothing of it was used.",
    ),
    "line.echo-only": Text(
        "An {port} kommt nur das eigene Echo zurück, {meter} (Unit {unit}) antwortet nicht. A und B, Kabel und Speisung prüfen.",
        "Only our own echo comes back on {port}, {meter} (unit {unit}) does not answer. Check A and B, cable and supply.",
    ),
    "line.noise": Text(
        "An {port} kommen nur Störungen, keine Antwort von {meter} (Unit {unit}). A und B können vertauscht sein, Geschwindigkeit oder Abschluss falsch.",
        "Only noise arrives on {port}, no answer from {meter} (unit {unit}). A and B may be swapped, speed or termination wrong.",
    ),
    "line.foreign": Text(
        "An {port} fragt ein zweiter Master denselben Zähler {meter} (Unit {unit}): wessen Antwort kam, ist nicht zu erkennen, sie wurde nicht verwendet. Den anderen Master abschalten.",
        "A second master on {port} asks the same meter {meter} (unit {unit}): whose answer came cannot be told, it was not used. Switch the other master off.",
    ),
    "line.not-modbus-tcp": Text(
        "{port} antwortet, aber nicht mit Modbus TCP, {tries} Versuche. Reicht das Gateway RTU-Telegramme durch, ist „socket://“ statt „modbus-tcp://“ richtig.",
        "{port} answers, but not with Modbus TCP, {tries} tries. If the gateway passes RTU frames through, “socket://” is right instead of “modbus-tcp://”.",
    ),
    "line.modbus-tcp-only": Text(
        "{meter} spricht kein Modbus, über {port} geht nur Modbus. Einen seriellen Anschluss oder „socket://“ verwenden.",
        "{meter} does not speak Modbus, and nothing else goes over {port}. Use a serial port or “socket://”.",
    ),
    # Exceptions of Modbus (application protocol 1.1b3, section 7)
    "modbus.exception-1": Text(
        "{meter} (Unit {unit}) kennt die Funktion {function} nicht (Ausnahme 1).",
        "{meter} (unit {unit}) does not know function {function} (exception 1).",
    ),
    "modbus.exception-2": Text(
        "{meter} (Unit {unit}) hat kein Register {address} (Ausnahme 2). Ist es das genannte Modell?",
        "{meter} (unit {unit}) has no register {address} (exception 2). Is it the model that was named?",
    ),
    "modbus.exception-3": Text(
        "{meter} (Unit {unit}) nimmt den Wert oder die Länge bei Register {address} nicht an (Ausnahme 3).",
        "{meter} (unit {unit}) does not accept the value or length at register {address} (exception 3).",
    ),
    "modbus.exception-4": Text(
        "{meter} (Unit {unit}) meldet einen inneren Fehler bei Register {address} (Ausnahme 4).",
        "{meter} (unit {unit}) reports an internal failure at register {address} (exception 4).",
    ),
    "modbus.exception-5": Text(
        "{meter} (Unit {unit}) braucht für Register {address} länger (Ausnahme 5).",
        "{meter} (unit {unit}) needs longer for register {address} (exception 5).",
    ),
    "modbus.exception-6": Text(
        "{meter} (Unit {unit}) ist beschäftigt (Ausnahme 6, mehrmals). Später erneut versuchen.",
        "{meter} (unit {unit}) is busy (exception 6, repeatedly). Try again later.",
    ),
    "modbus.exception-8": Text(
        "{meter} (Unit {unit}) meldet einen Speicherfehler bei Register {address} (Ausnahme 8).",
        "{meter} (unit {unit}) reports a memory error at register {address} (exception 8).",
    ),
    "modbus.exception-10": Text(
        "Das Gateway zu {meter} (Unit {unit}) hat keinen Weg zum Gerät (Ausnahme 10). Gateway einrichten.",
        "The gateway to {meter} (unit {unit}) has no path to the device (exception 10). Check its configuration.",
    ),
    "modbus.exception-11": Text(
        "Das Gateway zu {meter} (Unit {unit}) bekommt vom Gerät keine Antwort (Ausnahme 11). Leitung hinter dem Gateway prüfen.",
        "The gateway to {meter} (unit {unit}) gets no answer from the device (exception 11). Check the line behind it.",
    ),
    "modbus.exception": Text(
        "{meter} (Unit {unit}) lehnt die Frage nach Register {address} ab (Ausnahme {exception}).",
        "{meter} (unit {unit}) refuses the question for register {address} (exception {exception}).",
    ),
    # Statuses of the SLIP meters (GSH01 family)
    "slip.status-1": Text(
        "{meter} (Adresse {unit}) meldet einen inneren Fehler bei {command} (Status 1).",
        "{meter} (address {unit}) reports an internal failure at {command} (status 1).",
    ),
    "slip.status-2": Text(
        "{meter} (Adresse {unit}) nimmt den Wert für {command} nicht an: außerhalb der Grenzen (Status 2).",
        "{meter} (address {unit}) does not accept the value for {command}: out of range (status 2).",
    ),
    "slip.status-3": Text(
        "{meter} (Adresse {unit}) erlaubt {command} in dieser Betriebsart nicht (Status 3).",
        "{meter} (address {unit}) does not allow {command} in this mode of operation (status 3).",
    ),
    "slip.status-4": Text(
        "{meter} (Adresse {unit}) weist {command} ab: der messende Teil antwortet ihm nicht (Status 4). Zähler neu einschalten; bleibt es so, ist er defekt.",
        "{meter} (address {unit}) rejects {command}: its measuring part does not answer (status 4). Switch the meter off and on; if it stays so, it is defective.",
    ),
    "slip.status-5": Text(
        "{meter} (Adresse {unit}) kennt {command} nicht (Status 5). Ist es das genannte Modell?",
        "{meter} (address {unit}) does not know {command} (status 5). Is it the model that was named?",
    ),
    "slip.status-6": Text(
        "{meter} (Adresse {unit}) nimmt Länge oder Form bei {command} nicht an (Status 6).",
        "{meter} (address {unit}) does not accept length or form at {command} (status 6).",
    ),
    "slip.status-7": Text(
        "{meter} (Adresse {unit}) hat zu {command} jetzt keine Daten (Status 7).",
        "{meter} (address {unit}) has no data for {command} now (status 7).",
    ),
    "slip.status-8": Text(
        "{meter} (Adresse {unit}) ist beschäftigt ({command}, Status 8, mehrmals). Später erneut versuchen.",
        "{meter} (address {unit}) is busy ({command}, status 8, repeatedly). Try again later.",
    ),
    "slip.status-9": Text(
        "{meter} (Adresse {unit}) hat keinen Schlüssel ({command}, Status 9) und kann nicht signieren.",
        "{meter} (address {unit}) has no key ({command}, status 9) and cannot sign.",
    ),
    "slip.status": Text(
        "{meter} (Adresse {unit}) lehnt {command} ab (Status {exception}).",
        "{meter} (address {unit}) refuses {command} (status {exception}).",
    ),
    # The wire log
    "wire.opened": Text(
        "Anschluss {port} geöffnet ({settings})", "port {port} opened ({settings})"
    ),
    "wire.parity-refused": Text(
        "Pseudo-Terminal ohne Parität: {parity} wird nicht verwendet",
        "pseudo-terminal without parity: {parity} is not used",
    ),
    "wire.lost": Text("Anschluss {port} verloren, wird gesucht", "port {port} lost, searching"),
    "wire.late": Text(
        "Antwort auf eine frühere Frage, zu spät: nicht verwendet",
        "answer to an earlier question, too late: not used",
    ),
    "wire.unexpected": Text(
        "Bytes, nach denen niemand gefragt hat: nicht verwendet",
        "bytes nobody asked for: not used",
    ),
    "wire.doubled": Text(
        "dieselbe Antwort noch einmal: nicht verwendet", "the same answer once more: not used"
    ),
    "wire.was-doubled": Text(
        "die Antwort davor gehörte zu einer früheren Frage: nicht verwendet",
        "the answer before belonged to an earlier question: not used",
    ),
    "wire.given-before": Text(
        "dieselben Bytes wie zu einer anderen Frage: zur Sicherheit noch einmal gefragt",
        "the same bytes as to another question: asked once more to be sure",
    ),
    "wire.foreign": Text(
        "ein anderer Master fragte dazwischen: nicht verwendet (Versuch {attempt} von {tries})",
        "another master asked in between: not used (try {attempt} of {tries})",
    ),
    "wire.foreign-question": Text(
        "ein anderer Master fragt Unit {unit}", "another master asks unit {unit}"
    ),
    "wire.foreign-answer": Text(
        "Unit {unit} antwortet jemand anderem, oder viel zu spät: nicht verwendet",
        "unit {unit} answers somebody else, or far too late: not used",
    ),
    "wire.not-modbus-tcp": Text(
        "kein Telegramm von Modbus TCP: nicht verwendet", "no frame of Modbus TCP: not used"
    ),
    "wire.rtu-over-tcp": Text(
        "ein RTU-Telegramm statt Modbus TCP: nicht verwendet (dafür ist „socket://“)",
        "an RTU frame instead of Modbus TCP: not used (“socket://” is for that)",
    ),
    "wire.echo": Text("eigenes Echo, entfernt", "own echo, removed"),
    "wire.noise": Text(
        "Störung neben der Antwort: nicht verwendet", "noise beside the answer: not used"
    ),
    "wire.silent": Text(
        "keine Antwort in {timeout_ms} ms (Versuch {attempt} von {tries})",
        "no answer within {timeout_ms} ms (try {attempt} of {tries})",
    ),
    "wire.check-sum": Text(
        "Prüfsumme falsch (Versuch {attempt} von {tries})",
        "wrong check sum (try {attempt} of {tries})",
    ),
    "wire.short": Text(
        "Antwort unvollständig (Versuch {attempt} von {tries})",
        "answer incomplete (try {attempt} of {tries})",
    ),
    "wire.wrong-unit": Text(
        "Antwort einer anderen Unit-Id: nicht verwendet (Versuch {attempt} von {tries})",
        "answer of another unit id: not used (try {attempt} of {tries})",
    ),
    "wire.wrong-function": Text(
        "Antwort mit anderem Funktionscode: nicht verwendet (Versuch {attempt} von {tries})",
        "answer with another function code: not used (try {attempt} of {tries})",
    ),
    "wire.wrong-length": Text(
        "Antwort mit anderer Länge: nicht verwendet (Versuch {attempt} von {tries})",
        "answer of another length: not used (try {attempt} of {tries})",
    ),
    "wire.echo-only": Text(
        "nur das eigene Echo (Versuch {attempt} von {tries})",
        "only our own echo (try {attempt} of {tries})",
    ),
    "wire.exception": Text("Ausnahme {code}", "exception {code}"),
    "wire.status": Text(
        "{command} abgelehnt, Status {status}", "{command} refused, status {status}"
    ),
    "wire.confirmed": Text("bestätigt", "confirmed"),
    "wire.retuned": Text("Anschluss umgestellt: {settings}", "port changed over: {settings}"),
    # Scan
    "scan.probe": Text("Suche: ist Unit {unit} da?", "scan: is unit {unit} there?"),
    "scan.other-master": Text(
        "An {port} arbeitet schon ein anderer Master ({settings}). Es wurde nichts gefragt. Den anderen abschalten oder von der Leitung nehmen, dann neu suchen.",
        "Another master already works on {port} ({settings}). Nothing was asked. Switch the other off or take it from the line, then scan again.",
    ),
    "scan.listening": Text(
        "{port}: zuerst wird gehört, dann gefragt; geschrieben wird nichts.",
        "{port}: listening first, then asking; nothing is written.",
    ),
    "scan.noise": Text(
        "Es kommen Bytes, ohne dass gefragt wurde: keine Vorspannung auf der Leitung, oder jemand sendet mit unbekannter Geschwindigkeit.",
        "Bytes arrive although nothing was asked: no bias on the line, or somebody sends at an unknown speed.",
    ),
    "scan.trying": Text("… {settings}", "… {settings}"),
    "scan.hit": Text("Unit {unit} antwortet ({settings})", "unit {unit} answers ({settings})"),
    "scan.found": Text(
        "Unit {unit} antwortet mit {settings}: {model}",
        "Unit {unit} answers at {settings}: {model}",
    ),
    "scan.unknown-model": Text("unbekanntes Modell", "unknown model"),
    "scan.nothing": Text(
        "Nichts antwortet ({probes} Fragen). Speisung, Kabel, A und B prüfen; A und B tauschen und neu suchen.",
        "Nothing answers ({probes} questions). Check supply, cable, A and B; swap A and B and scan again.",
    ),
    "scan.cancelled": Text(
        "Abgebrochen nach {probes} Fragen.", "Cancelled after {probes} questions."
    ),
    # Hints: what the errors of the last minute mean
    "hint.port-comes-and-goes": Text(
        "Der Adapter verschwand in der letzten Minute {times}-mal: USB-Kabel, Hub und Stromsparen prüfen; unter Linux kann auch brltty oder ModemManager nach ihm greifen.",
        "The adapter vanished {times} times in the last minute: check the USB cable, hub and power saving; on Linux brltty or ModemManager may be reaching for it, too.",
    ),
    "hint.other-master": Text(
        "An dieser Leitung fragt noch jemand: {frames} Telegramme gehören niemandem hier. Nur ein Master darf fragen, den anderen abschalten.",
        "Somebody else asks on this line: {frames} frames belong to nobody here. Only one master may ask; switch the other off.",
    ),
    "hint.second-reader": Text(
        "Es fehlen Bytes, und auch {program} hat diesen Anschluss offen: zwei Programme nehmen sich die Bytes weg. Das andere beenden.",
        "Bytes are missing, and {program} has this port open, too: two programs take each other’s bytes. Close the other one.",
    ),
    "hint.wrong-unit": Text(
        "Es antwortet eine andere Unit-Id als die gefragte: die eingestellte Unit-Id prüfen, oder mit „eichlab scan“ suchen.",
        "Another unit id answers than the one asked: check the unit id that is set, or search with “eichlab scan”.",
    ),
    "hint.wrong-form": Text(
        "Die Antworten passen nicht zur Frage (Funktion oder Länge): ist es das genannte Modell, hängt ein Gateway dazwischen, oder ein zweiter Master?",
        "The answers do not fit the question (function or length): is it the model that was named, is a gateway in between, or a second master?",
    ),
    "hint.late": Text(
        "Alle Antworten kommen zu spät ({late} in der letzten Minute): Zeitgrenze erhöhen; bei FTDI-Adaptern den Latency Timer auf 1 ms stellen, bei Gateways deren Warteschlange prüfen.",
        "All answers come too late ({late} in the last minute): raise the time limit; with FTDI adapters set the latency timer to 1 ms, with gateways check their queue.",
    ),
    "hint.echo-only": Text(
        "Es kommt nur das eigene Echo zurück: der Adapter sendet, aber kein Zähler antwortet. A und B, Speisung und Unit-Id prüfen.",
        "Only our own echo comes back: the adapter sends, but no meter answers. Check A and B, supply and unit id.",
    ),
    "hint.check-sums-only": Text(
        "Antworten kommen, aber nie mit richtiger Prüfsumme: andere Parität versuchen, dann andere Geschwindigkeit („eichlab scan“).",
        "Answers come, but never with a right check sum: try another parity, then another speed (“eichlab scan”).",
    ),
    "hint.short": Text(
        "Keine Antwort ist vollständig ({short} in der letzten Minute): liest ein zweites Programm mit, oder schaltet der Adapter zu früh um?",
        "No answer is complete ({short} in the last minute): does a second program read along, or does the adapter switch direction too early?",
    ),
    "hint.only-noise": Text(
        "Es kommen nur Störungen, nie ein Telegramm: A und B können vertauscht sein, oder die Leitung hat keine Vorspannung.",
        "Only noise arrives, never a frame: A and B may be swapped, or the line has no bias.",
    ),
    "hint.garbled": Text(
        "Es kommen Bytes, aber kein Telegramm: Geschwindigkeit oder Parität stimmen nicht („eichlab scan“ sucht sie), oder A und B sind vertauscht.",
        "Bytes arrive, but no frame: speed or parity are wrong (“eichlab scan” finds them), or A and B are swapped.",
    ),
    "hint.nothing": Text(
        "Es kommt gar nichts: Speisung, Kabel, A und B prüfen; dann Unit-Id und Geschwindigkeit („eichlab scan“).",
        "Nothing arrives at all: check supply, cable, A and B; then unit id and speed (“eichlab scan”).",
    ),
    "hint.gone": Text(
        "Unit {unit} hat bis eben geantwortet und schweigt nun: Kabel und Speisung prüfen.",
        "Unit {unit} answered until just now and is silent: check cable and supply.",
    ),
    "hint.one-silent": Text(
        "Unit {unit} schweigt, während andere antworten: ihre Speisung, ihren Abzweig und ihre Unit-Id prüfen.",
        "Unit {unit} is silent while others answer: check its supply, its branch of the cable and its unit id.",
    ),
    "hint.exception-1": Text(
        "Unit {unit} kennt die Funktion nicht (Ausnahme 1): Funktion 3 statt 4 oder umgekehrt versuchen; ist es das genannte Modell?",
        "Unit {unit} does not know the function (exception 1): try function 3 instead of 4 or the other way; is it the model that was named?",
    ),
    "hint.exception-2": Text(
        "Unit {unit} kennt das Register nicht (Ausnahme 2): Adressen um eins verschoben (30001 ist Adresse 0), Funktion 3 statt 4, oder ein anderes Modell?",
        "Unit {unit} does not know the register (exception 2): addresses off by one (30001 is address 0), function 3 instead of 4, or another model?",
    ),
    "hint.exception-3": Text(
        "Unit {unit} nimmt Länge oder Wert nicht an (Ausnahme 3): manche Zähler geben weniger Register auf einmal her.",
        "Unit {unit} does not accept the length or value (exception 3): some meters give fewer registers at a time.",
    ),
    "hint.exception-4": Text(
        "Unit {unit} meldet einen inneren Fehler (Ausnahme 4): den Zähler neu einschalten; bleibt es dabei, ist er defekt.",
        "Unit {unit} reports an internal failure (exception 4): switch the meter off and on; if it stays so, it is defective.",
    ),
    "hint.exception-5": Text(
        "Unit {unit} braucht lange (Ausnahme 5): seltener fragen und abwarten.",
        "Unit {unit} needs long (exception 5): ask less often and wait.",
    ),
    "hint.exception-6": Text(
        "Unit {unit} ist oft beschäftigt (Ausnahme 6): seltener fragen; fragt noch jemand, etwa über eine zweite Schnittstelle?",
        "Unit {unit} is often busy (exception 6): ask less often; does somebody else ask, perhaps over a second interface?",
    ),
    "hint.exception-gateway": Text(
        "Das Gateway zu Unit {unit} erreicht den Zähler nicht (Ausnahme {code}): Leitung und Einstellungen hinter dem Gateway prüfen.",
        "The gateway to unit {unit} does not reach the meter (exception {code}): check the line and the settings behind the gateway.",
    ),
    "hint.exception": Text(
        "Unit {unit} lehnt Fragen ab (Ausnahme {code}): ist es das genannte Modell?",
        "Unit {unit} refuses questions (exception {code}): is it the model that was named?",
    ),
    "hint.some-wrong-unit": Text(
        "{times} Antworten nannten eine andere Unit-Id: hört jeder Zähler nur auf seine eigene, und jede gibt es nur einmal?",
        "{times} answers named another unit id: does each meter listen to its own only, and does each exist only once?",
    ),
    "hint.some-wrong-form": Text(
        "{times} Antworten passten nicht zur Frage (Funktion oder Länge): ein zweiter Master, oder ein Gateway, das Antworten vertauscht?",
        "{times} answers did not fit the question (function or length): a second master, or a gateway that mixes up answers?",
    ),
    "hint.some-late": Text(
        "{times} Antworten kamen zu spät und wurden verworfen: Zeitgrenze erhöhen, Latency Timer des Adapters oder Gateway prüfen.",
        "{times} answers came too late and were dropped: raise the time limit, check the adapter’s latency timer or the gateway.",
    ),
    "hint.doubled": Text(
        "{times} Antworten kamen doppelt: ein Gateway oder Repeater sendet sie zweimal, oder zwei Zähler haben dieselbe Unit-Id.",
        "{times} answers came twice: a gateway or repeater sends them twice, or two meters have the same unit id.",
    ),
    "hint.some-short": Text(
        "{times} Antworten ({per_cent} %) waren unvollständig: liest ein zweites Programm mit, schaltet der Adapter zu früh um, oder ist das Kabel lose?",
        "{times} answers ({per_cent} %) were incomplete: does a second program read along, does the adapter switch too early, or is the cable loose?",
    ),
    "hint.some-check-sums": Text(
        "{times} Antworten ({per_cent} %) waren gestört: Abschluss (120 Ω an beiden Enden), Schirm und Masse prüfen, das Kabel von Leistungskabeln trennen.",
        "{times} answers ({per_cent} %) were disturbed: check termination (120 Ω at both ends), shield and ground, keep the cable away from power cables.",
    ),
    "hint.some-silent": Text(
        "{times} Fragen ({per_cent} %) blieben ohne Antwort: Wackelkontakt, oder der Zähler braucht eine Pause zwischen den Fragen.",
        "{times} questions ({per_cent} %) had no answer: a loose contact, or the meter needs a pause between questions.",
    ),
    "hint.noise-beside": Text(
        "Neben den Antworten kommen Störbytes ({times}-mal): der Leitung fehlt die Vorspannung (680 Ω an einem Ende), oder der Adapter stört beim Umschalten. Die Werte sind richtig.",
        "Stray bytes arrive beside the answers ({times} times): the line lacks bias (680 Ω at one end), or the adapter disturbs when it switches. The values are right.",
    ),
    "hint.echo": Text(
        "Der Adapter gibt das eigene Echo zurück; es wird entfernt und stört nicht.",
        "The adapter returns our own echo; it is removed and does no harm.",
    ),
}
