"""The report of one article for one audience, told from what was kept when it was published."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from guidance.site import Site
from guidance.store import articles, reports, variants
from guidance.store.articles import Article
from guidance.store.report_values import Score
from guidance.store.variants import Variant


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure of the variant as in draft.Measure; `source` is its value in the source, None if unknown."""

    name: str
    value: float
    source: float | None
    target: float | None
    limit: float | None
    passed: bool
    within_limit: bool
    note: str


@dataclass(frozen=True, slots=True)
class Tally:
    """Something that was counted, and how often."""

    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Costly:
    """A word or sentence with the grade that the text would lose without it."""

    text: str
    cost: float


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """An edit of one source sentence that a guard took back, and why."""

    sentence: str
    source: str
    rule: str
    before: str
    after: str
    guard: str
    detail: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What is told of any text: one that is kept, or one that was only tried.

    `unexplained` are hard terms that nothing in the text explains, `unhandled` long words that neither
    the lexicon nor the dictionary holds; lists of tallies begin with the most frequent.
    """

    audience: str
    passed: bool
    withheld: bool
    measures: tuple[Measured, ...]
    words: int
    sentences: int
    source_words: int | None
    source_sentences: int | None
    hardest_words: tuple[Costly, ...]
    hardest_sentences: tuple[Costly, ...]
    unexplained: tuple[Tally, ...]
    unhandled: tuple[Tally, ...]
    passives: tuple[str, ...]
    omissions: tuple[str, ...]
    edits: int
    edits_by_rule: tuple[Tally, ...]
    withdrawn_by_guard: tuple[Tally, ...]
    withdrawn: tuple[Withdrawn, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The report of one article for one audience; `line` holds its scores, the oldest first."""

    slug: str
    title: str
    specialty: str
    status: str
    updated: date
    revision: int
    audience: str
    served_audience: str
    served_reason: str | None
    reading: Reading
    line: tuple[Score, ...]
    lexicon_version: str
    rules_version: str
    model_version: str


def of_article(session: Session, site: Site, slug: str, *, audience: str | None = None) -> tuple[Report, ...]:
    """The reports of an article, in the order of the audiences; of one audience where it is named.

    Raises NoSuchArticle or UnknownAudience.
    """
    chosen = site.audiences.all if audience is None else (site.audiences.get(audience),)
    article = articles.get(session, slug)
    title = articles.current(session, slug).title
    kept = {variant.audience: variant for variant in variants.kept(session, slug, audience=audience)}
    line = reports.line(session, slug, audience)
    return tuple(_report(article, title, kept[each.id], line) for each in chosen if each.id in kept)


def of_text(
    audience: str,
    readability: Mapping[str, Any],
    sentences: Iterable[Mapping[str, Any]],
    omissions: Iterable[str],
    report: Mapping[str, Any],
) -> Reading:
    """What is told of a text, from the JSON forms that store.variants.Variant describes."""
    source = report.get("source") or {}
    before = {measure["name"]: measure["value"] for measure in source.get("measures", ())}
    told = list(sentences)
    withdrawn = tuple(_withdrawn(sentence, one) for sentence in told for one in sentence["refused"])
    rules = [edit["rule"] for sentence in told for edit in sentence["edits"]]
    return Reading(
        audience=audience,
        passed=readability["passed"],
        withheld=readability["withheld"],
        measures=tuple(Measured(**one, source=before.get(one["name"])) for one in readability["measures"]),
        words=readability["words"],
        sentences=readability["sentences"],
        source_words=source.get("words"),
        source_sentences=source.get("sentences"),
        hardest_words=_costly("word", readability),
        hardest_sentences=_costly("sentence", readability),
        unexplained=_tallies(report.get("unexplained", ())),
        unhandled=_tallies(report.get("unhandled", ())),
        passives=tuple(report.get("passives", ())),
        omissions=tuple(omissions),
        edits=len(rules),
        edits_by_rule=_counted(rules),
        withdrawn_by_guard=_counted(one.guard for one in withdrawn),
        withdrawn=withdrawn,
    )


def _report(article: Article, title: str, kept: Variant, line: tuple[Score, ...]) -> Report:
    return Report(
        slug=article.slug,
        title=title,
        specialty=article.specialty,
        status=article.status,
        updated=article.updated,
        revision=article.revision,
        audience=kept.audience,
        served_audience=kept.served_audience,
        served_reason=kept.served_reason,
        reading=of_text(kept.audience, kept.readability, kept.sentences, kept.omissions, kept.report),
        line=tuple(score for score in line if score.audience == kept.audience),
        lexicon_version=kept.lexicon_version,
        rules_version=kept.rules_version,
        model_version=kept.model_version,
    )


def _costly(kind: str, readability: Mapping[str, Any]) -> tuple[Costly, ...]:
    return tuple(Costly(one["text"], one["cost"]) for one in readability["hardest"] if one["kind"] == kind)


def _tallies(mentions: Iterable[Mapping[str, Any]]) -> tuple[Tally, ...]:
    found = (Tally(one["text"], one["count"]) for one in mentions)
    return tuple(sorted(found, key=lambda one: (-one.count, one.text)))


def _counted(names: Iterable[str]) -> tuple[Tally, ...]:
    return _tallies({"text": name, "count": count} for name, count in Counter(names).items())


def _withdrawn(sentence: Mapping[str, Any], one: Mapping[str, Any]) -> Withdrawn:
    edit = one["edit"]
    return Withdrawn(
        sentence=sentence["id"],
        source=sentence["source"],
        rule=edit["rule"],
        before=edit["before"],
        after=edit["after"],
        guard=one["guard"],
        detail=one["detail"],
    )
