"""What the display for visitors says; it may say it in two languages at once."""

from eichlab.texts.language import Text

TEXTS: dict[str, Text] = {
    "display.claim": Text("Messwerte, die man prüfen kann", "Readings you can check"),
    "display.ready": Text("Bereit", "Ready"),
    "display.energy": Text("Energie", "Energy"),
    "display.power": Text("Leistung", "Power"),
    "display.time": Text("Dauer", "Time"),
    "display.register": Text("Zählerstand", "Meter reading"),
    "display.begin": Text("Anfang", "Begin"),
    "display.end": Text("Ende", "End"),
    "display.meter": Text("Zähler", "Meter"),
    "display.user": Text("Nutzer", "User"),
    "display.code": Text("Signierter Datensatz", "Signed record"),
    "display.code-part": Text("Code {number} von {count}", "Code {number} of {count}"),
    "display.code-hidden": Text(
        "Der Code enthält die Kennung des Nutzers und wird deshalb nicht gezeigt.",
        "The code holds the user’s identification and is therefore not shown.",
    ),
    "display.live": Text("Live-Anzeige, nicht zur Abrechnung", "Live display, not for billing"),
    "display.loss": Text(
        "Verbindung zum Zähler unterbrochen. Letzter empfangener Wert: {time}",
        "Connection to the meter interrupted. Last value received: {time}",
    ),
    "display.regained": Text(
        "Wieder verbunden – signierter Messwert wird abgerufen",
        "Reconnected – fetching the signed reading",
    ),
    "display.fetching": Text(
        "Der signierte Messwert wird abgerufen", "Fetching the signed reading"
    ),
    "display.waiting": Text("Warten auf den Zähler", "Waiting for the meter"),
    "display.starting": Text("Der Zähler wird gestartet", "Starting the meter"),
    "display.no-record": Text("Ohne signierten Messwert beendet", "Ended without a signed reading"),
    "display.no-meter": Text(
        "Kein Zähler eingerichtet: eichlab öffnen und einen Zähler hinzufügen",
        "No meter is set up: open eichlab and add one",
    ),
    "display.cannot-sign": Text(
        "Dieser Zähler signiert nicht: nur Live-Werte",
        "This meter does not sign: live values only",
    ),
    "display.leave": Text("Zum Verlassen gedrückt halten", "Keep pressed to leave"),
    "display.logo-unreadable": Text(
        "Das Logo {file} ist kein Bild, das sich lesen lässt (PNG, JPEG oder SVG).",
        "The logo {file} is no picture that can be read (PNG, JPEG or SVG).",
    ),
    "display.no-such-meter": Text(
        "Auf dieser Bench gibt es keinen Zähler „{meter}“. Es gibt: {meters}.",
        "There is no meter “{meter}” on this bench. There are: {meters}.",
    ),
}
