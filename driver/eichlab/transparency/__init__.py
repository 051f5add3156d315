"""Signed records judged: documents, keys, rules, verdicts, and what is said of them."""

from eichlab.ocmf import LoadedKey, OcmfError, UnusableKeyError, fingerprint_of, load_key
from eichlab.transparency.as_json import (
    as_json,
    counts_as_json,
    head_as_json,
    record_as_json,
    skipped_as_json,
    transaction_as_json,
)
from eichlab.transparency.codes import JoinedCodes, in_codes, joined_codes
from eichlab.transparency.document import LARGEST_DOCUMENT, Document
from eichlab.transparency.explain import Explanation, SignedPart, explain
from eichlab.transparency.export import records_as_csv, records_as_json, records_as_text
from eichlab.transparency.judge import judge, unreadable
from eichlab.transparency.open_document import read_document, read_file
from eichlab.transparency.plate import (
    PlateComparison,
    PlateOutcome,
    Slip,
    compare_with_plate,
    find_by_plate,
    groups_of_four,
)
from eichlab.transparency.rules import RULES, Billed, Profile, Rule
from eichlab.transparency.safe_xml import safe_xml
from eichlab.transparency.signed_fields import SignedField
from eichlab.transparency.signing_key import signing_key
from eichlab.transparency.statements import FOOTER, Statements, headline, remarks, statements
from eichlab.transparency.stream import stream_file
from eichlab.transparency.streaming import JudgingSettings, StreamedJudgement, judge_stream
from eichlab.transparency.tampering import (
    NotTamperableError,
    signed_anew,
    with_another_digit,
)
from eichlab.transparency.trust import entered

__all__ = [
    "FOOTER",
    "LARGEST_DOCUMENT",
    "RULES",
    "Billed",
    "Document",
    "Explanation",
    "JoinedCodes",
    "JudgingSettings",
    "LoadedKey",
    "NotTamperableError",
    "OcmfError",
    "PlateComparison",
    "PlateOutcome",
    "Profile",
    "Rule",
    "SignedField",
    "SignedPart",
    "Slip",
    "Statements",
    "StreamedJudgement",
    "UnusableKeyError",
    "as_json",
    "compare_with_plate",
    "counts_as_json",
    "entered",
    "explain",
    "find_by_plate",
    "fingerprint_of",
    "groups_of_four",
    "head_as_json",
    "headline",
    "in_codes",
    "joined_codes",
    "judge",
    "judge_stream",
    "load_key",
    "read_document",
    "read_file",
    "record_as_json",
    "records_as_csv",
    "records_as_json",
    "records_as_text",
    "remarks",
    "safe_xml",
    "signed_anew",
    "signing_key",
    "skipped_as_json",
    "statements",
    "stream_file",
    "transaction_as_json",
    "unreadable",
    "with_another_digit",
]
