"""The store: journal, records, writes, readings, losses and key ring in one SQLite file."""

from eichlab.store.evidence import BrokenEntry, CheckResult
from eichlab.store.export import Exported
from eichlab.store.key_file import read_key_file, write_key_file
from eichlab.store.keyring import keys_from_json, keys_to_json
from eichlab.store.place import default_store_path
from eichlab.store.rescue import RescueFolder
from eichlab.store.series import Series
from eichlab.store.store import Store
from eichlab.store.writes import MeterWrite

__all__ = [
    "BrokenEntry",
    "CheckResult",
    "Exported",
    "MeterWrite",
    "RescueFolder",
    "Series",
    "Store",
    "default_store_path",
    "keys_from_json",
    "keys_to_json",
    "read_key_file",
    "write_key_file",
]
