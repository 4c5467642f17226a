"""What trails behind a whole statement is told of it: ", especially in …" → "This is especially so in …".

So are ", regardless of whether …", ", compared with 25% …", a reason between commas (", because of …,")
and, behind a dose, ", increased by …" and ", to a maximum of …".
"""

from collections.abc import Iterator

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.clauses import is_comma
from guidance.plain.grammar import is_finite, subject_of
from guidance.plain.phrases import be, closes, count, is_long, is_past, outside_brackets, trimmed
from guidance.plain.reader import Reader
from guidance.plain.rule import Change, Copy, Edit, Piece, Rule
from guidance.plain.scopes import is_correlated

_NAME = "rider"
_FEWEST_WORDS = 3
_LEAST_LEFT = 5
_ESPECIALLY = frozenset(("especially", "particularly", "notably"))
_BEHIND_IT = frozenset(
    ("in", "during", "when", "if", "for", "among", "with", "after", "before", "at", "where", "along", "on")
)
_REGARDLESS = frozenset(("regardless", "irrespective"))
_REASONS = frozenset(("because", "owing", "due"))
_CHANGED = frozenset(("increased", "reduced", "decreased", "raised", "lowered"))
_STEPS = frozenset(("by", "to", "up", "in", "if", "as", "until", "every", "each", "slowly", "gradually"))
_GOES_ON = frozenset(("to", "unless", "if", "but", "although", "because"))
_AMOUNT = 4


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    if not is_long(sentence, reader) or is_correlated(sentence):
        return
    for token in outside_brackets(sentence):
        if not is_comma(sentence.doc, token.i - 1) or token.i - 1 <= sentence.start:
            continue
        edit = _statement(token, sentence) or _dose(token, sentence)
        if edit is not None:
            yield edit
            return


def _made(cut: int, last: int, tail: tuple[Piece, ...], exchanges: frozenset[str] = frozenset()) -> Edit:
    why = "What trails behind the statement is told in a sentence of its own."
    return Edit(_NAME, (Change(cut, last, ()),), why, 3, tails=(tail,), rank=0, exchanges=exchanges)


def _statement(token: Token, sentence: Sentence) -> Edit | None:
    """What is told of the whole statement, with "This"."""
    doc, start, main = sentence.doc, token.i, sentence.root
    if not is_finite(main) or subject_of(main) is None or main.i > start:
        return None
    past = is_past(main)
    if any(t.pos_ in ("VERB", "AUX") and t.i < start for t in main.conjuncts):
        # "A, and B, especially …" may speak of both.
        return None
    cut = start - 1
    if token.lower_ == "and" and start + 2 < sentence.end and doc[start + 1].lower_ in _ESPECIALLY:
        start += 1
    word, following = doc[start].lower_, doc[start + 1].lower_ if start + 1 < sentence.end else ""
    lead: tuple[Piece, ...]
    if word in _ESPECIALLY and following in _BEHIND_IT:
        lead = (
            "This",
            be(past=past, plural=False),
            Copy(start, start + 1),
            "so",
            Copy(start + 1, _end(start, sentence)),
        )
    elif word in _REGARDLESS and following == "of":
        lead = ("This", be(past=past, plural=False), "so", Copy(start, _end(start, sentence)))
    elif word in _REASONS and following in ("of", "to") and not closes(_end(start, sentence), sentence):
        lead = ("This", be(past=past, plural=False), Copy(start, _end(start, sentence)))
    elif word == "compared" and following in ("with", "to") and _is_amount(start + 2, sentence):
        lead = ("This", "compares", Copy(start + 1, _end(start, sentence)))
    elif word == "either" and following == "alone":
        lead = ("This", be(past=past, plural=False), Copy(start, _end(start, sentence)))
    else:
        return None
    return _taken(cut, start, lead, sentence)


def _taken(cut: int, start: int, tail: tuple[Piece, ...], sentence: Sentence) -> Edit | None:
    """The phrase from `start` up to its comma or the end of the sentence, where enough is left."""
    last, doc = _end(start, sentence), sentence.doc
    closing = closes(last, sentence)
    if not closing and not is_comma(doc, last):
        return None
    if any(_begun_before(t, start) for t in doc[start:last]):
        return None
    rest = count(sentence.start, sentence.end, sentence) - count(start, last, sentence)
    if count(start, last, sentence) < _FEWEST_WORDS or rest < _LEAST_LEFT:
        return None
    if any(
        t.tag_ in ("WDT", "WP", "WP$")
        for comma in doc[start:last]
        if comma.text == ","
        for t in doc[comma.i : comma.i + 3]
    ):
        # "…, especially with A, with which B": that is the next thing to tell.
        return None
    # The comma before what follows ("…, unless …") stays.
    alone = frozenset(("condition.only",)) if doc[start].lower_ == "either" else frozenset[str]()
    return _made(cut, last, tail, alone)


def _begun_before(verb: Token, start: int) -> bool:
    """Whether the verb says something of what stands before: "…, regardless of age, have been shown to …"."""
    if verb.pos_ not in ("VERB", "AUX") or verb.dep_ in ("aux", "auxpass") or not is_finite(verb):
        return False
    subject = subject_of(verb)
    return subject is None or subject.i < start


def _end(start: int, sentence: Sentence) -> int:
    """The end of the phrase: its next comma, with what follows where it lists ("A, B and C"), or the end."""
    doc, last = sentence.doc, trimmed(start, sentence.end, sentence)
    commas = [t.i for t in doc[start:last] if t.text == ","]
    if not commas:
        return last
    following = doc[commas[-1] + 1]
    return commas[0] if len(commas) == 1 and following.lower_ in _GOES_ON else last


def _is_amount(start: int, sentence: Sentence) -> bool:
    """Whether a number begins there and one stands before: "… in 50%, compared with 25%"."""
    found = any(t.like_num for t in sentence.doc[start : start + _AMOUNT])
    return found and any(t.like_num for t in sentence.doc[sentence.start : start - 2])


def _dose(token: Token, sentence: Sentence) -> Edit | None:
    """ "50 mg once a day, increased by 50 mg each week": "This is increased by …"."""
    doc, start = sentence.doc, token.i
    measured = any(t.like_num for t in doc[sentence.start : start])
    last = trimmed(start, sentence.end, sentence)
    if not measured or not closes(last, sentence) or any(t.lower_ == "unless" for t in doc[start:last]):
        return None
    if token.lower_ in _CHANGED and doc[start + 1].lower_ in _STEPS:
        if count(start, last, sentence) < _FEWEST_WORDS or ";" in doc[start:last].text:
            return None
        return _made(start - 1, last, ("This", "is", Copy(start, last)))
    words = [t.lower_ for t in doc[start:last]]
    if words[:2] != ["to", "a"] or "maximum" not in words[:4] or "," in words:
        return None
    noun = start + words.index("maximum")
    if doc[noun + 1].lower_ != "of" or not any(t.like_num for t in doc[noun:last]):
        return None
    # "The maximum is" holds the bound that "a maximum of" does.
    bound = frozenset(("comparison.under",))
    return _made(start - 1, last, ("The", Copy(start + 2, noun + 1), "is", Copy(noun + 2, last)), bound)


RULE = Rule(_NAME, "Siddharthan 2006, Syntactic simplification and text cohesion: adverbial phrases", _find)
