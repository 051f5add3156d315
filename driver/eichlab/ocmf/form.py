"""Where a record departs from the specification without harm: the notes of rule R17."""

import re

from eichlab.ocmf.exact_json import JsonObject, NumberText
from eichlab.ocmf.record import Departure, OcmfRecord

_KNOWN_VERSIONS = frozenset(("0.1", "0.2", "0.3", "0.4", "0.5", "1.0", "1.1", "1.2", "1.3", "1.4"))
_PAGINATION = re.compile(r"[TF](?:0|[1-9]\d*)", re.ASCII)
# Tables 1 to 6; VI and VV until 0.4.
_PAYLOAD_FIELDS = frozenset(
    (
        *("FV", "GI", "GS", "GV", "VI", "VV", "PG", "MV", "MM", "MS", "MF", "IS", "IL", "IF"),
        *("IT", "ID", "TT", "CF", "LC", "CT", "CI", "RD"),
    )
)
# Table 7; EI until 0.4.
_READING_FIELDS = frozenset(("TM", "TX", "RV", "RI", "RU", "RT", "CL", "EF", "ST", "EI"))
# Table 8.
_SIGNATURE_FIELDS = frozenset(("SA", "SE", "SM", "SD"))
_VENDOR_SPACE = frozenset("UVWXYZ")
_LATER_STAGES = frozenset("ABCDEF")


def form_departures(record: OcmfRecord) -> tuple[Departure, ...]:
    """Return what departs from the form, reading errors of the text (`parse`) included."""
    fields = record.fields
    departures = list(record.departures)
    _version(fields, departures)
    pagination = fields.get("PG")
    if not isinstance(pagination, str) or not _PAGINATION.fullmatch(pagination):
        departures.append(Departure("pagination", None if pagination is None else str(pagination)))
    if not fields.get("GS") and not fields.get("MS"):
        departures.append(Departure("serial-missing"))
    unknown = _unknown(fields, _PAYLOAD_FIELDS, _VENDOR_SPACE)
    listed = fields.get("RD")
    if not isinstance(listed, list) or not listed:
        departures.append(Departure("readings-missing"))
        listed = []
    as_text: set[str] = set()
    for entry in listed:
        if not isinstance(entry, dict):
            departures.append(Departure("reading-form"))
            continue
        value = entry.get("RV")
        if isinstance(value, str) and not isinstance(value, NumberText):
            as_text.add("value-padded" if value != value.strip(" ") else "value-text")
        unknown += _unknown(entry, _READING_FIELDS, _VENDOR_SPACE)
    departures += [Departure(name, "RV") for name in sorted(as_text)]
    unknown += _unknown(record.signature, _SIGNATURE_FIELDS, _VENDOR_SPACE | _LATER_STAGES)
    departures += [Departure("unknown-field", name) for name in unknown]
    return tuple(dict.fromkeys(departures)) if departures else ()


def _version(fields: JsonObject, departures: list[Departure]) -> None:
    version = fields.get("FV")
    if version is None:
        departures.append(Departure("version-missing"))
    elif not isinstance(version, str) or isinstance(version, NumberText):
        departures.append(Departure("version-no-text", str(version)))
    elif version not in _KNOWN_VERSIONS:
        departures.append(Departure("version-unknown", version))


def _unknown(fields: JsonObject, known: frozenset[str], free: frozenset[str]) -> list[str]:
    if fields.keys() <= known:
        return []
    return [name for name in fields if name not in known and name[:1] not in free]
