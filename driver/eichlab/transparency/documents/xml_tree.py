"""XML messages (OCPP over SOAP, exports) as the values their elements hold."""

import re
from collections.abc import Iterator

from lxml import etree

from eichlab.ocmf import JsonObject, JsonValue
from eichlab.transparency.secure_xml import local_name, parse_fragment, text_in

_ENVELOPE = re.compile(rb"<((?:[\w.-]+:)?)Envelope[\s>]")
_DEEPEST = 60


def as_value(element: etree._Element, depth: int = 0) -> JsonValue:
    """Return an element as an object of its children, or as its text where it has none."""
    children = list(element.iterchildren(etree.Element))
    if not children or depth > _DEEPEST:
        return text_in(element)
    fields: JsonObject = {str(name): str(value) for name, value in element.attrib.items()}
    for child in children:
        name, value = local_name(child), as_value(child, depth + 1)
        known = fields.get(name)
        if known is None:
            fields[name] = value
        elif isinstance(known, list):
            known.append(value)
        else:
            fields[name] = [known, value]
    return fields


def envelopes(data: bytes) -> Iterator[tuple[int, etree._Element]]:
    """Yield the SOAP envelopes between other text, with the place each begins at."""
    match = _ENVELOPE.search(data)
    while match is not None:
        end_mark = b"</" + match[1] + b"Envelope>"
        end = data.find(end_mark, match.end())
        if end < 0:
            return
        end += len(end_mark)
        element = parse_fragment(data[match.start() : end])
        if element is not None:
            yield match.start(), element
        match = _ENVELOPE.search(data, end)
