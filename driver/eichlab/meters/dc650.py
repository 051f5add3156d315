"""AST DC650: identity and live values; transactions are `eichlab.meters.slip_meter`.

Known from EVerest's driver alone; no manual and no record of the meter is public. Unverified on
hardware.
"""

import time
from datetime import UTC, datetime
from decimal import Decimal

from eichlab.line import Part
from eichlab.line.slip import BUSY, Asked
from eichlab.meters import dc650_registers as dc650
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

_SIMULATED = "SIM"

# What the meter says of a command id that it does not have, or has no data for.
_ABSENT = frozenset({5, 6, 7})


class Dc650(SlipMeter):
    """One DC650 on a serial line."""

    model = "dc650"
    capabilities = Capabilities(
        signs=True,
        identification_bytes=values.IDENTIFICATION_BYTES,
        sets_clock=True,
        keeps_records=True,
        export=True,
        direct_current=True,
    )

    _absent: frozenset[Asked] = frozenset()

    def identify(self) -> Identity:
        """Return server id and software of both boards.

        Raises `WrongMeterError` for the sister meter, and for anything without these command ids.
        """
        self._key = None
        self._absent = frozenset()
        kind, server, serial, application, metering = self._unit.read_each(
            dc650.DEVICE_TYPE,
            slip.SERVER_ID,
            dc650.SERIAL,
            dc650.SOFTWARE_APPLICATION,
            dc650.SOFTWARE_METERING,
            meaning=message("dc650.ask-identity"),
            explain=_explain_identity,
        )
        if any(part.status == BUSY for part in (kind, server)):
            raise self._unit.refusal(kind if kind.status == BUSY else server)
        model = values.text(kind.data)
        if model.upper().startswith(dc650.SISTER):
            raise WrongMeterError("dc650.sister", meter=self.name, model=model)
        number = "" if serial.refuses else f"{values.unsigned(serial.data):08d}"
        name = values.server_id(server.data) or number
        if kind.refuses or not name:
            raise WrongMeterError("dc650.not-this-model", meter=self.name, unit=self._unit.unit)
        self._simulated = name.lstrip("0123456789").startswith(_SIMULATED)
        versions = (values.text(part.data) for part in (application, metering))
        return Identity(
            model=self.model,
            serial=name,
            firmware=" / ".join(version for version in versions if version),
            signature_algorithm=values.ALGORITHM,
            simulated=self._simulated,
        )

    def read(self) -> Reading:
        """Return what flows to the vehicle, its energies and the temperature, by one question.

        The temperature is taken as tenths of a degree, in one byte as whole degrees; that is a
        guess, and a value no meter can have is left out.
        """
        asked = [
            dc650.VOLTAGE,
            dc650.CURRENT,
            dc650.IMPORT_POWER,
            dc650.EXPORT_POWER,
            dc650.ENERGY_IMPORT,
            dc650.ENERGY_EXPORT,
            dc650.TEMPERATURE,
        ]
        asked = [each for each in asked if each not in self._absent]
        parts = self._unit.read_each(
            *asked, meaning=message("dc650.ask-live"), explain=_explain_live
        )
        told: dict[int, Part] = {}
        for each, part in zip(asked, parts, strict=True):
            if not part.refuses:
                told[part.command] = part
            elif each in _INDISPENSABLE:
                raise self._unit.refusal(part)
            elif part.status in _ABSENT:
                self._absent |= {each}
        answer = self._unit.last_answer
        return Reading(
            meter=self.name,
            taken_at=datetime.now(UTC),
            monotonic=time.monotonic(),
            quantities=_quantities(told),
            round_trip_s=answer.elapsed_s if answer is not None else 0.0,
            tries=answer.tries if answer is not None else 1,
        )


_INDISPENSABLE = frozenset({dc650.VOLTAGE, dc650.CURRENT, dc650.IMPORT_POWER, dc650.ENERGY_IMPORT})


def _quantities(told: dict[int, Part]) -> dict[tuple[Quantity, Channel], Decimal]:
    def value(asked: Asked, scale: int) -> Decimal | None:
        part = told.get(asked.command)
        return None if part is None else Decimal(values.signed(part.data)).scaleb(scale)

    imported = value(dc650.IMPORT_POWER, dc650.POWER_SCALE)
    exported = value(dc650.EXPORT_POWER, dc650.POWER_SCALE)
    power = imported
    if imported is not None and exported is not None:
        power = imported - exported
    found = {
        (Quantity.VOLTAGE, Channel.DC): value(dc650.VOLTAGE, dc650.VOLTAGE_SCALE),
        (Quantity.CURRENT, Channel.DC): value(dc650.CURRENT, dc650.CURRENT_SCALE),
        (Quantity.POWER, Channel.TOTAL): power,
        (Quantity.ENERGY_IMPORT, Channel.TOTAL): value(dc650.ENERGY_IMPORT, slip.ENERGY_SCALE),
        (Quantity.ENERGY_EXPORT, Channel.TOTAL): value(dc650.ENERGY_EXPORT, slip.ENERGY_SCALE),
        (Quantity.TEMPERATURE, Channel.TOTAL): _temperature(told.get(dc650.TEMPERATURE.command)),
    }
    return {key: each for key, each in found.items() if each is not None}


def _temperature(part: Part | None) -> Decimal | None:
    if part is None:
        return None
    scale = dc650.TEMPERATURE_SCALE if len(part.data) > 1 else 0
    degrees = Decimal(values.signed(part.data)).scaleb(scale)
    return degrees if dc650.COLDEST_C <= degrees <= dc650.HOTTEST_C else None


def _explain_identity(parts: tuple[Part, ...]) -> Message | None:
    kind, server, *_ = parts
    return message(
        "dc650.told-identity", model=values.text(kind.data), serial=values.server_id(server.data)
    )


def _explain_live(parts: tuple[Part, ...]) -> Message | None:
    quantities = _quantities({part.command: part for part in parts if not part.refuses})
    return message(
        "dc650.told-live",
        power=quantities.get((Quantity.POWER, Channel.TOTAL)),
        voltage=quantities.get((Quantity.VOLTAGE, Channel.DC)),
        energy=quantities.get((Quantity.ENERGY_IMPORT, Channel.TOTAL)),
    )
