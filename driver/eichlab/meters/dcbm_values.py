"""What the answers of a DCBM mean: live values, status, what it keeps of a transaction."""

import re
from datetime import datetime, timedelta
from decimal import Decimal

from eichlab.line import Fields, exact_number
from eichlab.meters.scale import thousandfold
from eichlab.values import Channel, KeptRecord, Message, Quantity, message

# What the status bits say where they are not as they should be: name, nominal, condition.
_CONDITIONS = (
    ("suLinkStatusIsOk", True, "dcbm.unit-link-lost"),
    ("muFatalErrorOccured", False, "dcbm.fatal-error"),
    ("tamperingIsDetected", False, "dcbm.tampering"),
    ("timeSyncStatusIsOk", True, "dcbm.clock-not-set"),
    ("overTemperatureIsDetected", False, "dcbm.over-temperature"),
    ("reversedVoltage", False, "dcbm.reversed-voltage"),
    ("suMeasureFailureOccurred", False, "dcbm.measuring-failed"),
)

STATUS_BITS = {
    1: (True, "dcbm.unit-link-lost"),
    2: (False, "dcbm.fatal-error"),
    8: (False, "dcbm.tampering"),
    16: (True, "dcbm.clock-not-set"),
    32: (False, "dcbm.over-temperature"),
    64: (False, "dcbm.reversed-voltage"),
    128: (False, "dcbm.measuring-failed"),
}
"""The same in the status of a finished transaction: bit, and when it is as it should be."""

_CLOCK_TOLERANCE = timedelta(seconds=2)

_SECOND_VERSION = (0, 2)


def root_for(status: Fields) -> str:
    """Return the version of the interface that this firmware has for transactions."""
    text = status.fields("version").values.get("applicationFirmwareVersion")
    parts = text.split(".") if isinstance(text, str) else []
    numbers = tuple(int(part) for part in parts if re.fullmatch(r"[0-9]{1,6}", part))
    is_second = len(parts) == 4 and len(numbers) == 4 and numbers[:2] >= _SECOND_VERSION
    return "v2" if is_second else "v1"


def is_intermediate(legal: Fields) -> bool:
    """Return whether the transaction still runs."""
    return legal.fields("meterValue").values.get("intermediateRead") is True


def kept_record_at(index: int, legal: Fields) -> KeptRecord:
    """Return what the meter says of the finished transaction at an index of its store."""
    value = legal.fields("meterValue")
    page = legal.values.get("paginationCounter")
    sample = value.fields("sampleValue") if "sampleValue" in value else None
    return KeptRecord(
        number=index,
        transaction_id=legal.text("transactionId"),
        pagination=None if page is None else f"T{page}",
        identification=_said(legal, "clientId"),
        begin=_said(value, "timestampStart"),
        end=_said(value, "timestampStop"),
        energy_kwh=None if sample is None else exact_number(sample.values.get("energyImport")),
    )


def _said(fields: Fields, name: str) -> str | None:
    value = fields.values.get(name)
    return value if isinstance(value, str) and value else None


def quantities_of(live: Fields) -> dict[tuple[Quantity, Channel], Decimal]:
    """Return the live values in base units; of its two temperatures the higher."""
    hot = max(live.number("temperatureH"), live.number("temperatureL"))
    return {
        (Quantity.VOLTAGE, Channel.DC): live.number("voltage"),
        (Quantity.CURRENT, Channel.DC): live.number("current"),
        (Quantity.POWER, Channel.DC): thousandfold(live.number("power")),
        (Quantity.ENERGY_IMPORT, Channel.TOTAL): thousandfold(live.number("energyImportTotal")),
        (Quantity.ENERGY_EXPORT, Channel.TOTAL): thousandfold(live.number("energyExportTotal")),
        (Quantity.TEMPERATURE, Channel.TOTAL): hot,
    }


def conditions_of(status: Fields) -> tuple[str, ...]:
    """Return what the status says is not as it should be."""
    bits = status.fields("status").fields("bits").values
    return tuple(
        condition for name, nominal, condition in _CONDITIONS if bits.get(name, nominal) != nominal
    )


def clock_is_right(status: Fields, now: datetime) -> bool:
    """Return whether the meter's clock shows the time, as far as it says."""
    shown = status.values.get("time")
    try:
        at = datetime.fromisoformat(shown) if isinstance(shown, str) else None
    except ValueError:
        return False
    return at is not None and at.tzinfo is not None and abs(at - now) <= _CLOCK_TOLERANCE


def zone_of(now: datetime) -> str:
    """Return the offset as the meter takes it, in quarters of an hour."""
    offset = now.utcoffset()
    minutes = round(offset.total_seconds() / 900) * 15 if offset is not None else 0
    sign = "-" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    return f"{sign}{hours:02d}:{rest:02d}"


def explain_live(live: Fields) -> Message:
    """Say what an answer with live values tells."""
    quantities = quantities_of(live)
    return message(
        "dcbm.told-live",
        voltage=quantities[Quantity.VOLTAGE, Channel.DC],
        current=quantities[Quantity.CURRENT, Channel.DC],
        import_wh=quantities[Quantity.ENERGY_IMPORT, Channel.TOTAL],
    )


def explain_status(status: Fields) -> Message:
    """Say what an answer with the status tells."""
    running = status.fields("status").fields("bits").flag("transactionIsOnGoing")
    return message("dcbm.told-running" if running else "dcbm.told-idle")


def explain_legal(legal: Fields) -> Message:
    """Say what an answer about a transaction tells."""
    return message("dcbm.told-transaction", transaction=legal.text("transactionId"))
