"""The notation of constructions: a pattern over tokens, and a wording; docs/constructions.md explains it."""

import re
from dataclasses import dataclass

_SLOTS = ("np", "core", "num", "adj", "verb", "noun")
_SLOT = re.compile(r"\{([A-Z])(?::([a-z]+))?\}")
_NAMED = re.compile(r"([a-z])\d?:(.+)")


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a pattern or wording.

    `words`: any of these, as lemma or as form (`exact`: as form only); `name`: what the wording calls it;
    `slot`: the kind of phrase it takes; `adverb`: it takes one adverb; `tags`: tags it must have.
    """

    text: str
    words: tuple[str, ...] = ()
    name: str = ""
    slot: str = ""
    optional: bool = False
    exact: bool = False
    adverb: bool = False
    tags: tuple[str, ...] = ()

    def takes(self, lower: str, lemma: str, tag: str) -> bool:
        """Whether a token of this form, lemma and tag is one of the words."""
        if self.tags and tag not in self.tags:
            return False
        return lower in self.words or (not self.exact and lemma in self.words)

    def same(self, other: "Element") -> bool:
        """Whether the wording leaves the element of the pattern as it is."""
        return self.text.lstrip("?") == other.text or bool(
            self.name and self.name == other.name and not other.words
        )


def parse_pattern(text: str) -> tuple[Element, ...]:
    """The elements of a pattern. Raises ValueError for what the notation does not have."""
    elements = tuple(_element(part) for part in text.split())
    if not elements:
        raise ValueError("the pattern is empty")
    return elements


def parse_wording(text: str) -> tuple[Element, ...]:
    """The elements of a wording: words, slots, `~`, and `v:word` for a word in the form of v."""
    return tuple(_element(part) for part in text.split())


def _element(part: str) -> Element:
    text = part
    optional = part.startswith("?")
    part = part.removeprefix("?")
    if part == "~":
        return Element(text, name="~", optional=True, adverb=True)
    slot = _SLOT.fullmatch(part)
    if slot:
        kind = slot[2] or "np"
        if kind not in _SLOTS:
            raise ValueError(f"unknown kind of slot {kind!r}; known: {', '.join(_SLOTS)}")
        return Element(text, name=slot[1], slot=kind, optional=optional)
    named = _NAMED.fullmatch(part)
    name, part = (named[1], named[2]) if named else ("", part)
    exact = part.startswith("=")
    words, _, tags = part.removeprefix("=").partition("#")
    if not words or "{" in words or "}" in words:
        raise ValueError(f"cannot read {text!r}")
    return Element(
        text,
        words=tuple(words.lower().split("|")) if not text[:1] == "{" else (),
        name=name,
        optional=optional,
        exact=exact,
        tags=tuple(tags.split("|")) if tags else (),
    )
