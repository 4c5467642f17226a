"""Between runs and text: what is parsed is clean text; citations, links and emphasis come back afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from spacy.tokens import Doc

from guidance.article.document import Run
from guidance.plain.realise import OutSentence

_BLANK = Run("")


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
        text += run.text
        if replace(run, text="") != _BLANK:
            marks.append((start, len(text), replace(run, text="")))
    return Flat(text, tuple((at, tuple(found)) for at, found in citations.items()), tuple(marks))


def citations_by_token(flat: Flat, doc: Doc) -> Mapping[int, tuple[Run, ...]]:
    """Citations by the last token before them."""
    found: dict[int, tuple[Run, ...]] = {}
    for offset, runs in flat.citations:
        token = max((t.i for t in doc if t.idx < max(offset, 1)), default=0)
        found[token] = found.get(token, ()) + runs
    return found


def to_runs(
    sentences: Sequence[OutSentence],
    doc: Doc,
    flat: Flat,
    citations: Mapping[int, tuple[Run, ...]],
    terms: Mapping[int, str],
) -> tuple[Run, ...]:
    """Output sentences as runs: marks follow their source tokens, citations follow their claim.

    `terms` names the glossary term by source token.
    """
    given: set[int] = set()
    runs: list[Run] = []
    for n, sentence in enumerate(sentences):
        for i, out in enumerate(sentence):
            mark = replace(_mark(out.start, out.end, doc, flat), term=terms.get(out.start))
            if out.gloss or out.repeated:
                mark = replace(mark, link=None)
            text = (" " if out.space and (i or n) else "") + out.text
            runs.append(replace(mark, text=text))
            rest = sentence[i + 1] if i + 1 < len(sentence) else None
            if not out.repeated and not (
                rest is not None and (rest.start, rest.end) == (out.start, out.end) and rest.new
            ):
                for token in range(out.start, max(out.end, out.start + 1)):
                    if (
                        token in citations
                        and token not in given
                        and token < max(out.end, out.start + 1)
                        and out.end > out.start
                    ):
                        given.add(token)
                        runs.extend(_spaced(citations[token]))
    return tuple(_joined(runs))


def _spaced(citations: Sequence[Run]) -> list[Run]:
    return [part for run in citations for part in (Run(" "), run)]


def _mark(start: int, end: int, doc: Doc, flat: Flat) -> Run:
    """The marks that the source tokens share; a replaced range must be marked as a whole."""
    if start >= len(doc) or start >= end:
        return _BLANK
    a, b = doc[start].idx, doc[end - 1].idx + len(doc[end - 1])
    return next((mark for from_, to, mark in flat.marks if from_ <= a and b <= to), _BLANK)


def _joined(runs: list[Run]) -> list[Run]:
    """Neighbours with equal marks become one run."""
    joined = []
    for mark, group in groupby(runs, key=lambda run: replace(run, text="") if run.citation is None else run):
        found = list(group)
        if mark.citation is not None:
            joined.extend(found)
        else:
            joined.append(replace(mark, text="".join(run.text for run in found)))
    return joined
