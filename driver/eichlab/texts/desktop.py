"""What the desktop says before it has a window."""

from eichlab.texts.language import Text

TEXTS: dict[str, Text] = {
    "desktop.no-screen": Text(
        de="Hier gibt es keinen Bildschirm. „eichlab demo --headless ORDNER“ kommt ohne aus.",
        en="There is no screen here. “eichlab demo --headless DIR” works without one.",
    ),
    "desktop.no-autostart": Text(
        de="Auf diesem System gibt es keinen Autostart-Ordner. Den Aufruf „eichlab demo --show“ bitte von Hand eintragen.",
        en="This system has no autostart folder. Please enter the call “eichlab demo --show” by hand.",
    ),
    "desktop.autostart": Text(
        de="Der Autostart-Eintrag {file} lässt sich nicht schreiben: {reason}",
        en="The autostart entry {file} cannot be written: {reason}",
    ),
    "picture.too-large": Text(
        de="{source}: Das Bild hat mehr als {limit} MB und wird nicht gelesen.",
        en="{source}: the picture has more than {limit} MB and is not read.",
    ),
    "picture.unreadable": Text(
        de="{source}: Das Bild lässt sich nicht lesen: {why}",
        en="{source}: the picture cannot be read: {why}",
    ),
    "picture.no-code": Text(
        de="{source}: Auf dem Bild ist kein lesbarer Code. Näher heran, gerade und ohne Spiegelung aufnehmen.",
        en="{source}: the picture shows no code that can be read. Go closer, straight, without reflections.",
    ),
    "picture.codes-missing": Text(
        de="Von einem Datensatz in {count} Codes fehlen: {missing}. Diese Codes auch öffnen.",
        en="Of a record in {count} codes these are missing: {missing}. Open those codes, too.",
    ),
    "picture.codes-differ": Text(
        de="Die {count} Codes eines Datensatzes passen nicht zusammen. Alle neu aufnehmen.",
        en="The {count} codes of a record do not fit together. Take all of them again.",
    ),
    "desktop.headless-failed": Text(
        de="Die Vorführung ohne Bildschirm kam nicht bis zum Ende: {step} dauerte länger als {seconds} s.",
        en="The demo without a screen did not come to its end: {step} took longer than {seconds} s.",
    ),
    "desktop.headless-done": Text(
        de="Fertig: {verdict}, {energy} kWh, längster Stillstand der Oberfläche {stall} ms. Ergebnisse in {folder}.",
        en="Done: {verdict}, {energy} kWh, longest stall of the window {stall} ms. Results in {folder}.",
    ),
}
