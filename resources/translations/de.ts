<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <location filename="../../gui/eichlab_gui/about.py" line="144"/>
        <source>About Eichlab</source>
        <translation>Über Eichlab</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/about.py" line="146"/>
        <source>Tests and inspects the energy meters of EV charging stations.</source>
        <translation>Prüft und untersucht die Energiezähler von Ladestationen.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/about.py" line="150"/>
        <source>Eichlab is not a certified display. It does not replace the software named in a type-examination certificate.</source>
        <translation>Eichlab ist keine zertifizierte Anzeige. Es ersetzt nicht die in einer Baumusterprüfbescheinigung genannte Software.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/about.py" line="155"/>
        <source>Build:</source>
        <translation>Stand:</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/about.py" line="156"/>
        <source>SHA-256 of the program's file:</source>
        <translation>SHA-256 der Programmdatei:</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/about.py" line="157"/>
        <source>SHA-256 of all its files:</source>
        <translation>SHA-256 aller Dateien:</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/about.py" line="158"/>
        <source>Folder:</source>
        <translation>Ordner:</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/about.py" line="159"/>
        <source>To check, type there:</source>
        <translation>Dort zum Nachprüfen:</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/about.py" line="163"/>
        <location filename="../../gui/eichlab_gui/about.py" line="164"/>
        <source>Licences</source>
        <translation>Lizenzen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/about.py" line="165"/>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/about.py" line="166"/>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/about.py" line="185"/>
        <source>being determined…</source>
        <translation>wird ermittelt…</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/about.py" line="202"/>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/about.py" line="205"/>
        <source>changed since</source>
        <translation>seither geändert</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/about.py" line="210"/>
        <source>This Eichlab runs in a Python of this computer. The licences of the libraries it uses lie beside them, in the folders *.dist-info of that Python.</source>
        <translation>Dieses Eichlab läuft in einem Python dieses Rechners. Die Lizenzen der verwendeten Bibliotheken liegen bei diesen, in den Ordnern *.dist-info jenes Python.</translation>
    </message>
</context>
<context>
    <name>AddMeterDialog</name>
    <message>
        <location filename="../../gui/eichlab_gui/add_meter.py" line="178"/>
        <source>Add a meter</source>
        <translation>Zähler hinzufügen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/add_meter.py" line="180"/>
        <location filename="../../gui/eichlab_gui/add_meter.py" line="289"/>
        <source>Port</source>
        <translation>Schnittstelle</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/add_meter.py" line="181"/>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/add_meter.py" line="182"/>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/add_meter.py" line="183"/>
        <source>Unit id</source>
        <translation>Adresse (Unit-ID)</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/add_meter.py" line="184"/>
        <source>Speed and parity</source>
        <translation>Baudrate und Parität</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/add_meter.py" line="193"/>
        <source>Speed</source>
        <translation>Baudrate</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/add_meter.py" line="194"/>
        <source>Parity</source>
        <translation>Parität</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/add_meter.py" line="297"/>
        <source>looking for ports…</source>
        <translation>sucht nach Schnittstellen …</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/add_meter.py" line="199"/>
        <location filename="../../gui/eichlab_gui/add_meter.py" line="314"/>
        <source>Scan</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/add_meter.py" line="201"/>
        <source>Look for meters at every speed and unit id; nothing is written to them</source>
        <translation>Mit jeder Geschwindigkeit und Unit-Id nach Zählern suchen; es wird nichts in sie geschrieben</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/add_meter.py" line="203"/>
        <source>Test reading</source>
        <translation>Probemessung</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/add_meter.py" line="204"/>
        <source>Read the meter once; nothing is written to it</source>
        <translation>Den Zähler einmal lesen; es wird nichts in ihn geschrieben</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/add_meter.py" line="205"/>
        <source>Register map…</source>
        <translation>Registerkarte…</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/add_meter.py" line="207"/>
        <source>Read a model by a file of your own (TOML), or one of EVerest's (YAML)</source>
        <translation>Ein Modell nach einer eigenen Datei (TOML) oder einer von EVerest (YAML) lesen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/add_meter.py" line="209"/>
        <source>Meters found</source>
        <translation>Gefundene Zähler</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/add_meter.py" line="213"/>
        <source>Add meter</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/add_meter.py" line="214"/>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/add_meter.py" line="289"/>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/add_meter.py" line="299"/>
        <source>no port found: plug the adapter in, or type one</source>
        <translation>keine gefunden: Adapter einstecken oder eingeben</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/add_meter.py" line="199"/>
        <location filename="../../gui/eichlab_gui/add_meter.py" line="314"/>
        <source>Cancel scan</source>
        <translation>Suche abbrechen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/add_meter.py" line="329"/>
        <source>Listening on {port}…</source>
        <translation>Höre auf {port}…</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/add_meter.py" line="344"/>
        <source>{settings}, unit id {unit}; found so far: {count}</source>
        <translation>{settings}, Unit-Id {unit}; bisher gefunden: {count}</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/add_meter.py" line="362"/>
        <source>Choose the meter to take over its settings.</source>
        <translation>Den Zähler wählen, um seine Einstellungen zu übernehmen.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/add_meter.py" line="364"/>
        <source>Nothing answered. Check power, A and B, and the adapter.</source>
        <translation>Nichts hat geantwortet. Versorgung, A und B und den Adapter prüfen.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/add_meter.py" line="379"/>
        <source>unit {number}</source>
        <translation>Adresse {number}</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/add_meter.py" line="407"/>
        <source>Reading {port}…</source>
        <translation>Lese {port}…</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/add_meter.py" line="556"/>
        <source>Line {number}</source>
        <translation>Leitung {number}</translation>
    </message>
</context>
<context>
    <name>AvailabilityCard</name>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/availability_card.py" line="140"/>
        <source>No loss today.</source>
        <translation>Heute kein Ausfall.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/availability_card.py" line="143"/>
        <source>Losses of today</source>
        <translation>Ausfälle von heute</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/availability_card.py" line="146"/>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/availability_card.py" line="147"/>
        <source>To</source>
        <translation>Bis</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/availability_card.py" line="148"/>
        <source>Meter</source>
        <translation>Zähler</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/availability_card.py" line="149"/>
        <source>Cause</source>
        <translation>Ursache</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/availability_card.py" line="150"/>
        <source>Running</source>
        <translation>Dabei lief</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/availability_card.py" line="151"/>
        <source>Before</source>
        <translation>Vorher</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/availability_card.py" line="152"/>
        <source>After</source>
        <translation>Nachher</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/availability_card.py" line="155"/>
        <source>no answer, port present</source>
        <translation>keine Antwort, Anschluss vorhanden</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/availability_card.py" line="156"/>
        <source>answers came, none of them usable</source>
        <translation>Antworten kamen, keine war brauchbar</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/availability_card.py" line="157"/>
        <source>adapter gone</source>
        <translation>Adapter weg</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/availability_card.py" line="158"/>
        <source>another meter answers</source>
        <translation>ein anderer Zähler antwortet</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/availability_card.py" line="160"/>
        <source>lasts</source>
        <translation>dauert an</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/availability_card.py" line="161"/>
        <source>transaction {id}</source>
        <translation>Transaktion {id}</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/availability_card.py" line="188"/>
        <source>Availability today</source>
        <translation>Verfügbarkeit heute</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/availability_card.py" line="189"/>
        <source>Availability today {share} %</source>
        <translation>Verfügbarkeit heute {share} %</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/availability_card.py" line="194"/>
        <source>since {time}</source>
        <translation>seit {time}</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/availability_card.py" line="203"/>
        <source>1 loss</source>
        <translation>1 Ausfall</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/availability_card.py" line="205"/>
        <source>{count} losses</source>
        <translation>{count} Ausfälle</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/availability_card.py" line="208"/>
        <source>longest {span}</source>
        <translation>längster {span}</translation>
    </message>
</context>
<context>
    <name>BenchPage</name>
    <message>
        <location filename="../../gui/eichlab_gui/pages/bench/bench_page.py" line="182"/>
        <source>Bench</source>
        <translation>Messplatz</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/bench/bench_page.py" line="184"/>
        <source>Time shown</source>
        <translation>Gezeigte Zeit</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/bench/bench_page.py" line="185"/>
        <source>Total</source>
        <translation>Summe</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/bench/bench_page.py" line="185"/>
        <source>Per phase</source>
        <translation>Je Phase</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/bench/bench_page.py" line="186"/>
        <source>Total or per phase</source>
        <translation>Summe oder je Phase</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/bench/bench_page.py" line="187"/>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/bench/bench_page.py" line="188"/>
        <source>Picture (PNG)…</source>
        <translation>Bild (PNG) …</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/bench/bench_page.py" line="189"/>
        <source>Drawing (SVG)…</source>
        <translation>Zeichnung (SVG)…</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/bench/bench_page.py" line="190"/>
        <source>Table (CSV)…</source>
        <translation>Tabelle (CSV) …</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/bench/bench_page.py" line="191"/>
        <source>A/B markers</source>
        <translation>A/B-Marken</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/bench/bench_page.py" line="193"/>
        <source>Measure time, energy and mean power between two moments (keys A and B)</source>
        <translation>Zeit, Energie und mittlere Leistung zwischen zwei Zeitpunkten messen (Tasten A und B)</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/bench/bench_page.py" line="195"/>
        <source>Now</source>
        <translation>Jetzt</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/bench/bench_page.py" line="196"/>
        <source>Follow the newest values again (End)</source>
        <translation>Wieder den neuesten Werten folgen (Ende)</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/bench/bench_page.py" line="199"/>
        <source>Add meter</source>
        <translation>Zähler hinzufügen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/bench/bench_page.py" line="201"/>
        <source>Simulation</source>
        <translation>Simulation</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/bench/bench_page.py" line="203"/>
        <source>Course of power, current, voltage and energy</source>
        <translation>Verlauf von Leistung, Strom, Spannung und Energie</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/bench/bench_page.py" line="204"/>
        <source>No value yet: waiting for the meter's first answer.</source>
        <translation>Noch kein Wert: wartet auf die erste Antwort des Zählers.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/bench/bench_page.py" line="425"/>
        <source>Save picture</source>
        <translation>Bild speichern</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/bench/bench_page.py" line="427"/>
        <location filename="../../gui/eichlab_gui/pages/bench/bench_page.py" line="447"/>
        <source>{path} cannot be written.</source>
        <translation>{path} lässt sich nicht schreiben.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/bench/bench_page.py" line="431"/>
        <source>Save table</source>
        <translation>Tabelle speichern</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/bench/bench_page.py" line="437"/>
        <source>Save drawing</source>
        <translation>Zeichnung speichern</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/bench/bench_page.py" line="483"/>
        <source>Table saved.</source>
        <translation>Tabelle gespeichert.</translation>
    </message>
</context>
<context>
    <name>Comparison</name>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/comparison.py" line="66"/>
        <source>Begin</source>
        <translation>Beginn</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/comparison.py" line="67"/>
        <source>Meter</source>
        <translation>Zähler</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/comparison.py" line="68"/>
        <source>Serial number</source>
        <translation>Seriennummer</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/comparison.py" line="70"/>
        <source>Simulation</source>
        <translation>Simulation</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/comparison.py" line="73"/>
        <source>Outcome</source>
        <translation>Ausgang</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/comparison.py" line="75"/>
        <source>Verdict</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/comparison.py" line="79"/>
        <source>Begin reading</source>
        <translation>Anfangsstand</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/comparison.py" line="82"/>
        <source>End reading</source>
        <translation>Endstand</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/comparison.py" line="83"/>
        <source>Energy, kWh</source>
        <translation>Energie, kWh</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/comparison.py" line="84"/>
        <source>Duration</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/comparison.py" line="86"/>
        <source>Mean power, kW</source>
        <translation>Mittlere Leistung, kW</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/comparison.py" line="89"/>
        <source>Losses</source>
        <translation>Ausfälle</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/comparison.py" line="91"/>
        <source>From the start to the end, by our clock</source>
        <translation>Vom Start bis zum Ende, nach unserer Uhr</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/comparison.py" line="94"/>
        <source>Identification</source>
        <translation>Kennung</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/comparison.py" line="95"/>
        <source>Type</source>
        <translation>Art</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/comparison.py" line="96"/>
        <source>Level</source>
        <translation>Stufe</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/comparison.py" line="97"/>
        <source>Tariff text</source>
        <translation>Tariftext</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/comparison.py" line="98"/>
        <source>Charge point</source>
        <translation>Ladepunkt</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/comparison.py" line="99"/>
        <source>Operator</source>
        <translation>Prüfer</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/comparison.py" line="100"/>
        <source>Sample or job number</source>
        <translation>Prüfling oder Auftrag</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/comparison.py" line="101"/>
        <source>Notes</source>
        <translation>Notizen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/comparison.py" line="103"/>
        <source>Findings</source>
        <translation>Befunde</translation>
    </message>
</context>
<context>
    <name>ComparisonDialog</name>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/comparison.py" line="152"/>
        <source>Two transactions</source>
        <translation>Zwei Transaktionen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/comparison.py" line="155"/>
        <source>≠ marks what differs. Signed readings as the meter wrote them.</source>
        <translation>≠ kennzeichnet, was sich unterscheidet. Signierte Werte, wie der Zähler sie schrieb.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/comparison.py" line="177"/>
        <source>differs</source>
        <translation>verschieden</translation>
    </message>
</context>
<context>
    <name>Course</name>
    <message>
        <location filename="../../gui/eichlab_gui/pages/bench/course.py" line="220"/>
        <source>transaction {id}</source>
        <translation>Transaktion {id}</translation>
    </message>
</context>
<context>
    <name>DemoControls</name>
    <message>
        <location filename="../../gui/eichlab_gui/widgets/demo_panel.py" line="56"/>
        <source>Cut the line</source>
        <translation>Leitung trennen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/widgets/demo_panel.py" line="57"/>
        <source>Cut the meter's power</source>
        <translation>Zähler abschalten</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/widgets/demo_panel.py" line="58"/>
        <source>Pull the adapter</source>
        <translation>Adapter ziehen</translation>
    </message>
</context>
<context>
    <name>Detail</name>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/detail.py" line="102"/>
        <source>Verdict and content of the chosen entry</source>
        <translation>Urteil und Inhalt des gewählten Eintrags</translation>
    </message>
</context>
<context>
    <name>EditBenchDialog</name>
    <message>
        <location filename="../../gui/eichlab_gui/edit_bench.py" line="154"/>
        <source>Edit the bench</source>
        <translation>Messplatz bearbeiten</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/edit_bench.py" line="156"/>
        <source>Name of the bench</source>
        <translation>Name des Messplatzes</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/edit_bench.py" line="157"/>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/edit_bench.py" line="158"/>
        <source>Read every</source>
        <translation>Lesen alle</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/edit_bench.py" line="159"/>
        <source>Counts as failed after</source>
        <translation>Gilt als ausgefallen nach</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/edit_bench.py" line="160"/>
        <source>Meter</source>
        <translation>Zähler</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/edit_bench.py" line="161"/>
        <source>Register map</source>
        <translation>Registerkarte</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/edit_bench.py" line="169"/>
        <source>Meters of the bench</source>
        <translation>Zähler des Messplatzes</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/edit_bench.py" line="173"/>
        <source>May be written to: start and stop transactions</source>
        <translation>Darf beschrieben werden: Transaktionen starten und beenden</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/edit_bench.py" line="174"/>
        <source>A meter failure stops the session</source>
        <translation>Ein Ausfall des Zählers beendet die Sitzung</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/edit_bench.py" line="175"/>
        <source>Close unknown transactions without asking</source>
        <translation>Unbekannte Transaktionen ungefragt beenden</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/edit_bench.py" line="177"/>
        <source>What runs in the meter and is not in the journal is ended; its record is kept</source>
        <translation>Was im Zähler läuft und nicht im Journal steht, wird beendet; sein Datensatz wird aufbewahrt</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/edit_bench.py" line="179"/>
        <source>Choose again…</source>
        <translation>Neu wählen…</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/edit_bench.py" line="180"/>
        <source>Choose the register map again</source>
        <translation>Registerkarte neu wählen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/edit_bench.py" line="181"/>
        <source>Remove from the bench</source>
        <translation>Vom Messplatz entfernen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/edit_bench.py" line="182"/>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/edit_bench.py" line="183"/>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/edit_bench.py" line="252"/>
        <source>unit {number}</source>
        <translation>Adresse {number}</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/edit_bench.py" line="267"/>
        <source>The file is no longer the one that was chosen. Check it, and choose it again.</source>
        <translation>Die Datei ist nicht mehr dieselbe wie bei ihrer Auswahl. Bitte prüfen und neu wählen.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/edit_bench.py" line="330"/>
        <source>Two meters are called {name}.</source>
        <translation>Zwei Zähler heißen {name}.</translation>
    </message>
</context>
<context>
    <name>EntryList</name>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/entry_list.py" line="191"/>
        <source>record</source>
        <translation>Datensatz</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/entry_list.py" line="403"/>
        <location filename="../../gui/eichlab_gui/pages/transparency/entry_list.py" line="404"/>
        <source>Search meter, user, place…</source>
        <translation>Zähler, Nutzer, Ort suchen…</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/entry_list.py" line="405"/>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/entry_list.py" line="411"/>
        <source>No entry has this verdict and this text.</source>
        <translation>Kein Eintrag hat dieses Urteil und diesen Text.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/entry_list.py" line="406"/>
        <source>Which verdicts are listed</source>
        <translation>Welche Urteile aufgelistet sind</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/entry_list.py" line="410"/>
        <source>Transactions and records of the document</source>
        <translation>Transaktionen und Datensätze des Dokuments</translation>
    </message>
</context>
<context>
    <name>ExtentDialog</name>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/extent_dialog.py" line="79"/>
        <source>Report on everything listed</source>
        <translation>Bericht über alles Gelistete</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/extent_dialog.py" line="81"/>
        <source>Summary and table of {count} entries. With pages of their own for:</source>
        <translation>Übersicht und Tabelle von {count} Einträgen. Mit eigenen Seiten für:</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/extent_dialog.py" line="86"/>
        <source>none; the table alone</source>
        <translation>keinen; nur die Tabelle</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/extent_dialog.py" line="87"/>
        <source>what is not verified ({count})</source>
        <translation>alles außer „bestätigt“ ({count})</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/extent_dialog.py" line="88"/>
        <source>every entry ({count}), with the record byte for byte</source>
        <translation>jeden Eintrag ({count}), mit dem Datensatz Byte für Byte</translation>
    </message>
</context>
<context>
    <name>FieldModel</name>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/field_table.py" line="113"/>
        <source>the maker’s own</source>
        <translation>eigenes Feld des Herstellers</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/field_table.py" line="115"/>
        <source>kept from {field}</source>
        <translation>übernommen aus {field}</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/field_table.py" line="125"/>
        <source>Field</source>
        <translation>Feld</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/field_table.py" line="125"/>
        <source>As signed</source>
        <translation>Wie signiert</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/field_table.py" line="125"/>
        <source>Meaning</source>
        <translation>Bedeutung</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/field_table.py" line="125"/>
        <source>Bytes</source>
        <translation>Bytes</translation>
    </message>
</context>
<context>
    <name>FindingCard</name>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/finding_card.py" line="60"/>
        <source>Findings</source>
        <translation>Befunde</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/finding_card.py" line="71"/>
        <source>error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/finding_card.py" line="72"/>
        <source>warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/finding_card.py" line="73"/>
        <source>note</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/finding_card.py" line="84"/>
        <source>and {count} more, none heavier; an export has all of them</source>
        <translation>und {count} weitere, keiner schwerer; ein Export enthält alle</translation>
    </message>
</context>
<context>
    <name>HistoryCard</name>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/history.py" line="201"/>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/history.py" line="204"/>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/history.py" line="205"/>
        <source>This meter</source>
        <translation>Dieser Zähler</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/history.py" line="206"/>
        <source>Rejected</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/history.py" line="207"/>
        <source>Recovered</source>
        <translation>Wiederhergestellt</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/history.py" line="210"/>
        <source>Which transactions are listed</source>
        <translation>Welche Transaktionen aufgelistet sind</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/history.py" line="211"/>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/history.py" line="212"/>
        <source>Choose two lines (Ctrl or Shift) to compare them</source>
        <translation>Zwei Zeilen wählen (Strg oder Umschalt), um sie zu vergleichen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/history.py" line="213"/>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/history.py" line="214"/>
        <source>Search in transactions</source>
        <translation>In Transaktionen suchen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/history.py" line="215"/>
        <source>Transactions of the store</source>
        <translation>Gespeicherte Transaktionen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/history.py" line="219"/>
        <source>Begin</source>
        <translation>Beginn</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/history.py" line="220"/>
        <source>Meter</source>
        <translation>Zähler</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/history.py" line="221"/>
        <source>kWh</source>
        <translation>kWh</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/history.py" line="222"/>
        <source>Duration</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/history.py" line="223"/>
        <source>What happened</source>
        <translation>Was geschah</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/history.py" line="236"/>
        <source>Reading the store…</source>
        <translation>Der Speicher wird gelesen…</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/history.py" line="238"/>
        <source>No transaction is like that.</source>
        <translation>Keine Transaktion passt dazu.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/history.py" line="241"/>
        <source>No transaction yet. The first one starts with the form on the left.</source>
        <translation>Noch keine Transaktion. Die erste beginnt mit dem Formular links.</translation>
    </message>
</context>
<context>
    <name>IdentificationCard</name>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/identification_card.py" line="55"/>
        <source>Who and where</source>
        <translation>Wer und wo</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/identification_card.py" line="57"/>
        <source>Meter</source>
        <translation>Zähler</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/identification_card.py" line="58"/>
        <source>Charge point</source>
        <translation>Ladepunkt</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/identification_card.py" line="59"/>
        <source>User</source>
        <translation>Nutzer</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/identification_card.py" line="60"/>
        <source>Tariff</source>
        <translation>Tarif</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/identification_card.py" line="61"/>
        <source>Transaction</source>
        <translation>Transaktion</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/identification_card.py" line="62"/>
        <source>Pagination</source>
        <translation>Paginierung</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/identification_card.py" line="89"/>
        <source>not assigned</source>
        <translation>nicht zugeordnet</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/identification_card.py" line="91"/>
        <source>level {level}</source>
        <translation>Stufe {level}</translation>
    </message>
</context>
<context>
    <name>Journal</name>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/wording.py" line="13"/>
        <source>intended</source>
        <translation>beabsichtigt</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/wording.py" line="14"/>
        <source>start sent</source>
        <translation>Start gesendet</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/wording.py" line="15"/>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/wording.py" line="16"/>
        <source>stopping</source>
        <translation>wird beendet</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/wording.py" line="17"/>
        <source>record read</source>
        <translation>Datensatz gelesen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/wording.py" line="18"/>
        <source>record stored</source>
        <translation>Datensatz gespeichert</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/wording.py" line="19"/>
        <source>released by the meter</source>
        <translation>vom Zähler freigegeben</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/wording.py" line="20"/>
        <source>closed</source>
        <translation>abgeschlossen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/wording.py" line="33"/>
        <source>1 loss</source>
        <translation>1 Ausfall</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/wording.py" line="35"/>
        <source>{count} losses</source>
        <translation>{count} Ausfälle</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/wording.py" line="38"/>
        <source>record came</source>
        <translation>Datensatz kam</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/wording.py" line="52"/>
        <source>completed</source>
        <translation>abgeschlossen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/wording.py" line="59"/>
        <source>stopped after a meter failure</source>
        <translation>wegen Zählerausfall beendet</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/wording.py" line="60"/>
        <source>recovered</source>
        <translation>wiederhergestellt</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/wording.py" line="61"/>
        <source>refused by the meter</source>
        <translation>vom Zähler abgelehnt</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/wording.py" line="62"/>
        <source>ended without a record</source>
        <translation>ohne Datensatz beendet</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/wording.py" line="70"/>
        <source>signed with another key</source>
        <translation>mit einem anderen Schlüssel signiert</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/wording.py" line="71"/>
        <source>signature does not fit</source>
        <translation>Signatur passt nicht</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/wording.py" line="72"/>
        <source>content not billable</source>
        <translation>Inhalt nicht abrechenbar</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/wording.py" line="73"/>
        <source>key missing</source>
        <translation>Schlüssel fehlt</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/wording.py" line="74"/>
        <source>method not supported</source>
        <translation>Verfahren nicht unterstützt</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/wording.py" line="75"/>
        <source>no signed record recognised</source>
        <translation>kein signierter Datensatz erkennbar</translation>
    </message>
</context>
<context>
    <name>Key</name>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_words.py" line="15"/>
        <source>type plate</source>
        <translation>Typenschild</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_words.py" line="16"/>
        <source>official register</source>
        <translation>amtliches Verzeichnis</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_words.py" line="17"/>
        <source>read from the meter</source>
        <translation>aus dem Zähler gelesen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_words.py" line="18"/>
        <source>key ring</source>
        <translation>Schlüsselbund</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_words.py" line="19"/>
        <source>entered by hand</source>
        <translation>von Hand eingegeben</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_words.py" line="20"/>
        <source>came with the data</source>
        <translation>lag bei den Daten</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_words.py" line="29"/>
        <source>{origin}, confirmed by {by} on {day}</source>
        <translation>{origin}, bestätigt von {by} am {day}</translation>
    </message>
</context>
<context>
    <name>KeyCard</name>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_card.py" line="202"/>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_card.py" line="203"/>
        <source>Compare with type plate</source>
        <translation>Mit Typenschild vergleichen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_card.py" line="204"/>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_card.py" line="205"/>
        <source>Copy the key as it is shown</source>
        <translation>Schlüssel in der gezeigten Schreibweise kopieren</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_card.py" line="208"/>
        <source>Type, paste or scan the key from the meter's type plate, in whatever spelling it has. First and last group (“3059 … 4F21”) find it; only the whole confirms it.</source>
        <translation>Schlüssel vom Typenschild des Zählers eintippen, einfügen oder scannen, in jeder Schreibweise. Erste und letzte Gruppe („3059 … 4F21“) finden ihn; erst der ganze bestätigt ihn.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_card.py" line="212"/>
        <source>Key as it stands on the type plate</source>
        <translation>Schlüssel, wie er auf dem Typenschild steht</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_card.py" line="213"/>
        <source>Scan picture…</source>
        <translation>Bild scannen…</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_card.py" line="214"/>
        <source>Read the code on a photograph of the type plate</source>
        <translation>Code auf einem Foto des Typenschilds lesen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_card.py" line="215"/>
        <source>Judge with this key</source>
        <translation>Mit diesem Schlüssel prüfen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_card.py" line="216"/>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_card.py" line="217"/>
        <source>Confirmed by</source>
        <translation>Bestätigt von</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_card.py" line="218"/>
        <source>Confirm key</source>
        <translation>Schlüssel bestätigen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_card.py" line="219"/>
        <source>The key in groups of four, as type plates print it</source>
        <translation>Der Schlüssel in Vierergruppen, wie Typenschilder ihn zeigen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_card.py" line="233"/>
        <source>No public key is known for this record.</source>
        <translation>Zu diesem Datensatz ist kein öffentlicher Schlüssel bekannt.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_card.py" line="235"/>
        <source>Enter the key from the meter's type plate to check the signature.</source>
        <translation>Geben Sie den Schlüssel vom Typenschild des Zählers ein, um die Signatur zu prüfen.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_card.py" line="241"/>
        <source>Confirmed key instead: SHA-256  {fingerprint}</source>
        <translation>Bestätigt ist dagegen: SHA-256  {fingerprint}</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_card.py" line="250"/>
        <source>not confirmed; anyone could have made it</source>
        <translation>nicht bestätigt; ihn kann jeder erzeugt haben</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_card.py" line="293"/>
        <source>A whole key on {curve}: SHA-256 {fingerprint}</source>
        <translation>Ein ganzer Schlüssel auf {curve}: SHA-256 {fingerprint}</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_card.py" line="316"/>
        <source>A simulated meter has no type plate; its key confirms no document.</source>
        <translation>Ein simulierter Zähler hat kein Typenschild; sein Schlüssel bestätigt kein Dokument.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_card.py" line="333"/>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_card.py" line="336"/>
        <source>Picture of the type plate</source>
        <translation>Bild des Typenschilds</translation>
    </message>
</context>
<context>
    <name>KeyForm</name>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_forms.py" line="103"/>
        <source>Add key</source>
        <translation>Schlüssel hinzufügen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_forms.py" line="104"/>
        <source>Meter (serial number)</source>
        <translation>Zähler (Seriennummer)</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_forms.py" line="105"/>
        <source>Public key</source>
        <translation>Öffentlicher Schlüssel</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_forms.py" line="108"/>
        <source>Confirm key</source>
        <translation>Schlüssel bestätigen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_forms.py" line="110"/>
        <source>Origin</source>
        <translation>Herkunft</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_forms.py" line="111"/>
        <source>Confirmed by</source>
        <translation>Bestätigt von</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_forms.py" line="106"/>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_forms.py" line="109"/>
        <source>Confirm</source>
        <translation>Bestätigen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_forms.py" line="142"/>
        <source>This is no key.</source>
        <translation>Das ist kein Schlüssel.</translation>
    </message>
</context>
<context>
    <name>KeyModel</name>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_ring.py" line="100"/>
        <source>Remark</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_ring.py" line="101"/>
        <source>Meter</source>
        <translation>Zähler</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_ring.py" line="102"/>
        <source>Fingerprint (SHA-256)</source>
        <translation>Fingerabdruck (SHA-256)</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_ring.py" line="103"/>
        <source>Origin</source>
        <translation>Herkunft</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_ring.py" line="104"/>
        <source>First seen</source>
        <translation>Zuerst gesehen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_ring.py" line="105"/>
        <source>Confirmed</source>
        <translation>Bestätigt</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_ring.py" line="106"/>
        <source>Valid</source>
        <translation>Gültig</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_ring.py" line="139"/>
        <source>unlimited</source>
        <translation>unbegrenzt</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_ring.py" line="146"/>
        <source>changed</source>
        <translation>gewechselt</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_ring.py" line="148"/>
        <source>shared</source>
        <translation>mehrfach vergeben</translation>
    </message>
</context>
<context>
    <name>KeyRingDialog</name>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_ring.py" line="274"/>
        <source>Reading the key ring…</source>
        <translation>Schlüsselbund wird gelesen…</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_ring.py" line="240"/>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_ring.py" line="438"/>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_ring.py" line="445"/>
        <source>Key ring</source>
        <translation>Schlüsselbund</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_ring.py" line="241"/>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_ring.py" line="242"/>
        <source>Search meter, fingerprint, name</source>
        <translation>Zähler, Fingerabdruck, Namen suchen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_ring.py" line="243"/>
        <source>Keys known</source>
        <translation>Bekannte Schlüssel</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_ring.py" line="244"/>
        <source>Add key…</source>
        <translation>Hinzufügen…</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_ring.py" line="245"/>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_ring.py" line="271"/>
        <source>Import…</source>
        <translation>Importieren…</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_ring.py" line="246"/>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_ring.py" line="247"/>
        <source>Confirm…</source>
        <translation>Bestätigen…</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_ring.py" line="248"/>
        <source>Set validity…</source>
        <translation>Gültigkeit setzen…</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_ring.py" line="249"/>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_ring.py" line="262"/>
        <source>Keys are evidence: none is removed. End its validity to retire one.</source>
        <translation>Schlüssel sind Beweismittel: Keiner wird entfernt. Wer einen ausmustern will, beendet seine Gültigkeit.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_ring.py" line="270"/>
        <source>No key is known yet. Keys of meters on this bench come by themselves.</source>
        <translation>Noch ist kein Schlüssel bekannt. Schlüssel von Zählern dieses Messplatzes kommen von selbst.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_ring.py" line="380"/>
        <source>This meter had another key before. Limit the validity of the old one.</source>
        <translation>Dieser Zähler hatte zuvor einen anderen Schlüssel. Begrenzen Sie die Gültigkeit des alten.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_ring.py" line="386"/>
        <source>Keys taken over: {count}</source>
        <translation>Übernommene Schlüssel: {count}</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_ring.py" line="391"/>
        <source>Keys written: {count}</source>
        <translation>Geschriebene Schlüssel: {count}</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_ring.py" line="439"/>
        <source>Import keys</source>
        <translation>Schlüssel importieren</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_ring.py" line="447"/>
        <source>Export keys</source>
        <translation>Schlüssel exportieren</translation>
    </message>
</context>
<context>
    <name>LimitForm</name>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_forms.py" line="163"/>
        <source>Validity of the key</source>
        <translation>Gültigkeit des Schlüssels</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_forms.py" line="166"/>
        <source>Valid from</source>
        <translation>Gültig ab</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_forms.py" line="167"/>
        <source>Valid to</source>
        <translation>Gültig bis</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_forms.py" line="164"/>
        <source>Set validity</source>
        <translation>Gültigkeit setzen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_forms.py" line="201"/>
        <source>It would end before it begins.</source>
        <translation>Sie würde enden, bevor sie beginnt.</translation>
    </message>
</context>
<context>
    <name>LinePage</name>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="231"/>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="232"/>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="316"/>
        <source>Line</source>
        <translation>Leitung</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="235"/>
        <source>All frames</source>
        <translation>Alle Frames</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="236"/>
        <source>Errors</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="237"/>
        <source>Writes</source>
        <translation>Schreiben</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="240"/>
        <source>Which frames are shown</source>
        <translation>Welche Frames gezeigt werden</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="241"/>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="242"/>
        <source>Search frames</source>
        <translation>Frames suchen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="244"/>
        <source>Bytes, meaning, verdict or time ({keys})</source>
        <translation>Bytes, Bedeutung, Urteil oder Zeit ({keys})</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="248"/>
        <source>No frame kept holds this text.</source>
        <translation>Kein aufbewahrter Frame enthält diesen Text.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="249"/>
        <source>Follow</source>
        <translation>Folgen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="250"/>
        <source>Keep the newest frame in sight</source>
        <translation>Den neuesten Frame im Blick behalten</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="251"/>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="252"/>
        <source>Let the table stand still; the line goes on</source>
        <translation>Die Tabelle steht still, die Leitung läuft weiter</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="253"/>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="254"/>
        <source>As text…</source>
        <translation>Als Text…</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="255"/>
        <source>As CSV…</source>
        <translation>Als CSV…</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="256"/>
        <source>Frames</source>
        <translation>Frames</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="260"/>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="262"/>
        <source>Bytes</source>
        <translation>Bytes</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="263"/>
        <source>Meaning</source>
        <translation>Bedeutung</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="264"/>
        <source>Line’s verdict</source>
        <translation>Urteil der Leitung</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="268"/>
        <source>sent</source>
        <translation>gesendet</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="269"/>
        <source>received</source>
        <translation>empfangen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="270"/>
        <source>note</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="272"/>
        <source>answered in {ms} ms</source>
        <translation>beantwortet in {ms} ms</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="274"/>
        <source>median round trip</source>
        <translation>Antwortzeit (Median)</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="276"/>
        <source>This bench has no line yet: a line comes with its first meter.</source>
        <translation>Dieser Messplatz hat noch keine Leitung: sie kommt mit dem ersten Zähler.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="277"/>
        <source>Go to Bench</source>
        <translation>Zum Messplatz</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="290"/>
        <source>question</source>
        <translation>Frage</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="291"/>
        <source>written</source>
        <translation>geschrieben</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="292"/>
        <source>answered</source>
        <translation>beantwortet</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="293"/>
        <source>exception</source>
        <translation>Ausnahme</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="294"/>
        <source>silent</source>
        <translation>stumm</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="295"/>
        <source>check sum</source>
        <translation>Prüfsumme</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="296"/>
        <source>too short</source>
        <translation>zu kurz</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="297"/>
        <source>wrong unit</source>
        <translation>falsche Unit</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="298"/>
        <source>wrong function</source>
        <translation>falsche Funktion</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="299"/>
        <source>wrong length</source>
        <translation>falsche Länge</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="300"/>
        <source>wrong form</source>
        <translation>falsche Form</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="301"/>
        <source>echo</source>
        <translation>Echo</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="302"/>
        <source>echo only</source>
        <translation>nur Echo</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="303"/>
        <source>late</source>
        <translation>zu spät</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="304"/>
        <source>doubled</source>
        <translation>doppelt</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="305"/>
        <source>of others</source>
        <translation>von anderen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="306"/>
        <source>noise</source>
        <translation>Störung</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="307"/>
        <source>unexpected</source>
        <translation>unerwartet</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="308"/>
        <source>port</source>
        <translation>Anschluss</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="373"/>
        <source>Every meter on this line answers. Nothing wrong arrives.</source>
        <translation>Alle Zähler an dieser Leitung antworten. Nichts Falsches kommt an.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="375"/>
        <source>Waiting for the first answer.</source>
        <translation>Warten auf die erste Antwort.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="381"/>
        <source>{meter} answers, but not every time. More than one in twenty of the last questions failed or was repeated; the errors among the frames tell how.</source>
        <translation>{meter} antwortet, aber nicht jedes Mal. Mehr als eine von zwanzig der letzten Fragen schlug fehl oder wurde wiederholt; die Fehler unter den Frames sagen, wie.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="384"/>
        <source>{meter} does not answer. Check cable, supply and unit id.</source>
        <translation>{meter} antwortet nicht. Kabel, Speisung und Unit-Id prüfen.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="385"/>
        <source>The port of {meter} is gone. It is being searched for.</source>
        <translation>Der Anschluss von {meter} ist weg. Es wird nach ihm gesucht.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="485"/>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="493"/>
        <source>Export frames</source>
        <translation>Frames exportieren</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="506"/>
        <source>Saved {name}</source>
        <translation>{name} gespeichert</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/line/page.py" line="510"/>
        <source>Not saved: {reason}</source>
        <translation>Nicht gespeichert: {reason}</translation>
    </message>
</context>
<context>
    <name>Link</name>
    <message>
        <location filename="../../gui/eichlab_gui/widgets/pill.py" line="118"/>
        <source>online</source>
        <translation>online</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/widgets/pill.py" line="119"/>
        <source>degraded</source>
        <translation>gestört</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/widgets/pill.py" line="120"/>
        <source>silent</source>
        <translation>stumm</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/widgets/pill.py" line="121"/>
        <source>port lost</source>
        <translation>Port verloren</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/widgets/pill.py" line="122"/>
        <source>connecting</source>
        <translation>verbindet</translation>
    </message>
</context>
<context>
    <name>Loss</name>
    <message>
        <location filename="../../gui/eichlab_gui/words.py" line="13"/>
        <source>no answer</source>
        <translation>keine Antwort</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/words.py" line="14"/>
        <source>wrong answers</source>
        <translation>falsche Antworten</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/words.py" line="15"/>
        <source>port lost</source>
        <translation>Port verloren</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/words.py" line="16"/>
        <source>another meter</source>
        <translation>anderer Zähler</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <location filename="../../gui/eichlab_gui/window.py" line="304"/>
        <source>Bench</source>
        <translation>Messplatz</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/window.py" line="305"/>
        <source>Transactions</source>
        <translation>Transaktionen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/window.py" line="306"/>
        <source>Transparency</source>
        <translation>Transparenz</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/window.py" line="307"/>
        <source>Line</source>
        <translation>Leitung</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/window.py" line="315"/>
        <location filename="../../gui/eichlab_gui/window.py" line="316"/>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/window.py" line="317"/>
        <source>&amp;Theme</source>
        <translation>&amp;Farben</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/window.py" line="318"/>
        <source>&amp;Language</source>
        <translation>&amp;Sprache</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/window.py" line="319"/>
        <source>As the &amp;system</source>
        <translation>Wie das &amp;System</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/window.py" line="320"/>
        <source>&amp;Light</source>
        <translation>&amp;Hell</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/window.py" line="321"/>
        <source>&amp;Dark</source>
        <translation>&amp;Dunkel</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/window.py" line="322"/>
        <source>&amp;Edit the bench…</source>
        <translation>Messplatz &amp;bearbeiten…</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/window.py" line="323"/>
        <source>&amp;Display for visitors</source>
        <translation>&amp;Anzeige für Besucher</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/window.py" line="324"/>
        <source>Guided &amp;tour</source>
        <translation>&amp;Rundgang</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/window.py" line="325"/>
        <source>&amp;Manual</source>
        <translation>&amp;Handbuch</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/window.py" line="326"/>
        <source>&amp;About Eichlab</source>
        <translation>&amp;Über Eichlab</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/window.py" line="327"/>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/window.py" line="427"/>
        <source>Unexpected error, see the log: {text}</source>
        <translation>Unerwarteter Fehler, siehe Protokoll: {text}</translation>
    </message>
</context>
<context>
    <name>Manual</name>
    <message>
        <location filename="../../gui/eichlab_gui/manual.py" line="78"/>
        <source>What a verdict means</source>
        <translation>Was ein Urteil bedeutet</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/manual.py" line="80"/>
        <source>the signature fits, the key is confirmed, and no rule finds an error</source>
        <translation>die Signatur passt, der Schlüssel ist bestätigt, und keine Regel findet einen Fehler</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/manual.py" line="83"/>
        <source>the signature fits, but nobody vouches for the key</source>
        <translation>die Signatur passt, aber niemand steht für den Schlüssel ein</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/manual.py" line="86"/>
        <source>the signature does not fit, another key signed, or the content cannot be billed</source>
        <translation>die Signatur passt nicht, ein anderer Schlüssel hat signiert, oder der Inhalt ist nicht abrechenbar</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/manual.py" line="90"/>
        <source>nothing can be said: no key, an unknown method, or no signed record</source>
        <translation>keine Aussage möglich: kein Schlüssel, ein unbekanntes Verfahren oder kein signierter Datensatz</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/manual.py" line="95"/>
        <source>error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/manual.py" line="96"/>
        <source>warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/manual.py" line="97"/>
        <source>note</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/manual.py" line="99"/>
        <source>Verdict</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/manual.py" line="99"/>
        <source>Means</source>
        <translation>Bedeutet</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/manual.py" line="103"/>
        <source>The profiles</source>
        <translation>Die Profile</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/manual.py" line="105"/>
        <source>The rules</source>
        <translation>Die Regeln</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/manual.py" line="107"/>
        <source>Rule</source>
        <translation>Regel</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/manual.py" line="108"/>
        <source>Weighs</source>
        <translation>Gewicht</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/manual.py" line="109"/>
        <source>Says</source>
        <translation>Sagt</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/manual.py" line="110"/>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/manual.py" line="159"/>
        <source>Eichlab – Manual</source>
        <translation>Eichlab – Handbuch</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/manual.py" line="160"/>
        <source>Chapters</source>
        <translation>Kapitel</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/manual.py" line="161"/>
        <source>Text of the chapter</source>
        <translation>Text des Kapitels</translation>
    </message>
</context>
<context>
    <name>MapFileButton</name>
    <message>
        <location filename="../../gui/eichlab_gui/map_file_button.py" line="46"/>
        <source>Register maps</source>
        <translation>Registerkarten</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/map_file_button.py" line="48"/>
        <source>Choose a register map</source>
        <translation>Registerkarte wählen</translation>
    </message>
</context>
<context>
    <name>MarkerBar</name>
    <message>
        <location filename="../../gui/eichlab_gui/pages/bench/marker_bar.py" line="50"/>
        <source>from live readings, not for billing</source>
        <translation>aus Live-Werten, nicht zur Abrechnung</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/bench/marker_bar.py" line="51"/>
        <source>Between the markers A and B</source>
        <translation>Zwischen den Marken A und B</translation>
    </message>
</context>
<context>
    <name>MemoryDialog</name>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/memory_dialog.py" line="102"/>
        <source>Memory of {meter}</source>
        <translation>Speicher von {meter}</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/memory_dialog.py" line="105"/>
        <source>Records this meter keeps by itself, as its own list has them. Reading one out writes nothing to the meter; it is kept in the store byte for byte.</source>
        <translation>Datensätze, die dieser Zähler selbst aufbewahrt, wie seine eigene Liste sie nennt. Das Auslesen schreibt nichts in den Zähler; der Datensatz wird Byte für Byte gespeichert.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/memory_dialog.py" line="111"/>
        <source>Number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/memory_dialog.py" line="112"/>
        <source>Begin</source>
        <translation>Beginn</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/memory_dialog.py" line="113"/>
        <source>End</source>
        <translation>Ende</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/memory_dialog.py" line="115"/>
        <source>kWh</source>
        <translation>kWh</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/memory_dialog.py" line="116"/>
        <source>In the store</source>
        <translation>Gespeichert</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/memory_dialog.py" line="119"/>
        <source>Records in the meter</source>
        <translation>Datensätze im Zähler</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/memory_dialog.py" line="120"/>
        <source>Older ones</source>
        <translation>Ältere</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/memory_dialog.py" line="121"/>
        <source>Read out and show</source>
        <translation>Auslesen und zeigen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/memory_dialog.py" line="122"/>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/memory_dialog.py" line="249"/>
        <source>Reading the meter's list…</source>
        <translation>Liste des Zählers wird gelesen…</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/memory_dialog.py" line="245"/>
        <source>{count} records listed</source>
        <translation>{count} Datensätze aufgelistet</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/memory_dialog.py" line="243"/>
        <source>The meter keeps no record yet.</source>
        <translation>Der Zähler hat noch keinen Datensatz.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/memory_dialog.py" line="187"/>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/memory_dialog.py" line="114"/>
        <source>Transaction, identification</source>
        <translation>Transaktion, Identifikation</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/memory_dialog.py" line="187"/>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/memory_dialog.py" line="247"/>
        <source>Reading record {number} out…</source>
        <translation>Datensatz {number} wird ausgelesen…</translation>
    </message>
</context>
<context>
    <name>MeterCard</name>
    <message>
        <location filename="../../gui/eichlab_gui/pages/bench/meter_card.py" line="80"/>
        <source>plot</source>
        <translation>Kurve</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/bench/meter_card.py" line="81"/>
        <source>Plot {meter}</source>
        <translation>{meter} zeichnen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/bench/meter_card.py" line="101"/>
        <source>no value yet</source>
        <translation>noch kein Wert</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/bench/meter_card.py" line="105"/>
        <source>at {time} · {age} ago</source>
        <translation>um {time} · vor {age}</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/bench/meter_card.py" line="109"/>
        <source>{age} ago</source>
        <translation>vor {age}</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/bench/meter_card.py" line="112"/>
        <source>{share} % today</source>
        <translation>heute {share} %</translation>
    </message>
</context>
<context>
    <name>Outgoing</name>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/outgoing.py" line="105"/>
        <location filename="../../gui/eichlab_gui/pages/transparency/outgoing.py" line="241"/>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/outgoing.py" line="106"/>
        <source>This record as OCMF text…</source>
        <translation>Diesen Datensatz als OCMF-Text…</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/outgoing.py" line="107"/>
        <source>This transaction as S.A.F.E. XML…</source>
        <translation>Diese Transaktion als S.A.F.E.-XML…</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/outgoing.py" line="108"/>
        <source>Everything listed as S.A.F.E. XML…</source>
        <translation>Alles Aufgelistete als S.A.F.E.-XML…</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/outgoing.py" line="109"/>
        <source>All verdicts with readings as JSON…</source>
        <translation>Alle Urteile mit Messwerten als JSON…</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/outgoing.py" line="110"/>
        <source>Print</source>
        <translation>Drucken</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/outgoing.py" line="111"/>
        <source>A report to sign (Ctrl+P: this transaction)</source>
        <translation>Ein Bericht zum Unterschreiben (Strg+P: diese Transaktion)</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/outgoing.py" line="112"/>
        <source>This transaction as PDF…</source>
        <translation>Diese Transaktion als PDF…</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/outgoing.py" line="113"/>
        <source>Everything listed as PDF…</source>
        <translation>Alles Gelistete als PDF…</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/outgoing.py" line="114"/>
        <source>Print this transaction…</source>
        <translation>Diese Transaktion drucken…</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/outgoing.py" line="115"/>
        <source>Print everything listed…</source>
        <translation>Alles Gelistete drucken…</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/outgoing.py" line="183"/>
        <source>The report was stopped; nothing was written.</source>
        <translation>Der Bericht wurde abgebrochen; es wurde nichts geschrieben.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/outgoing.py" line="189"/>
        <source>Pages printed: {count}</source>
        <translation>Gedruckte Seiten: {count}</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/outgoing.py" line="249"/>
        <source>Saved {name}</source>
        <translation>{name} gespeichert</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/outgoing.py" line="253"/>
        <source>Not saved: {reason}</source>
        <translation>Nicht gespeichert: {reason}</translation>
    </message>
</context>
<context>
    <name>PresetBar</name>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/preset_bar.py" line="42"/>
        <location filename="../../gui/eichlab_gui/pages/transactions/preset_bar.py" line="50"/>
        <source>no preset</source>
        <translation>keine Vorlage</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/preset_bar.py" line="51"/>
        <source>Preset</source>
        <translation>Vorlage</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/preset_bar.py" line="52"/>
        <source>Presets</source>
        <translation>Vorlagen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/preset_bar.py" line="53"/>
        <source>Keep this form as a preset…</source>
        <translation>Dieses Formular als Vorlage merken…</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/preset_bar.py" line="54"/>
        <source>Drop the chosen preset</source>
        <translation>Die gewählte Vorlage löschen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/preset_bar.py" line="72"/>
        <source>Keep as a preset</source>
        <translation>Als Vorlage merken</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/preset_bar.py" line="73"/>
        <source>Name of the preset:</source>
        <translation>Name der Vorlage:</translation>
    </message>
</context>
<context>
    <name>ProfileChoice</name>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/profile_choice.py" line="58"/>
        <source>Profile: by which measure findings weigh</source>
        <translation>Profil: nach welchem Maß Befunde wiegen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/profile_choice.py" line="60"/>
        <source>Profile {name}</source>
        <translation>Profil {name}</translation>
    </message>
</context>
<context>
    <name>Quantity</name>
    <message>
        <location filename="../../gui/eichlab_gui/words.py" line="25"/>
        <source>Voltage</source>
        <translation>Spannung</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/words.py" line="26"/>
        <source>Current</source>
        <translation>Strom</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/words.py" line="27"/>
        <source>Power</source>
        <translation>Leistung</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/words.py" line="28"/>
        <source>Reactive power</source>
        <translation>Blindleistung</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/words.py" line="29"/>
        <source>Frequency</source>
        <translation>Frequenz</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/words.py" line="30"/>
        <source>Energy import</source>
        <translation>Energie Bezug</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/words.py" line="31"/>
        <source>Energy export</source>
        <translation>Energie Lieferung</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/words.py" line="32"/>
        <source>Temperature</source>
        <translation>Temperatur</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/words.py" line="40"/>
        <source>total</source>
        <translation>Summe</translation>
    </message>
</context>
<context>
    <name>QuestionCard</name>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/question_card.py" line="52"/>
        <source>Close it and keep its record</source>
        <translation>Beenden und Datensatz aufheben</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/question_card.py" line="53"/>
        <source>Leave it</source>
        <translation>So lassen</translation>
    </message>
</context>
<context>
    <name>ReadingCard</name>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/reading_card.py" line="88"/>
        <source>Readings</source>
        <translation>Zählerstände</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/reading_card.py" line="89"/>
        <source>Time of the meter</source>
        <translation>Zeit des Zählers</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/reading_card.py" line="90"/>
        <source>Reading</source>
        <translation>Stand</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/reading_card.py" line="91"/>
        <source>Begin</source>
        <translation>Beginn</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/reading_card.py" line="92"/>
        <source>End</source>
        <translation>Ende</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/reading_card.py" line="93"/>
        <source>Energy</source>
        <translation>Energie</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/reading_card.py" line="122"/>
        <source>register {obis}</source>
        <translation>Register {obis}</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/reading_card.py" line="129"/>
        <source>not stated</source>
        <translation>nicht angegeben</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/reading_card.py" line="131"/>
        <source>synchronised</source>
        <translation>synchronisiert</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/reading_card.py" line="132"/>
        <source>informative</source>
        <translation>informativ</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/reading_card.py" line="133"/>
        <source>relative to the begin</source>
        <translation>relativ zum Beginn</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/reading_card.py" line="134"/>
        <source>unknown, not synchronised</source>
        <translation>unbekannt, nicht synchronisiert</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/reading_card.py" line="137"/>
        <source>no status stated</source>
        <translation>kein Status angegeben</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/reading_card.py" line="142"/>
        <source>All registers:</source>
        <translation>Alle Register:</translation>
    </message>
</context>
<context>
    <name>Report</name>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/paper.py" line="143"/>
        <source>page {number} of {count}</source>
        <translation>Seite {number} von {count}</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/paper.py" line="186"/>
        <source>the printer takes no pages</source>
        <translation>der Drucker nimmt keine Seiten an</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="145"/>
        <source>Report on signed readings</source>
        <translation>Bericht über signierte Messwerte</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="189"/>
        <source>Everything listed, one transaction or record after another.</source>
        <translation>Alles Gelistete, Vorgang für Vorgang.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="169"/>
        <source>skipped places</source>
        <translation>übersprungene Stellen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="136"/>
        <source>profile {name}</source>
        <translation>Profil {name}</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="170"/>
        <source>Verdicts</source>
        <translation>Urteile</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="182"/>
        <source>Everything listed, a line each; the records themselves are not printed.</source>
        <translation>Alles Gelistete, je eine Zeile; die Datensätze selbst sind nicht gedruckt.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="186"/>
        <source>Everything listed, a line each; then whatever is not verified, in full.</source>
        <translation>Alles Gelistete, je eine Zeile; danach vollständig alles außer „bestätigt“.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="198"/>
        <source>verdict</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="199"/>
        <source>time of the meter</source>
        <translation>Zeit des Zählers</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="200"/>
        <source>meter</source>
        <translation>Zähler</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="202"/>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="330"/>
        <source>SHA-256 of the signed text</source>
        <translation>SHA-256 des signierten Textes</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="235"/>
        <source>Signature</source>
        <translation>Signatur</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="236"/>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="237"/>
        <source>Plausibility</source>
        <translation>Plausibilität</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="251"/>
        <source>Readings, digit for digit as signed</source>
        <translation>Zählerstände, Ziffer für Ziffer wie signiert</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="254"/>
        <source>Begin</source>
        <translation>Beginn</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="254"/>
        <source>End</source>
        <translation>Ende</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="261"/>
        <source>register {obis}</source>
        <translation>Register {obis}</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="262"/>
        <source>Energy</source>
        <translation>Energie</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="265"/>
        <source>Duration</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="283"/>
        <source>Meter</source>
        <translation>Zähler</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="284"/>
        <source>Charge point</source>
        <translation>Ladepunkt</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="286"/>
        <source>User</source>
        <translation>Nutzer</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="289"/>
        <source>Tariff</source>
        <translation>Tarif</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="290"/>
        <source>Transaction</source>
        <translation>Transaktion</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="291"/>
        <source>Pagination</source>
        <translation>Paginierung</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="293"/>
        <source>Who and where, as stated in the record</source>
        <translation>Wer und wo, wie im Datensatz angegeben</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="300"/>
        <source>error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="301"/>
        <source>warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="302"/>
        <source>note</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="304"/>
        <source>Findings</source>
        <translation>Befunde</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="307"/>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="317"/>
        <source>Record {number} of {count}</source>
        <translation>Datensatz {number} von {count}</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="322"/>
        <source>Where it stood</source>
        <translation>Fundstelle</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="326"/>
        <source>Format, algorithm</source>
        <translation>Format, Verfahren</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="334"/>
        <source>Fingerprint of the key (SHA-256 over DER)</source>
        <translation>Fingerabdruck des Schlüssels (SHA-256 über DER)</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="338"/>
        <source>Origin of the key</source>
        <translation>Herkunft des Schlüssels</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="344"/>
        <source>Fingerprint of the confirmed key</source>
        <translation>Fingerabdruck des bestätigten Schlüssels</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="350"/>
        <source>Key ({curve})</source>
        <translation>Schlüssel ({curve})</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="359"/>
        <source>The record, byte for byte ({count} bytes)</source>
        <translation>Der Datensatz, Byte für Byte ({count} Bytes)</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="364"/>
        <source>Each line begins with the place of its first byte; ↓ ← → stand for line feed, carriage return and tabulator.</source>
        <translation>Jede Zeile beginnt mit der Stelle ihres ersten Bytes; ↓ ← → stehen für Zeilenvorschub, Wagenrücklauf und Tabulator.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="373"/>
        <source>The first {shown} bytes are printed; the export has all.</source>
        <translation>Gedruckt sind die ersten {shown} Bytes; der Export enthält alle.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="384"/>
        <source>time as signed</source>
        <translation>Zeit wie signiert</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="385"/>
        <source>reading</source>
        <translation>Stand</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="386"/>
        <source>register</source>
        <translation>Register</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="387"/>
        <source>status</source>
        <translation>Status</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="406"/>
        <source>energy</source>
        <translation>Energie</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="407"/>
        <source>time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="408"/>
        <source>energy and time</source>
        <translation>Energie und Zeit</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="410"/>
        <source>keys that came with the data confirm nothing</source>
        <translation>Schlüssel, die bei den Daten lagen, bestätigen nichts</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="413"/>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="416"/>
        <source>Billed by</source>
        <translation>Abgerechnet nach</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="417"/>
        <source>Trust</source>
        <translation>Vertrauen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="420"/>
        <source>Key entered by hand</source>
        <translation>Von Hand eingegebener Schlüssel</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="423"/>
        <source>Read by</source>
        <translation>Gelesen von</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="423"/>
        <source>this bench, over the line</source>
        <translation>diesem Messplatz, über die Leitung</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="426"/>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="427"/>
        <source>Judged on</source>
        <translation>Geprüft am</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="428"/>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="430"/>
        <source>How it was judged</source>
        <translation>Wie geprüft wurde</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="446"/>
        <source>Place, date</source>
        <translation>Ort, Datum</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="447"/>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report.py" line="448"/>
        <source>Handwritten signature</source>
        <translation>Unterschrift</translation>
    </message>
</context>
<context>
    <name>RunningCard</name>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/running_card.py" line="155"/>
        <source>Nothing runs on {meter}</source>
        <translation>An {meter} läuft nichts</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/running_card.py" line="159"/>
        <source>A transaction started here shows its energy, power and journal.</source>
        <translation>Eine hier gestartete Transaktion zeigt Energie, Leistung und Journal.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/running_card.py" line="171"/>
        <source>Stop</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/running_card.py" line="173"/>
        <source>Stops the transaction and fetches its signed record</source>
        <translation>Beendet die Transaktion und holt ihren signierten Datensatz</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/running_card.py" line="175"/>
        <source>Show its record</source>
        <translation>Datensatz zeigen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/running_card.py" line="176"/>
        <source>What does its verdict mean?</source>
        <translation>Was heißt das Urteil?</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/running_card.py" line="181"/>
        <source>Running on {meter}</source>
        <translation>Läuft an {meter}</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/running_card.py" line="185"/>
        <source>{id} · journal: {state} since {time}</source>
        <translation>{id} · Journal: {state} seit {time}</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/running_card.py" line="199"/>
        <source>live, not for billing</source>
        <translation>Live-Anzeige, nicht zur Abrechnung</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/running_card.py" line="205"/>
        <source>Last on {meter}</source>
        <translation>Zuletzt an {meter}</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/running_card.py" line="216"/>
        <source>no record</source>
        <translation>kein Datensatz</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/running_card.py" line="220"/>
        <source>loss</source>
        <translation>Ausfall</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/running_card.py" line="220"/>
        <location filename="../../gui/eichlab_gui/pages/transactions/running_card.py" line="226"/>
        <source>losses</source>
        <translation>Ausfälle</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/running_card.py" line="230"/>
        <source>loss of {time}</source>
        <translation>Ausfall von {time}</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/running_card.py" line="230"/>
        <source>losses, longest {time}</source>
        <translation>Ausfälle, längster {time}</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/running_card.py" line="233"/>
        <source>the meter kept measuring</source>
        <translation>der Zähler maß weiter</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/running_card.py" line="248"/>
        <source>The start is written down and goes to the meter.</source>
        <translation>Der Start ist notiert und geht an den Zähler.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/running_card.py" line="249"/>
        <source>Waiting for the meter to confirm the start.</source>
        <translation>Warten, bis der Zähler den Start bestätigt.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/running_card.py" line="250"/>
        <source>Waiting for the signed record of the meter.</source>
        <translation>Warten auf den signierten Datensatz des Zählers.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/running_card.py" line="251"/>
        <source>The signed record was read; it is being stored.</source>
        <translation>Der signierte Datensatz ist gelesen und wird gespeichert.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/running_card.py" line="252"/>
        <source>The record is stored; the meter may forget it now.</source>
        <translation>Der Datensatz ist gespeichert; der Zähler darf ihn nun vergessen.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/running_card.py" line="253"/>
        <source>The meter let go of the record; judging it.</source>
        <translation>Der Zähler hat den Datensatz freigegeben; er wird geprüft.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/running_card.py" line="261"/>
        <source>Connection to the meter interrupted. Last value received: {time}.</source>
        <translation>Verbindung zum Zähler unterbrochen. Letzter empfangener Wert: {time}.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/running_card.py" line="264"/>
        <source>The transaction goes on in the meter.</source>
        <translation>Die Transaktion läuft im Zähler weiter.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/running_card.py" line="266"/>
        <source>The signed record is fetched as soon as the meter answers again.</source>
        <translation>Der signierte Datensatz wird geholt, sobald der Zähler wieder antwortet.</translation>
    </message>
</context>
<context>
    <name>SignedCard</name>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/signed_card.py" line="176"/>
        <source>What was signed</source>
        <translation>Was signiert wurde</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/signed_card.py" line="179"/>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/signed_card.py" line="180"/>
        <source>Hexadecimal</source>
        <translation>Hexadezimal</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/signed_card.py" line="181"/>
        <source>Raw record</source>
        <translation>Rohdatensatz</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/signed_card.py" line="184"/>
        <source>How the signed bytes are shown</source>
        <translation>Darstellung der signierten Bytes</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/signed_card.py" line="185"/>
        <location filename="../../gui/eichlab_gui/pages/transparency/signed_card.py" line="186"/>
        <source>Which record of the transaction is shown</source>
        <translation>Welcher Datensatz der Transaktion gezeigt wird</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/signed_card.py" line="188"/>
        <source>Fields of what was signed</source>
        <translation>Felder der signierten Daten</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/signed_card.py" line="189"/>
        <source>Signed bytes</source>
        <translation>Signierte Bytes</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/signed_card.py" line="191"/>
        <source>The whole record, as it came</source>
        <translation>Der ganze Datensatz, wie er kam</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/signed_card.py" line="318"/>
        <source>record</source>
        <translation>Datensatz</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/signed_card.py" line="320"/>
        <source>of {count}</source>
        <translation>von {count}</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/signed_card.py" line="330"/>
        <source>The first {shown} of {count} fields are listed.</source>
        <translation>Die ersten {shown} von {count} Feldern sind aufgeführt.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/signed_card.py" line="337"/>
        <source>Point at a field or at a byte to see what belongs together; a click, or the arrow keys, hold it. Esc lets go.</source>
        <translation>Zeigen Sie auf ein Feld oder ein Byte, um zu sehen, was zusammengehört; ein Klick oder die Pfeiltasten halten es fest. Esc löst es.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/signed_card.py" line="348"/>
        <source>byte {range}</source>
        <translation>Byte {range}</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/signed_card.py" line="348"/>
        <source>bytes {range}</source>
        <translation>Bytes {range}</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/signed_card.py" line="356"/>
        <source>kept from {field}</source>
        <translation>übernommen aus {field}</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/signed_card.py" line="360"/>
        <source>Byte {number} of {count}</source>
        <translation>Byte {number} von {count}</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/signed_card.py" line="375"/>
        <source>{count} bytes · SHA-256 {hash}</source>
        <translation>{count} Bytes · SHA-256 {hash}</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/signed_card.py" line="379"/>
        <source>nothing signed was found in it</source>
        <translation>darin wurde nichts Signiertes gefunden</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/signed_card.py" line="390"/>
        <source>The first {shown} of {count} bytes; the export has all of them.</source>
        <translation>Die ersten {shown} von {count} Bytes; der Export enthält alle.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/signed_card.py" line="398"/>
        <source>Where the fields of these bytes stand is not known: they are sealed.</source>
        <translation>Wo die Felder in diesen Bytes stehen, ist nicht bekannt: Sie sind versiegelt.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/signed_card.py" line="400"/>
        <source>Where the fields of these bytes stand is not known.</source>
        <translation>Wo die Felder in diesen Bytes stehen, ist nicht bekannt.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/signed_card.py" line="409"/>
        <source>Algorithm</source>
        <translation>Verfahren</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/signed_card.py" line="411"/>
        <source>Stated in the record</source>
        <translation>Im Datensatz angegeben</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/signed_card.py" line="415"/>
        <source>Curve</source>
        <translation>Kurve</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/signed_card.py" line="419"/>
        <source>Key, fingerprint</source>
        <translation>Schlüssel, Fingerabdruck</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/signed_card.py" line="424"/>
        <source>Key expected</source>
        <translation>Erwarteter Schlüssel</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/signed_card.py" line="430"/>
        <source>Hash over exactly these {count} bytes</source>
        <translation>Hashwert über genau diese {count} Bytes</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/signed_card.py" line="432"/>
        <source>Hash over bytes {range}</source>
        <translation>Hashwert über die Bytes {range}</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/signed_card.py" line="437"/>
        <source>Signature, r</source>
        <translation>Signatur, r</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/signed_card.py" line="438"/>
        <source>Signature, s</source>
        <translation>Signatur, s</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/signed_card.py" line="441"/>
        <source>Signature, unreadable</source>
        <translation>Signatur, nicht lesbar</translation>
    </message>
</context>
<context>
    <name>StartForm</name>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="245"/>
        <source>For your own files, not told to the meter</source>
        <translation>Für die eigenen Unterlagen, dem Zähler nicht mitgeteilt</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="246"/>
        <source>Operator</source>
        <translation>Prüfer</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="247"/>
        <source>Sample or job number</source>
        <translation>Prüfling oder Auftrag</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="248"/>
        <source>Notes</source>
        <translation>Notizen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="249"/>
        <source>User assigned (IS)</source>
        <translation>Nutzer zugeordnet (IS)</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="250"/>
        <source>assigned</source>
        <translation>zugeordnet</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="251"/>
        <source>not assigned</source>
        <translation>nicht zugeordnet</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="252"/>
        <source>Level (IL)</source>
        <translation>Stufe (IL)</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="253"/>
        <source>Flags (IF), one of each group</source>
        <translation>Merkmale (IF), je Gruppe eines</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="255"/>
        <source>{group} –</source>
        <translation>{group} –</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="256"/>
        <source>Flag of group {group}</source>
        <translation>Merkmal der Gruppe {group}</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="257"/>
        <source>Type (IT)</source>
        <translation>Art (IT)</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="258"/>
        <source>Identification (ID)</source>
        <translation>Identifikation (ID)</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="259"/>
        <source>Tariff text (TT)</source>
        <translation>Tariftext (TT)</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="260"/>
        <source>raw, without our id</source>
        <translation>roh, ohne unsere Nummer</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="263"/>
        <source>The meter signs the text as it is. After a failure the record is then found by count, texts and time only.</source>
        <translation>Der Zähler signiert den Text, wie er ist. Nach einem Ausfall wird der Datensatz dann nur an Zählung, Texten und Zeit erkannt.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="267"/>
        <source>Charge point (CT, CI)</source>
        <translation>Ladepunkt (CT, CI)</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="268"/>
        <source>Kind of charge point id (CT)</source>
        <translation>Art der Ladepunkt-Id (CT)</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="269"/>
        <source>Charge point id (CI)</source>
        <translation>Ladepunkt-Id (CI)</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="270"/>
        <source>Start transaction</source>
        <translation>Transaktion starten</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="292"/>
        <source>Start on {meter}</source>
        <translation>Start an {meter}</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="318"/>
        <source>{meter} has not said yet what it is. The form opens as soon as it does.</source>
        <translation>{meter} hat noch nicht gesagt, was er ist. Das Formular öffnet sich, sobald er es tut.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="352"/>
        <source>A transaction is open on this meter.</source>
        <translation>An diesem Zähler ist eine Transaktion offen.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="371"/>
        <source>{count} bytes too many; this meter takes {room}</source>
        <translation>{count} Bytes zu viel; dieser Zähler fasst {room}</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="373"/>
        <source>{left} of {room} bytes left</source>
        <translation>noch {left} von {room} Bytes</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="378"/>
        <source>ISO 14443 asks 4 or 7 bytes, hexadecimal</source>
        <translation>ISO 14443 verlangt 4 oder 7 Bytes, hexadezimal</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="379"/>
        <source>ISO 15693 asks 8 bytes, hexadecimal</source>
        <translation>ISO 15693 verlangt 8 Bytes, hexadezimal</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="380"/>
        <source>an EMAID has 14 or 15 signs, country first</source>
        <translation>eine EMAID hat 14 oder 15 Zeichen, zuerst das Land</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="381"/>
        <source>an EVCCID has up to 6 signs or 12 hexadecimal</source>
        <translation>eine EVCCID hat bis zu 6 Zeichen oder 12 hexadezimale</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="382"/>
        <source>an EVCOID has 11 or 12 signs, country first</source>
        <translation>eine EVCOID hat 11 oder 12 Zeichen, zuerst das Land</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="383"/>
        <source>a card number has 8 to 19 digits</source>
        <translation>eine Kartennummer hat 8 bis 19 Ziffern</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="384"/>
        <source>a leading + and 4 to 15 digits</source>
        <translation>ein führendes + und 4 bis 15 Ziffern</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="388"/>
        <source>{count} bytes, as ISO 14443 asks</source>
        <translation>{count} Bytes, wie ISO 14443 verlangt</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="389"/>
        <source>{count} bytes, as ISO 15693 asks</source>
        <translation>{count} Bytes, wie ISO 15693 verlangt</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="390"/>
        <source>{count} signs, as the type asks</source>
        <translation>{count} Zeichen, wie die Art verlangt</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="392"/>
        <source>this type has no format</source>
        <translation>diese Art hat kein Format</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="393"/>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="395"/>
        <source>this type carries no data</source>
        <translation>diese Art trägt keine Daten</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="396"/>
        <source>not hexadecimal; {asked}</source>
        <translation>nicht hexadezimal; {asked}</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="397"/>
        <source>length {count}; {asked}</source>
        <translation>Länge {count}; {asked}</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="398"/>
        <source>no leading +; {asked}</source>
        <translation>kein führendes +; {asked}</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="399"/>
        <source>not only digits; {asked}</source>
        <translation>nicht nur Ziffern; {asked}</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/start_form.py" line="400"/>
        <source>does not begin with a country; {asked}</source>
        <translation>beginnt nicht mit einem Land; {asked}</translation>
    </message>
</context>
<context>
    <name>Strip</name>
    <message>
        <location filename="../../gui/eichlab_gui/strip.py" line="139"/>
        <source>recording</source>
        <translation>zeichnet auf:</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/strip.py" line="140"/>
        <source>store</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/strip.py" line="167"/>
        <source>{count} of {all} lines online</source>
        <translation>{count} von {all} Leitungen online</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/strip.py" line="181"/>
        <source>{size} free</source>
        <translation>{size} frei</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/strip.py" line="189"/>
        <source>{count} of {all} meters</source>
        <translation>{count} von {all} Zählern</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/strip.py" line="191"/>
        <source>1 meter</source>
        <translation>1 Zähler</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/strip.py" line="193"/>
        <source>{count} meters</source>
        <translation>{count} Zähler</translation>
    </message>
</context>
<context>
    <name>Tour</name>
    <message>
        <location filename="../../gui/eichlab_gui/demo/tour.py" line="110"/>
        <source>Live values</source>
        <translation>Live-Werte</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/demo/tour.py" line="112"/>
        <source>Four simulated meters, asked every second as real ones are. They are marked SIMULATION everywhere, and nothing here is for billing.</source>
        <translation>Vier simulierte Zähler, jede Sekunde gefragt wie echte. Sie sind überall als SIMULATION gekennzeichnet, und nichts hier ist zur Abrechnung.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/demo/tour.py" line="115"/>
        <source>Show them</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/demo/tour.py" line="120"/>
        <source>Start a transaction</source>
        <translation>Eine Transaktion starten</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/demo/tour.py" line="122"/>
        <source>The meter itself signs the begin with the user, the tariff and the time. Eichlab only asks it to.</source>
        <translation>Der Zähler selbst signiert den Anfang mit Nutzer, Tarif und Uhrzeit. Eichlab bittet ihn nur darum.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/demo/tour.py" line="125"/>
        <source>Start it</source>
        <translation>Starten</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/demo/tour.py" line="130"/>
        <source>Pull the cable</source>
        <translation>Das Kabel ziehen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/demo/tour.py" line="132"/>
        <source>Six seconds without a line: the curve breaks, nothing is made up, and the transaction goes on in the meter.</source>
        <translation>Sechs Sekunden ohne Leitung: Die Kurve reißt ab, nichts wird erfunden, und die Transaktion läuft im Zähler weiter.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/demo/tour.py" line="135"/>
        <source>Cut the line</source>
        <translation>Leitung trennen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/demo/tour.py" line="140"/>
        <source>Stop it</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/demo/tour.py" line="142"/>
        <source>The meter signs the end. The record is kept in two places before the meter may forget it.</source>
        <translation>Der Zähler signiert das Ende. Der Datensatz liegt an zwei Orten, bevor der Zähler ihn vergessen darf.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/demo/tour.py" line="145"/>
        <source>Stop</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/demo/tour.py" line="150"/>
        <source>Check it</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/demo/tour.py" line="152"/>
        <source>Three statements that are never one: does the signature fit, whose key is it, and can the content be billed?</source>
        <translation>Drei Aussagen, die nie eine einzige sind: Passt die Signatur, wessen Schlüssel ist es, und ist der Inhalt abrechenbar?</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/demo/tour.py" line="155"/>
        <source>Show the record</source>
        <translation>Datensatz zeigen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/demo/tour.py" line="160"/>
        <source>Try to cheat</source>
        <translation>Betrug versuchen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/demo/tour.py" line="162"/>
        <source>First a digit is changed, then it is also signed anew with another key, then the genuine record comes back. The verdict says what gave it away.</source>
        <translation>Zuerst wird eine Ziffer geändert, dann auch mit einem anderen Schlüssel neu signiert, dann kommt der echte Datensatz zurück. Das Urteil sagt, was es verraten hat.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/demo/tour.py" line="165"/>
        <source>Cheat</source>
        <translation>Betrügen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/demo/tour.py" line="172"/>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/demo/tour.py" line="173"/>
        <source>End the tour</source>
        <translation>Rundgang beenden</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/demo/tour.py" line="197"/>
        <source>From the start</source>
        <translation>Von vorn</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/demo/tour.py" line="197"/>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/demo/tour.py" line="254"/>
        <source>No transaction has ended yet: start and stop one first.</source>
        <translation>Noch ist keine Transaktion beendet: zuerst eine starten und beenden.</translation>
    </message>
</context>
<context>
    <name>TransactionsPage</name>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/page.py" line="273"/>
        <source>Transactions</source>
        <translation>Transaktionen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/page.py" line="274"/>
        <source>In the meter…</source>
        <translation>Im Zähler…</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/page.py" line="276"/>
        <source>Look at the records this meter keeps by itself, and read them out again</source>
        <translation>Datensätze ansehen, die dieser Zähler selbst aufbewahrt, und erneut auslesen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/page.py" line="278"/>
        <source>Meter</source>
        <translation>Zähler</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/page.py" line="281"/>
        <source>This bench has no meter yet.</source>
        <translation>Dieser Messplatz hat noch keinen Zähler.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/page.py" line="281"/>
        <source>Go to Bench</source>
        <translation>Zum Messplatz</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/page.py" line="430"/>
        <source>{meter} is free again. The record was kept as foreign.</source>
        <translation>{meter} ist wieder frei. Der Datensatz ist als fremder aufgehoben.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/page.py" line="432"/>
        <source>{meter} is free again. It held no record.</source>
        <translation>{meter} ist wieder frei. Er enthielt keinen Datensatz.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transactions/page.py" line="475"/>
        <source>This transaction left no record.</source>
        <translation>Diese Transaktion hinterließ keinen Datensatz.</translation>
    </message>
</context>
<context>
    <name>TransparencyPage</name>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/page.py" line="414"/>
        <source>{name} and {count} more</source>
        <translation>{name} und {count} weitere</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/page.py" line="417"/>
        <source>this bench</source>
        <translation>dieser Messplatz</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/page.py" line="213"/>
        <location filename="../../gui/eichlab_gui/pages/transparency/page.py" line="268"/>
        <location filename="../../gui/eichlab_gui/pages/transparency/page.py" line="393"/>
        <location filename="../../gui/eichlab_gui/pages/transparency/page.py" line="406"/>
        <location filename="../../gui/eichlab_gui/pages/transparency/page.py" line="418"/>
        <source>clipboard</source>
        <translation>Zwischenablage</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/page.py" line="230"/>
        <source>The record names neither meter nor charge point to keep the key for.</source>
        <translation>Der Datensatz nennt weder Zähler noch Ladepunkt, zu dem der Schlüssel gehören könnte.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/page.py" line="241"/>
        <source>The key is confirmed and kept in the key ring.</source>
        <translation>Der Schlüssel ist bestätigt und liegt im Schlüsselbund.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/page.py" line="244"/>
        <source>The key is confirmed. This meter had another key before; see the key ring.</source>
        <translation>Der Schlüssel ist bestätigt. Der Zähler hatte zuvor einen anderen; siehe Schlüsselbund.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/page.py" line="348"/>
        <source>Signed data</source>
        <translation>Signierte Daten</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/page.py" line="348"/>
        <source>All files</source>
        <translation>Alle Dateien</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/page.py" line="349"/>
        <source>Pictures of codes</source>
        <translation>Bilder von Codes</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/page.py" line="352"/>
        <source>Open signed data</source>
        <translation>Signierte Daten öffnen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/page.py" line="363"/>
        <source>The clipboard holds neither text nor files.</source>
        <translation>Die Zwischenablage enthält weder Text noch Dateien.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/page.py" line="547"/>
        <source>Key ring…</source>
        <translation>Schlüsselbund…</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/page.py" line="548"/>
        <source>Keys known of meters, and who confirmed them</source>
        <translation>Bekannte Schlüssel von Zählern, und wer sie bestätigt hat</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/page.py" line="550"/>
        <source>Paste</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/page.py" line="551"/>
        <source>Judge text or files from the clipboard (Ctrl+V)</source>
        <translation>Text oder Dateien aus der Zwischenablage prüfen (Strg+V)</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/page.py" line="552"/>
        <location filename="../../gui/eichlab_gui/pages/transparency/page.py" line="594"/>
        <source>Open…</source>
        <translation>Öffnen…</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/page.py" line="553"/>
        <source>Open files with signed data (Ctrl+O)</source>
        <translation>Dateien mit signierten Daten öffnen (Strg+O)</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/page.py" line="580"/>
        <source>List only these; once more lists all</source>
        <translation>Nur diese zeigen; noch einmal zeigt alle</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/page.py" line="586"/>
        <source>1 transaction</source>
        <translation>1 Transaktion</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/page.py" line="588"/>
        <source>{count} transactions</source>
        <translation>{count} Transaktionen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/page.py" line="613"/>
        <source>Transparency</source>
        <translation>Transparenz</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/page.py" line="593"/>
        <source>Drop a file with signed data here, or paste the text of a record.</source>
        <translation>Eine Datei mit signierten Daten hier ablegen oder den Text eines Datensatzes einfügen.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/page.py" line="599"/>
        <source>Open another file…</source>
        <translation>Andere Datei öffnen…</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/page.py" line="627"/>
        <source>Reading {source}…</source>
        <translation>{source} wird gelesen…</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/page.py" line="628"/>
        <location filename="../../gui/eichlab_gui/pages/transparency/page.py" line="633"/>
        <location filename="../../gui/eichlab_gui/pages/transparency/page.py" line="638"/>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/page.py" line="630"/>
        <source>Reading file {number} of {total}…</source>
        <translation>Datei {number} von {total} wird gelesen…</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/page.py" line="635"/>
        <source>Judging records: {count}</source>
        <translation>Datensätze werden geprüft: {count}</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/page.py" line="644"/>
        <source>The process that judges documents ended unexpectedly. Nothing was changed; try again.</source>
        <translation>Der Prozess, der Dokumente prüft, endete unerwartet. Nichts wurde verändert; erneut versuchen.</translation>
    </message>
</context>
<context>
    <name>TroubleCard</name>
    <message>
        <location filename="../../gui/eichlab_gui/pages/bench/trouble_card.py" line="46"/>
        <source>Edit the bench</source>
        <translation>Messplatz bearbeiten</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/bench/trouble_card.py" line="47"/>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>Verdict</name>
    <message>
        <location filename="../../gui/eichlab_gui/widgets/pill.py" line="130"/>
        <source>verified</source>
        <translation>bestätigt</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/widgets/pill.py" line="131"/>
        <source>unconfirmed</source>
        <translation>nicht bestätigt</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/widgets/pill.py" line="132"/>
        <source>rejected</source>
        <translation>abgelehnt</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/widgets/pill.py" line="133"/>
        <source>unreadable</source>
        <translation>nicht prüfbar</translation>
    </message>
</context>
<context>
    <name>VerdictCard</name>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/verdict_card.py" line="104"/>
        <source>Signature</source>
        <translation>Signatur</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/verdict_card.py" line="105"/>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/verdict_card.py" line="106"/>
        <source>Plausibility</source>
        <translation>Plausibilität</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/verdict_card.py" line="107"/>
        <source>Type plate…</source>
        <translation>Typenschild…</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/verdict_card.py" line="108"/>
        <source>Compare the key with the meter's type plate</source>
        <translation>Schlüssel mit dem Typenschild des Zählers vergleichen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/verdict_card.py" line="109"/>
        <source>What does this mean?</source>
        <translation>Was heißt das?</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/verdict_card.py" line="110"/>
        <source>The chapter of the manual on verdicts and their rules</source>
        <translation>Das Kapitel des Handbuchs über Urteile und ihre Regeln</translation>
    </message>
</context>
<context>
    <name>WelcomePage</name>
    <message>
        <location filename="../../gui/eichlab_gui/pages/welcome.py" line="69"/>
        <source>Bench</source>
        <translation>Messplatz</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/welcome.py" line="71"/>
        <source>No meter on this bench yet</source>
        <translation>Noch kein Zähler am Messplatz</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/welcome.py" line="74"/>
        <source>Connect a meter through a USB-RS485 adapter, check a signed record, or look around with four simulated meters.</source>
        <translation>Einen Zähler über einen USB-RS485-Adapter anschließen, einen signierten Datensatz prüfen oder sich mit vier simulierten Zählern umsehen.</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/welcome.py" line="78"/>
        <source>Add a meter</source>
        <translation>Zähler hinzufügen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/welcome.py" line="79"/>
        <source>Open a file</source>
        <translation>Datei öffnen</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/welcome.py" line="80"/>
        <source>Try the simulated bench</source>
        <translation>Simulation ausprobieren</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <location filename="../../gui/eichlab_gui/widgets/segmented.py" line="118"/>
        <source>1 min</source>
        <translation>1 min</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/widgets/segmented.py" line="119"/>
        <source>5 min</source>
        <translation>5 min</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/widgets/segmented.py" line="120"/>
        <source>1 h</source>
        <translation>1 h</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/widgets/segmented.py" line="121"/>
        <source>24 h</source>
        <translation>24 h</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/widgets/segmented.py" line="122"/>
        <source>All</source>
        <translation>Alles</translation>
    </message>
</context>
<context>
    <name>_Form</name>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/key_forms.py" line="58"/>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>_Progress</name>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report_job.py" line="52"/>
        <source>Making the report…</source>
        <translation>Bericht wird erstellt…</translation>
    </message>
    <message>
        <location filename="../../gui/eichlab_gui/pages/transparency/report_job.py" line="53"/>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
</TS>
