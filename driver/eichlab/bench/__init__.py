"""The bench: configuration, pollers, transactions, recovery, events.

Each name is loaded when it is used: a bench file can be read, and shown, long before the bench
itself with all it needs is there.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from eichlab.bench.bench import Bench
    from eichlab.bench.bench_meter import MeterStatus
    from eichlab.bench.choices import (
        MAP_FILE_ENDINGS,
        ModelChoice,
        map_file_choice,
        model_choices,
        serial_ports,
    )
    from eichlab.bench.configuration import (
        BenchConfiguration,
        LineConfiguration,
        MeterConfiguration,
        default_bench_path,
    )
    from eichlab.bench.events import (
        Event,
        EventStream,
        ForeignRecordStored,
        LineChanged,
        LinkChanged,
        LossBegan,
        LossEnded,
        MeterIdentified,
        Noticed,
        ReadingTaken,
        Resync,
        StateRead,
        Subscription,
        TransactionChanged,
        UnknownTransactionFound,
    )
    from eichlab.bench.judging import judged
    from eichlab.bench.lines import line_of
    from eichlab.bench.pace import Pace
    from eichlab.bench.search import (
        FoundMeter,
        Search,
        Trial,
        UsedSettings,
        quick_plan,
        search_plan,
        try_meter,
    )
    from eichlab.bench.transactions import ListedRecord
    from eichlab.meters import refused_character

__all__ = [
    "MAP_FILE_ENDINGS",
    "Bench",
    "BenchConfiguration",
    "Event",
    "EventStream",
    "ForeignRecordStored",
    "FoundMeter",
    "LineChanged",
    "LineConfiguration",
    "LinkChanged",
    "ListedRecord",
    "LossBegan",
    "LossEnded",
    "MeterConfiguration",
    "MeterIdentified",
    "MeterStatus",
    "ModelChoice",
    "Noticed",
    "Pace",
    "ReadingTaken",
    "Resync",
    "Search",
    "StateRead",
    "Subscription",
    "TransactionChanged",
    "Trial",
    "UnknownTransactionFound",
    "UsedSettings",
    "default_bench_path",
    "judged",
    "line_of",
    "map_file_choice",
    "model_choices",
    "quick_plan",
    "refused_character",
    "search_plan",
    "serial_ports",
    "try_meter",
]

_HOMES: Final = {
    "MAP_FILE_ENDINGS": "choices",
    "Bench": "bench",
    "BenchConfiguration": "configuration",
    "Event": "events",
    "EventStream": "events",
    "ForeignRecordStored": "events",
    "FoundMeter": "search",
    "LineChanged": "events",
    "LineConfiguration": "configuration",
    "LinkChanged": "events",
    "ListedRecord": "transactions",
    "LossBegan": "events",
    "LossEnded": "events",
    "MeterConfiguration": "configuration",
    "MeterIdentified": "events",
    "MeterStatus": "bench_meter",
    "ModelChoice": "choices",
    "Noticed": "events",
    "Pace": "pace",
    "ReadingTaken": "events",
    "Resync": "events",
    "Search": "search",
    "StateRead": "events",
    "Subscription": "events",
    "TransactionChanged": "events",
    "Trial": "search",
    "UnknownTransactionFound": "events",
    "UsedSettings": "search",
    "default_bench_path": "configuration",
    "judged": "judging",
    "line_of": "lines",
    "map_file_choice": "choices",
    "model_choices": "choices",
    "quick_plan": "search",
    "refused_character": "eichlab.meters",
    "search_plan": "search",
    "serial_ports": "choices",
    "try_meter": "search",
}


def __getattr__(name: str) -> object:
    """Load the module of a name when it is asked for the first time."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(home if "." in home else f"{__name__}.{home}"), name)
    globals()[name] = found
    return found
