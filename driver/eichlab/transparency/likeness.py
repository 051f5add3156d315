"""Reading OCMF records that look like one read before.

A meter writes one record like the other: the same fields in the same order, and only numbers,
times, the user and the tariff text change. From a record that was read field by field, a pattern
of the whole text is made, with gaps for what changes. A text that fits it says the same but for
the gaps, and these hold nothing but plain digits, times and texts; so it need not be taken apart
again. Whatever does not fit is read field by field.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from eichlab.ocmf import (
    HEADER,
    FieldPlace,
    JsonObject,
    OcmfRecord,
    check_payload,
    field_places,
    moment,
)
from eichlab.transparency.content import Page, RecordContent, Stated
from eichlab.values import Identification, SignedReading, SignedRecord

_SEEN_BEFORE = 2
"""Records of a key that are read field by field before a pattern is made."""
_MOST_PATTERNS = 4
"""Patterns for one key: of a begin, an end, both, and one more."""
_MOST_KEYS = 1000
_MOST_READINGS = 20
_HEADER_SIZE = len(HEADER)

_PLAIN_NAME = re.compile(r"[A-Za-z0-9_]+")
_TIME = re.compile(r'"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d,\d{3}[+-]\d{4}) ([UISR])"', re.ASCII)
_NUMBER = re.compile(r"(-?(?:0|[1-9]\d{0,29})(?:\.\d{1,30})?)", re.ASCII)
_PAGE = re.compile(r'"([TF])(0|[1-9]\d{0,29})"', re.ASCII)
_HEXADECIMAL = re.compile(r'"([0-9A-Fa-f]+)"')
_TARIFF = re.compile(r'"([ !#-\[\]-~]{0,250})"')
_SIGNATURE = re.compile(r'"([0-9A-Fa-f]{2,400})"')
# The form of these does not hang on their length alone.
_WITH_DIGITS_ONLY = frozenset(("ISO7812", "PHONE_NUMBER"))


class _LikeReading(NamedTuple):
    """A reading, and the numbers of the gaps for what changes in it; None: nothing does.

    The gap behind that of the time holds the status of the clock.
    """

    reading: SignedReading
    time: int | None
    value: int | None


@dataclass(frozen=True, slots=True)
class Likeness:
    """How records look that are like ``content`` but for the gaps of ``pattern``.

    ``section`` is the signature section; the last gap is the signature, the first the payload.
    """

    pattern: re.Pattern[str]
    content: RecordContent
    section: JsonObject
    readings: tuple[_LikeReading, ...]
    page: int | None
    user: int | None
    tariff: int | None

    def read(self, data: bytes) -> RecordContent | None:
        """Return what a record says, None where it does not look like this."""
        # A sign beyond ASCII fits no pattern, whatever it stands for.
        match = self.pattern.fullmatch(data.decode("latin-1"))
        if match is None:
            return None
        gaps = match.groups()
        like = self.content
        identification, stated = like.identification, like.stated
        pagination, page = identification.pagination, stated.page
        if self.page is not None and page is not None:
            pagination = page.context + gaps[self.page]
            page = Page(page.context, int(gaps[self.page]))
        user = stated.user if self.user is None else gaps[self.user]
        tariff = stated.tariff_text if self.tariff is None else gaps[self.tariff]
        payload = data[_HEADER_SIZE : match.end(1)]
        return RecordContent(
            payload,
            tuple([_read(each, gaps) for each in self.readings]),
            Identification(*identification[:4], user, *identification[5:8], tariff, pagination),
            Stated(*stated[:7], user, tariff, stated.version, page, *stated[11:]),
            partial(check_payload, payload, {**self.section, "SD": gaps[-1]}),
            like.label,
            like.names,
            like.embedded_key,
            like.departures,
            like.findings,
            like.simulated,
        )


def _read(like: _LikeReading, gaps: tuple[str, ...]) -> SignedReading:
    reading, time_gap, value_gap = like
    time, status, tx, value, unit, obis, state, flags, amount, at, *rest = reading
    if time_gap is not None:
        time, status = gaps[time_gap], gaps[time_gap + 1]
        at = moment(time)
    if value_gap is not None:
        value = gaps[value_gap]
        amount = Decimal(value)
    return SignedReading(time, status, tx, value, unit, obis, state, flags, amount, at, *rest)


def likeness_of(record: OcmfRecord, content: RecordContent) -> Likeness | None:
    """Return how records look that are like this one; None where it is too unusual to tell."""
    if not _is_plain(record, content):
        return None
    payload, section = record.payload.decode(), record.text[_HEADER_SIZE + len(record.payload) :]
    # Gap 0 is the payload.
    pieces, end, count, found = [], 0, 1, dict[str, int]()
    for place in field_places(record.payload):
        gap = _gap(place, record.fields)
        if gap is not None:
            pieces += [re.escape(payload[end : place.begin]), gap]
            end, found[place.path] = place.end, count
            count += 2 if place.path.endswith(".TM") else 1
    pieces.append(re.escape(payload[end:]))
    before, behind = section.decode().split(f'"{record.signature["SD"]}"')
    pattern = re.compile(
        f"OCMF\\|({''.join(pieces)}){re.escape(before)}{_SIGNATURE.pattern}{re.escape(behind)}",
        re.ASCII,
    )
    listed = record.fields["RD"]
    assert isinstance(listed, list)
    readings: list[_LikeReading] = []
    time: int | None = None
    for number, (entry, reading) in enumerate(zip(listed, content.readings, strict=True)):
        # A reading without a time has that of the one before it.
        if isinstance(entry, dict) and "TM" in entry:
            time = found.get(f"RD[{number}].TM")
        readings.append(_LikeReading(reading, time, found.get(f"RD[{number}].RV")))
    likeness = Likeness(
        pattern,
        content,
        {name: value for name, value in record.signature.items() if name != "SD"},
        tuple(readings),
        found.get("PG"),
        found.get("ID"),
        found.get("TT"),
    )
    again = likeness.read(record.text)
    return (
        likeness if again is not None and again._replace(check=content.check) == content else None
    )


def _is_plain(record: OcmfRecord, content: RecordContent) -> bool:
    """Return whether every sign of a record stands for itself, and nothing odd is about it."""
    listed, signature = record.fields.get("RD"), record.signature.get("SD")
    return (
        record.text.isascii()
        and b"\\" not in record.text
        and record.text.startswith(HEADER + record.payload + b"|{")
        and not record.departures
        and record.key_section is None
        and all(_PLAIN_NAME.fullmatch(name) for name in record.fields)
        and isinstance(listed, list)
        and len(listed) == len(content.readings) <= _MOST_READINGS
        and type(signature) is str
        and _SIGNATURE.fullmatch(f'"{signature}"') is not None
        and record.text.count(f'"{signature}"'.encode()) == 1
    )


def _gap(place: FieldPlace, fields: JsonObject) -> str | None:
    """Return the pattern of what may stand in a place; None where nothing else may."""
    match place.path.partition("]")[2] if place.path.startswith("RD[") else place.path:
        case ".TM" if _TIME.fullmatch(place.text):
            return _TIME.pattern
        case ".RV" if _NUMBER.fullmatch(place.text):
            return _NUMBER.pattern
        case "PG" if page := _PAGE.fullmatch(place.text):
            # Another context counts other readings.
            return _PAGE.pattern.replace("([TF])", page[1])
        case "ID" if _HEXADECIMAL.fullmatch(place.text):
            if fields.get("IT") in _WITH_DIGITS_ONLY:
                return None
            return _HEXADECIMAL.pattern.replace("+", f"{{{len(place.text) - 2}}}")
        case "TT" if _TARIFF.fullmatch(place.text):
            return _TARIFF.pattern
    return None


@dataclass(slots=True)
class _OfKey:
    """What was learnt from the records that came with one key."""

    seen: int = 0
    likenesses: list[Likeness] = field(default_factory=list)


_BY_KEY: dict[bytes | None, _OfKey] = {}


def read_alike(signed: SignedRecord) -> RecordContent | None:
    """Return what a record says that looks like one remembered; None where none is."""
    of_key = _BY_KEY.get(signed.public_key)
    if of_key is not None:
        for likeness in of_key.likenesses:
            content = likeness.read(signed.data)
            if content is not None:
                return content
    return None


def remember(signed: SignedRecord, record: OcmfRecord, content: RecordContent) -> None:
    """Take note of a record that was read field by field."""
    of_key = _BY_KEY.get(signed.public_key)
    if of_key is None:
        if len(_BY_KEY) >= _MOST_KEYS:
            _BY_KEY.clear()
        of_key = _BY_KEY[signed.public_key] = _OfKey()
    of_key.seen += 1
    if _SEEN_BEFORE < of_key.seen <= _SEEN_BEFORE + _MOST_PATTERNS:
        likeness = likeness_of(record, content)
        if likeness is not None:
            of_key.likenesses.append(likeness)
