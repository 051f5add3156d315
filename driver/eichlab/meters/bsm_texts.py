"""The three texts that a BSM-WS36A signs with every snapshot, out of a request.

The first becomes ``ID`` of the OCMF, the second ``X2``, the third ``X3``; firmware before 1.3 puts
only the first there, but signs all three in the snapshot itself. There is no other room: the
charge point stands in the second behind the word its maker's tools look for, tariff text and
transaction id stand in the third, the id behind ``<=>``.
"""

import re

from eichlab.meters.bsm_registers import META_BYTES
from eichlab.meters.request_text import fitting_text, require_plain
from eichlab.values import (
    ChargePointIdType,
    IdentificationLevel,
    IdentificationType,
    Message,
    RequestError,
    TransactionRequest,
    message,
)

ID_SEPARATOR = "<=>"
_ID_LENGTH = 36
_ID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_TAGS = {ChargePointIdType.EVSEID: "evse-id: ", ChargePointIdType.CBIDC: "cbidc: "}

IDENTIFICATION_BYTES, _, _THIRD_BYTES = META_BYTES
CHARGE_POINT_BYTES = META_BYTES[1] - max(map(len, _TAGS.values()))
TARIFF_BYTES = _THIRD_BYTES - len(ID_SEPARATOR) - _ID_LENGTH

_TYPE_OF_EVERY_RECORD = frozenset({IdentificationType.NONE, IdentificationType.UNDEFINED})

Metas = tuple[bytes, bytes, bytes]
NO_METAS: Metas = (b"", b"", b"")


def metas_of(request: TransactionRequest, meter: str) -> tuple[Metas, tuple[Message, ...]]:
    """Return the texts, and what is to be told about what they leave out.

    Raises `RequestError` for an identification or charge point that does not fit, and for
    characters the meter does not take safely. A tariff text too long is cut at its end, unless it
    is to be signed raw.
    """
    notices: list[Message] = []
    identification = _plain("ID", request.identification, IDENTIFICATION_BYTES, meter)
    if identification and not request.assigned:
        # The meter calls assigned whatever identification it has.
        notices.append(message("bsm.not-assigned", meter=meter))
        identification = b""
    charge_point = _plain("CI", request.charge_point_id, CHARGE_POINT_BYTES, meter)
    if charge_point:
        charge_point = _TAGS[request.charge_point_type].encode() + charge_point
    # Without any text nothing could tell that a record was read: then the id has to stand there.
    raw = request.raw_tariff and bool(identification or charge_point or request.tariff_text)
    third, about_third = _third(request, meter, raw=raw)
    missing = _without_room(request)
    if missing:
        notices.append(message("bsm.no-room", meter=meter, fields=", ".join(missing)))
    return (identification, charge_point, third), (*notices, *about_third)


def id_in(metas: Metas) -> str | None:
    """Return the transaction id that the texts carry; None where they carry none."""
    _, separator, behind = metas[2].decode("ascii", "replace").rpartition(ID_SEPARATOR)
    found = _ID.fullmatch(behind.strip()) if separator else None
    return found.group() if found is not None else None


def _third(
    request: TransactionRequest, meter: str, *, raw: bool
) -> tuple[bytes, tuple[Message, ...]]:
    tariff, identity = request.tariff_text, request.transaction_id
    require_plain("TT", tariff, meter)
    if not raw and not _ID.fullmatch(identity):
        raise RequestError("bsm.id-not-uuid", meter=meter, transaction=identity)
    if ID_SEPARATOR in tariff:
        raise RequestError("bsm.separator-in-tariff", meter=meter)
    if raw:
        # As it stands, or not at all.
        return _plain("TT", tariff, _THIRD_BYTES, meter), ()
    notices: tuple[Message, ...] = ()
    if len(tariff) > TARIFF_BYTES:
        notices = (message("bsm.tariff-cut", meter=meter, room=TARIFF_BYTES, length=len(tariff)),)
        tariff = tariff[:TARIFF_BYTES]
    return f"{tariff}{ID_SEPARATOR}{identity}".encode("ascii"), notices


def _without_room(request: TransactionRequest) -> list[str]:
    """Return the OCMF fields that were asked for and cannot be signed."""
    missing = []
    if request.level is not IdentificationLevel.NONE:
        missing.append("IL")
    if request.flags:
        missing.append("IF")
    if request.identification_type not in _TYPE_OF_EVERY_RECORD:
        missing.append("IT")
    return missing


def _plain(field: str, text: str, room: int, meter: str) -> bytes:
    return fitting_text(field, text, room, meter).encode("ascii")
