"""Signed records, keys, findings and verdicts."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from eichlab.values.message import Message


class KeyOrigin(StrEnum):
    """Where a public key came from; only `FILE` leaves it unconfirmed."""

    PLATE = "plate"
    REGISTER = "register"
    METER = "meter"
    KEYRING = "keyring"
    ENTERED = "entered"
    FILE = "file"


class UnsignedKind(StrEnum):
    """What a value beside the signed ones is about."""

    BEGIN = "begin"
    END = "end"
    ENERGY = "energy"
    USER = "user"
    METER = "meter"


@dataclass(frozen=True, slots=True)
class UnsignedValue:
    """A value a document states beside the signed ones, for comparison only (rule R16).

    ``text`` stands as in the document, a number in ``unit`` (``Wh`` or ``kWh``) for `BEGIN`,
    `END` (readings of a register) and `ENERGY` (the amount). ``field`` names it as the document
    does (``meterStop``, ``total_energy``); ``place`` says where it stands. ``at`` is the aware
    time the document gives the value, where it gives one.
    """

    kind: UnsignedKind
    text: str
    unit: str | None = None
    field: str = ""
    place: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SignedRecord:
    """The exact bytes a meter signed or a file held, with the key that came with them.

    ``data`` is never changed. ``public_key`` is the key as it came (any spelling), ``source``
    says where the record is from (a port, a file), ``place`` where inside it. ``unsigned`` is
    what the document states about the record's transaction without a signature; it may stand
    on any record of the transaction. ``session`` names the bill or message the record came in
    (a CDR's id): the same payload in two of them is a replay even under one transaction id.
    """

    data: bytes
    format: str = "OCMF"
    public_key: bytes | None = None
    key_origin: KeyOrigin | None = None
    source: str = ""
    place: str = ""
    transaction_id: str | None = None
    context: str | None = None
    simulated: bool = False
    unsigned: tuple[UnsignedValue, ...] = ()
    session: str | None = None

    @property
    def sha256(self) -> str:
        """Return the SHA-256 of the exact bytes, hex."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class KeptRecord:
    """A finished record in a meter's own memory, as its list has it.

    ``number`` is the meter's own, by which it is read out. Texts stand as the meter wrote them;
    what it does not tell is None. ``sha256`` is known where the list was made from the records
    themselves.
    """

    number: int
    transaction_id: str | None = None
    pagination: str | None = None
    identification: str | None = None
    begin: str | None = None
    end: str | None = None
    energy_kwh: Decimal | None = None
    sha256: str | None = None


class Severity(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's result. ``rule`` is stable (``R2.unit-missing``); ``texts`` says it in words."""

    rule: str
    severity: Severity
    parameters: Mapping[str, object] = field(default_factory=dict)
    source: str = ""

    @property
    def message(self) -> Message:
        """Return the finding as a message, code ``finding.<rule>``."""
        return Message(f"finding.{self.rule}", self.parameters)


class SignatureState(StrEnum):
    """The first statement: does the signature fit data and key."""

    VALID = "valid"
    INVALID = "invalid"
    NO_KEY = "no-key"
    UNSUPPORTED = "unsupported"
    UNREADABLE = "unreadable"


class KeyState(StrEnum):
    """The second statement: is the key known to be the meter's."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    MISMATCH = "mismatch"
    MISSING = "missing"


class VerdictWord(StrEnum):
    """The headline of a verdict."""

    VERIFIED = "verified"
    UNCONFIRMED = "unconfirmed"
    REJECTED = "rejected"
    UNREADABLE = "unreadable"


class Reason(StrEnum):
    """Why the headline is not `verified`."""

    KEY = "key"
    SIGNATURE = "signature"
    PLAUSIBILITY = "plausibility"
    NO_KEY = "no-key"
    UNSUPPORTED = "unsupported"
    FORMAT = "format"


class KeyStatement(NamedTuple):
    """The key's part of a verdict. Fingerprints: SHA-256 over DER, uncompressed point, hex.

    ``expected`` is the confirmed key's fingerprint where another one signed; ``confirmed_by``
    and ``confirmed_at`` come from the key ring.
    """

    state: KeyState
    origin: KeyOrigin | None = None
    fingerprint: str | None = None
    expected: str | None = None
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None


class Usable(NamedTuple):
    """What a record or transaction is still good for; None: not stated."""

    energy: bool | None = None
    duration: bool | None = None
    clock: bool | None = None
    user: bool | None = None
    complete: bool | None = None


class SignedReading(NamedTuple):
    """One reading inside a signed record, every text as signed, inheritance applied.

    ``amount`` is the exact decimal of ``value`` (None where that is no number); ``at`` the
    aware time with the meter's own offset (None where it cannot be read).
    """

    time: str | None
    time_status: str | None
    tx: str | None
    value: str | None
    unit: str | None
    obis: str | None
    status: str | None
    error_flags: str | None
    amount: Decimal | None = None
    at: datetime | None = None
    cumulated_loss: str | None = None
    event_counter: str | None = None
    current_type: str | None = None


class Register(NamedTuple):
    """One register of a transaction: its begin, its end and their difference in its unit."""

    obis: str | None
    unit: str | None
    begin: SignedReading | None
    end: SignedReading | None
    difference: Decimal | None


class Identification(NamedTuple):
    """Who and where, as the record states it: label by OCMF key, texts as signed."""

    meter: str | None = None
    meter_model: str | None = None
    meter_vendor: str | None = None
    charge_point: str | None = None
    user: str | None = None
    user_type: str | None = None
    user_level: str | None = None
    user_assigned: bool | None = None
    tariff_text: str | None = None
    pagination: str | None = None


@dataclass(frozen=True, slots=True)
class Certificate:
    """What the type-examination certificate of a station says, as entered by the user.

    ``billed_register`` is an OBIS code; the cable's name and resistance stand as in the
    certificate; ``largest_power_kw`` is the product of largest current, voltage and phases.
    """

    billed_register: str | None = None
    cable_name: str | None = None
    cable_resistance: Decimal | None = None
    cable_resistance_unit: str | None = None
    largest_power_kw: Decimal | None = None


class RecordVerdict(NamedTuple):
    """A record judged by itself."""

    record: SignedRecord
    word: VerdictWord
    reason: Reason | None
    signature: SignatureState
    algorithm: str | None
    key: KeyStatement
    findings: tuple[Finding, ...]
    identification: Identification
    readings: tuple[SignedReading, ...]
    payload: bytes | None = None
    simulated: bool = False
    transaction: int | None = None

    @property
    def payload_sha256(self) -> str | None:
        """Return the SHA-256 of the signed bytes, hex."""
        return None if self.payload is None else hashlib.sha256(self.payload).hexdigest()


class TransactionVerdict(NamedTuple):
    """A transaction judged after its records were joined.

    ``records`` are indices into the judgement's records. ``energy_kwh`` is None wherever there
    is no honest value; ``energy_basis`` is the OBIS code it was taken from.
    """

    id: str | None
    meter: str | None
    records: tuple[int, ...]
    word: VerdictWord
    reason: Reason | None
    usable: Usable
    findings: tuple[Finding, ...]
    begin: SignedReading | None
    end: SignedReading | None
    energy_kwh: Decimal | None
    energy_basis: str | None
    registers: tuple[Register, ...]
    duration_s: Decimal | None
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something looked at that holds no signed content, or an entry that could not be read."""

    source: str
    place: str
    message: Message


@dataclass(frozen=True, slots=True)
class Judgement:
    """Everything judged together: records, transactions over them, and what was skipped."""

    records: tuple[RecordVerdict, ...]
    transactions: tuple[TransactionVerdict, ...]
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownKey:
    """An entry of the key ring: this meter (by ``GS``, ``MS`` or ``CI``) has this key.

    ``key`` is DER or a point. ``simulated`` keys never confirm a document.
    """

    meter: str
    key: bytes
    fingerprint: str
    origin: KeyOrigin
    first_seen: datetime
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    simulated: bool = False
