"""What a register counts, by its OBIS code (IEC 62056-6-1; OCMF 1.4.1 table 25)."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

_CODE = re.compile(
    r"(?:(?P<a>[0-9A-F]{1,2})-(?P<b>[0-9A-Z]{1,3}):)?"
    r"(?P<c>[0-9A-F]{1,3})\.(?P<d>[0-9A-F]{1,2})(?:\.(?P<e>[0-9A-Z]{1,3}))?"
    r"(?:(?P<mark>[.*&])(?P<f>[0-9A-F]{1,3}))?"
)
_ELECTRICITY = "1"
# 17 is the signed total of EDL 40 meters, kept for the customer identified last.
_TIME_INTEGRALS = frozenset(("8", "17"))
# In the order in which they are billed: at the device, of the transaction or in total, then at
# the mains. 98h and 9Eh are the compensated totals of older meters.
# 128 is the charged energy of the format PCDF; OCMF writes C in hexadecimal and never has it.
_BILLING_ORDER = ("B3", "B1", "98", "9E", "B2", "B0", "1", "9C", "128")
_IMPORT = frozenset(_BILLING_ORDER)
_EXPORT = frozenset(("2", "C0", "C1", "C2", "C3"))
_WHOLE_REGISTER = frozenset(("0", "E"))
_PLAIN_STORAGE = frozenset((None, "FF", "255"))


class RegisterKind(StrEnum):
    """What a register counts, as far as billing asks."""

    IMPORT = "import"
    EXPORT = "export"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Obis:
    """An OBIS code in one spelling; ``rank`` orders registers for billing, lowest first.

    ``register`` is the value group C of a register of active energy (``B3``, ``1``).
    """

    kind: RegisterKind
    spelling: str
    rank: tuple[int, int] = (len(_BILLING_ORDER), 0)
    unusual_spelling: bool = False
    register: str | None = None


@lru_cache(maxsize=512)
def read_obis(code: str | None) -> Obis:
    """Read an OBIS code: ``1-b:1.8.0``, ``01-00:B2.08.00*FF``, ``1-0:1.8.0.FF``.

    Two spellings of one register give the same ``spelling``. A code that cannot be read is its
    own register of unknown kind.
    """
    if code is None:
        return Obis(RegisterKind.UNKNOWN, "")
    match = _CODE.fullmatch(code.strip().upper()) if len(code) < 64 else None
    if match is None:
        return Obis(RegisterKind.UNKNOWN, code)
    a, b, c, d, e, f = (
        None if part is None else part.lstrip("0") or "0"
        for part in match.group("a", "b", "c", "d", "e", "f")
    )
    storage = "" if f in _PLAIN_STORAGE else f"*{f}"
    spelling = f"{a or _ELECTRICITY}-{b or '0'}:{c}.{d}.{e or '0'}{storage}"
    unusual = a is None or match["mark"] not in {None, "*"}
    if (a or _ELECTRICITY) != _ELECTRICITY or d not in _TIME_INTEGRALS or c is None:
        return Obis(RegisterKind.OTHER, spelling, unusual_spelling=unusual)
    if c in _IMPORT:
        part = 0 if e is None or e in _WHOLE_REGISTER else 1
        return Obis(RegisterKind.IMPORT, spelling, (_BILLING_ORDER.index(c), part), unusual, c)
    kind = RegisterKind.EXPORT if c in _EXPORT else RegisterKind.OTHER
    return Obis(kind, spelling, unusual_spelling=unusual, register=c)
