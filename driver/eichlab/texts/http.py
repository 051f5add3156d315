"""What the room ``line`` says of meters on the network: addresses, errors, the log's plain words."""

from eichlab.texts.language import Text

TEXTS: dict[str, Text] = {
    # Addresses and certificates
    "http.address": Text(
        "„{address}“ ist keine Adresse eines Zählers. Schreiben Sie http://RECHNER:PORT oder https://RECHNER:PORT, ohne Pfad.",
        "“{address}” is no address of a meter. Write http://HOST:PORT or https://HOST:PORT, without a path.",
    ),
    "http.fingerprint-form": Text(
        "„{certificate}“ ist kein Fingerabdruck eines Zertifikats. Schreiben Sie sha256: und 64 Hexziffern.",
        "“{certificate}” is no fingerprint of a certificate. Write sha256: and 64 hexadecimal digits.",
    ),
    "http.certificate-file": Text(
        "Die Zertifikatsdatei {file} lässt sich nicht verwenden: {reason}. Gebraucht wird eine PEM-Datei, sha256:FINGERABDRUCK oder unverified.",
        "The certificate file {file} cannot be used: {reason}. What is needed is a PEM file, sha256:FINGERPRINT, or unverified.",
    ),
    "http.untrusted": Text(
        'Dem Zertifikat von {port} wird nicht vertraut ({reason}). Sein Fingerabdruck ist {found}. Mit dem des Zählers vergleichen und, wenn er stimmt, certificate = "{found}" in die Bench-Datei schreiben (oder --certificate).',
        'The certificate of {port} is not trusted ({reason}). Its fingerprint is {found}. Compare it with the meter\'s and, if it is right, write certificate = "{found}" into the bench file (or give --certificate).',
    ),
    "http.host-name": Text(
        'Das Zertifikat von {port} gilt nicht für den Namen {host} ({reason}). Den Namen aus dem Zertifikat verwenden oder dieses eine Zertifikat festlegen: certificate = "{found}".',
        'The certificate of {port} is not for the name {host} ({reason}). Use the name in the certificate, or pin this one certificate: certificate = "{found}".',
    ),
    "http.certificate-expired": Text(
        'Das Zertifikat von {port} gilt jetzt nicht ({reason}). Uhr des Computers prüfen oder dieses eine Zertifikat festlegen: certificate = "{found}".',
        'The certificate of {port} is not valid now ({reason}). Check the computer\'s clock, or pin this one certificate: certificate = "{found}".',
    ),
    "http.other-certificate": Text(
        "{port} zeigt ein anderes Zertifikat ({found}) als das festgelegte. Ist es ein anderes Gerät? Nichts wurde gesendet.",
        "{port} shows another certificate ({found}) than the pinned one. Is it another device? Nothing was sent.",
    ),
    "http.no-tls": Text(
        "{port} spricht kein TLS ({reason}). Ist TLS dort ausgeschaltet, gilt http:// statt https://.",
        "{port} speaks no TLS ({reason}). Where TLS is switched off, it is http:// instead of https://.",
    ),
    "http.no-such-host": Text(
        "Der Name {host} ist im Netz unbekannt ({reason}). Schreibweise prüfen oder die IP-Adresse angeben.",
        "The name {host} is unknown on the network ({reason}). Check its spelling, or give the IP address.",
    ),
    "http.refused": Text(
        "Unter {port} nimmt niemand an. Adresse und Port prüfen; der Zähler bootet vielleicht noch.",
        "Nobody accepts connections at {port}. Check address and port; the meter may still be booting.",
    ),
    "http.unreachable": Text(
        "{port} ist nicht erreichbar ({reason}). Netzkabel, Adresse und Netzmaske prüfen.",
        "{port} cannot be reached ({reason}). Check the network cable, the address and the netmask.",
    ),
    # Errors of a request
    "http.connect-timeout": Text(
        "{meter} an {port} nimmt in {timeout_ms} ms keine Verbindung an, {tries} Versuche. Speisung, Netz und Adresse prüfen.",
        "{meter} at {port} accepts no connection within {timeout_ms} ms, {tries} tries. Check supply, network and address.",
    ),
    "http.silent": Text(
        "{meter} an {port} antwortet nicht auf {method} {path}: {timeout_ms} ms gewartet, {tries} Versuche. Speisung und Netz prüfen.",
        "{meter} at {port} does not answer {method} {path}: waited {timeout_ms} ms, {tries} tries. Check supply and network.",
    ),
    "http.broken-off": Text(
        "{meter} an {port} beendet die Verbindung, ohne auf {method} {path} zu antworten, {tries} Versuche. Ist dort TLS eingeschaltet, gilt https://.",
        "{meter} at {port} ends the connection without answering {method} {path}, {tries} tries. Where TLS is switched on, it is https://.",
    ),
    "http.cut-off": Text(
        "Die Antwort von {meter} an {port} auf {method} {path} bricht ab, {tries} Versuche. Netz und Zähler prüfen.",
        "The answer of {meter} at {port} to {method} {path} ends too early, {tries} tries. Check network and meter.",
    ),
    "http.too-large": Text(
        "Die Antwort von {meter} an {port} auf {method} {path} ist größer als {most} Bytes. Ist das der Zähler?",
        "The answer of {meter} at {port} to {method} {path} is larger than {most} bytes. Is it the meter?",
    ),
    "http.not-http": Text(
        "Was an {port} antwortet, spricht kein HTTP. Adresse und Port von {meter} prüfen; ist dort TLS eingeschaltet, gilt https://.",
        "What answers at {port} speaks no HTTP. Check address and port of {meter}; where TLS is switched on, it is https://.",
    ),
    "http.not-json": Text(
        "{meter} an {port} antwortet auf {method} {path} nicht mit JSON. Steht dort ein anderes Gerät, oder etwas dazwischen?",
        "{meter} at {port} answers {method} {path} with something that is no JSON. Is it another device, or is something in between?",
    ),
    "http.redirect": Text(
        "{meter} an {port} verweist bei {method} {path} woandershin (Status {status}). Eichlab folgt dem nicht; die Adresse prüfen.",
        "{meter} at {port} refers {method} {path} to somewhere else (status {status}). Eichlab does not follow; check the address.",
    ),
    "http.field": Text(
        "In der Antwort von {meter} an {port} auf {within} fehlt „{field}“ oder ist unbrauchbar. Modell und Firmware prüfen.",
        "The answer of {meter} at {port} to {within} lacks “{field}”, or it is of no use. Check model and firmware.",
    ),
    "http.status": Text(
        "{meter} lehnt {method} {path} ab: Status {exception} ({said}).",
        "{meter} refuses {method} {path}: status {exception} ({said}).",
    ),
    # In the wire log
    "http.reached": Text("{port} erreicht", "reached {port}"),
    "http.lost": Text("{port} nicht mehr erreichbar", "{port} cannot be reached any more"),
    "http.not-verified": Text(
        "{port}: das Zertifikat wird nicht geprüft; wer antwortet, ist nicht sicher",
        "{port}: the certificate is not verified; who answers is not certain",
    ),
    "wire.http-status": Text("Status {status} ({reason})", "status {status} ({reason})"),
    # Hints
    "hint.http-comes-and-goes": Text(
        "Der Zähler war {times}-mal nicht erreichbar: Netzkabel, Switch und Speisung prüfen; startet er immer wieder neu?",
        "The meter could not be reached {times} times: check network cable, switch and supply; does it restart again and again?",
    ),
    "hint.http-silent": Text(
        "Die Adresse ist erreichbar, aber niemand antwortet: hängt der Zähler, oder antwortet dort ein anderes Gerät?",
        "The address is reached, but nobody answers: does the meter hang, or is it another device's address?",
    ),
    "hint.http-other-device": Text(
        "Was antwortet, ist nicht das, was der Zähler antworten würde: Adresse, Port und Modell prüfen.",
        "What answers is not what the meter would answer: check address, port and model.",
    ),
    "hint.http-some-silent": Text(
        "{times} Anfragen ({per_cent} %) blieben ohne Antwort: das Netz ist überlastet oder gestört, oder der Zähler braucht länger.",
        "{times} requests ({per_cent} %) had no answer: the network is busy or disturbed, or the meter takes longer.",
    ),
    "hint.http-some-short": Text(
        "{times} Antworten ({per_cent} %) waren unvollständig: Netz prüfen, und ob etwas dazwischen Verbindungen abbricht.",
        "{times} answers ({per_cent} %) were incomplete: check the network, and whether something in between breaks connections off.",
    ),
}
