"""Judges the records of our own transactions, with the key read over the meter's line."""

import contextlib
from collections.abc import Sequence
from datetime import UTC, datetime

from eichlab.transparency import judge, load_key
from eichlab.values import (
    EichlabError,
    KeyOrigin,
    KnownKey,
    PublicKey,
    SignedRecord,
    TransactionVerdict,
)


def known_key(public_key: PublicKey, serial: str, *, simulated: bool) -> KnownKey:
    """Return the key of the meter ``serial`` as an entry for the key ring."""
    return KnownKey(
        meter=serial,
        key=public_key.data,
        fingerprint=load_key(public_key.data).fingerprint,
        origin=KeyOrigin.METER,
        first_seen=datetime.now(UTC),
        simulated=simulated,
    )


def judged(
    records: Sequence[SignedRecord],
    public_key: PublicKey | None,
    serial: str,
    *,
    simulated: bool,
) -> TransactionVerdict | None:
    """Return the verdict over one transaction's records, None where there are none.

    The key of a simulated meter counts here, since it was read over the very line. One that is
    no key at all confirms nothing, and must not keep the transaction from its end.
    """
    if not records:
        return None
    keys: tuple[KnownKey, ...] = ()
    if public_key is not None:
        with contextlib.suppress(EichlabError):
            keys = (known_key(public_key, serial, simulated=simulated),)
    judgement = judge(records, known_keys=keys, own_transaction=True)
    return judgement.transactions[0] if judgement.transactions else None
