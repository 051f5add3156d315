"""What the room ``simulator`` says."""

from eichlab.texts.language import Text

TEXTS: dict[str, Text] = {
    "simulator.model": Text(
        de="Ein Zähler „{name}“ lässt sich nicht simulieren. Bekannt sind: {known}.",
        en="A meter “{name}” cannot be simulated. Known are: {known}.",
    ),
    "simulator.unit": Text(
        de="„{unit}“ ist keine Adresse eines Zählers. Möglich sind 1 bis {highest}, etwa em580@7.",
        en="“{unit}” is no address of a meter. Possible are 1 to {highest}, such as em580@7.",
    ),
    "simulator.unit-twice": Text(
        de="Zwei Zähler auf der Leitung „{line}“ haben die Adresse {unit}. Jeder braucht seine eigene.",
        en="Two meters on the line “{line}” have the address {unit}. Each needs its own.",
    ),
    "simulator.framings": Text(
        de="Die Zähler auf der Leitung „{line}“ sprechen verschiedene Protokolle. Geben Sie jedem Protokoll eine eigene Leitung.",
        en="The meters on the line “{line}” speak different protocols. Give each protocol a line of its own.",
    ),
    "simulator.http-alone": Text(
        de="„{line}“ ist ein Gerät im Netz mit eigener Adresse: geben Sie dort nur einen Zähler an.",
        en="“{line}” is a device on the network with an address of its own: name only one meter there.",
    ),
    "simulator.http-needs-address": Text(
        de="{model} spricht HTTP und hat keine serielle Schnittstelle: geben Sie --tcp RECHNER:PORT an statt --link, in einer Bench-Datei http://RECHNER:PORT.",
        en="{model} speaks HTTP and has no serial port: give --tcp HOST:PORT instead of --link, in a bench file http://HOST:PORT.",
    ),
    "simulator.fault-not-http": Text(
        de="Der Fehler „{name}“ hat über HTTP keinen Sinn: dort gibt es keine Zeichen, Rahmen oder Adressen einer Leitung.",
        en="The fault “{name}” means nothing over HTTP: there are no characters, frames or addresses of a line.",
    ),
    "simulator.fault-elsewhere": Text(
        de="Der Fehler „{name}“ kommt nur bei Zählern vor, die HTTP sprechen, nicht auf der Leitung „{line}“.",
        en="The fault “{name}” happens only to meters that speak HTTP, not on the line “{line}”.",
    ),
    "simulator.fault-meaningless": Text(
        de="Der Fehler „{name}“ hat für {model} keine Bedeutung. Eigene Fehler dieses Zählers: {known}.",
        en="The fault “{name}” means nothing to {model}. This meter's own faults: {known}.",
    ),
    "simulator.no-meters": Text(
        de="Die Leitung „{line}“ hat keinen Zähler.",
        en="The line “{line}” has no meter.",
    ),
    "simulator.where": Text(
        de="Geben Sie an, wo der Zähler erscheinen soll: entweder --link PFAD oder --tcp RECHNER:PORT mit mindestens einem Modell, oder --bench DATEI ohne Modell.",
        en="Say where the meter shall appear: either --link PATH or --tcp HOST:PORT with at least one model, or --bench FILE without a model.",
    ),
    "simulator.baud": Text(
        de="Mit {baud} Baud arbeitet keine Leitung. Möglich sind 50 bis 4000000.",
        en="No line works at {baud} baud. Possible are 50 to 4000000.",
    ),
    "simulator.parity": Text(
        de="„{parity}“ ist keine Parität. Möglich sind N, E und O.",
        en="“{parity}” is no parity. Possible are N, E and O.",
    ),
    "simulator.stop-bits": Text(
        de="{stop_bits} Stoppbits gibt es nicht. Möglich sind 1 und 2.",
        en="There are no {stop_bits} stop bits. Possible are 1 and 2.",
    ),
    "simulator.speed": Text(
        de="Die Zeit kann nicht {speed}-mal so schnell vergehen. Geben Sie einen Faktor über 0 an.",
        en="Time cannot pass {speed} times as fast. Give a factor above 0.",
    ),
    "simulator.curve": Text(
        de="Die Kurve „{name}“ hat dieser Zähler nicht. Möglich sind: {known}.",
        en="This meter does not have the curve “{name}”. Possible are: {known}.",
    ),
    "simulator.switch-form": Text(
        de="„{text}“ ist kein Schalter. Schreiben Sie NAME=WERT.",
        en="“{text}” is no switch. Write NAME=VALUE.",
    ),
    "simulator.switch-unknown": Text(
        de="Einen Schalter „{name}“ hat dieser Zähler nicht. Bekannt sind: {known}.",
        en="This meter has no switch “{name}”. Known are: {known}.",
    ),
    "simulator.switch-value": Text(
        de="Der Schalter „{name}“ kann nicht „{value}“ sein. Möglich ist: {expected}.",
        en="The switch “{name}” cannot be “{value}”. Possible is: {expected}.",
    ),
    "simulator.fault-form": Text(
        de="„{text}“ ist kein Fehler. Schreiben Sie NAME[=WERT][:WAHRSCHEINLICHKEIT][@FENSTER], etwa crc:0.2, late=1.5s, silence@10s..12s oder exception-6@#10..#12.",
        en="“{text}” is no fault. Write NAME[=VALUE][:PROBABILITY][@WINDOW], such as crc:0.2, late=1.5s, silence@10s..12s or exception-6@#10..#12.",
    ),
    "simulator.fault-unknown": Text(
        de="Einen Fehler „{name}“ gibt es nicht. Bekannt sind: {known}.",
        en="There is no fault “{name}”. Known are: {known}.",
    ),
    "simulator.fault-probability": Text(
        de="Die Wahrscheinlichkeit in „{text}“ muss zwischen 0 und 1 liegen.",
        en="The probability in “{text}” must be between 0 and 1.",
    ),
    "simulator.fault-no-value": Text(
        de="Der Fehler „{name}“ hat keinen Wert, den man setzen könnte.",
        en="The fault “{name}” has no value to be set.",
    ),
    "simulator.command": Text(
        de="„{text}“ ist kein Befehl. Bekannt sind: {known}; für einen Zähler oder eine Leitung allein: on ZIEL BEFEHL.",
        en="“{text}” is no command. Known are: {known}; for one meter or line alone: on TARGET COMMAND.",
    ),
    "simulator.command-form": Text(
        de="So heißt der Befehl: {form}",
        en="The command goes: {form}",
    ),
    "simulator.target": Text(
        de="Ein Ziel „{name}“ gibt es nicht. Bekannt sind: {known}.",
        en="There is no target “{name}”. Known are: {known}.",
    ),
    "simulator.tcp-address": Text(
        de="„{text}“ ist keine Adresse. Schreiben Sie RECHNER:PORT, etwa 127.0.0.1:5020; Port 0 wählt einen freien.",
        en="“{text}” is no address. Write HOST:PORT, such as 127.0.0.1:5020; port 0 chooses a free one.",
    ),
    "simulator.tcp-listen": Text(
        de="Auf {address} lässt sich nicht hören: {reason}.",
        en="Cannot listen on {address}: {reason}.",
    ),
    "simulator.no-pseudo-terminals": Text(
        de="Dieses Betriebssystem hat keine Pseudoterminals. Verwenden Sie --tcp RECHNER:PORT.",
        en="This operating system has no pseudo-terminals. Use --tcp HOST:PORT.",
    ),
    "simulator.pseudo-terminal": Text(
        de="Das System gibt kein Pseudoterminal her: {reason}.",
        en="The system gives no pseudo-terminal: {reason}.",
    ),
    "simulator.link-occupied": Text(
        de="{path} gibt es schon, und es ist keine Verknüpfung eines Simulators. Wählen Sie einen anderen Pfad.",
        en="{path} exists already and is no link of a simulator. Choose another path.",
    ),
    "simulator.link": Text(
        de="Die Verknüpfung {path} lässt sich nicht anlegen: {reason}.",
        en="The link {path} cannot be made: {reason}.",
    ),
    "simulator.memory": Text(
        de="Das Gedächtnis {path} des simulierten Zählers lässt sich nicht lesen oder schreiben: {reason}.",
        en="The memory {path} of the simulated meter cannot be read or written: {reason}.",
    ),
    "simulator.memory-unreadable": Text(
        de="Das Gedächtnis {path} des simulierten Zählers ist beschädigt ({reason}). Löschen Sie es für einen neuen Zähler.",
        en="The memory {path} of the simulated meter is damaged ({reason}). Delete it for a new meter.",
    ),
    "simulator.memory-in-use": Text(
        de="Das Gedächtnis {path} benutzt gerade ein anderer Simulator.",
        en="Another simulator is using the memory {path}.",
    ),
    "simulator.gateway": Text(
        de="Hinter einem Modbus-TCP-Gateway (Leitung „{line}“) können nur Zähler hängen, die Modbus RTU sprechen.",
        en="Behind a Modbus TCP gateway (line “{line}”) there can only be meters that speak Modbus RTU.",
    ),
    "simulator.map": Text(
        de="Die Registerkarte {path} lässt sich nicht simulieren: {reason}.",
        en="The register map {path} cannot be simulated: {reason}.",
    ),
    "simulator.bench": Text(
        de="Der Prüfplatz {path} lässt sich nicht lesen: {reason}.",
        en="The bench {path} cannot be read: {reason}.",
    ),
    "simulator.bench-key": Text(
        de="Im Prüfplatz {path} fehlt eine Angabe oder ist unbrauchbar: {key}.",
        en="In the bench {path} an entry is missing or cannot be used: {key}.",
    ),
}
