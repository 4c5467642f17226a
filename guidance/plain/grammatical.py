"""The guard that needs a parse: every output sentence has a finite verb with its subject, and agrees.

A sentence whose source was a fragment may be one. Sentences are parsed together, each text once.
"""

from collections.abc import Iterable, Iterator

from lemminflect import getAllLemmas
from spacy.tokens import Doc, Token

from guidance.plain.clauses import is_order
from guidance.plain.grammar import has_finite_clause, is_finite, subject_of
from guidance.plain.guard import Attempt, Guard
from guidance.plain.parse import Parser
from guidance.plain.realise import Out, OutSentence, is_item, only_explains, text_of

_SINGULAR = frozenset(("is", "was", "has", "does"))
_PLURAL = frozenset(("are", "were", "have", "do"))
_LONGEST_SUBJECT = 8
_FINITE = frozenset(
    (*_SINGULAR, *_PLURAL, "did", "had", "can", "could", "may", "might", "must", "should", "will", "would")
)


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
        root = attempt.sentence.root.i
        whole = sum(not only_explains(sentence) for sentence in attempt.output) == 1
        orders = is_order(attempt.sentence.root, attempt.sentence.start)
        for sentence in attempt.output:
            text = text_of(sentence)
            if text == attempt.sentence.text or is_item(sentence) or only_explains(sentence):
                continue
            doc = self.doc(text)
            stays = fragment and (whole or any(out.start <= root < out.end for out in sentence))
            stays = stays or has_finite_clause(doc[:]) or (orders and is_order(doc[:].root, 0))
            if not stays and not _keeps_clause(attempt, sentence):
                yield f"“{text}” has no finite verb with a subject"
            yield from _agreement(doc, sentence, attempt)


def _keeps_clause(attempt: Attempt, sentence: OutSentence) -> bool:
    """Whether a finite verb of the source still stands here after its subject, whatever the parse says.

    Another finite verb may stand for it. A participle and the verb of "which" have the words before them
    for a subject once they are finite in a sentence of their own.
    """
    words = [out for out in sentence if not out.gloss]
    place = {i: at for at, out in reversed([*enumerate(words)]) for i in range(out.start, out.end)}
    for verb in attempt.sentence.span:
        finite = finite_part(verb)
        if verb.pos_ not in ("VERB", "AUX") or place.get(finite.i, 0) == 0:
            continue
        subject, at = subject_of(verb), place[finite.i]
        moved = subject is None or subject.tag_ in ("WDT", "WP")
        if is_finite(verb) and subject is not None and not moved:
            stands = any(place.get(t.i, at) < at for t in subject.subtree)
        else:
            stands = moved and at <= _LONGEST_SUBJECT and (words[0].new or words[0].repeated)
        if stands and _stays_finite(finite, words[at]):
            return True
    return False


def _stays_finite(finite: Token, out: Out) -> bool:
    """Whether the word that stands for a verb is a finite one."""
    if not out.new:
        return finite.tag_ in ("VBZ", "VBP", "VBD", "MD")
    lower = out.text.lower()
    return lower in _FINITE or ("VERB" in getAllLemmas(lower) and not lower.endswith("ing"))


def _agreement(doc: Doc, sentence: OutSentence, attempt: Attempt) -> Iterator[str]:
    """A subject and its verb of different number, where the source had no such pair."""
    clashes = [clash for clash in map(_clash, doc) if clash]
    if not clashes:
        return
    source = {(pair[0].lower_, pair[1].lower_) for pair in map(_clash, attempt.sentence.span) if pair}
    for subject, finite in clashes:
        if (subject.lower_, finite.lower_) not in source and not _misread(finite, sentence, attempt):
            yield f"“{subject.text} … {finite.text}” does not agree"


def _misread(finite: Token, sentence: OutSentence, attempt: Attempt) -> bool:
    """Whether the verb kept its number, and its subject in the source stands here with the number it had."""
    out = _at(finite.idx, sentence)
    if out is None or out.gloss or _is_noun(out, attempt):
        return out is not None
    for verb in attempt.sentence.span:
        own = finite_part(verb)
        subject = subject_of(verb)
        if subject is None or not out.start <= own.i < out.end:
            continue
        changed = any(
            c.number is not None and c.head == subject.i for edit in attempt.edits for c in edit.changes
        )
        here = any(o.start <= subject.i < o.end for o in sentence)
        return here and not changed and _number(own) == _number(finite)
    return False


def _is_noun(out: Out, attempt: Attempt) -> bool:
    """Whether what the parse takes for a verb stands for an abbreviation or a term that is none."""
    hit = attempt.sentence.hit_at(out.start)
    short = any(short.start <= out.start < short.end for short in attempt.sentence.shorts)
    return out.new and (short or (hit is not None and hit.entry.pos in ("noun", "adj")))


def _at(place: int, sentence: OutSentence) -> Out | None:
    """The word of the output at a place in its text."""
    position = 0
    for i, out in enumerate(sentence):
        position += bool(out.space and i)
        if position <= place < position + len(out.text):
            return out
        position += len(out.text)
    return None


def _number(finite: Token) -> str:
    if finite.lower_ in _SINGULAR or finite.tag_ == "VBZ":
        return "singular"
    return "plural" if finite.lower_ in _PLURAL or finite.tag_ == "VBP" else "either"


def finite_part(verb: Token) -> Token:
    """The verb itself, or the first of its auxiliaries."""
    return next((c for c in verb.lefts if c.dep_ in ("aux", "auxpass")), verb)


def _clash(verb: Token) -> tuple[Token, Token] | None:
    if verb.pos_ not in ("VERB", "AUX") or not is_finite(verb):
        return None
    subject = subject_of(verb)
    if subject is None or subject.dep_ not in ("nsubj", "nsubjpass") or list(subject.conjuncts):
        return None
    if any(
        t.lower_ in ("and", "or", "nor") for t in verb.doc[min(subject.i, verb.i) : max(subject.i, verb.i)]
    ):
        return None
    finite = finite_part(verb)
    singular = finite.tag_ == "VBZ" or finite.lower_ in _SINGULAR
    plural = finite.lower_ in _PLURAL or (finite.tag_ == "VBP" and finite.lower_ not in _SINGULAR)
    wrong = (subject.tag_ == "NNS" and singular) or (
        subject.tag_ == "NN" and plural and subject.text.islower()
    )
    return (subject, finite) if wrong and not _collective(subject) else None


def _collective(subject: Token) -> bool:
    """A noun that takes either number: "a number of people are", "half of them are"."""
    return any(child.lower_ == "of" for child in subject.children) or subject.pos_ != "NOUN"
