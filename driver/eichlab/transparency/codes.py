"""Signed records in QR codes: one code where the bytes fit, otherwise numbered ones.

A single code holds the record's bytes and nothing else, so that any reader shows them. A numbered
one begins with ``EICHLAB:NUMBER/COUNT:SHA256:`` (ASCII; the first 16 hex digits of the hash over
the whole record), followed by its share of the bytes. Standards have a sequence of codes, too
(ISO/IEC 18004, structured append), but readers in phones do not join it and libraries do not tell
its numbers.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

LARGEST_CODE = 1100
"""Bytes in one code at most: version 24 with the lowest correction, which a phone still reads
from a screen at arm's length."""

_HEAD = re.compile(rb"EICHLAB:(\d{1,2})/(\d{1,2}):([0-9A-F]{16}):", re.ASCII)
_HEAD_BYTES = len(b"EICHLAB:99/99:0123456789ABCDEF:")
_MOST_CODES = 99


@dataclass(frozen=True, slots=True)
class JoinedCodes:
    """What the codes of one or several pictures came to.

    ``records`` are whole records' bytes, in the order in which their first code was given;
    ``missing`` holds for each record that is not whole: the hash's beginning, the numbers of the
    codes that are missing (empty: all are there and do not fit together), and how many there are.
    """

    records: tuple[bytes, ...]
    missing: tuple[tuple[str, tuple[int, ...], int], ...] = ()


def in_codes(data: bytes, largest: int = LARGEST_CODE) -> tuple[bytes, ...]:
    """Return what each code holds, the record itself or its numbered parts.

    Raises ``ValueError`` for what does not fit into 99 codes, or needs them empty.
    """
    if not data:
        raise ValueError("nothing to put into a code")
    if len(data) <= largest and not data.startswith(b"EICHLAB:"):
        return (data,)
    room = largest - _HEAD_BYTES
    count = -(-len(data) // room) if room > 0 else _MOST_CODES + 1
    if count > _MOST_CODES:
        raise ValueError(f"{len(data)} bytes do not fit into {_MOST_CODES} codes")
    # Parts of one size: all codes look alike and are equally easy to read.
    share = -(-len(data) // count)
    digest = _digest(data)
    return tuple(
        b"EICHLAB:%d/%d:%s:" % (number + 1, count, digest) + data[number * share :][:share]
        for number in range(count)
    )


def joined_codes(codes: Iterable[bytes]) -> JoinedCodes:
    """Join what codes hold, given in any order and any number of times."""
    found: dict[tuple[bytes, int], dict[int, bytes]] = defaultdict(dict)
    plain: list[bytes] = []
    order: list[bytes | tuple[bytes, int]] = []
    for code in codes:
        head = _HEAD.match(code)
        if head is None:
            if code not in plain:
                plain.append(code)
                order.append(code)
            continue
        number, count = int(head[1]), int(head[2])
        if not 1 <= number <= count:
            continue
        key = (head[3], count)
        if key not in found:
            order.append(key)
        found[key].setdefault(number, code[head.end() :])
    records: list[bytes] = []
    missing: list[tuple[str, tuple[int, ...], int]] = []
    for each in order:
        if isinstance(each, bytes):
            records.append(each)
            continue
        digest, count = each
        parts = found[each]
        absent = tuple(number for number in range(1, count + 1) if number not in parts)
        whole = b"".join(parts[number] for number in sorted(parts))
        if absent or _digest(whole) != digest:
            missing.append((digest.decode(), absent, count))
        else:
            records.append(whole)
    return JoinedCodes(tuple(records), tuple(missing))


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).hexdigest()[:16].upper().encode()
