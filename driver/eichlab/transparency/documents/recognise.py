"""Which signed format a text is, by how it looks."""

import re

from eichlab.transparency.formats.errors import FormatError
from eichlab.transparency.formats.isa_edl40 import is_isa_list
from eichlab.transparency.formats.plain_bytes import decode_bytes
from eichlab.transparency.formats.sml import BEGIN, LARGEST_TELEGRAM, read_list

OCMF, ALFEN, PCDF, BSM = "OCMF", "ALFEN", "PCDF", "BSM"
EDL_40_P, EDL_40_SIG = "EDL_40_P", "EDL_40_SIG"
EDL_40_MENNEKES, ISA_EDL_40_P = "EDL_40_MENNEKES", "ISA_EDL_40_P"

# How other tools and roaming partners name the formats.
_NAMES = {
    "ocmf": OCMF,
    "alfen": ALFEN,
    "alfen eichrecht": ALFEN,
    "pcdf": PCDF,
    "bsm": BSM,
    "edl_40_p": EDL_40_P,
    "sml_edl40_p": EDL_40_P,
    "edl40 e-mobility extension": EDL_40_P,
    "edl_40_sig": EDL_40_SIG,
    "sml_edl40_sig": EDL_40_SIG,
    "edl_40_mennekes": EDL_40_MENNEKES,
    "edl40 mennekes": EDL_40_MENNEKES,
    "isa_edl_40_p": ISA_EDL_40_P,
}
_OCMF = re.compile(r"\s*OCMF\|")
_ALFEN = re.compile(r"\s*\"?AP;[0-9];[0-9]{1,4};[A-Z2-7]+=*;")
_PCDF = re.compile(r"[\s\x02]*128\.8\.0\([A-Z]{2,3}:")
_XML = re.compile(r"\s*(?:<\?xml[^>]*\?>\s*)?<(?:[\w.-]+:)?(signedMeterValue|ChargingProcess)[\s>]")
_SML_HEX = BEGIN.hex()
_SML_BASE64 = "GxsbGwEBAQ"
_SML_BASE32 = "DMNRWGYBAEAQC"


def format_named(name: str | None) -> str | None:
    """Return our name of a format as a document states it; None for one we do not know."""
    return _NAMES.get((name or "").strip().lower())


def recognise(text: str) -> str | None:
    """Return the format of a text that is one signed record; None where it looks like none."""
    head = text[:400]
    if _OCMF.match(head):
        return OCMF
    if _ALFEN.match(head):
        return ALFEN
    if _PCDF.match(head):
        return PCDF
    xml = _XML.match(head)
    if xml:
        return EDL_40_SIG if xml[1] == "signedMeterValue" else EDL_40_MENNEKES
    if len(text) < 4 * LARGEST_TELEGRAM and _looks_like_telegram(head):
        return _telegram(text)
    return None


def _looks_like_telegram(head: str) -> bool:
    compact = "".join(head[:100].split())
    return compact[: len(_SML_HEX)].lower() == _SML_HEX or compact.startswith(
        (_SML_BASE64, _SML_BASE32)
    )


def _telegram(text: str) -> str:
    try:
        listed = read_list(decode_bytes(text.encode("utf-8", "surrogatepass")))
    except FormatError:
        return EDL_40_P
    return ISA_EDL_40_P if is_isa_list(listed) else EDL_40_P
