"""Logs and traces: messages in JSON between anything else, one or many lines long.

Every system writes another line around an OCPP message (SteVe, EVerest, CitrineOS, OpenOCPP,
evcc, the Python ``ocpp`` package …). What is common to all is the message itself, so messages
are looked for, and the text before them only tells the station.
"""

import re

from eichlab.transparency.documents.collector import Collector
from eichlab.transparency.documents.json_text import JsonTextError, Search
from eichlab.transparency.documents.scope import Scope

_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_BEGIN = re.compile(r"\[\s*[2-6]\s*,\s*\"|\{\s*\"|\[\s*\{\s*\"")
_STATION = re.compile(
    r"chargeBoxId=([^,\]\s]+)|INFO:ocpp:([^:\s]+):|(?:send to|recv from) ([^:\s]+):"
    r"|/ocpp/(?:[\w.]+/)?([^/?\s\"]+)"
)
_LONGEST_PREFIX = 2000
_NEW_LINE = "\n"


def read_log(text: str, collector: Collector, *, is_html: bool = False) -> int:
    """Walk every message in a text; return how many were found.

    The time for a hostile text grows with its length only: the search ends, and says so, when
    too much began like a message and was none.
    """
    if "\x1b[" in text:
        text = _ANSI.sub("", text)
    if is_html:
        # EVerest escapes these two and nothing else.
        text = text.replace("&lt;", "<").replace("&gt;", ">")
    search = Search(text)
    found = line = counted = 0
    match = _BEGIN.search(text)
    while match is not None and not collector.full and not search.exhausted:
        begin = match.start()
        try:
            value, end = search.decode(begin)
        except JsonTextError:
            match = _BEGIN.search(text, begin + 1)
            continue
        found += 1
        line += text.count("\n", counted, begin)
        counted = begin
        place = f"line {line + 1} " if "\n" in text else ""
        collector.walk(value, f"{place}", Scope(station=_station(text, begin)))
        match = _BEGIN.search(text, end)
    if search.exhausted and match is not None:
        collector.skip(
            f"line {text.count(_NEW_LINE, 0, match.start()) + 1}", "document.search-ended"
        )
    return found


def _station(text: str, begin: int) -> str | None:
    """Return the station that the text before a message on its line names."""
    line_begin = max(text.rfind("\n", 0, begin) + 1, begin - _LONGEST_PREFIX)
    match = _STATION.search(text, line_begin, begin)
    return next((group for group in match.groups() if group), None) if match else None
