"""Where the marks of a chart stand. Templates draw them: charts.html has a macro for each kind.

What lies along the chart is told in per cent of its width, so that a chart fits any screen while its
lines and letters keep their size; heights are in pixels.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from guidance.reports.overview import Bin, Standing, Trend
from guidance.reports.variant import Measured
from guidance.store.report_values import Row, Score

TALL = 34
"""Pixels of the highest column of a histogram, to either side of its line."""
LINE_TALL = 100
"""Height of the box that a line over time is drawn in; it is stretched to its place."""


class Part(NamedTuple):
    """A stretch of a bar: its kind, where it begins, how wide it is (per cent)."""

    kind: str
    x: float
    width: float


class Column(NamedTuple):
    """A column of a histogram: per cent along, pixels high, and how many variants of which grade it is."""

    x: float
    width: float
    height: float
    grade: int
    variants: int


class Tick(NamedTuple):
    """A mark on an axis."""

    x: float
    label: str


class Histogram(NamedTuple):
    """Grades of variants stand above the line, those of their sources below it."""

    after: tuple[Column, ...]
    before: tuple[Column, ...]
    median_after: float
    median_before: float
    target: float | None
    limit: float | None


class Step(NamedTuple):
    """From the source's value to the variant's; None where nothing is known or set."""

    before: float | None
    after: float
    left: float
    width: float
    target: float | None
    limit: float | None


class Line(NamedTuple):
    """A value over time: the corners of its line, where it ends, and where its target lies."""

    points: str
    end: tuple[float, float]
    target: float | None
    first: date
    last: date
    value: float


def stacked(passed: int, missed: int, withheld: int) -> tuple[Part, ...]:
    """The three verdicts as parts of one bar; those that nothing falls to are left out."""
    total = passed + missed + withheld
    parts, at = [], 0.0
    for kind, count in (("passed", passed), ("missed", missed), ("withheld", withheld)):
        if count:
            width = 100 * count / total
            parts.append(Part(kind, _even(at), _even(width)))
            at += width
    return tuple(parts)


def axis(standings: Sequence[Standing]) -> tuple[int, tuple[Tick, ...]]:
    """The grade at the right end of all histograms, and the marks below them."""
    highest = [one.grade + 1 for each in standings for one in (*each.before.bins, *each.after.bins)]
    top = max(16, *highest) if highest else 16
    return top, tuple(Tick(_along(grade, top), str(grade)) for grade in range(0, top + 1, 4))


def histogram(standing: Standing, top: int) -> Histogram:
    """The grades of one audience's variants and of their sources, on an axis from 0 to `top`."""
    most = max(one.variants for one in (*standing.before.bins, *standing.after.bins))
    return Histogram(
        after=_columns(standing.after.bins, most, top),
        before=_columns(standing.before.bins, most, top),
        median_after=_along(standing.after.median, top),
        median_before=_along(standing.before.median, top),
        target=_maybe(standing.target, top),
        limit=_maybe(standing.limit, top),
    )


def step(before: float | None, after: float, target: float | None, limit: float | None, top: float) -> Step:
    """How far a value has come, on an axis from 0 to `top`."""
    ends = sorted(_along(value, top) for value in (after, after if before is None else before))
    return Step(
        before=_maybe(before, top),
        after=_along(after, top),
        left=ends[0],
        width=_even(ends[1] - ends[0]),
        target=_maybe(target, top),
        limit=_maybe(limit, top),
    )


def measured(one: Measured) -> Step:
    """A measure on an axis of its own, which leaves some room behind the highest of its values."""
    told = (one.value, one.source, one.target, one.limit)
    top = 1.15 * max(*(value for value in told if value is not None), 0.01)
    return step(one.source, one.value, one.target, one.limit, top)


def grades(rows: Iterable[Row]) -> float:
    """The right end of an axis that all these grades fit on."""
    return max([14.0, *(1.08 * grade for row in rows for grade in (row.fkgl, row.source_fkgl))])


def share(value: float, most: float) -> float:
    """How long a bar is, in per cent of the longest."""
    return _even(100 * value / most) if most > 0 else 0.0


def trend(found: Trend, target: float | None, top: float) -> Line:
    """The mean grade of one audience's variants over time."""
    return _line([(point.day, point.fkgl) for point in found.points], target, top)


def scores(found: Sequence[Score], target: float | None) -> Line:
    """The grade of one variant over time."""
    top = 1.15 * max(score.fkgl for score in found)
    return _line([(score.at.date(), score.fkgl) for score in found], target, max(top, target or 0))


def _line(found: Sequence[tuple[date, float]], target: float | None, top: float) -> Line:
    """Each value holds until the next, so that the line goes in steps; it ends a little after the last."""
    (first, _), (last, value) = found[0], found[-1]
    days = max((last - first).days, 1) * 1.05
    corners: list[tuple[float, float]] = []
    for day, height in found:
        x, y = 100 * (day - first).days / days, _down(height, top)
        if corners:
            corners.append((_even(x), corners[-1][1]))
        corners.append((_even(x), y))
    corners.append((100.0, corners[-1][1]))
    return Line(
        points=" ".join(f"{x:g},{y:g}" for x, y in corners),
        end=corners[-1],
        target=None if target is None else _down(target, top),
        first=first,
        last=last,
        value=value,
    )


def _columns(bins: Iterable[Bin], most: int, top: int) -> tuple[Column, ...]:
    width = 100 / top
    return tuple(
        Column(
            _even(one.grade * width + 0.12 * width),
            _even(0.76 * width),
            max(2.0, round(TALL * one.variants / most, 1)),
            one.grade,
            one.variants,
        )
        for one in bins
        if one.grade >= 0
    )


def _maybe(value: float | None, top: float) -> float | None:
    return None if value is None else _along(value, top)


def _along(value: float, top: float) -> float:
    return _even(100 * min(max(value, 0.0), top) / top)


def _down(value: float, top: float) -> float:
    return _even(LINE_TALL * (1 - min(max(value, 0.0), top) / top))


def _even(value: float) -> float:
    return round(value, 2)
