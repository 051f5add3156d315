"""``eichlab transact``: start, wait, stop, verify, print."""

import contextlib
import json
import re
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
from eichlab.cli.terminal import Exit, exit_of, fail, language, tell
from eichlab.store import Store
from eichlab.texts import say
from eichlab.values import (
    Attribution,
    EichlabError,
    IdentificationFlag,
    IdentificationLevel,
    IdentificationType,
    JournalEvent,
    NothingRunningError,
    Outcome,
    Transaction,
    TransactionRequest,
    message,
)

_ASSIGNED = {
    "true": True,
    "1": True,
    "yes": True,
    "assigned": True,
    "false": False,
    "0": False,
    "no": False,
    "not-assigned": False,
    "not_assigned": False,
}


def transact(
    port: Port,
    model: ModelName,
    unit: Unit = None,
    baud: Baud = None,
    parity: Parity = None,
    certificate: Certificate = None,
    seconds: Annotated[float, typer.Option(min=0, help="How long it runs.")] = 10.0,
    id_status: Annotated[
        str, typer.Option(help="assigned or not-assigned (OCMF IS).")
    ] = "assigned",
    id_level: Annotated[
        IdentificationLevel, typer.Option(case_sensitive=False, help="OCMF IL.")
    ] = IdentificationLevel.NONE,
    id_flags: Annotated[
        list[str] | None,
        typer.Option(help="OCMF IF, one of each group; several by comma or repeated."),
    ] = None,
    id_type: Annotated[
        IdentificationType, typer.Option(case_sensitive=False, help="OCMF IT.")
    ] = IdentificationType.NONE,
    identification: Annotated[str, typer.Option("--id", help="OCMF ID.")] = "",
    tariff: Annotated[str, typer.Option(help="Tariff text, OCMF TT.")] = "",
    raw_tariff: Annotated[
        bool,
        typer.Option(
            "--raw-tariff",
            help="Sign the tariff text as given, without the transaction id; after a failure the "
            "record is then found by count, texts and time.",
        ),
    ] = False,
    charge_point: Annotated[str, typer.Option(help="Charge point id, OCMF CI.")] = "",
    operator: Annotated[str, typer.Option(help="Who does it; kept with it, not signed.")] = "",
    sample: Annotated[str, typer.Option(help="Sample or job number; not signed.")] = "",
    notes: Annotated[str, typer.Option(help="Notes; not signed.")] = "",
    clear_unknown: ClearUnknown = False,
    wait: Annotated[
        float, typer.Option(min=0, help="Seconds to wait for the meter to answer.")
    ] = 15.0,
    patience: Annotated[
        float, typer.Option(min=0, help="Seconds to wait for the record after the stop.")
    ] = 120.0,
    store_path: StorePath = None,
    as_json: Json = False,
) -> None:
    """Run one signed transaction, journalled like the desktop's; Ctrl+C stops it early."""
    request = TransactionRequest(
        assigned=_assigned(id_status),
        level=id_level,
        flags=_flags(id_flags or []),
        identification_type=id_type,
        identification=identification,
        tariff_text=tariff,
        charge_point_id=charge_point,
        raw_tariff=raw_tariff,
    )
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
        with meter_session(configuration, store, quiet=False) as session:
            session.connect(wait)
            whose = Attribution(operator, sample, notes)
            transaction = session.bench.start_transaction(session.name, request, whose).result()
            transaction = _run(session, transaction, seconds, patience)
            public_key = session.status.public_key
        key = public_key.data.hex().upper() if public_key is not None else None
        _report(store, transaction, key, as_json=as_json)
    except EichlabError as error:
        fail(error)
    finally:
        store.close()


def _run(
    session: MeterSession,
    transaction: Transaction,
    seconds: float,
    patience: float,
) -> Transaction:
    bench = session.bench
    tell(message("cli.transaction", id=transaction.id, state=transaction.state.value))

    def now() -> Transaction:
        return session.transactions.get(transaction.id, transaction)

    session.wait(lambda: now().state is not JournalEvent.SENT, patience)
    # The user asked for this long from the start; what closes it earlier ends the wait.
    session.wait(lambda: not now().is_open, seconds)
    session.interrupted.clear()
    session.follow()
    if now().is_open:
        # The meter may close it by itself at this very moment; then nothing is left to stop.
        with contextlib.suppress(NothingRunningError):
            stopped = bench.stop_transaction(session.name).result()
            session.transactions[stopped.id] = stopped
    if not session.wait(lambda: not now().is_open, patience):
        tell(message("cli.still-open", transaction=transaction.id, meter=session.name))
    return now()


def _report(
    store: Store, transaction: Transaction, public_key: str | None, *, as_json: bool
) -> None:
    known = store.transaction(transaction.id) or transaction
    records = [record.data.decode("utf-8", "replace") for record in store.records(known.id)]
    losses = [loss for loss in store.losses() if loss.running == known.id]
    if as_json:
        print(
            json.dumps(
                {
                    "transaction": known.id,
                    "meter": known.serial,
                    "verdict": known.verdict.value if known.verdict else None,
                    "reason": known.reason.value if known.reason else None,
                    "outcome": known.outcome.value if known.outcome else None,
                    "explanation": say(known.explanation, language())
                    if known.explanation
                    else None,
                    "energy_kwh": str(known.energy_kwh) if known.energy_kwh is not None else None,
                    "record": records[-1] if records else None,
                    "records": records,
                    "public_key": public_key,
                    "losses": [
                        {
                            "from": loss.began_at.isoformat(),
                            "to": loss.ended_at.isoformat() if loss.ended_at else None,
                            "cause": loss.cause.value,
                        }
                        for loss in losses
                    ],
                    "state": known.state.value,
                    "simulated": known.simulated,
                },
                ensure_ascii=False,
            )
        )
    else:
        for record in records:
            print(record)
        word = known.verdict.value if known.verdict else "–"
        energy = f"{known.energy_kwh} kWh" if known.energy_kwh is not None else "–"
        outcome = known.outcome.value if known.outcome else known.state.value
        mark = "  SIMULATION" if known.simulated else ""
        print(f"{word}  {energy}  {outcome}  {known.id}{mark}")
        if known.explanation is not None:
            tell(known.explanation)
    if known.is_open or known.outcome is Outcome.ABANDONED:
        raise typer.Exit(Exit.FAILED)
    raise typer.Exit(exit_of(known.verdict))


def _assigned(text: str) -> bool:
    value = _ASSIGNED.get(text.lower())
    if value is None:
        raise typer.BadParameter("assigned or not-assigned", param_hint="--id-status")
    return value


def _flags(texts: list[str]) -> tuple[IdentificationFlag, ...]:
    names = [name for text in texts for name in re.split(r"[\s,]+", text) if name]
    try:
        return tuple(IdentificationFlag(name.upper()) for name in names)
    except ValueError as error:
        known = ", ".join(IdentificationFlag)
        raise typer.BadParameter(f"{error}; known: {known}", param_hint="--id-flags") from error
