"""Billing files of MENNEKES: each charging process as the very bytes it stands in the file with."""

import re

from lxml import etree

from eichlab.transparency.documents.collector import Collector
from eichlab.transparency.documents.recognise import EDL_40_MENNEKES
from eichlab.transparency.documents.scope import Scope
from eichlab.transparency.formats.mennekes import ELEMENT
from eichlab.transparency.secure_xml import local_name

_SLICE = re.compile(rb"<ChargingProcess[\s>].*?</ChargingProcess\s*>", re.DOTALL)


def read_processes(data: bytes, root: etree._Element, collector: Collector) -> int:
    """Add every charging process below an element; return how many there are.

    ``data`` is the file, in UTF-8 where its texts count. Where slices and elements do not match
    one to one (a name space prefix, an element inside a comment), elements are written anew:
    the signed bytes are built from the texts in them, not from how they are marked up.
    """
    elements = [each for each in root.iter(etree.Element) if local_name(each) == ELEMENT]
    slices = [match[0] for match in _SLICE.finditer(data)]
    exact = len(slices) == len(elements) and not _declares_other_encoding(root)
    for index, element in enumerate(elements):
        text = slices[index] if exact else etree.tostring(element, with_tail=False)
        collector.add(text, EDL_40_MENNEKES, Scope(), f"{ELEMENT}[{index + 1}]")
    return len(elements)


def _declares_other_encoding(root: etree._Element) -> bool:
    encoding = root.getroottree().docinfo.encoding
    return (encoding or "UTF-8").upper() not in {"UTF-8", "UTF8", "ASCII", "US-ASCII"}
