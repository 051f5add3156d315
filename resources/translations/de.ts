<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en">
<context>
    <name>AddMeterDialog</name>
    <message>
        <source>Add a meter</source>
        <translation>Zähler hinzufügen</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Schnittstelle</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Unit id</source>
        <translation>Adresse (Unit-ID)</translation>
    </message>
    <message>
        <source>Speed and parity</source>
        <translation>Baudrate und Parität</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Baudrate</translation>
    </message>
    <message>
        <source>Parity</source>
        <translation>Parität</translation>
    </message>
    <message>
        <source>looking for ports…</source>
        <translation>sucht nach Schnittstellen …</translation>
    </message>
    <message>
        <source>Add meter</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>no port found: plug the adapter in, or type one</source>
        <translation>keine gefunden: Adapter einstecken oder eingeben</translation>
    </message>
</context>
<context>
    <name>AvailabilityCard</name>
    <message>
        <source>No loss today.</source>
        <translation>Heute kein Ausfall.</translation>
    </message>
    <message>
        <source>Losses of today</source>
        <translation>Ausfälle von heute</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>Meter</source>
        <translation>Zähler</translation>
    </message>
    <message>
        <source>Cause</source>
        <translation>Ursache</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Dabei lief</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Vorher</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Nachher</translation>
    </message>
    <message>
        <source>no answer, port present</source>
        <translation>keine Antwort, Anschluss vorhanden</translation>
    </message>
    <message>
        <source>answers came, none of them usable</source>
        <translation>Antworten kamen, keine war brauchbar</translation>
    </message>
    <message>
        <source>adapter gone</source>
        <translation>Adapter weg</translation>
    </message>
    <message>
        <source>another meter answers</source>
        <translation>ein anderer Zähler antwortet</translation>
    </message>
    <message>
        <source>lasts</source>
        <translation>dauert an</translation>
    </message>
    <message>
        <source>transaction {id}</source>
        <translation>Transaktion {id}</translation>
    </message>
    <message>
        <source>Availability today</source>
        <translation>Verfügbarkeit heute</translation>
    </message>
    <message>
        <source>Availability today {share} %</source>
        <translation>Verfügbarkeit heute {share} %</translation>
    </message>
    <message>
        <source>since {time}</source>
        <translation>seit {time}</translation>
    </message>
    <message>
        <source>1 loss</source>
        <translation>1 Ausfall</translation>
    </message>
    <message>
        <source>{count} losses</source>
        <translation>{count} Ausfälle</translation>
    </message>
    <message>
        <source>longest {span}</source>
        <translation>längster {span}</translation>
    </message>
</context>
<context>
    <name>BenchPage</name>
    <message>
        <source>Bench</source>
        <translation>Messplatz</translation>
    </message>
    <message>
        <source>Time shown</source>
        <translation>Gezeigte Zeit</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>Summe</translation>
    </message>
    <message>
        <source>Per phase</source>
        <translation>Je Phase</translation>
    </message>
    <message>
        <source>Total or per phase</source>
        <translation>Summe oder je Phase</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Picture (PNG)…</source>
        <translation>Bild (PNG) …</translation>
    </message>
    <message>
        <source>Table (CSV)…</source>
        <translation>Tabelle (CSV) …</translation>
    </message>
    <message>
        <source>Add meter</source>
        <translation>Zähler hinzufügen</translation>
    </message>
    <message>
        <source>Simulation</source>
        <translation>Simulation</translation>
    </message>
    <message>
        <source>Course of power, current, voltage and energy</source>
        <translation>Verlauf von Leistung, Strom, Spannung und Energie</translation>
    </message>
    <message>
        <source>No value yet: waiting for the meter&apos;s first answer.</source>
        <translation>Noch kein Wert: wartet auf die erste Antwort des Zählers.</translation>
    </message>
    <message>
        <source>Save picture</source>
        <translation>Bild speichern</translation>
    </message>
    <message>
        <source>{path} cannot be written.</source>
        <translation>{path} lässt sich nicht schreiben.</translation>
    </message>
    <message>
        <source>Save table</source>
        <translation>Tabelle speichern</translation>
    </message>
    <message>
        <source>Table saved.</source>
        <translation>Tabelle gespeichert.</translation>
    </message>
</context>
<context>
    <name>Course</name>
    <message>
        <source>transaction {id}</source>
        <translation>Transaktion {id}</translation>
    </message>
</context>
<context>
    <name>DemoControls</name>
    <message>
        <source>Cut the line</source>
        <translation>Leitung trennen</translation>
    </message>
    <message>
        <source>Cut the meter&apos;s power</source>
        <translation>Zähler abschalten</translation>
    </message>
    <message>
        <source>Pull the adapter</source>
        <translation>Adapter ziehen</translation>
    </message>
</context>
<context>
    <name>Detail</name>
    <message>
        <source>Verdict and content of the chosen entry</source>
        <translation>Urteil und Inhalt des gewählten Eintrags</translation>
    </message>
</context>
<context>
    <name>EntryList</name>
    <message>
        <source>record</source>
        <translation>Datensatz</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <source>Unconfirmed</source>
        <translation>Unbestätigt</translation>
    </message>
    <message>
        <source>Which verdicts are listed</source>
        <translation>Welche Urteile aufgelistet sind</translation>
    </message>
    <message>
        <source>Transactions and records of the document</source>
        <translation>Transaktionen und Datensätze des Dokuments</translation>
    </message>
    <message>
        <source>None of the entries has this verdict.</source>
        <translation>Kein Eintrag hat dieses Urteil.</translation>
    </message>
</context>
<context>
    <name>FindingCard</name>
    <message>
        <source>Findings</source>
        <translation>Befunde</translation>
    </message>
    <message>
        <source>error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>note</source>
        <translation>Hinweis</translation>
    </message>
</context>
<context>
    <name>HistoryCard</name>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>This meter</source>
        <translation>Dieser Zähler</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <source>Recovered</source>
        <translation>Wiederhergestellt</translation>
    </message>
    <message>
        <source>Which transactions are listed</source>
        <translation>Welche Transaktionen aufgelistet sind</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Search in transactions</source>
        <translation>In Transaktionen suchen</translation>
    </message>
    <message>
        <source>Transactions of the store</source>
        <translation>Gespeicherte Transaktionen</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>Beginn</translation>
    </message>
    <message>
        <source>Meter</source>
        <translation>Zähler</translation>
    </message>
    <message>
        <source>kWh</source>
        <translation>kWh</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Was geschah</translation>
    </message>
    <message>
        <source>Reading the store…</source>
        <translation>Der Speicher wird gelesen…</translation>
    </message>
    <message>
        <source>No transaction is like that.</source>
        <translation>Keine Transaktion passt dazu.</translation>
    </message>
    <message>
        <source>No transaction yet. The first one starts with the form on the left.</source>
        <translation>Noch keine Transaktion. Die erste beginnt mit dem Formular links.</translation>
    </message>
</context>
<context>
    <name>IdentificationCard</name>
    <message>
        <source>Who and where</source>
        <translation>Wer und wo</translation>
    </message>
    <message>
        <source>Meter</source>
        <translation>Zähler</translation>
    </message>
    <message>
        <source>Charge point</source>
        <translation>Ladepunkt</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Nutzer</translation>
    </message>
    <message>
        <source>Tariff</source>
        <translation>Tarif</translation>
    </message>
    <message>
        <source>Transaction</source>
        <translation>Transaktion</translation>
    </message>
    <message>
        <source>Pagination</source>
        <translation>Paginierung</translation>
    </message>
    <message>
        <source>not assigned</source>
        <translation>nicht zugeordnet</translation>
    </message>
    <message>
        <source>level {level}</source>
        <translation>Stufe {level}</translation>
    </message>
</context>
<context>
    <name>Journal</name>
    <message>
        <source>intended</source>
        <translation>beabsichtigt</translation>
    </message>
    <message>
        <source>start sent</source>
        <translation>Start gesendet</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>stopping</source>
        <translation>wird beendet</translation>
    </message>
    <message>
        <source>record read</source>
        <translation>Datensatz gelesen</translation>
    </message>
    <message>
        <source>record stored</source>
        <translation>Datensatz gespeichert</translation>
    </message>
    <message>
        <source>released by the meter</source>
        <translation>vom Zähler freigegeben</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>abgeschlossen</translation>
    </message>
    <message>
        <source>1 loss</source>
        <translation>1 Ausfall</translation>
    </message>
    <message>
        <source>{count} losses</source>
        <translation>{count} Ausfälle</translation>
    </message>
    <message>
        <source>record came</source>
        <translation>Datensatz kam</translation>
    </message>
    <message>
        <source>stopped after a meter failure</source>
        <translation>wegen Zählerausfall beendet</translation>
    </message>
    <message>
        <source>recovered</source>
        <translation>wiederhergestellt</translation>
    </message>
    <message>
        <source>refused by the meter</source>
        <translation>vom Zähler abgelehnt</translation>
    </message>
    <message>
        <source>ended without a record</source>
        <translation>ohne Datensatz beendet</translation>
    </message>
    <message>
        <source>signed with another key</source>
        <translation>mit einem anderen Schlüssel signiert</translation>
    </message>
    <message>
        <source>signature does not fit</source>
        <translation>Signatur passt nicht</translation>
    </message>
    <message>
        <source>content not billable</source>
        <translation>Inhalt nicht abrechenbar</translation>
    </message>
    <message>
        <source>key missing</source>
        <translation>Schlüssel fehlt</translation>
    </message>
    <message>
        <source>method not supported</source>
        <translation>Verfahren nicht unterstützt</translation>
    </message>
    <message>
        <source>no signed record recognised</source>
        <translation>kein signierter Datensatz erkennbar</translation>
    </message>
</context>
<context>
    <name>LinePage</name>
    <message>
        <source>Line</source>
        <translation>Leitung</translation>
    </message>
    <message>
        <source>All frames</source>
        <translation>Alle Frames</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Writes</source>
        <translation>Schreiben</translation>
    </message>
    <message>
        <source>Which frames are shown</source>
        <translation>Welche Frames gezeigt werden</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>Folgen</translation>
    </message>
    <message>
        <source>Keep the newest frame in sight</source>
        <translation>Den neuesten Frame im Blick behalten</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Let the table stand still; the line goes on</source>
        <translation>Die Tabelle steht still, die Leitung läuft weiter</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>As text…</source>
        <translation>Als Text…</translation>
    </message>
    <message>
        <source>As CSV…</source>
        <translation>Als CSV…</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>Frames</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>Bytes</translation>
    </message>
    <message>
        <source>Meaning</source>
        <translation>Bedeutung</translation>
    </message>
    <message>
        <source>Line’s verdict</source>
        <translation>Urteil der Leitung</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>gesendet</translation>
    </message>
    <message>
        <source>received</source>
        <translation>empfangen</translation>
    </message>
    <message>
        <source>note</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>answered in {ms} ms</source>
        <translation>beantwortet in {ms} ms</translation>
    </message>
    <message>
        <source>median round trip</source>
        <translation>Antwortzeit (Median)</translation>
    </message>
    <message>
        <source>This bench has no line yet: a line comes with its first meter.</source>
        <translation>Dieser Messplatz hat noch keine Leitung: sie kommt mit dem ersten Zähler.</translation>
    </message>
    <message>
        <source>Go to Bench</source>
        <translation>Zum Messplatz</translation>
    </message>
    <message>
        <source>question</source>
        <translation>Frage</translation>
    </message>
    <message>
        <source>written</source>
        <translation>geschrieben</translation>
    </message>
    <message>
        <source>answered</source>
        <translation>beantwortet</translation>
    </message>
    <message>
        <source>exception</source>
        <translation>Ausnahme</translation>
    </message>
    <message>
        <source>silent</source>
        <translation>stumm</translation>
    </message>
    <message>
        <source>check sum</source>
        <translation>Prüfsumme</translation>
    </message>
    <message>
        <source>too short</source>
        <translation>zu kurz</translation>
    </message>
    <message>
        <source>wrong unit</source>
        <translation>falsche Unit</translation>
    </message>
    <message>
        <source>wrong function</source>
        <translation>falsche Funktion</translation>
    </message>
    <message>
        <source>wrong length</source>
        <translation>falsche Länge</translation>
    </message>
    <message>
        <source>echo</source>
        <translation>Echo</translation>
    </message>
    <message>
        <source>echo only</source>
        <translation>nur Echo</translation>
    </message>
    <message>
        <source>late</source>
        <translation>zu spät</translation>
    </message>
    <message>
        <source>doubled</source>
        <translation>doppelt</translation>
    </message>
    <message>
        <source>of others</source>
        <translation>von anderen</translation>
    </message>
    <message>
        <source>noise</source>
        <translation>Störung</translation>
    </message>
    <message>
        <source>unexpected</source>
        <translation>unerwartet</translation>
    </message>
    <message>
        <source>port</source>
        <translation>Anschluss</translation>
    </message>
    <message>
        <source>Every meter on this line answers. Nothing wrong arrives.</source>
        <translation>Alle Zähler an dieser Leitung antworten. Nichts Falsches kommt an.</translation>
    </message>
    <message>
        <source>Waiting for the first answer.</source>
        <translation>Warten auf die erste Antwort.</translation>
    </message>
    <message>
        <source>{meter} answers, but not every time. More than one in twenty of the last questions failed or was repeated; the errors among the frames tell how.</source>
        <translation>{meter} antwortet, aber nicht jedes Mal. Mehr als eine von zwanzig der letzten Fragen schlug fehl oder wurde wiederholt; die Fehler unter den Frames sagen, wie.</translation>
    </message>
    <message>
        <source>{meter} does not answer. Check cable, supply and unit id.</source>
        <translation>{meter} antwortet nicht. Kabel, Speisung und Unit-Id prüfen.</translation>
    </message>
    <message>
        <source>The port of {meter} is gone. It is being searched for.</source>
        <translation>Der Anschluss von {meter} ist weg. Es wird nach ihm gesucht.</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Export frames</source>
        <translation>Frames exportieren</translation>
    </message>
    <message>
        <source>Saved {name}</source>
        <translation>{name} gespeichert</translation>
    </message>
    <message>
        <source>Not saved: {reason}</source>
        <translation>Nicht gespeichert: {reason}</translation>
    </message>
</context>
<context>
    <name>Link</name>
    <message>
        <source>online</source>
        <translation>online</translation>
    </message>
    <message>
        <source>degraded</source>
        <translation>gestört</translation>
    </message>
    <message>
        <source>silent</source>
        <translation>stumm</translation>
    </message>
    <message>
        <source>port lost</source>
        <translation>Port verloren</translation>
    </message>
    <message>
        <source>connecting</source>
        <translation>verbindet</translation>
    </message>
</context>
<context>
    <name>Loss</name>
    <message>
        <source>no answer</source>
        <translation>keine Antwort</translation>
    </message>
    <message>
        <source>wrong answers</source>
        <translation>falsche Antworten</translation>
    </message>
    <message>
        <source>port lost</source>
        <translation>Port verloren</translation>
    </message>
    <message>
        <source>another meter</source>
        <translation>anderer Zähler</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Bench</source>
        <translation>Messplatz</translation>
    </message>
    <message>
        <source>Transact</source>
        <translation>Transakt.</translation>
    </message>
    <message>
        <source>Transactions</source>
        <translation>Transaktionen</translation>
    </message>
    <message>
        <source>Transpar.</source>
        <translation>Transpar.</translation>
    </message>
    <message>
        <source>Transparency</source>
        <translation>Transparenz</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>Leitung</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Farben</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>&amp;Sprache</translation>
    </message>
    <message>
        <source>As the &amp;system</source>
        <translation>Wie das &amp;System</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Hell</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>&amp;Dunkel</translation>
    </message>
    <message>
        <source>&amp;About Eichlab</source>
        <translation>&amp;Über Eichlab</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>Unexpected error, see the log: {text}</source>
        <translation>Unerwarteter Fehler, siehe Protokoll: {text}</translation>
    </message>
    <message>
        <source>About Eichlab</source>
        <translation>Über Eichlab</translation>
    </message>
    <message>
        <source>Tests and inspects the energy meters of EV charging stations. It does not replace the software named in a type-examination certificate.</source>
        <translation>Prüft die Energiezähler von Ladestationen. Ersetzt nicht die in einer Baumusterprüfbescheinigung genannte Software.</translation>
    </message>
</context>
<context>
    <name>MeterCard</name>
    <message>
        <source>no value yet</source>
        <translation>noch kein Wert</translation>
    </message>
    <message>
        <source>last value {time} · {age} ago</source>
        <translation>letzter Wert {time} · vor {age}</translation>
    </message>
    <message>
        <source>{age} ago</source>
        <translation>vor {age}</translation>
    </message>
    <message>
        <source>{share} % today</source>
        <translation>heute {share} %</translation>
    </message>
</context>
<context>
    <name>Quantity</name>
    <message>
        <source>Voltage</source>
        <translation>Spannung</translation>
    </message>
    <message>
        <source>Current</source>
        <translation>Strom</translation>
    </message>
    <message>
        <source>Power</source>
        <translation>Leistung</translation>
    </message>
    <message>
        <source>Reactive power</source>
        <translation>Blindleistung</translation>
    </message>
    <message>
        <source>Frequency</source>
        <translation>Frequenz</translation>
    </message>
    <message>
        <source>Energy import</source>
        <translation>Energie Bezug</translation>
    </message>
    <message>
        <source>Energy export</source>
        <translation>Energie Lieferung</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>Temperatur</translation>
    </message>
    <message>
        <source>total</source>
        <translation>Summe</translation>
    </message>
</context>
<context>
    <name>QuestionCard</name>
    <message>
        <source>Close it and keep its record</source>
        <translation>Beenden und Datensatz aufheben</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>So lassen</translation>
    </message>
</context>
<context>
    <name>ReadingCard</name>
    <message>
        <source>Readings</source>
        <translation>Zählerstände</translation>
    </message>
    <message>
        <source>Time of the meter</source>
        <translation>Zeit des Zählers</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>Stand</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>Beginn</translation>
    </message>
    <message>
        <source>End</source>
        <translation>Ende</translation>
    </message>
    <message>
        <source>Energy</source>
        <translation>Energie</translation>
    </message>
    <message>
        <source>register {obis}</source>
        <translation>Register {obis}</translation>
    </message>
    <message>
        <source>not stated</source>
        <translation>nicht angegeben</translation>
    </message>
    <message>
        <source>synchronised</source>
        <translation>synchronisiert</translation>
    </message>
    <message>
        <source>informative</source>
        <translation>informativ</translation>
    </message>
    <message>
        <source>relative to the begin</source>
        <translation>relativ zum Beginn</translation>
    </message>
    <message>
        <source>unknown, not synchronised</source>
        <translation>unbekannt, nicht synchronisiert</translation>
    </message>
    <message>
        <source>no status stated</source>
        <translation>kein Status angegeben</translation>
    </message>
    <message>
        <source>All registers:</source>
        <translation>Alle Register:</translation>
    </message>
</context>
<context>
    <name>RunningCard</name>
    <message>
        <source>Nothing runs on {meter}</source>
        <translation>An {meter} läuft nichts</translation>
    </message>
    <message>
        <source>A transaction started here shows its energy, power and journal.</source>
        <translation>Eine hier gestartete Transaktion zeigt Energie, Leistung und Journal.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Stops the transaction and fetches its signed record</source>
        <translation>Beendet die Transaktion und holt ihren signierten Datensatz</translation>
    </message>
    <message>
        <source>Show its record</source>
        <translation>Datensatz zeigen</translation>
    </message>
    <message>
        <source>Running on {meter}</source>
        <translation>Läuft an {meter}</translation>
    </message>
    <message>
        <source>{id} · journal: {state} since {time}</source>
        <translation>{id} · Journal: {state} seit {time}</translation>
    </message>
    <message>
        <source>live, not for billing</source>
        <translation>Live-Anzeige, nicht zur Abrechnung</translation>
    </message>
    <message>
        <source>Last on {meter}</source>
        <translation>Zuletzt an {meter}</translation>
    </message>
    <message>
        <source>no record</source>
        <translation>kein Datensatz</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>Ausfall</translation>
    </message>
    <message>
        <source>losses</source>
        <translation>Ausfälle</translation>
    </message>
    <message>
        <source>loss of {time}</source>
        <translation>Ausfall von {time}</translation>
    </message>
    <message>
        <source>losses, longest {time}</source>
        <translation>Ausfälle, längster {time}</translation>
    </message>
    <message>
        <source>the meter kept measuring</source>
        <translation>der Zähler maß weiter</translation>
    </message>
    <message>
        <source>The start is written down and goes to the meter.</source>
        <translation>Der Start ist notiert und geht an den Zähler.</translation>
    </message>
    <message>
        <source>Waiting for the meter to confirm the start.</source>
        <translation>Warten, bis der Zähler den Start bestätigt.</translation>
    </message>
    <message>
        <source>Waiting for the signed record of the meter.</source>
        <translation>Warten auf den signierten Datensatz des Zählers.</translation>
    </message>
    <message>
        <source>The signed record was read; it is being stored.</source>
        <translation>Der signierte Datensatz ist gelesen und wird gespeichert.</translation>
    </message>
    <message>
        <source>The record is stored; the meter may forget it now.</source>
        <translation>Der Datensatz ist gespeichert; der Zähler darf ihn nun vergessen.</translation>
    </message>
    <message>
        <source>The meter let go of the record; judging it.</source>
        <translation>Der Zähler hat den Datensatz freigegeben; er wird geprüft.</translation>
    </message>
    <message>
        <source>Connection to the meter interrupted. Last value received: {time}.</source>
        <translation>Verbindung zum Zähler unterbrochen. Letzter empfangener Wert: {time}.</translation>
    </message>
    <message>
        <source>The transaction goes on in the meter.</source>
        <translation>Die Transaktion läuft im Zähler weiter.</translation>
    </message>
    <message>
        <source>The signed record is fetched as soon as the meter answers again.</source>
        <translation>Der signierte Datensatz wird geholt, sobald der Zähler wieder antwortet.</translation>
    </message>
</context>
<context>
    <name>SignedCard</name>
    <message>
        <source>What was signed</source>
        <translation>Was signiert wurde</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>Bytes</translation>
    </message>
    <message>
        <source>Fields</source>
        <translation>Felder</translation>
    </message>
    <message>
        <source>Signature</source>
        <translation>Signatur</translation>
    </message>
    <message>
        <source>Raw text</source>
        <translation>Rohtext</translation>
    </message>
    <message>
        <source>How the signed text is shown</source>
        <translation>Wie der signierte Text gezeigt wird</translation>
    </message>
    <message>
        <source>Which record of the transaction is shown</source>
        <translation>Welcher Datensatz der Transaktion gezeigt wird</translation>
    </message>
    <message>
        <source>{count} bytes · SHA-256 {hash}</source>
        <translation>{count} Bytes · SHA-256 {hash}</translation>
    </message>
    <message>
        <source>nothing signed was found in it</source>
        <translation>darin wurde nichts Signiertes gefunden</translation>
    </message>
    <message>
        <source>The first {shown} of {count} bytes; the export has all of them.</source>
        <translation>Die ersten {shown} von {count} Bytes; der Export enthält alle.</translation>
    </message>
    <message>
        <source>The signed text is no JSON that could be taken apart.</source>
        <translation>Der signierte Text ist kein JSON, das sich zerlegen ließe.</translation>
    </message>
    <message>
        <source>algorithm</source>
        <translation>Verfahren</translation>
    </message>
    <message>
        <source>SHA-256 of the signed bytes</source>
        <translation>SHA-256 der signierten Bytes</translation>
    </message>
    <message>
        <source>signature (SD)</source>
        <translation>Signatur (SD)</translation>
    </message>
    <message>
        <source>public key as it came</source>
        <translation>öffentlicher Schlüssel, wie er kam</translation>
    </message>
    <message>
        <source>fingerprint of the key (SHA-256)</source>
        <translation>Fingerabdruck des Schlüssels (SHA-256)</translation>
    </message>
    <message>
        <source>fingerprint expected</source>
        <translation>erwarteter Fingerabdruck</translation>
    </message>
</context>
<context>
    <name>StartForm</name>
    <message>
        <source>User assigned (IS)</source>
        <translation>Nutzer zugeordnet (IS)</translation>
    </message>
    <message>
        <source>assigned</source>
        <translation>zugeordnet</translation>
    </message>
    <message>
        <source>not assigned</source>
        <translation>nicht zugeordnet</translation>
    </message>
    <message>
        <source>Level (IL)</source>
        <translation>Stufe (IL)</translation>
    </message>
    <message>
        <source>Flags (IF), one of each group</source>
        <translation>Merkmale (IF), je Gruppe eines</translation>
    </message>
    <message>
        <source>{group} –</source>
        <translation>{group} –</translation>
    </message>
    <message>
        <source>Flag of group {group}</source>
        <translation>Merkmal der Gruppe {group}</translation>
    </message>
    <message>
        <source>Type (IT)</source>
        <translation>Art (IT)</translation>
    </message>
    <message>
        <source>Identification (ID)</source>
        <translation>Identifikation (ID)</translation>
    </message>
    <message>
        <source>Tariff text (TT)</source>
        <translation>Tariftext (TT)</translation>
    </message>
    <message>
        <source>Charge point (CT, CI)</source>
        <translation>Ladepunkt (CT, CI)</translation>
    </message>
    <message>
        <source>Kind of charge point id (CT)</source>
        <translation>Art der Ladepunkt-Id (CT)</translation>
    </message>
    <message>
        <source>Charge point id (CI)</source>
        <translation>Ladepunkt-Id (CI)</translation>
    </message>
    <message>
        <source>Start transaction</source>
        <translation>Transaktion starten</translation>
    </message>
    <message>
        <source>Start on {meter}</source>
        <translation>Start an {meter}</translation>
    </message>
    <message>
        <source>{meter} has not said yet what it is. The form opens as soon as it does.</source>
        <translation>{meter} hat noch nicht gesagt, was er ist. Das Formular öffnet sich, sobald er es tut.</translation>
    </message>
    <message>
        <source>A transaction is open on this meter.</source>
        <translation>An diesem Zähler ist eine Transaktion offen.</translation>
    </message>
    <message>
        <source>{count} bytes too many; this meter takes {room}</source>
        <translation>{count} Bytes zu viel; dieser Zähler fasst {room}</translation>
    </message>
    <message>
        <source>{left} of {room} bytes left</source>
        <translation>noch {left} von {room} Bytes</translation>
    </message>
    <message>
        <source>ISO 14443 asks 4 or 7 bytes, hexadecimal</source>
        <translation>ISO 14443 verlangt 4 oder 7 Bytes, hexadezimal</translation>
    </message>
    <message>
        <source>ISO 15693 asks 8 bytes, hexadecimal</source>
        <translation>ISO 15693 verlangt 8 Bytes, hexadezimal</translation>
    </message>
    <message>
        <source>an EMAID has 14 or 15 signs, country first</source>
        <translation>eine EMAID hat 14 oder 15 Zeichen, zuerst das Land</translation>
    </message>
    <message>
        <source>an EVCCID has up to 6 signs or 12 hexadecimal</source>
        <translation>eine EVCCID hat bis zu 6 Zeichen oder 12 hexadezimale</translation>
    </message>
    <message>
        <source>an EVCOID has 11 or 12 signs, country first</source>
        <translation>eine EVCOID hat 11 oder 12 Zeichen, zuerst das Land</translation>
    </message>
    <message>
        <source>a card number has 8 to 19 digits</source>
        <translation>eine Kartennummer hat 8 bis 19 Ziffern</translation>
    </message>
    <message>
        <source>a leading + and 4 to 15 digits</source>
        <translation>ein führendes + und 4 bis 15 Ziffern</translation>
    </message>
    <message>
        <source>{count} bytes, as ISO 14443 asks</source>
        <translation>{count} Bytes, wie ISO 14443 verlangt</translation>
    </message>
    <message>
        <source>{count} bytes, as ISO 15693 asks</source>
        <translation>{count} Bytes, wie ISO 15693 verlangt</translation>
    </message>
    <message>
        <source>{count} signs, as the type asks</source>
        <translation>{count} Zeichen, wie die Art verlangt</translation>
    </message>
    <message>
        <source>this type has no format</source>
        <translation>diese Art hat kein Format</translation>
    </message>
    <message>
        <source>this type carries no data</source>
        <translation>diese Art trägt keine Daten</translation>
    </message>
    <message>
        <source>not hexadecimal; {asked}</source>
        <translation>nicht hexadezimal; {asked}</translation>
    </message>
    <message>
        <source>length {count}; {asked}</source>
        <translation>Länge {count}; {asked}</translation>
    </message>
    <message>
        <source>no leading +; {asked}</source>
        <translation>kein führendes +; {asked}</translation>
    </message>
    <message>
        <source>not only digits; {asked}</source>
        <translation>nicht nur Ziffern; {asked}</translation>
    </message>
    <message>
        <source>does not begin with a country; {asked}</source>
        <translation>beginnt nicht mit einem Land; {asked}</translation>
    </message>
</context>
<context>
    <name>Strip</name>
    <message>
        <source>recording</source>
        <translation>zeichnet auf:</translation>
    </message>
    <message>
        <source>store</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>{size} free</source>
        <translation>{size} frei</translation>
    </message>
    <message>
        <source>{count} of {all} meters</source>
        <translation>{count} von {all} Zählern</translation>
    </message>
    <message>
        <source>1 meter</source>
        <translation>1 Zähler</translation>
    </message>
    <message>
        <source>{count} meters</source>
        <translation>{count} Zähler</translation>
    </message>
</context>
<context>
    <name>TransactionsPage</name>
    <message>
        <source>Transactions</source>
        <translation>Transaktionen</translation>
    </message>
    <message>
        <source>Meter</source>
        <translation>Zähler</translation>
    </message>
    <message>
        <source>This bench has no meter yet.</source>
        <translation>Dieser Messplatz hat noch keinen Zähler.</translation>
    </message>
    <message>
        <source>Go to Bench</source>
        <translation>Zum Messplatz</translation>
    </message>
    <message>
        <source>{meter} is free again. The record was kept as foreign.</source>
        <translation>{meter} ist wieder frei. Der Datensatz ist als fremder aufgehoben.</translation>
    </message>
    <message>
        <source>{meter} is free again. It held no record.</source>
        <translation>{meter} ist wieder frei. Er enthielt keinen Datensatz.</translation>
    </message>
    <message>
        <source>This transaction left no record.</source>
        <translation>Diese Transaktion hinterließ keinen Datensatz.</translation>
    </message>
</context>
<context>
    <name>TransparencyPage</name>
    <message>
        <source>{name} and {count} more</source>
        <translation>{name} und {count} weitere</translation>
    </message>
    <message>
        <source>this bench</source>
        <translation>dieser Messplatz</translation>
    </message>
    <message>
        <source>clipboard</source>
        <translation>Zwischenablage</translation>
    </message>
    <message>
        <source>Signed data</source>
        <translation>Signierte Daten</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>Alle Dateien</translation>
    </message>
    <message>
        <source>Open signed data</source>
        <translation>Signierte Daten öffnen</translation>
    </message>
    <message>
        <source>Enter the public key</source>
        <translation>Öffentlichen Schlüssel eingeben</translation>
    </message>
    <message>
        <source>Public key of the meter, for example from its type plate (hex or base64):</source>
        <translation>Öffentlicher Schlüssel des Zählers, etwa vom Typschild (hexadezimal oder Base64):</translation>
    </message>
    <message>
        <source>The clipboard holds neither text nor files.</source>
        <translation>Die Zwischenablage enthält weder Text noch Dateien.</translation>
    </message>
    <message>
        <source>Enter key…</source>
        <translation>Schlüssel…</translation>
    </message>
    <message>
        <source>Judge this again with a key from the type plate</source>
        <translation>Mit einem Schlüssel vom Typschild erneut prüfen</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>This record as OCMF text…</source>
        <translation>Diesen Datensatz als OCMF-Text…</translation>
    </message>
    <message>
        <source>This transaction as S.A.F.E. XML…</source>
        <translation>Diese Transaktion als S.A.F.E.-XML…</translation>
    </message>
    <message>
        <source>Everything listed as S.A.F.E. XML…</source>
        <translation>Alles Aufgelistete als S.A.F.E.-XML…</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>Judge text or files from the clipboard (Ctrl+V)</source>
        <translation>Text oder Dateien aus der Zwischenablage prüfen (Strg+V)</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>Öffnen…</translation>
    </message>
    <message>
        <source>Open files with signed data (Ctrl+O)</source>
        <translation>Dateien mit signierten Daten öffnen (Strg+O)</translation>
    </message>
    <message>
        <source>1 transaction</source>
        <translation>1 Transaktion</translation>
    </message>
    <message>
        <source>{count} transactions</source>
        <translation>{count} Transaktionen</translation>
    </message>
    <message>
        <source>Transparency</source>
        <translation>Transparenz</translation>
    </message>
    <message>
        <source>Drop a file with signed data here, or paste the text of a record.</source>
        <translation>Eine Datei mit signierten Daten hier ablegen oder den Text eines Datensatzes einfügen.</translation>
    </message>
    <message>
        <source>Open another file…</source>
        <translation>Andere Datei öffnen…</translation>
    </message>
    <message>
        <source>Reading {source}…</source>
        <translation>{source} wird gelesen…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Reading file {number} of {total}…</source>
        <translation>Datei {number} von {total} wird gelesen…</translation>
    </message>
    <message>
        <source>Judging records: {count}</source>
        <translation>Datensätze werden geprüft: {count}</translation>
    </message>
    <message>
        <source>The process that judges documents ended unexpectedly. Nothing was changed; try again.</source>
        <translation>Der Prozess, der Dokumente prüft, endete unerwartet. Nichts wurde verändert; erneut versuchen.</translation>
    </message>
    <message>
        <source>Saved {name}</source>
        <translation>{name} gespeichert</translation>
    </message>
    <message>
        <source>Not saved: {reason}</source>
        <translation>Nicht gespeichert: {reason}</translation>
    </message>
</context>
<context>
    <name>Verdict</name>
    <message>
        <source>verified</source>
        <translation>bestätigt</translation>
    </message>
    <message>
        <source>unconfirmed</source>
        <translation>nicht bestätigt</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>abgelehnt</translation>
    </message>
    <message>
        <source>unreadable</source>
        <translation>nicht prüfbar</translation>
    </message>
</context>
<context>
    <name>VerdictCard</name>
    <message>
        <source>Signature</source>
        <translation>Signatur</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Plausibility</source>
        <translation>Plausibilität</translation>
    </message>
</context>
<context>
    <name>WelcomePage</name>
    <message>
        <source>Bench</source>
        <translation>Messplatz</translation>
    </message>
    <message>
        <source>No meter on this bench yet</source>
        <translation>Noch kein Zähler am Messplatz</translation>
    </message>
    <message>
        <source>Connect a meter through a USB-RS485 adapter, check a signed record, or look around with two simulated meters.</source>
        <translation>Einen Zähler über einen USB-RS485-Adapter anschließen, einen signierten Datensatz prüfen oder sich mit zwei simulierten Zählern umsehen.</translation>
    </message>
    <message>
        <source>Add a meter</source>
        <translation>Zähler hinzufügen</translation>
    </message>
    <message>
        <source>Open a file</source>
        <translation>Datei öffnen</translation>
    </message>
    <message>
        <source>Try the simulated bench</source>
        <translation>Simulation ausprobieren</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>1 min</source>
        <translation>1 min</translation>
    </message>
    <message>
        <source>5 min</source>
        <translation>5 min</translation>
    </message>
    <message>
        <source>1 h</source>
        <translation>1 h</translation>
    </message>
    <message>
        <source>24 h</source>
        <translation>24 h</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alles</translation>
    </message>
</context>
</TS>
