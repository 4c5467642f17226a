"""The report over all articles: verdicts, grades before and after, what blocks, how it changed, and a page
of the table. Six statements, however many articles there are."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from sqlalchemy.orm import Session

from guidance.site import Site
from guidance.store import listing, reports
from guidance.store.report_values import Blocker, Change, Grade, Row, Sieve

MOST_BLOCKERS = 20
MOST_DAYS = 62
"""A line over more days than this has one point a month, that of its last change in it."""


@dataclass(frozen=True, slots=True)
class Bin:
    """How many variants have a grade from this whole number up to the next."""

    grade: int
    variants: int


@dataclass(frozen=True, slots=True)
class Spread:
    """How grades (FKGL) are spread: quartiles to a tenth of a grade, and how many lie in each whole grade.

    `bins` are those that hold any, the lowest grade first.
    """

    lower: float
    median: float
    upper: float
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How the variants for one audience stand: `missed` a target but not a limit; `target` and `limit` are
    those of the grade (FKGL) now. `before` tells of their source texts."""

    audience: str
    label: str
    variants: int
    passed: int
    missed: int
    withheld: int
    target: float | None
    limit: float | None
    before: Spread
    after: Spread


@dataclass(frozen=True, slots=True)
class Point:
    """How all variants for an audience stood at the end of a day; `fkgl` is the mean of their grades."""

    day: date
    variants: int
    passed: int
    withheld: int
    fkgl: float


@dataclass(frozen=True, slots=True)
class Trend:
    """How the variants for one audience have come along."""

    audience: str
    label: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """The report over all variants that pass a sieve; `items` is page `page` of `pages` of their table."""

    variants: int
    passed: int
    missed: int
    withheld: int
    audiences: tuple[Standing, ...]
    blockers: tuple[Blocker, ...]
    trends: tuple[Trend, ...]
    specialties: tuple[str, ...]
    items: tuple[Row, ...]
    page: int
    pages: int


def overview(
    session: Session, site: Site, sieve: Sieve, *, sort: str = "-gap", page: int = 1, size: int = 50
) -> Overview:
    """The report over what passes the sieve; a page past the last is the last.

    Raises store.reports.UnknownSort.
    """
    after, before = reports.grades(session, sieve), reports.grades(session, sieve, source=True)
    standings = tuple(_standings(site, before, after))
    total = sum(one.variants for one in standings)
    pages = max(1, -(-total // size))
    page = min(page, pages)
    return Overview(
        variants=total,
        passed=sum(one.passed for one in standings),
        missed=sum(one.missed for one in standings),
        withheld=sum(one.withheld for one in standings),
        audiences=standings,
        blockers=reports.blockers(session, sieve, limit=MOST_BLOCKERS),
        trends=tuple(_trends(site, reports.changes(session, sieve))),
        specialties=listing.topics(session),
        items=reports.rows(session, sieve, sort=sort, limit=size, offset=(page - 1) * size),
        page=page,
        pages=pages,
    )


def _standings(site: Site, before: Iterable[Grade], after: Iterable[Grade]) -> Iterator[Standing]:
    sources, found = _by_audience(before), _by_audience(after)
    for audience in site.audiences.all:
        grades = found.get(audience.id)
        if not grades:
            continue
        total = sum(one.variants for one in grades)
        withheld = sum(one.variants for one in grades if one.withheld)
        passed = sum(one.variants for one in grades if one.passed and not one.withheld)
        target, limit = audience.thresholds["fkgl"]
        yield Standing(
            audience=audience.id,
            label=audience.label,
            variants=total,
            passed=passed,
            missed=total - passed - withheld,
            withheld=withheld,
            target=target,
            limit=limit,
            before=spread(sources[audience.id]),
            after=spread(grades),
        )


def _by_audience(grades: Iterable[Grade]) -> dict[str, list[Grade]]:
    found: dict[str, list[Grade]] = defaultdict(list)
    for grade in grades:
        found[grade.audience].append(grade)
    return found


def spread(grades: Iterable[Grade]) -> Spread:
    """How grades are spread. A quartile is the lowest grade that this share of variants does not exceed."""
    counts: dict[int, int] = defaultdict(int)
    for grade in grades:
        counts[grade.tenths] += grade.variants
    bins: dict[int, int] = defaultdict(int)
    for tenths, count in counts.items():
        bins[tenths // 10] += count
    lower, median, upper = (_quantile(counts, share) for share in (0.25, 0.5, 0.75))
    return Spread(lower, median, upper, tuple(Bin(*one) for one in sorted(bins.items())))


def _quantile(counts: dict[int, int], share: float) -> float:
    wanted, seen = share * sum(counts.values()), 0
    for tenths in sorted(counts):
        seen += counts[tenths]
        if seen >= wanted:
            return tenths / 10
    return 0.0


def _trends(site: Site, changes: Iterable[Change]) -> Iterator[Trend]:
    by_audience: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        by_audience[change.audience].append(change)
    for audience in site.audiences.all:
        if found := by_audience.get(audience.id):
            yield Trend(audience.id, audience.label, _thinned(tuple(_points(found))))


def _points(changes: Iterable[Change]) -> Iterator[Point]:
    sums = Change("", date.min, 0, 0, 0, 0.0)
    for change in changes:
        sums = replace(
            change,
            variants=sums.variants + change.variants,
            passed=sums.passed + change.passed,
            withheld=sums.withheld + change.withheld,
            fkgl=sums.fkgl + change.fkgl,
        )
        mean = round(sums.fkgl / sums.variants, 2)
        yield Point(sums.day, sums.variants, sums.passed, sums.withheld, mean)


def _thinned(points: tuple[Point, ...]) -> tuple[Point, ...]:
    if len(points) <= MOST_DAYS:
        return points
    months = groupby(points, key=lambda point: (point.day.year, point.day.month))
    return tuple(list(month)[-1] for _, month in months)
