"""What an OCMF record says (OCMF 1.4.1 tables 1 to 8 and 24)."""

import re
from functools import partial

from eichlab.ocmf import (
    DEFAULT_ALGORITHM,
    JsonObject,
    OcmfRecord,
    check,
    form_departures,
    parse,
    read_readings,
    text_of,
)
from eichlab.transparency.content import LossCompensation, Page, RecordContent, Stated
from eichlab.values import Identification, SignedRecord

_SIMULATION = "SIMULATION"
_PAGE = re.compile(r"\s*([A-Za-z])0*(\d{1,30})\s*", re.ASCII)


def read_ocmf(signed: SignedRecord) -> RecordContent:
    """Return what an OCMF record says. Raises `eichlab.ocmf.OcmfError`."""
    return content_of(parse(signed.data))


def content_of(record: OcmfRecord) -> RecordContent:
    """Return what a parsed OCMF record says."""
    fields = record.fields
    meter, gateway = text_of(fields.get("MS")), text_of(fields.get("GS"))
    charge_point = text_of(fields.get("CI"))
    model = text_of(fields.get("MM"))
    assigned, level = fields.get("IS"), text_of(fields.get("IL"))
    user, user_type = text_of(fields.get("ID")), text_of(fields.get("IT"))
    tariff = text_of(fields.get("TT"))
    pagination = text_of(fields.get("PG"))
    if level is None:
        # Until 0.4 the level stood in IS.
        level = text_of(assigned)
    is_assigned = assigned if isinstance(assigned, bool) else None
    return RecordContent(
        payload=record.payload,
        readings=read_readings(record),
        identification=Identification(
            meter or gateway,
            model,
            text_of(fields.get("MV")),
            charge_point,
            user,
            user_type,
            level,
            is_assigned,
            tariff,
            pagination,
        ),
        stated=Stated(
            gateway,
            meter,
            text_of(fields.get("CT")),
            charge_point,
            is_assigned,
            level,
            user_type,
            user,
            tariff,
            text_of(fields.get("FV")),
            _page(pagination),
            _loss(fields),
            _is_old(record),
        ),
        check=partial(check, record),
        label=text_of(record.signature.get("SA")) or DEFAULT_ALGORITHM,
        names=(gateway, meter, charge_point),
        embedded_key=record.key_section.encode() if record.key_section else None,
        departures=form_departures(record),
        simulated=_says_simulation(model) or _says_simulation(text_of(fields.get("GI"))),
    )


def _says_simulation(text: str | None) -> bool:
    return text is not None and _SIMULATION in text.upper()


def _page(pagination: str | None) -> Page | None:
    match = _PAGE.fullmatch(pagination) if pagination is not None else None
    return Page(match[1].upper(), int(match[2])) if match else None


def _loss(fields: JsonObject) -> LossCompensation | None:
    loss = fields.get("LC")
    if not isinstance(loss, dict):
        return None
    return LossCompensation(*(text_of(loss.get(name)) for name in ("LN", "LI", "LR", "LU")))


def _is_old(record: OcmfRecord) -> bool:
    """Return whether the fields are those of 0.1 to 0.4, whatever ``FV`` says (rule R14)."""
    fields = record.fields
    if "VI" in fields or "VV" in fields:
        return True
    if isinstance(fields.get("IS"), str) and "IL" not in fields:
        return True
    listed = fields.get("RD")
    return isinstance(listed, list) and any(
        isinstance(each, dict) and "EI" in each for each in listed
    )
