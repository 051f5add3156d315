"""The bench: configuration, pollers, transactions, recovery, events."""

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
