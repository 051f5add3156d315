"""What the surroundings of a signed text say about it: transaction, context, key, station."""

from dataclasses import dataclass, replace

from eichlab.ocmf import JsonObject, JsonValue
from eichlab.transparency.documents.json_text import scalar

_TRANSACTION_NAMES = ("transactionId", "transaction_id", "transactionID", "transaction_pk")
# A row's number in somebody's database; good for nothing but telling transactions apart.
_ROW_NAMES = ("transactionDatabaseId", "transactionPk", "stopTransactionDatabaseId")
_CONTEXT_NAMES = ("context", "reading_context", "readingContext", "nature", "MeteringStatus")
_KEY_NAMES = ("publicKey", "public_key", "PublicKey")
_STATION_NAMES = ("stationId", "chargeBoxId", "charge_box_id", "chargePointId")
_CONNECTOR_NAMES = ("connectorId", "connector_id")
_CONTEXTS = {
    "start": "Transaction.Begin",
    "begin": "Transaction.Begin",
    "end": "Transaction.End",
    "stop": "Transaction.End",
    "intermediate": "Sample.Periodic",
    "progress": "Sample.Periodic",
}
_LONGEST_ID = 200


@dataclass(frozen=True, slots=True)
class Scope:
    """What holds for everything inside a value; None where nothing says so."""

    transaction_id: str | None = None
    context: str | None = None
    key: str | None = None
    station: str | None = None
    connector: str | None = None
    session: str | None = None

    def entered(self, fields: JsonObject) -> "Scope":
        """Return the scope inside an object, which says more than its surroundings."""
        changes: dict[str, str] = {}
        transaction = _transaction(fields)
        if transaction is None and self.transaction_id is None:
            transaction = _first(fields, _ROW_NAMES)
        if transaction is not None and len(transaction) <= _LONGEST_ID:
            changes["transaction_id"] = transaction
        context = _first(fields, _CONTEXT_NAMES)
        if context is not None and len(context) <= _LONGEST_ID:
            changes["context"] = _CONTEXTS.get(context.lower(), context)
        for name, names in (
            ("key", _KEY_NAMES),
            ("station", _STATION_NAMES),
            ("connector", _CONNECTOR_NAMES),
        ):
            found = _first(fields, names)
            if found is not None:
                changes[name] = found
        evse = fields.get("evse")
        if "connector" not in changes and isinstance(evse, dict):
            number = scalar(evse.get("id"))
            if number is not None:
                changes["connector"] = number
        if is_bill(fields):
            changes["session"] = changes["transaction_id"] = str(fields["id"])
        return replace(self, **changes) if changes else self


def is_bill(fields: JsonObject) -> bool:
    """Return whether an object is a charge detail record with signed data (OCPI 2.2 and on)."""
    signed = fields.get("signed_data")
    return scalar(fields.get("id")) is not None and (
        (isinstance(signed, dict) and "signed_values" in signed) or "cdr_token" in fields
    )


def _transaction(fields: JsonObject) -> str | None:
    information = fields.get("transactionInfo")
    if isinstance(information, dict):
        inner = scalar(information.get("transactionId"))
        if inner is not None:
            return inner
    found = _first(fields, _TRANSACTION_NAMES)
    if found is not None:
        return found
    # A transaction as the SAP e-Mobility server keeps it: begin text here, end text in "stop".
    stop = fields.get("stop")
    if isinstance(stop, dict) and "signedData" in stop and "signedData" in fields:
        return scalar(fields.get("id")) or scalar(fields.get("_id"))
    return None


def _first(fields: JsonObject, names: tuple[str, ...]) -> str | None:
    return next((found for found in (scalar(fields.get(name)) for name in names) if found), None)


def as_object(value: JsonValue) -> JsonObject:
    """Return a value where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}
