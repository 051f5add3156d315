"""BSM snapshots in Chargy JSON: each entry as the very bytes it stands in the document with."""

import re

from eichlab.transparency.documents.collector import Collector
from eichlab.transparency.documents.json_text import JsonTextError, Search, scalar, skip_space
from eichlab.transparency.documents.recognise import BSM
from eichlab.transparency.documents.scope import Scope, as_object
from eichlab.transparency.formats.bsm import is_bsm_entry

_LIST = re.compile(r'"signedMeterValues"\s*:\s*\[')


def read_snapshots(text: str, collector: Collector) -> None:
    """Add the snapshots of a text; those of one list belong to one transaction."""
    search = Search(text)
    for number, match in enumerate(_LIST.finditer(text)):
        place = match.end()
        index = 0
        while not collector.full:
            place = skip_space(text, place)
            try:
                value, end = search.decode(place)
            except JsonTextError:
                break
            if is_bsm_entry(value):
                key = scalar(as_object(as_object(value).get("meterInfo")).get("publicKey"))
                scope = Scope(transaction_id=f"snapshots {number + 1}", key=key)
                data = text[place:end].encode("utf-8", "surrogatepass")
                collector.add(data, BSM, scope, f"/signedMeterValues/{index}")
            place = skip_space(text, end)
            if not text.startswith(",", place):
                break
            place += 1
            index += 1
