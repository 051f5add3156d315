"""Register maps: meters whose values are merely read, described by a file and no code.

Shipped maps lie in ``resources/maps``, one TOML a model; a user's map may be a file of the same
form or a YAML file of EVerest's GenericPowermeter.
"""

import hashlib
from dataclasses import replace
from functools import cache
from pathlib import Path

from eichlab.meters.register_map.everest_map import everest_map
from eichlab.meters.register_map.map import RegisterMap
from eichlab.meters.register_map.meter import RegisterMeter
from eichlab.meters.register_map.toml_map import toml_map
from eichlab.resources import resource
from eichlab.values import ConfigurationError

__all__ = ["RegisterMap", "RegisterMeter", "is_map_file", "map_file", "shipped_maps"]

_TOML = frozenset({".toml"})
_YAML = frozenset({".yaml", ".yml"})

_LARGEST_FILE = 1_000_000


def is_map_file(name: str) -> bool:
    """Return whether a model's name is the path of a map file."""
    return Path(name).suffix.lower() in _TOML | _YAML


def map_file(path: Path, name: str | None = None) -> RegisterMap:
    """Return the map in a file; ``name`` is the model's, the path unless given.

    Raises `ConfigurationError` naming file, key and line of what is wrong.
    """
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise ConfigurationError("map-file.too-large", file=str(path))
        text = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise ConfigurationError("map-file.not-text", file=str(path)) from error
    except OSError as error:
        raise ConfigurationError(
            "map-file.unreadable", file=str(path), reason=error.strerror
        ) from error
    read = toml_map if path.suffix.lower() in _TOML else everest_map
    found = read(path, text, name or str(path))
    return replace(found, sha256=hashlib.sha256(text.encode("utf-8")).hexdigest())


@cache
def shipped_maps(folder: Path | None = None) -> tuple[RegisterMap, ...]:
    """Return the maps that ship with Eichlab, by name; each file's name is the model's."""
    files = (resource("maps") if folder is None else folder).glob("*.toml")
    return tuple(map_file(path, path.stem) for path in sorted(files))
