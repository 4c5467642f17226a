"""The guard that needs a parse: every output sentence has a finite verb with its subject, and agrees.

A sentence whose source was a fragment may be one. Sentences are parsed together, each text once.
"""

from collections.abc import Iterable, Iterator

from spacy.tokens import Doc, Token

from guidance.plain.clauses import is_order
from guidance.plain.grammar import has_finite_clause, is_finite, subject_of
from guidance.plain.guard import Attempt, Guard
from guidance.plain.parse import Parser
from guidance.plain.realise import OutSentence, is_item, text_of

_SINGULAR = frozenset(("is", "was", "has", "does"))
_PLURAL = frozenset(("are", "were", "have", "do"))


class Grammar:
    """Parses of output sentences, kept by text while one document is written."""

    def __init__(self, parser: Parser) -> None:
        self._parser = parser
        self._docs: dict[str, Doc] = {}

    def prepare(self, texts: Iterable[str]) -> None:
        """Parse every text not yet parsed, in one go."""
        new = [text for text in dict.fromkeys(texts) if text not in self._docs]
        self._docs.update(zip(new, self._parser.parse(new), strict=True))

    def doc(self, text: str) -> Doc:
        """The parse of one text."""
        if text not in self._docs:
            self.prepare([text])
        return self._docs[text]

    def forget(self) -> None:
        """Drop all parses: the document is done."""
        self._docs.clear()

    @property
    def guard(self) -> Guard:
        """This grammar as a guard."""
        return Guard("grammar", "A finite verb with its subject, in agreement", self._check)

    def _check(self, attempt: Attempt) -> Iterator[str]:
        if not attempt.edits or attempt.sentence.kind != "sentence":
            return
        fragment = not has_finite_clause(attempt.sentence.span)
        split = len(attempt.output) > 1
        orders = is_order(attempt.sentence.span.root, attempt.sentence.start)
        for sentence in attempt.output:
            text = text_of(sentence)
            if text == attempt.sentence.text or is_item(sentence):
                continue
            doc = self.doc(text)
            whole = has_finite_clause(doc[:]) or (orders and is_order(doc[:].root, 0))
            if not whole and (split or not fragment) and not _all_gloss(sentence):
                yield f"“{text}” has no finite verb with a subject"
            yield from _agreement(doc, attempt)


def _all_gloss(sentence: OutSentence) -> bool:
    return all(out.gloss or not out.text.isalnum() for out in sentence)


def _agreement(doc: Doc, attempt: Attempt) -> Iterator[str]:
    """A subject and its verb of different number, where the source had no such pair."""
    source = {pair for pair in map(_clash, attempt.sentence.span) if pair}
    for token in doc:
        pair = _clash(token)
        if pair and pair not in source:
            yield f"“{pair[0]} … {pair[1]}” does not agree"


def _clash(verb: Token) -> tuple[str, str] | None:
    if verb.pos_ not in ("VERB", "AUX") or not is_finite(verb):
        return None
    subject = subject_of(verb)
    if subject is None or subject.dep_ not in ("nsubj", "nsubjpass") or list(subject.conjuncts):
        return None
    if any(t.lower_ in ("and", "or") for t in verb.doc[min(subject.i, verb.i) : max(subject.i, verb.i)]):
        return None
    finite = next((c for c in verb.lefts if c.dep_ in ("aux", "auxpass")), verb)
    singular = finite.tag_ == "VBZ" or finite.lower_ in _SINGULAR
    plural = finite.lower_ in _PLURAL or (finite.tag_ == "VBP" and finite.lower_ not in _SINGULAR)
    wrong = (subject.tag_ == "NNS" and singular) or (
        subject.tag_ == "NN" and plural and subject.text.islower()
    )
    return (subject.lower_, finite.lower_) if wrong and not _collective(subject) else None


def _collective(subject: Token) -> bool:
    """A noun that takes either number: "a number of people are", "half of them are"."""
    return any(child.lower_ == "of" for child in subject.children) or subject.pos_ != "NOUN"
