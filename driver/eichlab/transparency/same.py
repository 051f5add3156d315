"""Rules R14 and R15: one meter, one charge point, one event counter over a transaction."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from eichlab.transparency.content import RecordContent, Stated
from eichlab.transparency.registers import BEGIN_KINDS, END_KINDS
from eichlab.transparency.rules import finding
from eichlab.values import Finding

_COMPARED: Mapping[str, tuple[tuple[str, Callable[[Stated], str | None]], ...]] = MappingProxyType(
    {
        "meter": (("GS", lambda stated: stated.gateway), ("MS", lambda stated: stated.meter)),
        "charge-point": (
            ("CT", lambda stated: stated.charge_point_type),
            ("CI", lambda stated: stated.charge_point),
        ),
    }
)


def judge_same(records: Sequence[RecordContent]) -> list[Finding]:
    """Judge what has to be the same from begin to end."""
    findings: list[Finding] = []
    if any(record.stated.old_version for record in records):
        findings += _event_counter(records)
    if len(records) < 2:
        return findings
    for about, compared in _COMPARED.items():
        for field, of in compared:
            stated = [of(record.stated) for record in records]
            values = list(dict.fromkeys(each.strip() for each in stated if each))
            if len(values) > 1:
                findings.append(
                    finding(f"R15.{about}-differs", field=field, first=values[0], second=values[1])
                )
            elif values and not all(stated):
                findings.append(finding(f"R15.{about}-missing", field=field, stated=values[0]))
    tariffs = list(dict.fromkeys(each.stated.tariff_text for each in records))
    if len(tariffs) > 1:
        findings.append(finding("R15.tariff-differs", first=tariffs[0], second=tariffs[1]))
    return findings


def _event_counter(records: Sequence[RecordContent]) -> list[Finding]:
    """Rule R14: until 0.4 a counter tells whether something happened between begin and end."""
    counters = list(
        dict.fromkeys(
            reading.event_counter.strip()
            for record in records
            for reading in record.readings
            if reading.event_counter is not None and reading.tx in BEGIN_KINDS | END_KINDS
        )
    )
    if len(counters) < 2:
        return []
    return [finding("R14.event-counter", first=counters[0], second=counters[1])]
