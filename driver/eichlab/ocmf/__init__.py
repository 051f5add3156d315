"""The Open Charge Metering Format: records, their fields, public keys and signatures."""

from eichlab.ocmf.algorithms import (
    ALGORITHM_NAMES,
    CURVES,
    DEFAULT_ALGORITHM,
    Algorithm,
    Curve,
    algorithm_named,
)
from eichlab.ocmf.clock import ClockTime, is_specified_spelling, moment, read_time
from eichlab.ocmf.errors import OcmfError, UnusableKeyError
from eichlab.ocmf.exact_json import JsonObject, JsonValue, NumberText
from eichlab.ocmf.form import form_departures
from eichlab.ocmf.keys import LoadedKey, fingerprint_of, load_key
from eichlab.ocmf.numbers import EXACT, exact_decimal
from eichlab.ocmf.places import FieldPlace, field_places
from eichlab.ocmf.readings import INHERITED_FIELDS, read_readings, text_of, texts_of
from eichlab.ocmf.record import HEADER, LARGEST_RECORD, Departure, OcmfRecord, locate, parse
from eichlab.ocmf.seal import Seal, is_seal, open_seal, read_seal, unprotected
from eichlab.ocmf.signature import (
    DecodedSignature,
    SignatureCheck,
    check,
    check_payload,
    decode_signature,
    named_algorithm,
    sign,
    signature_bytes,
    verify,
)

__all__ = [
    "ALGORITHM_NAMES",
    "CURVES",
    "DEFAULT_ALGORITHM",
    "EXACT",
    "HEADER",
    "INHERITED_FIELDS",
    "LARGEST_RECORD",
    "Algorithm",
    "ClockTime",
    "Curve",
    "DecodedSignature",
    "Departure",
    "FieldPlace",
    "JsonObject",
    "JsonValue",
    "LoadedKey",
    "NumberText",
    "OcmfError",
    "OcmfRecord",
    "Seal",
    "SignatureCheck",
    "UnusableKeyError",
    "algorithm_named",
    "check",
    "check_payload",
    "decode_signature",
    "exact_decimal",
    "field_places",
    "fingerprint_of",
    "form_departures",
    "is_seal",
    "is_specified_spelling",
    "load_key",
    "locate",
    "moment",
    "named_algorithm",
    "open_seal",
    "parse",
    "read_readings",
    "read_seal",
    "read_time",
    "sign",
    "signature_bytes",
    "text_of",
    "texts_of",
    "unprotected",
    "verify",
]
