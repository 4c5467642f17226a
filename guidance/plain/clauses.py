"""What rules that split between clauses ask: which clause is main, what it shares, what is said again."""

from spacy.tokens import Doc, Token

from guidance.plain.annotate import Sentence
from guidance.plain.grammar import auxiliaries, is_finite, subject_of, subject_pieces
from guidance.plain.rule import Copy, Piece
from guidance.plain.wordclasses import WordClasses

_LONGEST_LABEL = 5
_LONGEST_FRONT = 6
_LONGEST_PAIR = 5
_LONGEST_AGAIN = 6
_OWN = frozenset(("this", "our", "present", "current"))
_TIMELY = frozenset(("currently", "formerly", "initially", "only", "previously", "recently", "solely"))
_VAGUE = frozenset(
    ("a", "all", "an", "any", "both", "each", "every", "its", "most", "no", "other", "some", "their")
)
_EACH = frozenset(
    ("no", "few", "any", "each", "every", "either", "neither", "none", "nobody", "only", "less")
)
_QUANTIFIERS = frozenset(
    ("all", "both", "half", "many", "most", "other", "others", "several", "some", "these", "those", "two")
)
_BEFORE_ORDERS = frozenset(("but", "do", "n't", "not", "so"))


def is_comma(doc: Doc, i: int) -> bool:
    """Whether token i is there and is a comma."""
    return 0 <= i < len(doc) and doc[i].text == ","


def words(sentence: Sentence, start: int, end: int) -> int:
    """How many words stand between two tokens; marks do not count."""
    return sum(any(char.isalnum() for char in t.text) for t in sentence.doc[start:end])


def text_end(sentence: Sentence) -> int:
    """The end of the sentence without its closing marks."""
    end = sentence.end
    while end > sentence.start and (sentence.doc[end - 1].is_space or sentence.doc[end - 1].text in ".:;!?"):
        end -= 1
    return end


def label_end(sentence: Sentence) -> int:
    """The token after a label ("Results:", "Aim and methods:") that opens the sentence, or its start."""
    for token in sentence.tokens[: _LONGEST_LABEL + 1]:
        if token.text == ":":
            label = sentence.doc[sentence.start : token.i]
            known = len(label) and not any(t.pos_ in ("VERB", "AUX") and is_finite(t) for t in label)
            return token.i + 1 if known else sentence.start
    return sentence.start


def is_main(verb: Token, sentence: Sentence) -> bool:
    """Whether the verb heads the sentence; behind a label the parser hangs the verb on the label."""
    if verb.dep_ == "ROOT":
        return verb.pos_ in ("VERB", "AUX")
    start = label_end(sentence)
    return (
        sentence.start <= verb.head.i < start <= verb.i
        and verb.head.dep_ == "ROOT"
        and is_finite(verb)
        and subject_of(verb) is not None
        and not any(child.dep_ == "mark" for child in verb.children)
    )


def main_verb(sentence: Sentence) -> Token | None:
    """The finite verb of the main clause, if the parse shows one."""
    found = (t for t in sentence.tokens if is_main(t, sentence) and is_finite(t))
    return next(found, None)


def is_order(verb: Token, start: int) -> bool:
    """Whether the verb tells the reader what to do and opens its sentence: "Take the tablets"."""
    bare = verb.tag_ == "VB" and subject_of(verb) is None and verb.left_edge.i == start
    return verb.dep_ == "ROOT" and bare and all(t.lower_ in _BEFORE_ORDERS for t in verb.lefts)


def shared_subject(verb: Token, sentence: Sentence) -> Token | None:
    """The verb's subject: its own, or that of the verb it is joined to; a label ("Results:") is none."""
    start = label_end(sentence)
    while subject_of(verb) is None and verb.dep_ == "conj":
        verb = verb.head
    subject = subject_of(verb)
    if subject is None or subject.i >= start:
        return subject
    others = (c for c in verb.children if c.dep_ == subject.dep_ and c.i >= start)
    return next(others, None)


def left_clause(verb: Token) -> Token | None:
    """The verb of a statement right before the main one, with a comma between: "A, B, and C"."""
    subject = subject_of(verb)
    for child in verb.lefts:
        whole = child.dep_ == "ccomp" and subject_of(child) is not None and is_finite(child)
        if whole and subject is not None and not any(c.dep_ == "mark" for c in child.children):
            comma = child.right_edge.i + 1
            return child if is_comma(child.doc, comma) and subject.left_edge.i == comma + 1 else None
    return None


def said_again(subject: Token, until: int | None = None) -> tuple[Piece, ...] | None:
    """How a subject is said again in a new sentence, so that it means the same; None if that is unsure.

    "The new drug" → itself; "33 adults", "some adults" → "These adults": the same ones, no others.
    """
    phrase = list(subject.subtree)
    if any(t.lower_ in _EACH for t in phrase if t.i <= subject.i):
        return None
    if len(subject.conjuncts):
        return _all_again(subject, phrase)
    limited = any(c.dep_ == "nummod" or c.lower_ in _QUANTIFIERS for c in subject.lefts)
    if subject.tag_ == "NNS" and limited:
        if any(c.lower_ == "than" or c.dep_ == "neg" for c in phrase):
            return None
        return ("These", Copy(subject.i, subject.i + 1, repeat=True))
    if limited or subject.lemma_ in ("number", "total", "rest", "majority", "minority", "proportion"):
        return None
    pieces = subject_pieces(subject, until)
    if pieces is None or pieces[0] not in ("This", "These"):
        return pieces
    alike = sum(t.lemma_ == subject.lemma_ and t.pos_ == subject.pos_ for t in subject.sent)
    if alike == 1:
        return pieces
    # "Short courses worked as well as long courses": "these courses" could be either.
    whole = len(phrase) <= _LONGEST_AGAIN and not any(t.pos_ in ("VERB", "AUX", "PRON") for t in phrase)
    return (Copy(phrase[0].i, phrase[-1].i + 1, repeat=True),) if whole else None


def _all_again(subject: Token, phrase: list[Token]) -> tuple[Piece, ...] | None:
    """Joined subjects: themselves if short, else "They" where no other plural noun could be meant."""
    start, end = phrase[0].i, phrase[-1].i + 1
    if any(c.dep_ == "preconj" for c in subject.children) or not any(t.dep_ == "cc" for t in phrase):
        return None
    if end - start <= _LONGEST_PAIR and phrase[-1].tag_.startswith("N"):
        return (Copy(start, end, repeat=True),)
    others = (t for t in subject.head.subtree if t.i >= end and t.tag_ in ("NNS", "NNPS"))
    return None if any(others) else ("They",)


def lowered(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The pieces as they stand inside a sentence: "These adults" → "these adults"."""
    if pieces and isinstance(pieces[0], str):
        return (pieces[0][:1].lower() + pieces[0][1:], *pieces[1:])
    return pieces


def front_again(verb: Token, sentence: Sentence) -> tuple[Piece, ...] | None:
    """What of the words before the subject a second sentence must repeat; None where it must not be split.

    "However", "in this study" speak of what follows as it stands; "in adults" is said again; how "we" did
    what we report limits nothing. All else ("after 12 weeks", "if …") may hold for both statements.
    """
    while verb.dep_ == "conj":
        verb = verb.head
    verb = left_clause(verb) or verb
    subject = shared_subject(verb, sentence)
    if subject is None:
        return None
    start, end = label_end(sentence), subject.left_edge.i
    front = [t for t in sentence.doc[start:end] if not (t.is_punct or t.is_space)]
    if any(t.dep_ == "neg" or t.lower_ in ("only", "neither", "nor", "if", "unless") for t in front):
        return None
    tops = [t for t in front if t.head == verb]
    if any(t not in tops and not any(top in t.ancestors for top in tops) for t in front):
        return None
    sure = {span.start for _, span in sentence.cue_tokens("certainty")}
    tops = [t for t in tops if not _opens(t, sure, sentence.classes)]
    if not tops:
        return ()
    if any(
        t.lemma_ == named.lemma_
        for named in front
        if named.pos_ == "NOUN"
        for t in sentence.doc[verb.i : sentence.end]
    ):
        # "In one model A, but no B in the other model": the second statement may be about another.
        return None
    if len(tops) == 1 and _names_a_group(tops[0], front, sentence.classes):
        return (Copy(tops[0].i, end, repeat=True),)
    told = subject.lemma_.lower() in sentence.classes.tellers and verb.tag_ == "VBD"
    return () if told and all(t.dep_ == "advcl" and _is_how(t) for t in tops) else None


def _opens(token: Token, hedges: set[int], classes: WordClasses) -> bool:
    """Whether a word or phrase before the subject only leads in: "however", "in this small study"."""
    if token.lower_ in classes.openers or token.dep_ in ("cc", "aux", "auxpass"):
        return True
    if token.dep_ == "advmod" and token.lower_.endswith("ly") and not list(token.children):
        return token.i not in hedges and token.lower_ not in _TIMELY
    noun = next((c for c in token.children if c.dep_ == "pobj"), None)
    if token.lower_ not in ("in", "for") or noun is None or noun.lemma_ not in classes.frames:
        return False
    return not list(noun.lefts) or any(c.lower_ in _OWN for c in noun.lefts)


def _names_a_group(token: Token, front: list[Token], classes: WordClasses) -> bool:
    """ "In adults with asthma", "for mild pain": no number, time, condition or negation with it."""
    noun = next((c for c in token.children if c.dep_ == "pobj"), None)
    return (
        token.lower_ in ("in", "among", "for")
        and noun is not None
        and noun.lemma_ not in classes.times
        and len(front) <= _LONGEST_FRONT
        and not any(t.like_num or t.pos_ in ("VERB", "AUX") or t.lower_ in _VAGUE for t in front)
    )


def _is_how(verb: Token) -> bool:
    """ "To measure …", "Using …": a purpose or a means, with no subject and no condition."""
    marks = {c.lower_ for c in verb.children if c.dep_ in ("mark", "advmod")}
    opens = verb.left_edge
    bare = subject_of(verb) is None and not marks & {"if", "when", "while", "after", "before", "once"}
    return bare and (opens.lower_ in ("to", "using") or (verb.tag_ == "VBG" and opens == verb))


def stands(verb: Token) -> bool:
    """Whether the verb is finite; "improved" with a subject and no auxiliary is, whatever its tag."""
    subject = subject_of(verb)
    if is_gapped(verb):
        return False
    misread = verb.tag_ == "VBN" and not auxiliaries(verb) and verb.lower_.endswith("ed")
    return is_finite(verb) or (misread and subject is not None and subject.dep_ == "nsubj")


def is_gapped(verb: Token) -> bool:
    """Whether the verb leans on "should be" of the one it is joined to: "A should be done, and B changed"."""
    leans = verb.dep_ == "conj" and any(t.dep_ == "auxpass" for t in auxiliaries(verb.head))
    bare = verb.lower_.endswith("ed") and not auxiliaries(verb)
    return leans and bare and not any(c.dep_ in ("dobj", "ccomp", "xcomp") for c in verb.children)


def finite_alone(verb: Token, first: Token) -> bool:
    """Whether the verb is finite by itself, out of reach of the auxiliaries of the one it is joined to.

    "Improved" is no statement behind a verb in the present ("have value and improved effect"), nor
    without an object behind "were tested".
    """
    if auxiliaries(verb):
        return is_finite(verb)
    if verb.tag_ == "VBD" and auxiliaries(first):
        return any(c.dep_ == "dobj" for c in verb.children) or not verb.lower_.endswith("ed")
    return verb.tag_ == "VBZ" or (verb.tag_ == "VBD" and first.tag_ == "VBD")
