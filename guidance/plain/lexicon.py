"""The lexicon: every term and abbreviation, and where they stand in a text.

It knows no language model: whoever loads it hands in the tokeniser whose tokens it will be asked about.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from guidance.plain.audience import Audience
from guidance.plain.cache import Cache
from guidance.plain.compiled import Compiled, packed, readings, told, unpacked
from guidance.plain.data import folder
from guidance.plain.entries import Abbreviation, Entry
from guidance.plain.forms import Candidate, Short, Tokenize, short_forms, term_forms
from guidance.plain.match import Match, Phrases
from guidance.plain.memory import growing
from guidance.plain.respelling import Spelling
from guidance.plain.vocabulary import digest, read_vocabulary

_NAME = "lexicon"
_NO_CACHE = Cache(None)
_PLURAL = "s"


@dataclass(frozen=True)
class Lexicon:
    """Every term and abbreviation, and the forms in which a text may hold them.

    `version` is that of the vocabulary (vocabulary.versions).
    """

    entries: tuple[Entry, ...]
    abbreviations: tuple[Abbreviation, ...]
    version: str
    terms: Phrases[Candidate] = field(repr=False)
    shorts: Phrases[Short] = field(repr=False)

    def match(
        self, lowers: Sequence[str], *, holds: Callable[[Match[Candidate]], bool] | None = None
    ) -> Iterator[Match[Candidate]]:
        """Terms among lower-case token texts; see Phrases.match."""
        return self.terms.match(lowers, holds=holds)

    def match_shorts(
        self, texts: Sequence[str], *, holds: Callable[[Match[Short]], bool] | None = None
    ) -> Iterator[Match[Short]]:
        """Abbreviations among token texts as written (capitals count); see Phrases.match."""
        return self.shorts.match(texts, holds=holds)

    @cached_property
    def by_id(self) -> Mapping[str, Entry]:
        return {entry.id: entry for entry in self.entries}

    @cached_property
    def explanations(self) -> Mapping[str, frozenset[str]]:
        """Explanations in lower case → the ids of the terms that they explain."""
        found: dict[str, frozenset[str]] = {}
        for known in self.entries:
            if known.explanation:
                key = known.explanation.lower()
                found[key] = found.get(key, frozenset()) | {known.id}
        return found

    @cached_property
    def _by_term(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for known in self.entries:
            key = known.term.casefold()
            found[key] = found.get(key, frozenset()) | {known.id}
        return found

    def kin(self, entry: Entry) -> frozenset[str]:
        """The ids of all rows of the term of this one, itself too."""
        return self._by_term[entry.term.casefold()]

    def alike(self, entry: Entry) -> frozenset[str]:
        """The ids of other terms that are explained in the same words."""
        found = self.explanations.get(entry.explanation.lower(), frozenset()) - self.kin(entry)
        return frozenset(name for name in found if self.by_id[name].action == "explain")

    @cached_property
    def syllables(self) -> Mapping[str, int]:
        """Lower-case words and whole terms → syllables, where the counter is wrong, inflections too."""
        counts: dict[str, int] = {}
        for key, found in self.terms.forms.items():
            for number, tag in readings(found):
                known = self.entries[number]
                if known.syllables is not None:
                    counts.setdefault(_joined(key), known.syllables + _added(known.term, _joined(key), tag))
        return counts

    def known(self, word: str) -> bool:
        """Whether the word is protected: a `keep` row of the terms or of the abbreviations."""
        shorts = self.shorts.candidates(word)
        terms = self.terms.candidates(word.lower())
        return any(short.abbreviation.action == "keep" for short in shorts) or any(
            candidate.entry.action == "keep" for candidate in terms
        )

    def is_common(self, word: str) -> bool:
        """Whether a word in lower case is a term that is no name."""
        return any(found.entry.term.islower() for found in self.terms.candidates(word))

    def hard(self, entry: Entry, audience: Audience) -> bool:
        """Whether the term is hard for the audience, by the level of the entry.

        Whoever reads general words made plain finds every term hard; whoever has terms explained but
        words kept (students) those of level 2; all others none.
        """
        if entry.action == "keep" or not audience.rewrite:
            return False
        if audience.words == "plain":
            return True
        return audience.terms == "explain" and entry.level == 2


def load(
    tokenize: Tokenize,
    path: Path | None = None,
    *,
    overlay: Path | None = None,
    spelling: Spelling = "en-GB",
    cache: Cache = _NO_CACHE,
) -> Lexicon:
    """Read and compile the lexicon; without a path, the folder that ships with the project.

    `tokenize` splits a text into tokens exactly as the texts to be matched are split; a cache must be one
    that was made for it. `overlay` is a folder with rows of the site's own.
    Raises LexiconError with a fault for every bad row of every file.
    """
    with growing():
        read, terms, shorts = _compiled(tokenize, folder(path), overlay, spelling, cache)
    entries, abbreviations = read.entries, read.abbreviations

    def senses(found: str) -> tuple[Candidate, ...]:
        return tuple([Candidate(entries[number], tag) for number, tag in readings(found)])

    def opened(found: str) -> tuple[Short, ...]:
        return tuple([Short(abbreviations[number], what == _PLURAL) for number, what in readings(found)])

    return Lexicon(entries, abbreviations, read.version, Phrases(terms, senses), Phrases(shorts, opened))


def _compiled(
    tokenize: Tokenize, root: Path, overlay: Path | None, spelling: Spelling, cache: Cache
) -> Compiled:
    sources = " ".join((*(digest(one) for one in (root, overlay) if one is not None), spelling))
    found = unpacked(cache.find(_NAME, sources))
    if found is None:
        read = read_vocabulary(root, overlay, spelling=spelling)
        terms, shorts = term_forms(read.entries, tokenize), short_forms(read.abbreviations, tokenize)
        found = Compiled(
            read,
            {form: told(found) for form, found in terms.items()},
            {form: told((n, _PLURAL * plural) for n, plural in found) for form, found in shorts.items()},
        )
        cache.keep(_NAME, sources, packed(found))
    return found


def _joined(key: str) -> str:
    return key.replace(" - ", "-").replace(" 's", "'s")


def _added(term: str, form: str, tag: str) -> int:
    """Syllables that an ending adds to the base form."""
    base = term.lower()
    if tag == "VBG":
        return 1
    if tag in ("VBD", "VBN"):
        return int(base.endswith(("t", "d", "te", "de")))
    if (
        tag in ("NNS", "VBZ")
        and form.endswith("es")
        and base.endswith(("s", "x", "z", "ch", "sh", "ce", "ge", "se"))
    ):
        return int(not base.endswith("is"))
    return 0
