"""``eichlab simulate``: simulated meters on one line, or a whole bench of them."""

import os
import signal
import sys
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated

import typer

from eichlab.cli.terminal import fail, language
from eichlab.simulator import (
    GATEWAY,
    Conditions,
    ConsoleReader,
    LinePlan,
    ReadyMeter,
    Simulation,
    parse_address,
    parse_fault,
    parse_meter,
    plan_line,
    read_bench,
)
from eichlab.texts import say_error
from eichlab.values import ConfigurationError, EichlabError


def simulate(
    models: Annotated[
        list[str] | None, typer.Argument(metavar="MODEL[@UNIT]…", help="Meters on the line.")
    ] = None,
    link: Annotated[
        Path | None, typer.Option(help="Pseudo-terminal behind this symlink.", metavar="PATH")
    ] = None,
    tcp: Annotated[
        str | None,
        typer.Option(
            help="Server socket instead, for HTTP meters their address; port 0: any. "
            "modbus-tcp://HOST:PORT: a Modbus TCP gateway in front of the line.",
            metavar="HOST:PORT",
        ),
    ] = None,
    bench: Annotated[
        Path | None, typer.Option(help="Simulate all lines of a bench file.", metavar="FILE")
    ] = None,
    baud: Annotated[
        int | None,
        typer.Option(help="Speed; clients at another get no answer. Usual: the first model's."),
    ] = None,
    parity: Annotated[
        str | None,
        typer.Option(help="N, E or O; counts for the pace only. Usual: the first model's."),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="Same key, serial number, load and faults each time.")
    ] = None,
    state: Annotated[
        Path | None, typer.Option(help="Folder where meters keep their memory.", metavar="DIR")
    ] = None,
    speed: Annotated[
        str, typer.Option(help="How fast load and clock run; the line keeps real time.")
    ] = "1",
    boot: Annotated[
        float, typer.Option(help="Silence after power returns, seconds.", min=0, max=3600)
    ] = 6.0,
    fault: Annotated[
        list[str] | None,
        typer.Option(help="NAME[=VALUE][:PROBABILITY][@WINDOW]; repeatable.", metavar="SPEC"),
    ] = None,
    load: Annotated[
        int | None, typer.Option(help="Load to begin with; negative: export.", metavar="WATTS")
    ] = None,
    turnaround: Annotated[
        float, typer.Option(help="From question to answer, milliseconds.", min=0, max=60_000)
    ] = 5.0,
    curve: Annotated[
        str | None, typer.Option(help="Curve of a new meter's key, e.g. brainpoolP256r1.")
    ] = None,
    switch: Annotated[
        list[str] | None,
        typer.Option(help="What is unknown of the real meter: NAME=VALUE.", metavar="NAME=VALUE"),
    ] = None,
) -> None:
    """Simulate meters on a line until stopped.

    Prints a line "ready MODEL unit=N link=PATH baud=N key=HEX" per meter. Takes commands on
    standard input: fault SPEC, clear, power off|on, unplug, plug, load WATTS, quit.
    """
    try:
        plans = _plans(models or [], link, tcp, bench, baud, parity)
        faults = [parse_fault(each) for each in fault or []]
        conditions = Conditions(
            seed=seed,
            state=state,
            speed=_speed(speed),
            boot_s=boot,
            turnaround_s=turnaround / 1000,
            watts=load,
            curve=curve,
            switches=dict(_switch(each) for each in switch or []),
        )
        simulation = Simulation(plans, conditions)
        try:
            for each in faults:
                simulation.add_fault(each, simulation.select())
            _run(simulation)
        finally:
            simulation.close()
    except EichlabError as error:
        fail(error)
    except BrokenPipeError:
        # Nobody reads us any more. What is left in the buffer must not be written at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(simulation: Simulation) -> None:
    def stop(_number: int, _frame: object) -> None:
        simulation.stop()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    # The terminal was closed; `nohup` asks to ignore that. Windows does not know it.
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, stop)

    def answer(done: str | EichlabError) -> None:
        if isinstance(done, EichlabError):
            print(f"error {say_error(done, language())}", flush=True)
        else:
            print(f"ok {done}", flush=True)

    def tell_ready(meters: list[ReadyMeter]) -> None:
        for meter in meters:
            print(meter, flush=True)

    with simulation.loop.woken_by_signals():
        simulation.begin(tell_ready)
        ConsoleReader(simulation, answer).start()
        simulation.run()


def _plans(
    models: list[str],
    link: Path | None,
    tcp: str | None,
    bench: Path | None,
    baud: int | None,
    parity: str | None,
) -> tuple[LinePlan, ...]:
    if bench is not None and not models and link is None and tcp is None:
        return read_bench(bench)
    if bench is not None or not models or (link is None) == (tcp is None):
        raise ConfigurationError("simulator.where")
    meters = tuple(parse_meter(each) for each in models)
    address = tcp or ""
    where = link if link is not None else parse_address(address.removeprefix(GATEWAY))
    gateway = address.startswith(GATEWAY)
    return (plan_line("line", where, meters, baud=baud, parity=parity, gateway=gateway),)


def _speed(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ConfigurationError("simulator.speed", speed=text) from None


def _switch(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise ConfigurationError("simulator.switch-form", text=text)
    return name, value
