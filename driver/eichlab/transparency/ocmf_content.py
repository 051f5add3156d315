"""What an OCMF record says (OCMF 1.4.1 tables 1 to 8 and 24)."""

import re
from functools import partial

from eichlab.ocmf import (
    DEFAULT_ALGORITHM,
    JsonObject,
    JsonValue,
    OcmfRecord,
    check_payload,
    form_departures,
    parse,
    read_readings,
    text_of,
    texts_of,
)
from eichlab.transparency.content import LossCompensation, Page, RecordContent, Stated
from eichlab.transparency.likeness import read_alike, remember
from eichlab.values import Identification, SignedReading, SignedRecord

_SIMULATION = "SIMULATION"
_STATED = ("GS", "MS", "MV", "MM", "GI", "CT", "CI", "IL", "IT", "ID", "TT", "PG", "FV")
_CONTEXTS = frozenset("TF")
_PAGE = re.compile(r"\s*([A-Za-z])0*(\d{1,30})\s*", re.ASCII)


def read_ocmf(signed: SignedRecord) -> RecordContent:
    """Return what an OCMF record says. Raises `eichlab.ocmf.OcmfError`."""
    content = read_alike(signed)
    if content is None:
        record = parse(signed.data)
        content = content_of(record)
        remember(signed, record, content)
    return content


def content_of(record: OcmfRecord) -> RecordContent:
    """Return what a parsed OCMF record says."""
    fields, signature = record.fields, record.signature
    assigned = fields.get("IS")
    stated = texts_of(fields, _STATED)
    gateway, meter, vendor, model, maker, kind, charge_point = stated[:7]
    level, user_type, user, tariff, pagination, version = stated[7:]
    if level is None and assigned is not None:
        # Until 0.4 the level stood in IS.
        level = text_of(assigned)
    is_assigned = assigned if isinstance(assigned, bool) else None
    readings = read_readings(record)
    label = signature.get("SA")
    return RecordContent(
        record.payload,
        readings,
        Identification(
            meter or gateway,
            model,
            vendor,
            charge_point,
            user,
            user_type,
            level,
            is_assigned,
            tariff,
            pagination,
        ),
        Stated(
            gateway,
            meter,
            kind,
            charge_point,
            is_assigned,
            level,
            user_type,
            user,
            tariff,
            version,
            None if pagination is None else _page(pagination),
            _loss(fields) if "LC" in fields else None,
            _is_old(fields, assigned, readings),
        ),
        # Not with the record, whose fields need not be kept for it.
        partial(check_payload, record.payload, signature),
        DEFAULT_ALGORITHM if label is None else str(label),
        (gateway, meter, charge_point),
        record.key_section.encode() if record.key_section else None,
        form_departures(record),
        (),
        _says_simulation(model) or _says_simulation(maker),
    )


def _says_simulation(text: str | None) -> bool:
    return text is not None and _SIMULATION in text.upper()


def _page(pagination: str) -> Page | None:
    context, number = pagination[:1], pagination[1:]
    if context in _CONTEXTS and number.isdecimal() and number.isascii() and len(number) <= 30:
        return Page(context, int(number))
    match = _PAGE.fullmatch(pagination)
    return Page(match[1].upper(), int(match[2])) if match else None


def _loss(fields: JsonObject) -> LossCompensation | None:
    loss = fields.get("LC")
    if not isinstance(loss, dict):
        return None
    return LossCompensation(*(text_of(loss.get(name)) for name in ("LN", "LI", "LR", "LU")))


def _is_old(fields: JsonObject, assigned: JsonValue, readings: tuple[SignedReading, ...]) -> bool:
    """Return whether the fields are those of 0.1 to 0.4, whatever ``FV`` says (rule R14)."""
    if "VI" in fields or "VV" in fields:
        return True
    if isinstance(assigned, str) and "IL" not in fields:
        return True
    return [each.event_counter for each in readings].count(None) < len(readings)
