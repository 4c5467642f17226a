"""The notation of constructions: a pattern over tokens, and a wording; docs/constructions.md explains it."""

import re
from dataclasses import dataclass

_SLOTS = ("np", "core", "num", "adj", "verb", "noun")
_SLOT = re.compile(r"\{([A-Z])(?::([a-z]+)(?:#([A-Z|]+))?)?\}")
_AGAIN = re.compile(r"\{([a-z]\d?)\}")
_BENT = re.compile(r"\{([A-Z])#([A-Z]+)\}")
_NAMED = re.compile(r"([A-Za-z]\d?):(.+)")
_ONLY_IN_PATTERNS = frozenset("|?=#")


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a pattern or wording.

    `words`: any of these, as lemma or as form (`exact`: as form only); `name`: what the wording calls it;
    `slot`: the kind of phrase it takes; `adverb`: it takes one adverb; `tags`: tags or
    dependencies of which it must have one; `first`: it takes nothing, and only where the sentence begins.
    In a wording, `words` with the name of a slot are a verb that agrees with what the slot holds, and
    `tags` are the form that the slot's word is put into.
    """

    text: str
    words: tuple[str, ...] = ()
    name: str = ""
    slot: str = ""
    optional: bool = False
    exact: bool = False
    adverb: bool = False
    tags: tuple[str, ...] = ()
    first: bool = False

    def takes(self, lower: str, lemma: str, *labels: str) -> bool:
        """Whether a token of this form and lemma, with its tag and dependency, is one of the words."""
        if self.tags and not any(label in self.tags for label in labels):
            return False
        return lower in self.words or (not self.exact and lemma in self.words)

    def same(self, other: "Element") -> bool:
        """Whether the wording leaves the element of the pattern as it is."""
        return self.text == other.text or bool(
            self.name and self.name == other.name and not (other.words or other.tags)
        )


def parse_pattern(text: str) -> tuple[Element, ...]:
    """The elements of a pattern. Raises ValueError for what the notation does not have."""
    elements = tuple(_element(part) for part in text.split())
    if not elements:
        raise ValueError("the pattern is empty")
    return elements


def parse_wording(text: str) -> tuple[Element, ...]:
    """The elements of a wording; docs/constructions.md lists them.

    Words, slots, `~`; `v:word`, a word in the form of v; `{v}`, the word v as it stands; `X:word`, a verb
    that agrees with what slot X holds; `{X#VB}`, the word of slot X in this form. Raises ValueError for
    what the notation does not have.
    """
    return tuple(_element(part, again=True) for part in text.split())


def literal(element: Element) -> bool:
    """Whether the text of a wording's element can be written as it is."""
    return bool(element.name) or _ONLY_IN_PATTERNS.isdisjoint(element.text)


def _element(part: str, *, again: bool = False) -> Element:
    text = part
    optional = part.startswith("?")
    part = part.removeprefix("?")
    if part == "~":
        return Element(text, name="~", optional=True, adverb=True)
    if part == "^" and not again:
        return Element(text, optional=True, first=True)
    slot = _SLOT.fullmatch(part)
    if slot:
        tags = tuple(slot[3].split("|")) if slot[3] else ()
        return Element(text, name=slot[1], slot=_kind(slot[2] or "np"), optional=optional, tags=tags)
    if again and (copied := _AGAIN.fullmatch(part)):
        return Element(text, name=copied[1])
    if again and (bent := _BENT.fullmatch(part)):
        return Element(text, name=bent[1], tags=(bent[2],))
    return _word(part, text, optional=optional)


def _kind(kind: str) -> str:
    if kind not in _SLOTS:
        raise ValueError(f"unknown kind of slot {kind!r}; known: {', '.join(_SLOTS)}")
    return kind


def _word(part: str, text: str, *, optional: bool) -> Element:
    named = _NAMED.fullmatch(part)
    name, part = (named[1], named[2]) if named else ("", part)
    words, _, tags = part.removeprefix("=").partition("#")
    if not words or "{" in words or "}" in words:
        raise ValueError(f"cannot read {text!r}")
    return Element(
        text,
        words=tuple(words.lower().split("|")),
        name=name,
        optional=optional,
        exact=part.startswith("="),
        tags=tuple(tags.split("|")) if tags else (),
    )
