"""The fields of what was signed: where each stands, what it means, what a reading inherits."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Final

from eichlab.ocmf import INHERITED_FIELDS, FieldPlace, field_places
from eichlab.values import Message, message

_Places = Callable[[bytes], tuple[FieldPlace, ...]]

# Format name → family of meanings, and module and function that know the layout.
_FORMATS: Final[Mapping[str, tuple[str, str, str]]] = {
    "ALFEN": ("alfen", "alfen", "alfen_places"),
    "BSM": ("bsm", "bsm", "bsm_places"),
    "EDL_40_P": ("edl40", "edl40", "edl40_places"),
    "EDL_40_SIG": ("edl40", "edl40", "edl40_places"),
    "EDL_40_MENNEKES": ("edl40", "edl40", "two_edl40_places"),
    "ISA_EDL_40_P": ("edl40", "isa_edl40", "isa_edl40_places"),
    "PCDF": ("pcdf", "pcdf", "pcdf_places"),
}
_OCMF: Final = frozenset(("OCMF", "OCMF-SEALED"))
# What the specification of OCMF names (tables 2 to 7, 24): at the top, in a reading, in the
# cable loss compensation. Anything else is the maker's own.
_OCMF_NAMES: Final = frozenset(
    (
        *("FV", "GI", "GS", "GV", "PG", "MV", "MM", "MS", "MF", "IS", "IL", "IF", "IT", "ID"),
        *("TT", "CF", "CT", "CI", "RD.TM", "RD.TX", "RD.RV", "RD.RI", "RD.RU", "RD.RT"),
        *("RD.CL", "RD.EF", "RD.ST", "RD.EI", "LC.LN", "LC.LI", "LC.LR", "LC.LU"),
    )
)
_PCDF_NAMES: Final = frozenset(
    ("ST", "CT", "CD", "TV", "SP", "RV", "SI", "CS", "HW", "DT", "PK", "BV", "CSC")
)
# Which of the values a block holds comes before the name.
_WHEN: Final = frozenset(("begin", "end", "current"))
_NUMBER: Final = re.compile(r"\[\d+\]")
_READING: Final = re.compile(r"RD\[\d+\]\.")


@dataclass(frozen=True, slots=True)
class SignedField:
    """A field: its name, its bytes within what was signed, what it states, what it means.

    ``inherited_from`` names the field of an earlier reading whose bytes these are, where a
    reading leaves the field out and so keeps that one's value. ``meaning`` is None where the
    format's specification does not name the field.
    """

    path: str
    begin: int
    end: int
    text: str
    meaning: Message | None = None
    inherited_from: str | None = None


def signed_fields(format_name: str, payload: bytes) -> tuple[SignedField, ...]:
    """Return the fields of a payload in their order; empty for a format without a known layout.

    Behind the fields of a reading stand those it inherits.
    """
    if format_name in _OCMF:
        return _with_inherited(
            tuple(_field(place, _ocmf_meaning(place.path)) for place in field_places(payload))
        )
    known = _FORMATS.get(format_name)
    if known is None:
        return ()
    family, module, function = known
    places: _Places = getattr(import_module(f"eichlab.transparency.formats.{module}"), function)
    return tuple(_field(place, _meaning(family, place.path)) for place in places(payload))


def _field(place: FieldPlace, meaning: Message | None) -> SignedField:
    return SignedField(place.path, place.begin, place.end, place.text, meaning)


def _ocmf_meaning(path: str) -> Message | None:
    name = _NUMBER.sub("", path)
    return message(f"field.ocmf.{name.lower()}") if name in _OCMF_NAMES else None


def _meaning(family: str, path: str) -> Message | None:
    if family == "pcdf":
        return message(f"field.pcdf.{path.lower()}") if path in _PCDF_NAMES else None
    if family == "bsm":
        # The name says which quantity, its last part that it is its value, scale, unit, length.
        name, _, part = path.partition(".")
        known = part in {"value", "text"}
        return message(f"field.bsm.{name.lower() if known else part}")
    when, _, name = path.rpartition(".")
    meaning = message(f"field.{family}.{name.lower()}")
    return message(f"field.{when}", what=meaning) if when in _WHEN else meaning


def _with_inherited(own: tuple[SignedField, ...]) -> tuple[SignedField, ...]:
    """Put behind each reading's fields those it keeps from the reading before."""
    fields: list[SignedField] = []
    kept: dict[str, SignedField] = {}
    stated: set[str] = set()
    reading = ""

    def close_reading() -> None:
        for name in INHERITED_FIELDS:
            origin = kept.get(name)
            if reading and origin is not None and name not in stated:
                fields.append(
                    SignedField(
                        reading + name,
                        origin.begin,
                        origin.end,
                        origin.text,
                        origin.meaning,
                        inherited_from=origin.path,
                    )
                )

    for field in own:
        match = _READING.match(field.path)
        begun = match[0] if match else ""
        if begun != reading:
            close_reading()
            reading, stated = begun, set()
        if begun:
            name = field.path[len(begun) :]
            kept[name] = field
            stated.add(name)
        fields.append(field)
    close_reading()
    return tuple(fields)
