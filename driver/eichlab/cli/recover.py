"""``eichlab recover``: bring to an end what a program that is no more left running."""

import json
import time
from typing import Annotated

import typer

from eichlab.cli.one_meter import (
    Baud,
    Certificate,
    ClearUnknown,
    Json,
    ModelName,
    Parity,
    Port,
    StorePath,
    Unit,
    bench_of_one,
    open_store,
)
from eichlab.cli.session import MeterSession, meter_session
from eichlab.cli.terminal import Exit, fail, tell
from eichlab.store import Store
from eichlab.values import EichlabError, MeterActivity, Transaction, message

_LEAST_WAIT_S = 15.0


def recover(
    port: Port,
    model: ModelName,
    unit: Unit = None,
    baud: Baud = None,
    parity: Parity = None,
    certificate: Certificate = None,
    clear_unknown: ClearUnknown = False,
    wait: Annotated[
        float, typer.Option(min=0, help="Seconds to wait for the meter and its records.")
    ] = 60.0,
    store_path: StorePath = None,
    as_json: Json = False,
) -> None:
    """Stop the journal's last transaction of this meter, keep its record, then clear the meter."""
    try:
        configuration = bench_of_one(
            port,
            model,
            unit,
            baud,
            parity,
            certificate=certificate,
            controlled=True,
            clear_unknown=clear_unknown,
        )
        store = open_store(store_path)
    except EichlabError as error:
        fail(error)
    try:
        with meter_session(configuration, store, quiet=as_json) as session:
            open_still = _recovered(session, store, wait)
        _report(store, session, open_still, as_json=as_json)
    except EichlabError as error:
        fail(error)
    finally:
        store.close()


def _recovered(session: MeterSession, store: Store, wait: float) -> bool:
    """Return whether something stays open: in the journal, or in the meter."""
    until = time.monotonic() + wait
    session.connect(wait)

    def is_idle() -> bool:
        state = session.status.state
        return state is not None and state.activity is MeterActivity.IDLE

    def left() -> tuple[Transaction, ...]:
        identity = session.status.identity
        return store.open_transactions(serial=identity.serial if identity is not None else "")

    def is_over() -> bool:
        # A cleared meter is asked once more before it is believed to be idle.
        return is_idle() and not left()

    def is_not_ours() -> bool:
        return session.status.held_elsewhere or session.stray is not None

    session.wait(lambda: is_over() or is_not_ours(), max(_LEAST_WAIT_S, until - time.monotonic()))
    open_still = left()
    for transaction in open_still:
        tell(message("cli.held-elsewhere", transaction=transaction.id))
    if session.stray is not None and not is_idle():
        tell(
            message(
                f"bench.stray-{session.stray.state.activity.value}",
                meter=session.name,
                id=session.stray.state.transaction_id,
            )
        )
        tell(message("cli.use-clear-unknown"))
    return bool(open_still) or not is_idle()


def _report(store: Store, session: MeterSession, open_still: bool, *, as_json: bool) -> None:
    resolved = [
        store.transaction(each.id) or each
        for each in session.transactions.values()
        if not each.is_open
    ]
    if as_json:
        print(
            json.dumps(
                {
                    "resolved": [_plain(each) for each in resolved],
                    "foreign": [
                        record.data.decode("utf-8", "replace")
                        for record in store.foreign_records()
                        if record.sha256 in session.foreign
                    ],
                    "open": open_still,
                },
                ensure_ascii=False,
            )
        )
    else:
        for each in resolved:
            word = each.verdict.value if each.verdict else "–"
            print(f"{each.id}  {each.state.value}  {word}")
        if not resolved and not session.foreign:
            tell(message("cli.nothing-to-recover"))
    raise typer.Exit(Exit.FAILED if open_still else Exit.DONE)


def _plain(transaction: Transaction) -> dict[str, object]:
    return {
        "transaction": transaction.id,
        "state": transaction.state.value,
        "verdict": transaction.verdict.value if transaction.verdict else None,
        "reason": transaction.reason.value if transaction.reason else None,
        "outcome": transaction.outcome.value if transaction.outcome else None,
        "energy_kwh": str(transaction.energy_kwh) if transaction.energy_kwh is not None else None,
    }
