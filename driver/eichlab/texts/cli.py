"""What the command line says."""

from eichlab.texts.language import Text

TEXTS: dict[str, Text] = {
    "cli.needs-address": Text(
        "{model} ist ein Zähler im Netz: statt {port} seine Adresse angeben, etwa http://192.168.1.2.",
        "{model} is a meter on the network: give its address, such as http://192.168.1.2, instead of {port}.",
    ),
    "cli.needs-port": Text(
        "{model} hängt an einer seriellen Leitung: statt {port} deren Anschluss angeben.",
        "{model} hangs on a serial line: give its port instead of {port}.",
    ),
    "cli.no-ports": Text(
        "Kein serieller Anschluss gefunden. Ist der Adapter eingesteckt?",
        "No serial port found. Is the adapter plugged in?",
    ),
    "cli.transaction": Text(
        "Transaktion {id}: {state}",
        "Transaction {id}: {state}",
    ),
    "cli.still-open": Text(
        "Die Transaktion {transaction} an {meter} ist noch offen: der Zähler gab seinen Datensatz nicht her. Später „eichlab recover“ aufrufen.",
        "Transaction {transaction} on {meter} is still open: the meter did not give its record. Call “eichlab recover” later.",
    ),
    "cli.no-state": Text(
        "{meter} hat seinen Zustand nicht genannt.",
        "{meter} did not tell its state.",
    ),
    "cli.held-elsewhere": Text(
        "Die Transaktion {transaction} gehört einem anderen, noch laufenden Eichlab und wird von ihm beendet.",
        "Transaction {transaction} belongs to another Eichlab that still runs, and is ended by it.",
    ),
    "cli.use-clear-unknown": Text(
        "Mit --clear-unknown wird sie beendet, ihr Datensatz gespeichert und der Zähler frei.",
        "With --clear-unknown it is closed, its record stored, and the meter set free.",
    ),
    "cli.nothing-to-recover": Text(
        "Nichts war offen.",
        "Nothing was open.",
    ),
    "cli.simulator-died": Text(
        "Der simulierte Zähler endete: {reason}",
        "The simulated meter ended: {reason}",
    ),
    "cli.simulator-refused": Text(
        "Der simulierte Zähler lehnte „{command}“ ab: {reason}",
        "The simulated meter refused “{command}”: {reason}",
    ),
}
