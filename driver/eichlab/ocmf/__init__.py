"""The Open Charge Metering Format: records, their fields, public keys and signatures."""

from eichlab.ocmf.algorithms import (
    ALGORITHM_NAMES,
    CURVES,
    DEFAULT_ALGORITHM,
    Algorithm,
    Curve,
    algorithm_named,
)
from eichlab.ocmf.errors import OcmfError, UnusableKeyError
from eichlab.ocmf.exact_json import JsonObject, JsonValue, NumberText
from eichlab.ocmf.keys import LoadedKey, load_key
from eichlab.ocmf.record import Departure, OcmfRecord, parse
from eichlab.ocmf.signature import (
    SignatureCheck,
    check,
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
    "Algorithm",
    "Curve",
    "Departure",
    "JsonObject",
    "JsonValue",
    "LoadedKey",
    "NumberText",
    "OcmfError",
    "OcmfRecord",
    "SignatureCheck",
    "UnusableKeyError",
    "algorithm_named",
    "check",
    "decode_signature",
    "load_key",
    "named_algorithm",
    "parse",
    "sign",
    "signature_bytes",
    "verify",
]
