"""What a signed record says, whatever its format, and the readers that find it out.

One reader for each format name of `SignedRecord.format`. A reader takes the record apart and
tells how its signature is checked; it judges neither key nor transaction.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import import_module
from typing import NamedTuple

from eichlab.ocmf import Departure, LoadedKey, SignatureCheck
from eichlab.transparency.formats.signed_message import SignedMessage
from eichlab.values import (
    EichlabError,
    Finding,
    Identification,
    SignedReading,
    SignedRecord,
)

_FISCAL = "F"


class Page(NamedTuple):
    """A number of a meter's pagination: the context it counts in (``T``, ``F``), the number."""

    context: str
    number: int

    @property
    def fiscal(self) -> bool:
        """Return whether the number counts readings that are no charging transaction."""
        return self.context == _FISCAL

    def __str__(self) -> str:
        return f"{self.context}{self.number}"


class LossCompensation(NamedTuple):
    """The cable loss compensation a record states (OCMF 1.4.1 table 24), texts as signed."""

    name: str | None = None
    identification: str | None = None
    resistance: str | None = None
    unit: str | None = None


class Stated(NamedTuple):
    """What a record states besides its readings, where rules compare it between records.

    Texts as signed, None where missing. ``gateway`` and ``meter`` are serial numbers;
    ``version`` is the format's (OCMF: ``FV``).
    """

    gateway: str | None = None
    meter: str | None = None
    charge_point_type: str | None = None
    charge_point: str | None = None
    user_assigned: bool | None = None
    user_level: str | None = None
    user_type: str | None = None
    user: str | None = None
    tariff_text: str | None = None
    version: str | None = None
    page: Page | None = None
    loss: LossCompensation | None = None
    old_version: bool = False


class RecordContent(NamedTuple):
    """What one record says.

    ``payload`` is the signed bytes; two records with equal payload are copies. ``check`` checks
    the signature under a key. ``label`` is the method the record names (None: its format fixes
    it), ``names`` under what a key ring may know its key (as stated), ``embedded_key`` the key
    the record itself carries. ``departures`` and ``findings`` are what is to be said about its
    form. ``messages`` are the parts of the payload a signature stands under, one after another;
    empty where the record's own format module takes the signature apart.
    """

    payload: bytes
    readings: tuple[SignedReading, ...]
    identification: Identification
    stated: Stated
    check: Callable[[LoadedKey], SignatureCheck]
    label: str | None = None
    names: tuple[str | None, ...] = ()
    embedded_key: bytes | None = None
    departures: tuple[Departure, ...] = ()
    findings: tuple[Finding, ...] = ()
    simulated: bool = False
    messages: tuple[SignedMessage, ...] = ()


Reader = Callable[[SignedRecord], RecordContent]
"""Reads one format; raises `EichlabError` where the bytes are no record of it."""


# Format name → module and function. Modules are loaded when their format first occurs: most
# documents hold one format only, and the command line shall start fast.
_READERS: Mapping[str, tuple[str, str]] = {
    "OCMF": ("eichlab.transparency.ocmf_content", "read_ocmf"),
    "OCMF-SEALED": ("eichlab.transparency.sealed_content", "read_sealed"),
    "ALFEN": ("eichlab.transparency.formats.alfen", "read_alfen"),
    "BSM": ("eichlab.transparency.formats.bsm", "read_bsm"),
    "EDL_40_P": ("eichlab.transparency.formats.edl40", "read_edl40_telegram"),
    "EDL_40_SIG": ("eichlab.transparency.formats.edl40", "read_edl40_block"),
    "EDL_40_MENNEKES": ("eichlab.transparency.formats.mennekes", "read_mennekes"),
    "ISA_EDL_40_P": ("eichlab.transparency.formats.isa_edl40", "read_isa_edl40"),
    "PCDF": ("eichlab.transparency.formats.pcdf", "read_pcdf"),
}
_LOADED: dict[str, Reader] = {}
# Formats of which nothing can be read without a key.
_SEALED = frozenset(("OCMF-SEALED",))


def read_content(signed: SignedRecord, entered_key: bytes | None = None) -> RecordContent:
    """Return what a record says. Raises `EichlabError` where it is not of its format.

    ``entered_key`` opens a sealed record that came without a key.
    """
    if entered_key is not None and signed.public_key is None and signed.format in _SEALED:
        signed = replace(signed, public_key=entered_key)
    reader = _LOADED.get(signed.format)
    if reader is None:
        place = _READERS.get(signed.format)
        if place is None:
            raise EichlabError("content.format", format=signed.format)
        reader = getattr(import_module(place[0]), place[1])
        _LOADED[signed.format] = reader
    return reader(signed)
