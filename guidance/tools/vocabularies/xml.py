"""Vocabularies that ship as XML: MeSH descriptors and MedlinePlus health topics.

Records are read one by one and dropped again. The parser refuses entities and whatever lies outside the file.
"""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from guidance.tools.vocabularies.names import Name, Watch, bad

_TAG = re.compile(r"<[^>]+>")
_SENTENCE = re.compile(r".+?[.!?](?=\s|$)")


def mesh(path: Path, watch: Watch) -> Iterator[Name]:
    """The descriptor file of MeSH: names and entry terms, with the scope note of the preferred concept."""
    for record in _records(path, watch, "DescriptorRecord", root="DescriptorRecordSet"):
        identity = record.findtext("DescriptorUI", "").strip()
        where = f"{path.name}: {identity}"
        yield Name(identity, "term", _text(record.findtext("DescriptorName/String", "")), where)
        for term in record.iterfind("ConceptList/Concept[@PreferredConceptYN='Y']/TermList/Term/String"):
            yield Name(identity, "term", _text(term.text or ""), where)
        note = record.findtext("ConceptList/Concept[@PreferredConceptYN='Y']/ScopeNote", "")
        if note.strip():
            yield Name(identity, "definition", _first(note), where)


def medlineplus(path: Path, watch: Watch) -> Iterator[Name]:
    """The health topics of MedlinePlus, in English: the title is plain, MeSH headings and other names are
    terms.
    """
    for record in _records(path, watch, "health-topic", root="health-topics"):
        if record.get("language", "English") != "English":
            continue
        identity = record.get("id", "")
        where = f"{path.name}: {identity}"
        yield Name(identity, "plain", _text(record.get("title", "")), where)
        for tag in ("mesh-heading/descriptor", "also-called"):
            for name in record.iterfind(tag):
                yield Name(identity, "term", _text(name.text or ""), where)
        summary = _text(_TAG.sub(" ", unescape(record.findtext("full-summary", ""))))
        if summary:
            yield Name(identity, "definition", _first(summary), where)


class _Watched:
    """A file that tells how much of it was read."""

    def __init__(self, file: BinaryIO, watch: Watch) -> None:
        self._file, self._watch = file, watch

    def read(self, size: int = -1) -> bytes:
        found = self._file.read(size)
        self._watch(len(found))
        return found


def _records(path: Path, watch: Watch, tag: str, *, root: str) -> Iterator[Element]:
    """Each element of the tag under the root; raises BadFile where the file has another root or is broken."""
    top: Any = None
    with path.open("rb") as file:
        try:
            for event, element in iterparse(_Watched(file, watch), events=("start", "end")):
                if top is None:
                    top = element
                    if element.tag != root:
                        raise bad(f"{path.name}:1", f"the root is <{element.tag}>, <{root}> is needed")
                if event == "end" and element.tag == tag:
                    yield element
                    top.clear()
        except ParseError as error:
            raise bad(f"{path.name}:{error.position[0]}", f"is not well-formed: {error}") from error
        except DefusedXmlException as error:
            raise bad(f"{path.name}:1", f"is refused as unsafe: {error!r}") from error


def _text(text: str) -> str:
    return " ".join(text.split())


def _first(text: str) -> str:
    """The first sentence."""
    whole = _text(text)
    found = _SENTENCE.match(whole)
    return found[0] if found else whole
