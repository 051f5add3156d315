"""Walks values read from a document and gathers the signed records in them.

The wire formats disagree about where a signed text stands and how it is wrapped (the OCA note
"Signed Meter Values in OCPP" 1.0, OCPI 2.2 to 2.3, and what systems do in fact), so every string
is looked behind; names of fields only say what a record belongs to.
"""

import re
from dataclasses import dataclass, field, replace

from eichlab.ocmf import JsonObject, JsonValue, NumberText
from eichlab.transparency.content import read_content
from eichlab.transparency.document import MOST_BROKEN_ENTRIES
from eichlab.transparency.documents.json_text import scalar, step
from eichlab.transparency.documents.layers import JsonBehind, SignedText, peel
from eichlab.transparency.documents.scope import Scope, as_object
from eichlab.transparency.documents.unsigned import values_beside
from eichlab.transparency.formats.bsm import is_bsm_entry
from eichlab.values import EichlabError, SignedRecord, Skipped, UnsignedValue, message

_DEEPEST = 60
_CALL, _RESULT = "2", "3"
_KEY_NAME = re.compile(r"(?:MeterPublicKey|EichrechtPublicKey|PublicKey)\[?(\d*)\]?")
_KEY_TEXT = re.compile(
    r"[0-9A-Za-z+/=_:\-\s]{40,5000}|-----BEGIN PUBLIC KEY-----.{40,5000}", re.DOTALL
)
# What a field is called that must hold something signed, so that rubbish in it is reported.
_OWN_COLUMNS = frozenset(("format", "encoding", "data"))
_SIGNED_NAMES = frozenset(("signedMeterData", "signedData", "signed_data"))


@dataclass(frozen=True, slots=True)
class _SeenKey:
    """A public key a document announces, and for what."""

    key: str
    station: str | None = None
    connector: str | None = None
    serial: str | None = None


@dataclass(slots=True)
class Collector:
    """Gathers records, what could not be read, announced keys and unsigned values."""

    source: str
    records: list[SignedRecord] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    _scopes: list[Scope] = field(default_factory=list)
    _names: list[tuple[str, ...]] = field(default_factory=list)
    _keys: list[_SeenKey] = field(default_factory=list)
    _unsigned: dict[tuple[str | None, str | None], dict[UnsignedValue, UnsignedValue]] = field(
        default_factory=dict
    )
    _starts: dict[tuple[str | None, str], JsonObject] = field(default_factory=dict)
    _connectors: dict[tuple[str | None, str], str] = field(default_factory=dict)

    @property
    def full(self) -> bool:
        """Return whether so much was broken that looking on is pointless."""
        return len(self.skipped) >= MOST_BROKEN_ENTRIES

    def walk(self, value: JsonValue, place: str, scope: Scope | None = None) -> None:
        """Gather what is in a value; ``place`` says where in the document it stands."""
        self._walk(value, scope or Scope(), place, 0)

    def _walk(self, value: JsonValue, scope: Scope, place: str, depth: int) -> None:
        if self.full:
            return
        if depth > _DEEPEST:
            self._skip(place, EichlabError("document.too-deep"))
        elif isinstance(value, dict):
            self._object(value, scope, place, depth)
        elif isinstance(value, list):
            if _is_frame(value):
                self._frame(value, scope)
            for index, each in enumerate(value):
                if isinstance(each, dict | list | str):
                    self._walk(each, scope, f"{place}/{index}", depth + 1)
        elif isinstance(value, str) and not isinstance(value, NumberText):
            self._string(value, scope, place, depth)

    def _object(self, fields: JsonObject, scope: Scope, place: str, depth: int) -> None:
        if is_bsm_entry(fields):
            # Kept as the bytes it stands in the document with; see ``snapshots``.
            return
        inner = scope.entered(fields)
        self._announcement(fields, inner)
        for value in values_beside(fields, inner.context, place):
            if inner.transaction_id is not None:
                self._state(inner, value)
        transaction = inner.transaction_id
        if transaction is not None and inner.connector is not None:
            self._connectors.setdefault((inner.station, transaction), inner.connector)
        own = fields.keys() >= _OWN_COLUMNS
        for name, each in fields.items():
            if own and name != "data":
                # Written by ``export``: the record stands in one field and nowhere else.
                continue
            if isinstance(each, dict | list | str):
                within = inner
                if name == "stop" and inner.context is None:
                    within = replace(inner, context="Transaction.End")
                before = len(self.records) + len(self.skipped)
                self._walk(each, within, f"{place}/{step(name)}", depth + 1)
                if (
                    name in _SIGNED_NAMES
                    and len(self.records) + len(self.skipped) == before
                    and isinstance(each, str)
                    and each.strip()
                ):
                    self._skip(f"{place}/{step(name)}", _unrecognised(each, fields))

    def _string(self, text: str, scope: Scope, place: str, depth: int) -> None:
        found = peel(text)
        if isinstance(found, JsonBehind):
            self._walk(found.value, scope, place, depth + 1)
        elif isinstance(found, SignedText):
            self.add(found.data, found.format, scope, place)

    def add(self, data: bytes, format_name: str, scope: Scope, place: str) -> None:
        """Add one signed record, or the reason why it cannot be read."""
        if self.full:
            return
        signed = SignedRecord(
            data=data,
            format=format_name,
            public_key=None if scope.key is None else scope.key.encode(),
            source=self.source,
            place=place,
            transaction_id=scope.transaction_id,
            context=scope.context,
            session=scope.session,
        )
        try:
            content = read_content(signed)
        except EichlabError as error:
            self._skip(place, error)
            return
        self.records.append(signed)
        self._scopes.append(scope)
        self._names.append(tuple(name for name in content.names if name))

    def skip(self, place: str, code: str, **parameters: object) -> None:
        """Note an entry that cannot be read, and why."""
        self._skip(place, EichlabError(code, **parameters))

    def _skip(self, place: str, error: EichlabError) -> None:
        self.skipped.append(Skipped(self.source, place, error.message))
        if self.full:
            count = len(self.skipped)
            self.skipped.append(
                Skipped(self.source, place, message("document.too-many-broken", count=count))
            )

    def _state(self, scope: Scope, value: UnsignedValue) -> None:
        of_transaction = self._unsigned.setdefault((scope.session, scope.transaction_id), {})
        # Said again at another place, a value is still the same one.
        of_transaction.setdefault(replace(value, place="", at=None), value)

    def _announcement(self, fields: JsonObject, scope: Scope) -> None:
        """Take note of a key a station announces beside any transaction."""
        name, value = scalar(fields.get("key")), scalar(fields.get("value"))
        match = _KEY_NAME.fullmatch(name) if name else None
        if match and value and _KEY_TEXT.fullmatch(value):
            self._keys.append(_SeenKey(value, scope.station, match[1] or None))
        key, serial = scalar(fields.get("publicKey")), scalar(fields.get("meterSerial"))
        if key and serial and _KEY_TEXT.fullmatch(key):
            self._keys.append(_SeenKey(key, scope.station, scope.connector, serial))
        component, variable = as_object(fields.get("component")), as_object(fields.get("variable"))
        if component.get("name") == "FiscalMetering" and variable.get("name") == "PublicKey":
            evse = scalar(as_object(component.get("evse")).get("id"))
            for found in _values_of_variable(fields):
                self._keys.append(_SeenKey(found, scope.station, evse))

    def _frame(self, frame: list[JsonValue], scope: Scope) -> None:
        """Learn from an OCPP call and its answer which transaction was started."""
        number, identity = str(frame[0]), str(frame[1])
        if number == _CALL and frame[2] == "StartTransaction":
            self._starts[scope.station, identity] = as_object(frame[3])
        elif number == _RESULT:
            started = self._starts.pop((scope.station, identity), None)
            transaction = scalar(as_object(frame[2]).get("transactionId"))
            if started is None or transaction is None:
                return
            of_start = replace(scope, transaction_id=transaction).entered(started)
            for value in values_beside(started, None, identity):
                self._state(of_start, value)
            if of_start.connector is not None:
                self._connectors[scope.station, transaction] = of_start.connector

    def finish(self) -> tuple[list[SignedRecord], list[Skipped]]:
        """Return the records with their keys and unsigned values, and what was skipped."""
        self._give_keys()
        self._give_unsigned()
        return self.records, self.skipped

    def _give_keys(self) -> None:
        """Give each record without a key the one the document announces for it, if any.

        First a key sent with another record of the same transaction, then one announced for the
        meter's number, then for the connector, then the only one there is.
        """
        of_transaction: dict[tuple[str | None, str | None], str] = {}
        for scope in self._scopes:
            if scope.key is not None and scope.transaction_id is not None:
                of_transaction.setdefault((scope.station, scope.transaction_id), scope.key)
        sent = {scope.key for scope in self._scopes if scope.key is not None}
        for index, scope in enumerate(self._scopes):
            if scope.key is not None:
                continue
            key = of_transaction.get((scope.station, scope.transaction_id))
            if key is None:
                key = self._announced(scope, self._names[index])
            if key is None and not self._keys and len(sent) == 1:
                key = next(iter(sent))
            if key is not None:
                self.records[index] = replace(self.records[index], public_key=key.encode())

    def _announced(self, scope: Scope, names: tuple[str, ...]) -> str | None:
        of_station = [
            seen
            for seen in self._keys
            if seen.station is None or scope.station is None or seen.station == scope.station
        ]
        by_serial = [seen for seen in of_station if seen.serial is not None]
        for seen in reversed(by_serial):
            if seen.serial in names:
                return seen.key
        connector = scope.connector
        if scope.transaction_id is not None:
            connector = self._connectors.get((scope.station, scope.transaction_id), connector)
        candidates = [seen for seen in of_station if seen.serial is None]
        matching = [seen for seen in candidates if seen.connector == connector]
        chosen = matching if connector is not None and matching else candidates
        keys = {seen.key for seen in chosen}
        # The last one announced counts where a connector's key was announced more than once.
        if matching and connector is not None:
            return matching[-1].key
        return keys.pop() if len(keys) == 1 else None

    def _give_unsigned(self) -> None:
        """Put what is stated of a transaction on its last record."""
        last: dict[tuple[str | None, str | None], int] = {}
        for index, scope in enumerate(self._scopes):
            last[scope.session, scope.transaction_id] = index
        for identity, values in self._unsigned.items():
            if identity in last:
                place = last[identity]
                self.records[place] = replace(self.records[place], unsigned=tuple(values.values()))


def _is_frame(value: list[JsonValue]) -> bool:
    """Return whether a list is an OCPP-J message: a call or its answer."""
    if len(value) < 3 or not isinstance(value[0], NumberText) or not isinstance(value[1], str):
        return False
    return (value[0] == _CALL and len(value) >= 4) or value[0] == _RESULT


def _values_of_variable(fields: JsonObject) -> list[str]:
    places = [fields]
    attributes = fields.get("variableAttribute")
    places += [as_object(each) for each in attributes] if isinstance(attributes, list) else []
    found = [
        scalar(place.get(name))
        for place in places
        for name in ("attributeValue", "actualValue", "value")
    ]
    return [each for each in found if each and _KEY_TEXT.fullmatch(each)]


def _unrecognised(text: str, fields: JsonObject) -> EichlabError:
    """Say why a field that should hold something signed cannot be read."""
    stripped = "".join(text.split())
    if len(stripped) in {500, 512, 2500, 5000}:
        return EichlabError("document.cut-off", length=len(stripped))
    method = scalar(fields.get("encodingMethod")) or scalar(fields.get("encoding_method"))
    if method and method.strip().lower() not in {"ocmf", ""}:
        return EichlabError("document.other-format", format=method)
    return EichlabError("document.no-signed-text")
