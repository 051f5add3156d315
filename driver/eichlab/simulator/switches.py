"""What is not known about a real meter, as named switches of the simulated one.

A model's switches are a frozen dataclass with their defaults; each field is made by `choice`,
`whole` or `seconds`, which say what it may be. On the command line their names have hyphens:
``wrong-state=ignored``.
"""

from collections.abc import Mapping
from dataclasses import field, fields
from typing import Any, TypeVar

from eichlab.values import ConfigurationError

_ALLOWED = "allowed"

S = TypeVar("S")


def choice(usual: str, *others: str) -> Any:  # noqa: ANN401 - as `dataclasses.field` has it
    """Return a switch between words; the first is the usual one."""
    return field(default=usual, metadata={_ALLOWED: (usual, *others)})


def whole(usual: int | None, least: int, most: int) -> Any:  # noqa: ANN401
    """Return a switch that is a whole number; None where the meter decides by itself."""
    return field(default=usual, metadata={_ALLOWED: range(least, most + 1)})


def seconds(usual: float, most: float = 3600) -> Any:  # noqa: ANN401
    """Return a switch that is a time in real seconds, from 0 to ``most``."""
    return field(default=usual, metadata={_ALLOWED: most})


def parse_switches(kind: type[S], written: Mapping[str, str]) -> S:
    """Return the switches as written; raises `ConfigurationError` for what is not one."""
    known = {each.name: each.metadata[_ALLOWED] for each in fields(kind)}  # type: ignore[arg-type]
    values: dict[str, str | int | float] = {}
    for spelled, value in written.items():
        name = spelled.replace("-", "_")
        if name not in known:
            names = ", ".join(each.replace("_", "-") for each in known)
            raise ConfigurationError("simulator.switch-unknown", name=spelled, known=names)
        values[name] = _value(known[name], spelled, value)
    return kind(**values)


def _value(allowed: object, spelled: str, value: str) -> str | int | float:
    if isinstance(allowed, tuple):
        if value in allowed:
            return value
        expected = " | ".join(allowed)
    elif isinstance(allowed, range):
        expected = f"{allowed.start} … {allowed.stop - 1}"
        try:
            number = int(value)
        except ValueError:
            number = allowed.start - 1
        if number in allowed:
            return number
    else:
        assert isinstance(allowed, int | float)
        expected = f"0 … {allowed:g}"
        try:
            duration = float(value)
        except ValueError:
            duration = -1.0
        if 0 <= duration <= allowed:
            return duration
    raise ConfigurationError("simulator.switch-value", name=spelled, value=value, expected=expected)
