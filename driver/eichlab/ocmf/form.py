"""Where a record departs from the specification without harm: the notes of rule R17.

Each departure names its field and the table of OCMF 1.4.1 it departs from. Fields are checked
as they stand in the record; inherited values were checked where they stood first.
"""

import re
from operator import itemgetter

from eichlab.ocmf.exact_json import JsonObject, JsonValue, NumberText
from eichlab.ocmf.record import Departure, OcmfRecord

_KNOWN_VERSIONS = frozenset(("0.1", "0.2", "0.3", "0.4", "0.5", "1.0", "1.1", "1.2", "1.3", "1.4"))
_is_pagination = re.compile(r"[TF](?:0|[1-9]\d*)", re.ASCII).fullmatch
_FISCAL = "F"
# Tables 1 to 6; CCV is what table 5 called CF until 1.3; VI and VV until 0.4.
_PAYLOAD_FIELDS = frozenset(
    (
        *("FV", "GI", "GS", "GV", "VI", "VV", "PG", "MV", "MM", "MS", "MF", "IS", "IL", "IF"),
        *("IT", "ID", "TT", "CF", "CCV", "LC", "CT", "CI", "RD"),
    )
)
# The codes first, then what is asked of besides.
_CODED_FIELDS = ("FV", "IS", "IL", "IT", "CT")
_CODES = len(_CODED_FIELDS)
_ASKED_FIELDS = (*_CODED_FIELDS, "PG", "GS", "MS", "IF")
_GENERAL_FIELDS = (*_ASKED_FIELDS, *sorted(_PAYLOAD_FIELDS.difference(_ASKED_FIELDS)))
_NOTHING = type(None)
_TEXT_FIELDS = (
    *("GI", "GS", "GV", "MV", "MM", "MS", "MF", "IL", "IT", "ID", "TT", "CF", "CCV", "CT", "CI"),
)
# Table 7; EI until 0.4.
_READING_FIELDS = frozenset(("TM", "TX", "RV", "RI", "RU", "RT", "CL", "EF", "ST", "EI"))
# Table 8.
_SIGNATURE_FIELDS = frozenset(("SA", "SE", "SM", "SD"))
_VENDOR_SPACE = frozenset("UVWXYZ")
_LATER_STAGES = frozenset("ABCDEF")
_TABLES = {
    **dict.fromkeys(("FV", "GI", "GS", "GV"), 1),
    "PG": 2,
    **dict.fromkeys(("MV", "MM", "MS", "MF"), 3),
    **dict.fromkeys(("IS", "ID", "TT"), 4),
    **dict.fromkeys(("CF", "CCV", "LC"), 5),
    **dict.fromkeys(("RD", "TM", "TX", "RV", "RI", "CL", "EF"), 7),
    **dict.fromkeys(("SE", "SM", "SD"), 8),
    "ST": 10,
    "IL": 11,
    "IF": 12,
    "IT": 17,
    **dict.fromkeys(("CT", "CI"), 18),
    "RU": 20,
    "RT": 21,
    "SA": 22,
    **dict.fromkeys(("LN", "LI", "LR", "LU"), 24),
}
_LEVELS = frozenset(
    (
        *("NONE", "HEARSAY", "TRUSTED", "VERIFIED", "CERTIFIED", "SECURE"),
        *("MISMATCH", "INVALID", "OUTDATED", "UNKNOWN"),
    )
)
_FLAGS = frozenset(
    (
        *("RFID_NONE", "RFID_PLAIN", "RFID_RELATED", "RFID_PSK"),
        *("OCPP_NONE", "OCPP_RS", "OCPP_AUTH", "OCPP_RS_TLS", "OCPP_AUTH_TLS", "OCPP_CACHE"),
        *("OCPP_WHITELIST", "OCPP_CERTIFIED"),
        *("ISO15118_NONE", "ISO15118_PNC", "PLMN_NONE", "PLMN_RING", "PLMN_SMS"),
    )
)
_MOST_FLAGS = 4
_HEXADECIMAL = "[0-9A-Fa-f]"
# Table 17; types without an entry of their own prescribe no form.
_IDENTIFICATIONS: dict[str, re.Pattern[str] | None] = {
    "ISO14443": re.compile(rf"(?:{_HEXADECIMAL}{{8}}|{_HEXADECIMAL}{{14}})"),
    "ISO15693": re.compile(rf"{_HEXADECIMAL}{{16}}"),
    "EMAID": re.compile(r".{14,15}", re.DOTALL),
    "EVCCID": re.compile(r".{0,6}", re.DOTALL),
    "ISO7812": re.compile(r"\d{8,19}", re.ASCII),
    "PHONE_NUMBER": re.compile(r"\+[\d ]+", re.ASCII),
    **dict.fromkeys(
        (
            *("NONE", "DENIED", "UNDEFINED", "EVCOID", "CARD_TXN_NR", "CENTRAL", "CENTRAL_1"),
            *("CENTRAL_2", "LOCAL", "LOCAL_1", "LOCAL_2", "KEY_CODE"),
        )
    ),
}
_CHARGE_POINT_TYPES = frozenset(("EVSEID", "CBIDC"))
_LONGEST = (("TT", 250), ("CF", 25), ("CCV", 25))
_LONGEST_CABLE_NAME = 20
_KINDS = frozenset("BCXELRAPST")
_STATES = frozenset("NGTDRMXIOSEF")
_TIME_STATES = frozenset("UISR")
_UNITS = frozenset(("kWh", "Wh", "mOhm", "uOhm"))
_CABLE_UNITS = frozenset(("mOhm", "uOhm"))
_CURRENTS = frozenset(("AC", "DC"))
_ERROR_FLAGS = frozenset("Et")


def form_departures(record: OcmfRecord) -> tuple[Departure, ...]:
    """Return what departs from the form, reading errors of the text (`parse`) included.

    A meter's records look alike; what depends on their fields and codes only is kept.
    """
    fields, signature = record.fields, record.signature
    get = fields.get
    departures = list(record.departures)
    pagination = get("PG")
    if type(pagination) is not str or not _is_pagination(pagination):
        departures.append(Departure("pagination", None if pagination is None else str(pagination)))
    departures += _of_general(fields)
    kind = get("IT")
    if type(kind) is str and type(identification := get("ID")) is str:
        form = _IDENTIFICATIONS.get(kind)
        if form is not None and not form.fullmatch(identification):
            departures.append(Departure("identification-form", kind))
    if "TT" in fields or "CF" in fields or "CCV" in fields:
        departures += _lengths(fields)
    if "LC" in fields:
        _cable(fields["LC"], departures)
    listed = get("RD")
    unknown: list[str] = []
    if type(listed) is list and listed:
        unknown = _readings(listed, departures)
    else:
        departures.append(Departure("readings-missing"))
    if not signature.get("SD"):
        departures.append(_departure("field-missing", "SD"))
    if not signature.keys() <= _SIGNATURE_FIELDS:
        unknown += _unknown(signature, _SIGNATURE_FIELDS, _VENDOR_SPACE | _LATER_STAGES)
    if unknown:
        departures += [Departure("unknown-field", name) for name in unknown]
    return tuple(dict.fromkeys(departures)) if departures else ()


_KEPT_GENERAL: dict[object, tuple[Departure, ...]] = {}
_MOST_KEPT = 1000


def _of_general(fields: JsonObject) -> tuple[Departure, ...]:
    """Tables 1, 3, 4 and 6: what follows from the names and types of fields and a few codes."""
    values = tuple(map(fields.get, _GENERAL_FIELDS))
    types = tuple(map(type, values))
    page, gateway, meter, flags = values[_CODES : _CODES + 4]
    shape: object = (
        types,
        values[:_CODES],
        not (gateway or meter),
        page[:1] if type(page) is str else str(page)[:1],
        tuple(flags) if type(flags) is list else None,
    )
    if len(fields) + types.count(_NOTHING) != len(types):
        # A field that is not known, or that is there and null.
        shape = (shape, *fields)
    try:
        kept = _KEPT_GENERAL.get(shape)
    except TypeError:
        # A list or an object where a code belongs.
        return tuple(_general(fields))
    if kept is None:
        if len(_KEPT_GENERAL) >= _MOST_KEPT:
            _KEPT_GENERAL.clear()
        kept = _KEPT_GENERAL[shape] = tuple(_general(fields))
    return kept


def _general(fields: JsonObject) -> list[Departure]:
    departures: list[Departure] = []
    _version(fields, departures)
    if not fields.get("GS") and not fields.get("MS"):
        departures.append(Departure("serial-missing"))
    departures += [
        _departure("field-form", name)
        for name in _TEXT_FIELDS
        if name in fields and type(fields[name]) is not str
    ]
    _user(fields, departures)
    kind = fields.get("CT")
    if kind and not _one_of(kind, _CHARGE_POINT_TYPES):
        departures.append(_code("CT", kind))
    departures += [
        Departure("unknown-field", name)
        for name in _unknown(fields, _PAYLOAD_FIELDS, _VENDOR_SPACE)
    ]
    return departures


def _lengths(fields: JsonObject) -> list[Departure]:
    return [
        _departure("too-long", name)
        for name, longest in _LONGEST
        if isinstance(text := fields.get(name), str) and len(text) > longest
    ]


def _departure(name: str, field: str) -> Departure:
    table = _TABLES.get(field)
    return Departure(name, field, f"OCMF 1.4.1, table {table}" if table else None)


def _code(field: str, value: JsonValue) -> Departure:
    return Departure("unknown-code", f"{field} {value}", f"OCMF 1.4.1, table {_TABLES[field]}")


def _one_of(value: JsonValue, codes: frozenset[str]) -> bool:
    return isinstance(value, str) and value in codes


def _version(fields: JsonObject, departures: list[Departure]) -> None:
    version = fields.get("FV")
    if version is None:
        departures.append(Departure("version-missing"))
    elif type(version) is not str:
        departures.append(Departure("version-no-text", str(version)))
    elif version not in _KNOWN_VERSIONS:
        departures.append(Departure("version-unknown", version))


def _user(fields: JsonObject, departures: list[Departure]) -> None:
    """Table 4: the section belongs to every transaction, and to transactions only."""
    assigned, level, kind = fields.get("IS"), fields.get("IL"), fields.get("IT")
    if not isinstance(assigned, bool):
        if isinstance(assigned, str) and level is None:
            # Until 0.4 the level stood in IS.
            if assigned not in _LEVELS:
                departures.append(_code("IL", assigned))
        elif assigned is not None:
            departures.append(_departure("field-form", "IS"))
        elif not _is_fiscal(fields):
            departures.append(_departure("field-missing", "IS"))
    if level and not _one_of(level, _LEVELS):
        departures.append(_code("IL", level))
    flags = fields.get("IF")
    if isinstance(flags, list):
        if len(flags) > _MOST_FLAGS:
            departures.append(_departure("too-many", "IF"))
        departures += [_code("IF", flag) for flag in flags if not _one_of(flag, _FLAGS)]
    elif "IF" in fields:
        departures.append(_departure("field-form", "IF"))
    if not isinstance(kind, str):
        if kind is None and not _is_fiscal(fields):
            departures.append(_departure("field-missing", "IT"))
        return
    if kind not in _IDENTIFICATIONS:
        departures.append(_code("IT", kind))


def _is_fiscal(fields: JsonObject) -> bool:
    return str(fields.get("PG")).startswith(_FISCAL)


def _cable(cable: JsonValue, departures: list[Departure]) -> None:
    """Table 24."""
    if not isinstance(cable, dict):
        departures.append(_departure("field-form", "LC"))
        return
    name, unit = cable.get("LN"), cable.get("LU")
    if isinstance(name, str) and len(name) > _LONGEST_CABLE_NAME:
        departures.append(_departure("too-long", "LN"))
    departures += [_departure("field-missing", each) for each in ("LR", "LU") if each not in cable]
    if unit is not None and not _one_of(unit, _CABLE_UNITS):
        departures.append(_code("LU", unit))


# What most meters write in every reading, beside its value.
_USUAL = ("TX", "ST", "RU", "RT", "EF", "TM", "RI")
_usual_of = itemgetter(*_USUAL)
_USUAL_FIELDS = frozenset((*_USUAL, "RV"))
_USUAL_COUNT = len(_USUAL_FIELDS)
_NONE_STATED: frozenset[str] = frozenset()
_NOTHING_ODD: tuple[tuple[Departure, ...], tuple[str, ...]] = ((), ())
_KEPT_READINGS: dict[object, tuple[tuple[Departure, ...], tuple[str, ...]]] = {}


def _readings(listed: list[JsonValue], departures: list[Departure]) -> list[str]:
    """Table 7, for each reading as it stands; return the names of unknown fields."""
    unknown: list[str] = []
    stated: frozenset[str] = _NONE_STATED
    for entry in listed:
        if not isinstance(entry, dict):
            departures.append(Departure("reading-form"))
            continue
        value = entry.get("RV")
        names: tuple[str, ...] | None = None
        try:
            kind, state, unit, current, flags, time, _ = _usual_of(entry)
        except KeyError:
            names = tuple(entry)
            kind, state, unit, current, flags, time, _ = map(entry.get, _USUAL)
        else:
            if value is None or len(entry) != _USUAL_COUNT:
                names = tuple(entry)
        shape = (
            stated,
            names,
            type(value),
            type(value) is str and (value[:1] == " " or value[-1:] == " "),
            kind,
            state,
            unit,
            current,
            flags,
            time[-1:] if type(time) is str else time,
        )
        try:
            kept = _KEPT_READINGS.get(shape)
        except TypeError:
            kept = _reading(entry, stated)
        if kept is None:
            if len(_KEPT_READINGS) >= _MOST_KEPT:
                _KEPT_READINGS.clear()
            kept = _reading(entry, stated)
            kept = _KEPT_READINGS[shape] = kept if kept != _NOTHING_ODD else _NOTHING_ODD
        if kept is not _NOTHING_ODD:
            departures += kept[0]
            unknown += kept[1]
        if names is not None:
            stated = stated.union(entry)
        elif stated is not _USUAL_FIELDS:
            stated = _USUAL_FIELDS.union(stated) if stated else _USUAL_FIELDS
    return unknown


def _reading(
    entry: JsonObject, before: frozenset[str]
) -> tuple[tuple[Departure, ...], tuple[str, ...]]:
    """Return what departs in one reading, and its unknown fields.

    ``before`` are the names that stood in readings before it.
    """
    departures: list[Departure] = []
    if not before:
        departures += [
            _departure("field-missing", name) for name in ("TM", "ST") if name not in entry
        ]
    stated = before.union(entry)
    value = entry.get("RV")
    if type(value) is not NumberText:
        if isinstance(value, str):
            padded = value != value.strip(" ")
            departures.append(Departure("value-padded" if padded else "value-text", "RV"))
        elif value is not None:
            departures.append(_departure("field-form", "RV"))
    elif "RU" not in stated:
        departures.append(_departure("field-missing", "RU"))
    if ("RI" in entry) != ("RU" in entry) and ("RI" in stated) != ("RU" in stated):
        departures.append(Departure("register-without-unit"))
    _codes(entry, departures)
    return tuple(departures), tuple(_unknown(entry, _READING_FIELDS, _VENDOR_SPACE))


def _codes(entry: JsonObject, departures: list[Departure]) -> None:
    kind, state, unit = entry.get("TX"), entry.get("ST"), entry.get("RU")
    current, flags, time = entry.get("RT"), entry.get("EF"), entry.get("TM")
    if kind and not _one_of(kind, _KINDS):
        departures.append(_code("TX", kind))
    if state is not None and not _one_of(state, _STATES):
        departures.append(_code("ST", state))
    if unit and not _one_of(unit, _UNITS):
        departures.append(_code("RU", unit))
    if current and not _one_of(current, _CURRENTS):
        departures.append(_code("RT", current))
    if flags and not (isinstance(flags, str) and _ERROR_FLAGS.issuperset(flags)):
        departures.append(_code("EF", flags))
    if time is not None and not (isinstance(time, str) and time[-1:] in _TIME_STATES):
        departures.append(_departure("field-form", "TM"))


def _unknown(fields: JsonObject, known: frozenset[str], free: frozenset[str]) -> list[str]:
    if fields.keys() <= known:
        return []
    return [name for name in fields if name not in known and name[:1] not in free]
