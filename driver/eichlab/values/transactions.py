"""What we ask a meter to do, and how it went."""

import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from eichlab.values.message import Message
from eichlab.values.records import Reason, VerdictWord


class IdentificationLevel(StrEnum):
    """OCMF table 11: how well the identification was checked."""

    NONE = "NONE"
    HEARSAY = "HEARSAY"
    TRUSTED = "TRUSTED"
    VERIFIED = "VERIFIED"
    CERTIFIED = "CERTIFIED"
    SECURE = "SECURE"
    MISMATCH = "MISMATCH"
    INVALID = "INVALID"
    OUTDATED = "OUTDATED"
    UNKNOWN = "UNKNOWN"


class IdentificationFlag(StrEnum):
    """OCMF tables 13 to 16: how the identification reached the station; one of each group."""

    RFID_NONE = "RFID_NONE"
    RFID_PLAIN = "RFID_PLAIN"
    RFID_RELATED = "RFID_RELATED"
    RFID_PSK = "RFID_PSK"
    OCPP_NONE = "OCPP_NONE"
    OCPP_RS = "OCPP_RS"
    OCPP_AUTH = "OCPP_AUTH"
    OCPP_RS_TLS = "OCPP_RS_TLS"
    OCPP_AUTH_TLS = "OCPP_AUTH_TLS"
    OCPP_CACHE = "OCPP_CACHE"
    OCPP_WHITELIST = "OCPP_WHITELIST"
    OCPP_CERTIFIED = "OCPP_CERTIFIED"
    ISO15118_NONE = "ISO15118_NONE"
    ISO15118_PNC = "ISO15118_PNC"
    PLMN_NONE = "PLMN_NONE"
    PLMN_RING = "PLMN_RING"
    PLMN_SMS = "PLMN_SMS"

    @property
    def group(self) -> str:
        """Return the group: ``RFID``, ``OCPP``, ``ISO15118`` or ``PLMN``."""
        return self.value.split("_", 1)[0]


class IdentificationType(StrEnum):
    """OCMF table 17: what kind of identification the data is."""

    NONE = "NONE"
    DENIED = "DENIED"
    UNDEFINED = "UNDEFINED"
    ISO14443 = "ISO14443"
    ISO15693 = "ISO15693"
    EMAID = "EMAID"
    EVCCID = "EVCCID"
    EVCOID = "EVCOID"
    ISO7812 = "ISO7812"
    CARD_TXN_NR = "CARD_TXN_NR"
    CENTRAL = "CENTRAL"
    CENTRAL_1 = "CENTRAL_1"
    CENTRAL_2 = "CENTRAL_2"
    LOCAL = "LOCAL"
    LOCAL_1 = "LOCAL_1"
    LOCAL_2 = "LOCAL_2"
    PHONE_NUMBER = "PHONE_NUMBER"
    KEY_CODE = "KEY_CODE"


class ChargePointIdType(StrEnum):
    """OCMF table 18: what kind of id the charge point has."""

    EVSEID = "EVSEID"
    CBIDC = "CBIDC"


@dataclass(frozen=True, slots=True)
class TransactionRequest:
    """One start as the user asks for it; the meter signs these texts.

    ``raw_tariff`` keeps the transaction id out of the signed texts, where a driver would put it
    for want of a field: the tariff text is then signed as it stands here. A record without the
    id is found again by count, texts and time only.
    """

    transaction_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    assigned: bool = True
    level: IdentificationLevel = IdentificationLevel.NONE
    flags: tuple[IdentificationFlag, ...] = ()
    identification_type: IdentificationType = IdentificationType.NONE
    identification: str = ""
    tariff_text: str = ""
    charge_point_type: ChargePointIdType = ChargePointIdType.EVSEID
    charge_point_id: str = ""
    raw_tariff: bool = False

    def anew(self) -> "TransactionRequest":
        """Return the same request for another transaction."""
        return replace(self, transaction_id=str(uuid.uuid4()))


@dataclass(frozen=True, slots=True)
class Attribution:
    """Whose and what a transaction is, for our own files only; no meter hears of it.

    ``operator`` works at the bench, ``sample`` is the sample's or job's number.
    """

    operator: str = ""
    sample: str = ""
    notes: str = ""


class JournalEvent(StrEnum):
    """The steps of a transaction in the journal, each durable before the next is taken."""

    INTENT = "intent"
    SENT = "sent"
    RUNNING = "running"
    STOPPING = "stopping"
    READ = "read"
    STORED = "stored"
    RELEASED = "released"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How a transaction ended."""

    COMPLETED = "completed"
    STOPPED_ON_FAILURE = "stopped-on-failure"
    RECOVERED = "recovered"
    REFUSED = "refused"
    ABANDONED = "abandoned"


@dataclass(frozen=True, slots=True)
class JournalRow:
    """One durable row of the journal; ``detail`` is plain data about the step."""

    transaction_id: str
    event: JournalEvent
    at: datetime
    detail: dict[str, object]


@dataclass(frozen=True, slots=True)
class Transaction:
    """One of our transactions as the store knows it: request, journal, outcome and verdict.

    ``meter`` is the name on the bench, ``serial`` the meter's own number. ``outcome`` is None
    until the journal is closed; the verdict's fields are None until a record was judged.
    """

    id: str
    meter: str
    serial: str
    request: TransactionRequest
    rows: tuple[JournalRow, ...]
    outcome: Outcome | None = None
    explanation: Message | None = None
    verdict: VerdictWord | None = None
    reason: Reason | None = None
    energy_kwh: Decimal | None = None
    duration_s: Decimal | None = None
    losses: int = 0
    simulated: bool = False

    @property
    def state(self) -> JournalEvent:
        """Return the last step taken."""
        return self.rows[-1].event

    @property
    def attribution(self) -> Attribution:
        """Return who did it and what for, as it was said at the start."""
        noted = self.rows[0].detail.get("attribution")
        if not isinstance(noted, dict):
            return Attribution()
        return Attribution(*(str(noted.get(name, "")) for name in ("operator", "sample", "notes")))

    @property
    def began_at(self) -> datetime:
        """Return when it was asked for."""
        return self.rows[0].at

    @property
    def is_open(self) -> bool:
        """Return whether the journal still has to bring it to an end."""
        return self.state is not JournalEvent.CLOSED
