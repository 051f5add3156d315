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
    "wire.confirmed": Text("bestätigt", "confirmed"),
}
