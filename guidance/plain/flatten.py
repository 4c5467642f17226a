"""Between runs and text: what is parsed is clean text; citations, links and emphasis come back afterwards."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from operator import itemgetter
from typing import NamedTuple

from spacy.tokens import Doc

from guidance.article.document import Run
from guidance.plain.annotate import Sentence
from guidance.plain.realise import Out, OutSentence, is_item
from guidance.plain.units import Piece, Pieces

_BLANK = Run("")

type _Marked = tuple[Run, str]


@dataclass(frozen=True, slots=True)
class Flat:
    """Text without citations. `citations` holds (offset, runs that follow it); `marks` (start, end, run)."""

    text: str
    citations: tuple[tuple[int, tuple[Run, ...]], ...]
    marks: tuple[tuple[int, int, Run], ...]


def flatten(runs: Sequence[Run]) -> Flat:
    """The runs of one block as one text; white space before a citation belongs to the citation."""
    text = ""
    citations: dict[int, list[Run]] = {}
    marks: list[tuple[int, int, Run]] = []
    for run in runs:
        if run.citation is not None:
            text = text.rstrip()
            citations.setdefault(len(text), []).append(run)
            continue
        start = len(text)
        text += run.text if text else run.text.lstrip()
        if replace(run, text="") != _BLANK:
            marks.append((start, len(text), replace(run, text="")))
    return Flat(text, tuple((at, tuple(found)) for at, found in citations.items()), tuple(marks))


def citations_by_token(flat: Flat, places: Sequence[tuple[int, Doc]]) -> list[dict[int, tuple[Run, ...]]]:
    """Citations by the last token before them, for each sentence (offset, parse); -1: they begin the text."""
    found: list[dict[int, tuple[Run, ...]]] = [{} for _ in places]
    for at, runs in flat.citations:
        sentence = max((i for i, (offset, _) in enumerate(places) if offset < at), default=0)
        if not places:
            continue
        offset, doc = places[sentence]
        token = max((t.i for t in doc if offset + t.idx < at), default=-1)
        found[sentence][token] = found[sentence].get(token, ()) + runs
    return found


def runs_between(flat: Flat, start: int, end: int) -> tuple[Run, ...]:
    """The runs of one sentence of the text, each citation where it stood; the first has what leads in."""
    cited = {at: runs for at, runs in flat.citations if start < at <= end or (at == 0 == start)}
    marks = [mark for mark in flat.marks if mark[0] < end and mark[1] > start]
    edges = {start, end, *cited, *(max(start, a) for a, _, _ in marks), *(min(end, b) for _, b, _ in marks)}
    runs: list[_Marked] = [part for run in cited.get(0, ()) for part in ((run, run.text), (_BLANK, " "))]
    for a, b in pairwise(sorted(edges)):
        mark = next((run for from_, to, run in marks if from_ <= a and b <= to), _BLANK)
        runs.append((mark, flat.text[a:b]))
        runs.extend(_spaced(cited.get(b, ())))
    return tuple(_joined(runs))


class Placed(NamedTuple):
    """An output sentence with the sentence that its words are tied to, and the text that one stands in."""

    outs: OutSentence
    sentence: Sentence
    flat: Flat


def to_pieces(placed: Sequence[Placed], terms: Mapping[tuple[str, int], str]) -> Pieces:
    """Output sentences as runs: marks follow their source tokens, citations follow their claim.

    `terms` names the glossary term by source sentence and token. Items of a list stand in a piece of
    their own.
    """
    left = {(p.sentence.id, t): runs for p in placed for t, runs in p.sentence.citations.items() if t >= 0}
    pieces: list[Piece] = []
    for listed, group in groupby(placed, key=lambda each: is_item(each.outs)):
        if listed:
            items = tuple(_runs([p._replace(outs=p.outs[1:])], left, terms) for p in group)
            pieces.append(Piece((), items))
        else:
            pieces.append(Piece(_runs(list(group), left, terms)))
    leading = tuple(part for run in placed[0].sentence.citations.get(-1, ()) for part in (run, Run(" ")))
    return (Piece(leading + pieces[0].runs), *pieces[1:]) if leading else tuple(pieces)


def _runs(
    placed: Sequence[Placed],
    left: dict[tuple[str, int], tuple[Run, ...]],
    terms: Mapping[tuple[str, int], str],
) -> tuple[Run, ...]:
    """Sentences as runs; citations are taken from `left` as they are placed."""
    runs: list[_Marked] = []
    for n, (outs, sentence, flat) in enumerate(placed):
        for i, out in enumerate(outs):
            mark = _mark_of(out, sentence, flat, terms)
            if out.space and (i or n):
                runs.append((mark if runs and runs[-1][0] == mark else _BLANK, " "))
            runs.append((mark, out.text))
            following = outs[i + 1] if i + 1 < len(outs) else None
            if left and not out.repeated and not _same_place(out, following):
                for token in range(out.start, out.end):
                    runs.extend(_spaced(left.pop((sentence.id, token), ())))
    return tuple(_joined(runs))


def _mark_of(out: Out, sentence: Sentence, flat: Flat, terms: Mapping[tuple[str, int], str]) -> Run:
    """The marks of one output word; what explains or repeats is no link and no glossary term."""
    mark = _mark(out.start, out.end, sentence, flat) if flat.marks else _BLANK
    if out.gloss or out.repeated:
        return replace(mark, link=None) if mark.link else mark
    term = terms.get((sentence.id, out.start))
    return replace(mark, term=term) if term else mark


def _same_place(out: Out, following: Out | None) -> bool:
    """Whether the next word stands for the same source tokens, so that a citation must wait."""
    return (
        following is not None and following.new and (out.start, out.end) == (following.start, following.end)
    )


def _spaced(citations: Sequence[Run]) -> list[_Marked]:
    return [part for run in citations for part in ((_BLANK, " "), (replace(run, text=""), run.text))]


def _mark(start: int, end: int, sentence: Sentence, flat: Flat) -> Run:
    """The marks that the source tokens share; a replaced range must be marked as a whole."""
    doc = sentence.doc
    if start >= len(doc) or start >= end:
        return _BLANK
    a = sentence.offset + doc[start].idx
    b = sentence.offset + doc[end - 1].idx + len(doc[end - 1])
    return next((mark for from_, to, mark in flat.marks if from_ <= a and b <= to), _BLANK)


def _joined(marked: list[_Marked]) -> Iterator[Run]:
    """Neighbours with equal marks become one run; each citation is a run of its own."""
    for mark, group in groupby(marked, key=itemgetter(0)):
        texts = [text for _, text in group]
        for text in texts if mark.citation is not None else ("".join(texts),):
            yield replace(mark, text=text)
