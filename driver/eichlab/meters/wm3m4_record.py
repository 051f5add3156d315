"""The WM3M4C's texts: the dataset it is given, and the record put together from its parts.

The meter signs the dataset with its own values in the gaps, and gives payload and signature
apart; the record is ``OCMF|payload|{"SD":"hex"}``, as every client of this meter writes it.
"""

import base64
import binascii
import hashlib
import json
import re
from dataclasses import dataclass

from eichlab.meters import wm3m4_registers as wm3m4
from eichlab.meters.ocmf_text import is_whole, payload_of
from eichlab.meters.request_text import fitting_text
from eichlab.values import (
    IdentificationFlag,
    IdentificationLevel,
    Message,
    RequestError,
    TransactionRequest,
    message,
)

GATEWAY = "Eichlab"
"""``GI``, the system the meter works for; behind it stands the transaction id."""

_ID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_UUID = re.compile(_ID)
_GATEWAY_WITH_ID = re.compile(rf"{GATEWAY} ({_ID})")
_ENDS = frozenset("ELRAP")

# How the meter escapes these inside its JSON is not known, so they are never given to it.

_SEQUENCE = 0x30
_INTEGER = 0x02


def checked(request: TransactionRequest, meter: str) -> tuple[Message, ...]:
    """Refuse with `RequestError` what does not fit; return notices of what has no place at all."""
    if not _UUID.fullmatch(request.transaction_id):
        raise RequestError("wm3m4.id-not-uuid", meter=meter, transaction=request.transaction_id)
    for field, text, room in (
        ("ID", request.identification, wm3m4.IDENTIFICATION_BYTES),
        ("CI", request.charge_point_id, wm3m4.CHARGE_POINT_BYTES),
    ):
        fitting_text(field, text, room, meter)
    groups = [flag.group for flag in request.flags]
    for group in groups:
        if groups.count(group) > 1:
            raise RequestError("meter.two-flags", meter=meter, group=group)
    notices: list[Message] = []
    if request.level is not IdentificationLevel.NONE:
        notices.append(message("wm3m4.no-level", meter=meter, level=request.level.value))
    if request.tariff_text:
        notices.append(message("wm3m4.no-tariff", meter=meter))
    if request.raw_tariff:
        notices.append(message("wm3m4.no-id", meter=meter))
    return tuple(notices)


def dataset(request: TransactionRequest | None) -> bytes:
    """Return the dataset of a request; None: for a transaction of which nothing is known.

    Names in the manual's order, no white space; what the meter fills is left empty.
    """
    asked = TransactionRequest(assigned=False, raw_tariff=True) if request is None else request
    gateway = GATEWAY if asked.raw_tariff else f"{GATEWAY} {asked.transaction_id}"
    order = tuple(IdentificationFlag)
    members = {
        "FV": "1.0",
        "GI": gateway,
        "GS": "",
        "PG": "",
        "MV": "",
        "MM": "",
        "MS": "",
        "MF": "",
        "IS": asked.assigned,
        "IF": [flag.value for flag in sorted(asked.flags, key=order.index)],
        "IT": asked.identification_type.value,
        "ID": asked.identification,
        "CT": asked.charge_point_type.value,
        "CI": asked.charge_point_id,
        "RD": [],
    }
    return json.dumps(members, separators=(",", ":")).encode("ascii")


def id_in_text(text: bytes) -> str | None:
    """Return the transaction id behind ``GI`` in a dataset or payload, whole or not."""
    found = re.search(rf'"GI":"{_GATEWAY_WITH_ID.pattern}"'.encode(), text)
    return found[1].decode() if found is not None else None


@dataclass(frozen=True, slots=True)
class Output:
    """What the meter signed last: payload and signature as they stand in its registers."""

    payload: bytes
    signature: bytes

    @property
    def fingerprint(self) -> str:
        """Return what tells it from every other: no two signatures are alike."""
        return hashlib.sha256(self.signature or self.payload).hexdigest()[:16]

    @property
    def data(self) -> bytes:
        """Return the record's text."""
        plain = f'{{"SD":"{canonical(self._der).hex().upper()}"}}'.encode("ascii")
        return b"OCMF|" + self.payload + b"|" + plain

    @property
    def is_respelled(self) -> bool:
        """Return whether the signature's numbers are written without superfluous zeros."""
        return canonical(self._der) != self._der

    @property
    def _der(self) -> bytes:
        """Return the signature in binary, should somebody have asked the meter for Base64."""
        if self.signature[:1] != bytes([_SEQUENCE]):
            try:
                return base64.b64decode(self.signature, validate=True)
            except binascii.Error:
                pass
        return self.signature

    @property
    def is_usable(self) -> bool:
        """Return whether it is a whole payload with a signature."""
        return bool(self.signature) and is_whole(self.data) and payload_of(self.data) is not None

    @property
    def fields(self) -> dict[str, object]:
        """Return the payload's fields; none where it is no JSON."""
        return payload_of(self.data) or {}

    @property
    def ends(self) -> bool:
        """Return whether its last reading ends a transaction."""
        listed = self.fields.get("RD")
        last = listed[-1] if isinstance(listed, list) and listed else None
        return isinstance(last, dict) and last.get("TX") in _ENDS


def canonical(der: bytes) -> bytes:
    """Return an ECDSA signature without superfluous zeros before its two numbers.

    The meter's firmware writes small numbers in 32 bytes all the same, which DER forbids and
    strict readers refuse. The numbers stay what they are; what is no signature stays as it is.
    """
    if len(der) < 2 or der[0] != _SEQUENCE or der[1] != len(der) - 2:
        return der
    numbers: list[int] = []
    rest = der[2:]
    while rest:
        if len(rest) < 2 or rest[0] != _INTEGER or not 0 < rest[1] <= len(rest) - 2:
            return der
        numbers.append(int.from_bytes(rest[2 : 2 + rest[1]], signed=True))
        rest = rest[2 + rest[1] :]
    if len(numbers) != 2 or min(numbers) < 0:
        return der
    content = b"".join(_integer(number) for number in numbers)
    return bytes([_SEQUENCE, len(content)]) + content


def _integer(number: int) -> bytes:
    length = number.bit_length() // 8 + 1
    return bytes([_INTEGER, length]) + number.to_bytes(length)
