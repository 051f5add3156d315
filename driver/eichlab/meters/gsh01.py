"""DZG GSH01: live values of a direct current meter, signed transactions, what a failure leaves.

It imports only. What it counts and signs is the energy delivered to the vehicle, the loss of the
cable taken off. START has room for time and identification; all else in the record is the
meter's own. Unverified on hardware.
"""

import time
from datetime import UTC, datetime
from decimal import Decimal

from eichlab.line import Part
from eichlab.line.slip import DEVICE_TYPE, number, text
from eichlab.meters import slip_registers as slip
from eichlab.meters import slip_values as values
from eichlab.meters.slip_meter import SlipMeter
from eichlab.values import (
    Capabilities,
    Channel,
    Identity,
    Message,
    Quantity,
    Reading,
    WrongMeterError,
    message,
)

_TYPE = "GSH01"
_MARK = "SIM"

_LONGEST_TEXT = 64
_IDENTITY = (
    text(DEVICE_TYPE, _LONGEST_TEXT),
    slip.SERVER_ID,
    text(0x4114, _LONGEST_TEXT),
    text(0x4116, _LONGEST_TEXT),
)

_LIVE = (number(0x0132, 4), number(0x0131, 4), number(0x0138, 4), slip.ENERGY_IMPORT)
_QUANTITIES = (
    (Quantity.VOLTAGE, Channel.DC, -2),
    (Quantity.CURRENT, Channel.DC, -3),
    (Quantity.POWER, Channel.TOTAL, -2),
    (Quantity.ENERGY_IMPORT, Channel.TOTAL, slip.ENERGY_SCALE),
)
"""What the parts of `_LIVE` are: 0.01 V, mA, 0.01 W and 0.1 Wh, all low byte first."""


class Gsh01(SlipMeter):
    """One GSH01 on a serial line that is its own: no Modbus device beside it."""

    model = "gsh01"
    capabilities = Capabilities(
        signs=True,
        identification_bytes=values.IDENTIFICATION_BYTES,
        sets_clock=True,
        keeps_records=True,
        direct_current=True,
    )

    def identify(self) -> Identity:
        """Return serial number and firmware as they stand in the meter's records.

        Raises `WrongMeterError` when what answers calls itself otherwise.
        """
        self._key = None
        kind, server_id, application, metering = self._unit.read_each(
            *_IDENTITY, meaning=message("gsh01.ask-identity"), explain=_explain_identity
        )
        called = "" if kind.refuses else values.text(kind.data)
        serial = "" if server_id.refuses else values.server_id(server_id.data)
        if not called.startswith(_TYPE) or not serial:
            raise WrongMeterError(
                "gsh01.not-this-model", meter=self.name, unit=self._unit.unit, called=called or "–"
            )
        self._simulated = serial.removeprefix("1").startswith(_MARK)
        return Identity(
            model=self.model,
            serial=serial,
            firmware=f"M_{_version(metering)}-A_{_version(application)}",
            signature_algorithm=values.ALGORITHM,
            simulated=self._simulated,
        )

    def read(self) -> Reading:
        """Return voltage, current, power and energy, the latter two at the vehicle; one question.

        Raises `RefusedError` where one of them cannot be had.
        """
        data = self._unit.read(*_LIVE, meaning=message("gsh01.ask-live"), explain=_explain_live)
        answer = self._unit.last_answer
        assert answer is not None
        return Reading(
            meter=self.name,
            taken_at=datetime.now(UTC),
            monotonic=time.monotonic(),
            quantities={
                (quantity, channel): Decimal(values.signed(each)).scaleb(scale)
                for (quantity, channel, scale), each in zip(_QUANTITIES, data, strict=True)
            },
            round_trip_s=answer.elapsed_s,
            tries=answer.tries,
        )


def _version(part: Part) -> str:
    return "?" if part.refuses else values.text(part.data)


def _explain_identity(parts: tuple[Part, ...]) -> Message:
    return message("gsh01.told-identity", called=values.text(parts[0].data))


def _explain_live(parts: tuple[Part, ...]) -> Message:
    volts, _, watts, energy = (
        Decimal(values.signed(part.data)).scaleb(scale)
        for part, (_, _, scale) in zip(parts, _QUANTITIES, strict=True)
    )
    return message("gsh01.told-live", voltage=volts, power=watts, import_wh=energy)
