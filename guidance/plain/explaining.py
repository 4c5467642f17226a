"""How the explanation of a term is said: "A stent is a …", "Asthma and gout are each a …", "(each a …)".

What is said here is known again when a text is read: `plain` takes off what came before the explanation.
"""

from collections.abc import Sequence

from guidance.plain.articles import indefinite
from guidance.plain.entries import Entry
from guidance.plain.hits import Hit
from guidance.plain.inflect import inflect

_SINGLE = frozenset(("a", "an", "one", "any"))
_LEADS = ("each ", "also ")


def plain(text: str) -> str:
    """The explanation in lower case as the lexicon has it, without "each" or "also" before it."""
    bare = text.lower()
    return next((bare.removeprefix(lead) for lead in _LEADS if bare.startswith(lead)), bare)


def is_single(entry: Entry) -> bool:
    """Whether the explanation says what one of it is: "a drug that …"."""
    return entry.explanation.split(" ", 1)[0] in _SINGLE


def of_this(hit: Hit, *, also: bool = False) -> str:
    """The sentence that explains what alone stands before it: "This is a …"."""
    return f"This is {_LEADS[1] if also else ''}{hit.entry.explanation}."


def sentence(hits: Sequence[Hit], texts: Sequence[str], *, also: bool = False) -> str:
    """The sentence that explains terms of one and the same explanation, as the text names them.

    `also` says that the text gave this explanation before, of another term.
    """
    names = [_named(hit, text) for hit, text in zip(hits, texts, strict=True)]
    verb = "are" if len(names) > 1 or hits[0].entry.number == "plural" else "is"
    lead = _LEADS[0] if len(names) > 1 else _LEADS[1] if also else ""
    said = f"{_joined(names)} {verb} {lead}{hits[0].entry.explanation}."
    return said[:1].upper() + said[1:]


def bracket(hit: Hit, *, also: bool = False) -> str:
    """The explanation in brackets: "statins (each a drug that …)"."""
    lead = _LEADS[0] if hit.tag == "NNS" and is_single(hit.entry) else _LEADS[1] if also else ""
    return f"({lead}{hit.entry.explanation})"


def _named(hit: Hit, text: str) -> str:
    """The term with its article: "a stent", "the placenta", "asthma", "fibres".

    The row's number says which; without one it is that of the explanation.
    """
    entry = hit.entry
    if entry.number == "plural":
        name = text if hit.tag == "NNS" else inflect(text, "NNS", "noun")
        return f"the {name}" if entry.explanation.startswith("the ") else name
    name = _singular(hit, text)
    if entry.number == "the" or (entry.number == "same" and entry.explanation.startswith("the ")):
        return f"the {name}"
    return f"{indefinite(name)} {name}" if entry.number == "a" or _is_counted(entry, name) else name


def _is_counted(entry: Entry, name: str) -> bool:
    """Whether it takes "a"; another name of it in "-ing" ("genetic testing") does not."""
    done = name.endswith("ing") and not entry.term.endswith("ing")
    return entry.number == "same" and is_single(entry) and not done


def _singular(hit: Hit, text: str) -> str:
    """The term as the text names it, in the singular."""
    names = (hit.entry.term, *hit.entry.variants)
    if hit.tag != "NNS":
        return text
    return next((name for name in names if inflect(name, "NNS", "noun").lower() == text.lower()), names[0])


def _joined(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
