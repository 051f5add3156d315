"""What the desktop says before it has a window."""

from eichlab.texts.language import Text

TEXTS: dict[str, Text] = {
    "desktop.no-screen": Text(
        de="Hier gibt es keinen Bildschirm. „eichlab demo --headless ORDNER“ kommt ohne aus.",
        en="There is no screen here. “eichlab demo --headless DIR” works without one.",
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
