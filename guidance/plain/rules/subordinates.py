"""A clause of contrast, cause or aim ("although …", "because …", "so that …") becomes a sentence.

Conditions and times ("if", "when", "unless") are never parted from what they govern.
"""

from collections.abc import Iterator

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.clauses import front_again, is_comma, label_end, main_verb, words
from guidance.plain.grammar import auxiliaries, inside_brackets, is_finite, is_negated, subject_of
from guidance.plain.reader import Reader
from guidance.plain.rule import Break, Change, Copy, Edit, Piece, Rule
from guidance.plain.scopes import closes_with_condition, points_ahead

_NAME = "subordinate"
_FEWEST_WORDS = 3
_CONTRASTS = frozenset(("although", "though", "whereas", "while", "whilst"))
_WHILE = frozenset(("time.during", "condition.despite"))
_DESPITE = frozenset(("condition.despite", "comparison.same"))
_SINCE = frozenset(("time.after", "causation.cause"))
_AS = frozenset(("causation.cause",))
_CAUSES = {"because": frozenset[str](), "since": _SINCE, "as": _AS}
_DEGREES = frozenset(("partly", "mainly", "mostly", "largely", "possibly", "probably", "perhaps", "likely"))
_ABLE = frozenset(("can", "could", "may", "might", "will", "would"))


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    over = reader.audience.split_over
    if over is None or sentence.words <= over or sentence.kind not in ("sentence", "item"):
        return
    main = main_verb(sentence)
    if main is None:
        return
    for mark in sentence.tokens:
        if (
            mark.dep_ != "mark"
            or mark.head.dep_ not in ("advcl", "acl")
            or inside_brackets(mark, sentence.start)
        ):
            continue
        edit = _edit(mark, main, sentence)
        if edit is not None:
            yield edit
            return


def _edit(mark: Token, main: Token, sentence: Sentence) -> Edit | None:
    verb = mark.head
    if not is_finite(verb) or subject_of(verb) is None or subject_of(main) is None:
        return None
    if verb.dep_ == "acl":
        return _fronted(mark, main, sentence, mark.i - 3) if _is_despite_the_fact(mark) else None
    if not (verb.head == main or (verb.head.dep_ == "conj" and main in verb.head.ancestors)):
        return None
    if verb.i < main.i:
        return _fronted(mark, main, sentence, _clause_start(mark))
    return _closing(mark, main, sentence)


def _is_despite_the_fact(mark: Token) -> bool:
    return [t.lower_ for t in mark.doc[max(mark.i - 3, 0) : mark.i + 1]] == ["despite", "the", "fact", "that"]


def _clause_start(mark: Token) -> int:
    """Where the clause begins: "even though"."""
    return mark.i - 1 if mark.i and mark.nbor(-1).lower_ == "even" else mark.i


def _fronted(mark: Token, main: Token, sentence: Sentence, start: int) -> Edit | None:
    """ "Although A, B." → "A. But B."; "Because A, B." → "A. Because of this, B."."""
    verb, subject = mark.head, subject_of(main)
    comma = verb.right_edge.i + 1
    if subject is None or start != label_end(sentence) or not is_comma(sentence.doc, comma):
        return None
    if not comma < subject.left_edge.i or points_ahead(verb, subject) or not is_finite(main):
        return None
    if not _long_enough(mark.i + 1, comma, sentence) or not _long_enough(comma, sentence.end, sentence):
        return None
    word, lead, exchanges = mark.lower_, "But", frozenset[str]()
    if word in ("while", "whilst"):
        exchanges = _WHILE
        if not _contrasts(verb, main, sentence):
            return None
    elif word in _CAUSES:
        if (word == "since" and not _is_cause(verb, main)) or (
            word == "as" and not _is_state(verb, sentence)
        ):
            return None
        lead, exchanges = "Because of this,", _CAUSES[word]
    elif word not in _CONTRASTS and verb.dep_ != "acl":
        return None
    changes = (Change(start, mark.i + 1, ()), Change(comma, comma + 1, (Break.SENTENCE, lead)))
    return _made(mark, changes, exchanges)


def _closing(mark: Token, main: Token, sentence: Sentence) -> Edit | None:
    """ "A, although B." → "A. But B."; "A because B." → "A. This is because B."."""
    verb = mark.head
    start = _clause_start(mark)
    degree = start - 1 if sentence.doc[start - 1].lower_ in _DEGREES else start
    comma = is_comma(sentence.doc, degree - 1)
    cut = degree - 1 if comma else degree
    end = verb.right_edge.i + 1
    if words(sentence, end, sentence.end) or closes_with_condition(mark.i, sentence):
        return None
    if not _long_enough(sentence.start, cut, sentence) or not _long_enough(mark.i + 1, end, sentence):
        return None
    found = _told(mark, main, comma, sentence)
    if found is None or (degree < start and mark.lower_ != "because"):
        return None
    lead, after, exchanges = found
    if lead in ("But", "At the same time,"):
        front = front_again(main, sentence)
        own = subject_of(verb)
        if front is None or own is None:
            return None
        if front and own.left_edge.i == _behind(mark):
            return _made(mark, (Change(cut, _behind(mark), (Break.SENTENCE, lead, *front)),), exchanges)
    adverb: tuple[Piece, ...] = (Copy(degree, start),) if degree < start else ()
    pieces = (Break.SENTENCE, lead, *adverb, *((after,) if after else ()))
    return _made(mark, (Change(cut, _behind(mark), pieces),), exchanges)


def _next(mark: Token) -> str:
    return mark.doc[mark.i + 1].lower_ if mark.i + 1 < len(mark.doc) else ""


def _behind(mark: Token) -> int:
    """The first word of the clause, behind "although" or "so that"."""
    return mark.i + 1 + int(mark.lower_ == "so" and _next(mark) == "that")


def _told(
    mark: Token, main: Token, comma: bool, sentence: Sentence
) -> tuple[str, str, frozenset[str]] | None:
    """What opens the sentence that the closing clause becomes, and the classes of cues it exchanges."""
    word, verb = mark.lower_, mark.head
    be = "was" if _is_past(main) else "is"
    if word in ("although", "though", "whereas"):
        return "But", "", frozenset()
    if word in ("while", "whilst") and comma and _contrasts(verb, main, sentence):
        return "But", "", _WHILE
    if word in ("while", "whilst") and comma and _is_beside(verb, main):
        # Whether it sets against or tells of one time, both are so at the same time.
        return "At the same time,", "", _DESPITE
    if _is_reported(main) or (is_negated(main) and not comma):
        # "Do not stop it because you feel well": the reason may be what is negated.
        return None
    sure = word == "because" or (word == "since" and _is_cause(verb, main))
    if sure or (word == "as" and comma and _is_state(verb, sentence)):
        return f"This {be}", "because", _CAUSES[word]
    able = any(t.lower_ in _ABLE for t in auxiliaries(verb))
    if word == "so" and _next(mark) == "that" and able:
        return f"This {be}", "so that", frozenset()
    return None


def _contrasts(verb: Token, main: Token, sentence: Sentence) -> bool:
    """Whether "while" sets two statements against each other: it does not tell of one time."""
    if any(t.tag_ == "VBG" for t in (verb, main)):
        return False
    clause = {t.i for t in verb.subtree}
    denied = {span.start in clause for cue, span in sentence.cue_tokens("negation") if cue.name == "not"}
    if len(denied) == 1:
        return True
    inside: set[str] = set()
    outside: set[str] = set()
    for cue, span in sentence.cue_tokens("direction"):
        (inside if span.start in clause else outside).add(cue.name)
    opposed = bool(inside) and bool(outside) and not inside & outside
    return opposed or (verb.lemma_ == main.lemma_ and verb.lemma_ != "be")


def _is_beside(verb: Token, main: Token) -> bool:
    """Whether "while" tells of another thing, in the same tense: "A eases pain, while B lowers fever"."""
    helpers = [(auxiliaries(each) or [each])[0] for each in (verb, main)]
    past = [each.tag_ == "VBD" or each.lower_ == "had" for each in helpers]
    own, subject = subject_of(verb), subject_of(main)
    apart = own is not None and subject is not None and own.tag_ != "PRP" and _phrase(own) != _phrase(subject)
    going = any(t.tag_ == "VBG" for t in (verb, main))
    return apart and past[0] == past[1] and not going and not is_negated(main)


def _phrase(noun: Token) -> list[str]:
    return [t.lower_ for t in noun.subtree]


def _is_cause(verb: Token, main: Token) -> bool:
    """Whether "since" gives a reason: a state now, and no "has … since"."""
    perfect = any(t.lemma_ == "have" for t in auxiliaries(main))
    helpers = auxiliaries(verb)
    return not perfect and (helpers[0] if helpers else verb).tag_ in ("VBZ", "VBP", "MD")


def _is_state(verb: Token, sentence: Sentence) -> bool:
    """Whether "as …" tells a state, so that it gives a reason: no "as it was shown", "as it grows"."""
    helpers = [t for t in auxiliaries(verb) if t.tag_ != "MD"]
    return verb.lemma_ in sentence.classes.state_verbs and not helpers and verb.tag_ in ("VBZ", "VBP", "VB")


def _is_reported(main: Token) -> bool:
    """Whether the sentence reports a statement, to which the reason may belong: "found that … because"."""
    return any(c.dep_ == "ccomp" and c.i > main.i for c in main.children)


def _is_past(main: Token) -> bool:
    helpers = auxiliaries(main)
    return (helpers[0] if helpers else main).tag_ == "VBD"


def _made(mark: Token, changes: tuple[Change, ...], exchanges: frozenset[str]) -> Edit:
    why = f"What “{mark.lower_} …” tells stands in a sentence of its own."
    return Edit(_NAME, changes, why, 3, exchanges=exchanges)


def _long_enough(start: int, end: int, sentence: Sentence) -> bool:
    return words(sentence, start, end) >= _FEWEST_WORDS


RULE = Rule(_NAME, "Siddharthan 2006, Syntactic simplification and text cohesion: adverbial clauses", _find)
