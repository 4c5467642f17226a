"""A feed → Atom, its elements in the order of the schema of HL7 knowledge responses.

That schema has no place for the audience, the review or the reading grade of an entry, but lets elements of
other namespaces follow the entries: one "article" for each entry, which it names, in our own. It must be
of a type that the schema's readers know, and so is of the one that all are.
"""

from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

from guidance.infobutton.feed import Entry, Feed
from guidance.infobutton.readers import LANGUAGE

NAMESPACE = "http://www.w3.org/2005/Atom"
OWN_NAMESPACE = "urn:guidance:infobutton"
# Namespaces are written as attributes: the library's own way would name prefixes for the whole process.
_NAMESPACES = {
    "xmlns": NAMESPACE,
    "xmlns:g": OWN_NAMESPACE,
    "xmlns:xs": "http://www.w3.org/2001/XMLSchema",
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
}


def write(feed: Feed) -> bytes:
    """The feed in UTF-8, with its declaration."""
    root = Element("feed", {**_NAMESPACES, "xml:base": feed.base, "xml:lang": LANGUAGE})
    _text(root, "title", feed.title, type="text")
    _text(root, "subtitle", feed.subtitle, type="text")
    author = ET.SubElement(root, "author")
    _text(author, "name", feed.title)
    _text(author, "uri", feed.base)
    _text(root, "updated", feed.updated)
    for scheme, term in feed.categories:
        ET.SubElement(root, "category", {"scheme": scheme, "term": term})
    _text(root, "id", feed.id)
    for entry in feed.entries:
        root.append(_entry(entry))
    for entry in feed.entries:
        ET.SubElement(root, "g:article", {"xsi:type": "xs:anyType", **entry.about})
    written: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return written


def _entry(entry: Entry) -> Element:
    made = Element("entry", {"xml:lang": LANGUAGE})
    _text(made, "title", entry.title, type="text")
    for link in entry.links:
        ET.SubElement(made, "link", {**link._asdict(), "hreflang": LANGUAGE})
    _text(made, "id", entry.id)
    _text(made, "updated", entry.updated)
    _text(made, "summary", str(entry.summary), type="html")
    return made


def _text(parent: Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, name, attributes).text = text
