"""Tables with a line of names, as databases export them: comma, semicolon or tab separated."""

import csv
import io

from eichlab.ocmf import JsonObject
from eichlab.transparency.documents.collector import Collector
from eichlab.transparency.documents.scope import Scope

_DELIMITERS = ",;\t|"
_KNOWN_NAMES = frozenset(
    (
        *("value", "message", "sampledvalue", "signed_data", "signeddata", "signedmeterdata"),
        *("signedmetervalue", "ocmf", "payload", "data", "record", "meter_value", "text"),
    )
)
_MOST_COLUMNS = 500


def delimiter_of(text: str) -> str | None:
    """Return the sign between the columns of a table; None where a text is none."""
    first = text.lstrip("\r\n").partition("\n")[0][:10_000]
    if first[:1] in {"{", "[", "<"} or "OCMF|" in first:
        return None
    for delimiter in _DELIMITERS:
        names = [each.strip().strip("\"'").lower() for each in first.split(delimiter)]
        if 2 <= len(names) <= _MOST_COLUMNS and not _KNOWN_NAMES.isdisjoint(names):
            return delimiter
    return None


def read_table(text: str, delimiter: str, collector: Collector) -> None:
    """Walk every row of a table as an object with the names of its columns."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    names: list[str] | None = None
    while not collector.full:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error:
            # A field longer than any record, or a NUL.
            collector.skip(f"line {rows.line_num}", "document.row")
            continue
        if names is None:
            names = [each.strip() for each in row]
            continue
        fields: JsonObject = {
            name: value
            for name, value in zip(names, row, strict=False)
            if value not in {"", "NULL", "null", "\\N"}
        }
        collector.walk(fields, f"line {rows.line_num} ", Scope())
