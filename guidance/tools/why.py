"""Why the lexicon did what it did with a sentence, or did not: every entry that matched, and what decided."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from guidance.article.markdown import from_text
from guidance.plain.annotate import Sentence, fits
from guidance.plain.audience import Audience
from guidance.plain.draft import Draft, EditNote
from guidance.plain.entries import OVERLAY, Condition, Entry
from guidance.plain.forms import Candidate, Short
from guidance.plain.match import Match
from guidance.plain.senses import Place, met
from guidance.plain.writer import Writer

_LEXICAL = ("term", "explanation", "abbreviation")


@dataclass(frozen=True, slots=True)
class Matched:
    """A place where a row matched, the row, and what became of it in one line. `used` is whether it was
    chosen.
    """

    text: str
    row: str
    where: str
    used: bool
    told: str


def why(writer: Writer, text: str, audience: Audience) -> Iterator[Matched]:
    """Every row that matches the text, in reading order. Raises TextRefused."""
    document = from_text(text)
    draft = writer.write(document, audience)
    for sentence in writer.sentences(document):
        yield from _terms(sentence, writer, draft, audience)
        yield from _shorts(sentence, writer, draft, audience)


def lines(found: Sequence[Matched]) -> Iterator[str]:
    """The account as text: a line a row, "+" before those that were chosen."""
    for one in found:
        own = " (the site's own)" if one.where.startswith(OVERLAY) else ""
        yield f"{'+' if one.used else '-'} “{one.text}”\t{one.row}\t{one.where}{own}\n    {one.told}"


def _terms(sentence: Sentence, writer: Writer, draft: Draft, audience: Audience) -> Iterator[Matched]:
    chosen = {(hit.start, hit.end): hit.entry.id for hit in sentence.hits}
    for match in writer.lexicon.terms.every([token.lower_ for token in sentence.span]):
        span = sentence.span[match.start : match.end]
        used = chosen.get((span.start, span.end))
        for candidate in match.candidates:
            entry = candidate.entry
            is_used = used == entry.id
            told = _done(span.text, draft, audience, writer, entry) if is_used else ""
            told = told or _objection(sentence, match, candidate)
            told = told or (
                f"{used} stands before it" if used else "a longer or earlier match takes its words"
            )
            yield Matched(span.text, _row(entry), entry.where, is_used, told)


def _objection(sentence: Sentence, match: Match[Candidate], candidate: Candidate) -> str:
    """Why the row does not hold here; "" where it would."""
    found = sentence.span[match.start : match.end]
    entry, tag = candidate
    if not fits(entry, tag, found.root, found, sentence.kind):
        read = f"{found.root.pos_} ({found.root.tag_})"
        return f"it is for a {entry.pos} ({tag or 'phrase'}), and this is read as {read}"
    failed = [_condition(one) for one in entry.context if not met(one, Place(found, ""))]
    return f"its context does not hold: {' '.join(failed)}" if failed else ""


def _done(text: str, draft: Draft, audience: Audience, writer: Writer, entry: Entry) -> str:
    if entry.action == "keep":
        return "kept as it is"
    if not writer.lexicon.hard(entry, audience):
        return f"not hard for {audience.id}: level {entry.level}"
    edits = [edit for one in draft.sentences for edit in one.edits if _is_about(edit, text)]
    if edits:
        return "; ".join(f"“{edit.before}” became “{edit.after}”. {edit.why}" for edit in edits)
    refused = [r for one in draft.sentences for r in one.refused if _is_about(r.edit, text)]
    if refused:
        return "; ".join(f"taken back by {one.guard}: {one.detail}" for one in refused)
    return "it holds, and no edit came of it: another rule took the words, or the wording does not stand here"


def _is_about(edit: EditNote, text: str) -> bool:
    return edit.rule in _LEXICAL and text.lower() in edit.before.lower()


def _shorts(sentence: Sentence, writer: Writer, draft: Draft, audience: Audience) -> Iterator[Matched]:
    chosen = {(hit.start, hit.end): hit.reading for hit in sentence.shorts}
    for match in writer.lexicon.match_shorts([token.text for token in sentence.span]):
        span = sentence.span[match.start : match.end]
        reading = chosen.get((span.start, span.end))
        for short in match.candidates:
            yield _short(span.text, short, reading is short.abbreviation, Place(span, ""), draft, audience)


def _short(text: str, short: Short, used: bool, place: Place, draft: Draft, audience: Audience) -> Matched:
    known = short.abbreviation
    failed = [_condition(one) for one in known.context if not met(one, place)]
    edits = [edit for one in draft.sentences for edit in one.edits if _is_about(edit, text)]
    told = f"its context does not hold: {' '.join(failed)}" if failed else "another reading stands before it"
    if used:
        done = [f"“{edit.before}” became “{edit.after}”. {edit.why}" for edit in edits]
        told = "; ".join(done) or f"no edit came of it for {audience.id}; its action is {known.action}"
    return Matched(text, f"{known.id}: {known.long}", known.where, used, told)


def _row(entry: Entry) -> str:
    what = entry.wording or entry.explanation or "as it is"
    return f"{entry.id}: {entry.action} {what}"


def _condition(condition: Condition) -> str:
    return f"{'!' * condition.negated}{condition.kind}:{'|'.join(sorted(condition.values))}"
