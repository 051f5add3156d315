"""Rule R7: whom the transaction is assigned to, and how sure that is."""

from collections.abc import Sequence

from eichlab.transparency.content import RecordContent
from eichlab.transparency.rules import finding
from eichlab.values import Finding

_UNSURE_LEVELS = frozenset(("MISMATCH", "INVALID", "OUTDATED", "UNKNOWN"))
SURE_LEVELS = frozenset(("NONE", "HEARSAY", "TRUSTED", "VERIFIED", "CERTIFIED", "SECURE"))
"""Levels that say no error (OCMF 1.4.1 table 11)."""

_NO_LEVEL = "NONE"


def judge_user(records: Sequence[RecordContent]) -> tuple[bool | None, list[Finding]]:
    """Return whether the assignment to the user holds (None: none stated), and the findings."""
    findings: list[Finding] = []
    assigned: bool | None = None
    first: bool | None = None
    unsure = False
    users: dict[str, str] = {}
    for record in records:
        stated = record.stated
        level = stated.user_level.strip().upper() if stated.user_level else None
        if level in _UNSURE_LEVELS and not unsure:
            unsure = True
            findings.append(finding("R7.level", level=stated.user_level))
        own = stated.user_assigned
        if own is None and stated.old_version and level is not None:
            own = level != _NO_LEVEL
        if own is not None:
            first = own if first is None else first
            assigned = own
        if stated.user and stated.user.strip():
            users.setdefault(stated.user, _plain(stated.user))
    if assigned is False:
        findings.append(finding("R7.not-assigned"))
    elif first is False:
        findings.append(finding("R7.assigned-later"))
    differs = False
    if len(users) > 1:
        one, other = list(users)[:2]
        differs = len(set(users.values())) > 1
        if differs:
            one, other = _first_of_each(users)
        rule = "R7.user-differs" if differs else "R7.user-spelling"
        findings.append(finding(rule, first=one, second=other))
    if unsure or differs:
        return False, findings
    return assigned, findings


def _plain(user: str) -> str:
    """Return an identification without case and blanks, which stations add and take away."""
    return "".join(user.split()).casefold()


def _first_of_each(users: dict[str, str]) -> tuple[str, str]:
    by_plain: dict[str, str] = {}
    for user, plain in users.items():
        by_plain.setdefault(plain, user)
    one, other = list(by_plain.values())[:2]
    return one, other
