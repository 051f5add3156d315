"""What drivers of every family say."""

from eichlab.texts.language import Text

TEXTS: dict[str, Text] = {
    "meter.unknown-model": Text(
        "Ein Zählermodell „{model}“ kennt Eichlab nicht. Bekannt: {models}.",
        "Eichlab knows no meter model “{model}”. Known: {models}.",
    ),
    "meter.cannot-sign": Text(
        "{meter} kann nicht signieren: keine Transaktionen mit diesem Zähler.",
        "{meter} cannot sign: no transactions with this meter.",
    ),
    "meter.keeps-no-records": Text(
        "{meter} hebt keine früheren Datensätze auf, die sich lesen ließen.",
        "{meter} keeps no earlier records that could be read.",
    ),
    "meter.kept-gap": Text(
        "{meter} hat vor Nummer {before} {count} Datensätze nacheinander nicht. Weiter zurück wurde nicht gefragt.",
        "{meter} lacks {count} records in a row before number {before}. It was not asked further back.",
    ),
    "meter.has-no-clock": Text(
        "{meter} hat keine Uhr, die sich stellen lässt.",
        "{meter} has no clock that can be set.",
    ),
    "meter.nothing-running": Text(
        "In {meter} läuft die Transaktion {transaction} nicht, und es wartet auch kein Datensatz von ihr.",
        "{meter} does not run transaction {transaction}, nor does a record of it wait there.",
    ),
    "meter.other-transaction": Text(
        "In {meter} ist eine andere Transaktion ({transaction_id}) als {transaction}. Sie blieb unberührt.",
        "{meter} holds another transaction ({transaction_id}) than {transaction}. It was left alone.",
    ),
    "meter.running": Text(
        "In {meter} läuft schon eine Transaktion ({transaction_id}). Erst beenden, dann neu starten.",
        "{meter} runs a transaction already ({transaction_id}). Stop it first, then start anew.",
    ),
    "meter.record-waiting": Text(
        "In {meter} wartet noch der Datensatz einer Transaktion ({transaction_id}). Erst auslesen, dann neu starten.",
        "A transaction's record ({transaction_id}) still waits in {meter}. Read it out first, then start anew.",
    ),
    "meter.other-record": Text(
        "In {meter} liegt ein anderer Datensatz als der gespeicherte. Er wurde nicht gelöscht.",
        "{meter} holds another record than the stored one. It was not released.",
    ),
    "meter.record-likely-ours": Text(
        "Der Datensatz in {meter} wird für den von {transaction} gehalten, aber nicht mit Sicherheit: der Zähler hat für den Beginn keine verlässliche Zeit.",
        "The record in {meter} is taken for that of {transaction}, but not for certain: the meter has no reliable time for the begin.",
    ),
    "meter.text-too-long": Text(
        "{field} ist für {meter} zu lang: {length} von höchstens {room} Bytes.",
        "{field} is too long for {meter}: {length} of at most {room} bytes.",
    ),
    "meter.character": Text(
        '{field} enthält das Zeichen „{character}“, das {meter} nicht sicher aufnimmt. Erlaubt sind druckbare ASCII-Zeichen außer " \\ |.',
        '{field} contains the character “{character}”, which {meter} does not take safely. Allowed is printable ASCII except " \\ |.',
    ),
    "meter.two-flags": Text(
        "{meter} nimmt je Gruppe nur ein Kennzeichen an; {group} kommt zweimal vor.",
        "{meter} takes one flag a group only; {group} is given twice.",
    ),
}
