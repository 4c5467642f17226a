"""Reports as plain text, for a terminal."""

from collections.abc import Iterable, Iterator, Sequence

from guidance.reports.overview import Overview, Standing
from guidance.reports.variant import Measured, Reading, Report, Tally
from guidance.store.report_values import Row

_STANDING = ("audience", "variants", "passed", "missed", "withheld", "source", "variant", "target", "limit")


def of_report(report: Report) -> Iterator[str]:
    """The lines of one article's report for one audience."""
    served = (
        "" if report.served_audience == report.audience else f"; its readers get {report.served_audience}"
    )
    yield f"{report.slug} for {report.audience}: {verdict(report.reading)}{served}"
    yield f"  {report.title}"
    if report.served_reason:
        yield f"  {report.served_reason}"
    yield from (f"  {line}" for line in of_reading(report.reading))


def of_reading(reading: Reading) -> Iterator[str]:
    """The lines on any text."""
    yield from _columns(
        ("measure", "source", "variant", "target", "limit", ""), map(_measure, reading.measures)
    )
    words = _pair(reading.source_words, reading.words)
    yield f"words {words}; sentences {_pair(reading.source_sentences, reading.sentences)}"
    yield from _named("hardest words", (f"{one.text} {one.cost:.2f}" for one in reading.hardest_words))
    yield from _named("unexplained", _tallies(reading.unexplained))
    yield from _named("in neither lexicon nor dictionary", _tallies(reading.unhandled))
    yield from _named("edits by rule", _tallies(reading.edits_by_rule))
    yield from _named("taken back by guard", _tallies(reading.withdrawn_by_guard))
    yield from _named("left out", reading.omissions)
    for heading, texts in (
        ("hardest sentences", [f"{one.cost:.2f}  {one.text}" for one in reading.hardest_sentences]),
        ("in the passive voice", list(reading.passives)),
    ):
        if texts:
            yield f"{heading}:"
            yield from (f"  {text}" for text in texts)


def of_overview(found: Overview) -> Iterator[str]:
    """The lines of the report over all articles."""
    counts = f"{found.passed} passed, {found.missed} missed a target, {found.withheld} withheld"
    yield f"{found.variants} variants: {counts}"
    yield ""
    yield from _columns(_STANDING, map(_standing, found.audiences))
    yield "(source and variant: the median grade, FKGL)"
    if found.blockers:
        yield ""
        yield from _columns(
            ("most often in the way", "kind", "variants", "articles"),
            ((one.text, one.kind, str(one.variants), str(one.articles)) for one in found.blockers),
        )
    yield ""
    head = ("article", "audience", "verdict", "source", "variant", "above target")
    yield from _columns(head, map(_row, found.items))
    if found.pages > 1:
        yield f"({len(found.items)} of {found.variants} shown; --format csv has all)"


def verdict(reading: Reading | Row) -> str:
    """The verdict in one word or two."""
    return "withheld" if reading.withheld else "passed" if reading.passed else "not passed"


def _measure(measure: Measured) -> tuple[str, ...]:
    state = "met" if measure.passed else "missed" if measure.within_limit else "beyond the limit"
    told = "" if measure.target is None and measure.limit is None else state
    values = (measure.source, measure.value, measure.target, measure.limit)
    return (measure.name, *map(_number, values), f"{told} {measure.note}".strip())


def _standing(one: Standing) -> tuple[str, ...]:
    counts = (one.variants, one.passed, one.missed, one.withheld)
    grades = (one.before.median, one.after.median, one.target, one.limit)
    return (one.audience, *map(str, counts), *map(_number, grades))


def _row(row: Row) -> tuple[str, ...]:
    return (row.slug, row.audience, verdict(row), *map(_number, (row.source_fkgl, row.fkgl, row.gap)))


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def _pair(before: int | None, after: int) -> str:
    return str(after) if before is None else f"{before} → {after}"


def _tallies(tallies: Iterable[Tally]) -> Iterator[str]:
    return (f"{one.text} {one.count}" for one in tallies)


def _named(name: str, values: Iterable[str]) -> Iterator[str]:
    if told := ", ".join(values):
        yield f"{name}: {told}"


def _columns(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Rows in columns; the first stands to the left, all others to the right."""
    lines = [tuple(head), *map(tuple, rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    for first, *rest in lines:
        cells = (cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))
        yield "  ".join((first.ljust(widths[0]), *cells)).rstrip()
