"""What a variant scores, kept in columns when it is published, so that tables of thousands stay quick.

Only variants of the newest revision have a score: it is what the team works on. A score is never
changed. Where an article is published again and an audience's figures are the same, the score that stands
is kept: the line of scores tells what changed, and when.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from guidance.store.tables import BlockerRow, ScoreRow, VariantRow

MEASURES = (
    "fkgl",
    "smog",
    "longest_sentence",
    "mean_sentence",
    "unexplained_terms",
    "passive_share",
)
GRADES = ("fkgl", "smog")
_COUNTS = ("words", "sentences")


def give_up(session: Session, article_id: int) -> dict[str, ScoreRow]:
    """Part an article's variants from their scores and blockers, since a newer set comes in their place.

    Returns the last score of each audience.
    """
    session.execute(delete(BlockerRow).where(BlockerRow.article_id == article_id))
    session.execute(update(VariantRow).where(VariantRow.article_id == article_id).values(score_id=None))
    last = select(func.max(ScoreRow.id)).where(ScoreRow.article_id == article_id).group_by(ScoreRow.audience)
    return {row.audience: row for row in session.scalars(select(ScoreRow).where(ScoreRow.id.in_(last)))}


def record(session: Session, variant: VariantRow, last: ScoreRow | None) -> None:
    """Give a variant that has been flushed its score and its blockers; `last` stays where it still holds.

    A variant without a report gets neither.
    """
    if not variant.report:
        return
    values = _figures(variant)
    if last is None or any(getattr(last, name) != value for name, value in values.items()):
        last = ScoreRow(
            article_id=variant.article_id,
            audience=variant.audience,
            at=variant.created_at,
            day=variant.created_at.date(),
            **values,
            **_step(values, last),
        )
        session.add(last)
        session.flush()
    variant.score_id = last.id
    session.add_all(
        BlockerRow(
            variant_id=variant.id,
            kind=kind,
            text=text,
            article_id=variant.article_id,
            audience=variant.audience,
            cost=cost,
        )
        for (kind, text), cost in _blockers(variant).items()
    )


def _figures(variant: VariantRow) -> dict[str, Any]:
    """The columns of ScoreRow that tell of a variant."""
    after, before = variant.readability, variant.report["source"]
    now, then = _values(after), _values(before)
    return {
        "revision_id": variant.revision_id,
        "passed": variant.passed,
        "withheld": variant.withheld,
        "gap": _gap(after),
        **{name: now.get(name, 0.0) for name in MEASURES},
        **{f"source_{name}": then.get(name, 0.0) for name in MEASURES},
        **{name: after[name] for name in _COUNTS},
        **{f"source_{name}": before[name] for name in _COUNTS},
        "edits": sum(len(sentence["edits"]) for sentence in variant.sentences),
        "withdrawn": sum(len(sentence["refused"]) for sentence in variant.sentences),
        "omissions": len(variant.omissions),
    }


def _step(values: Mapping[str, Any], last: ScoreRow | None) -> dict[str, Any]:
    """By how much a score differs from the one before."""
    passed, withheld, fkgl = (last.passed, last.withheld, last.fkgl) if last else (False, False, 0.0)
    return {
        "first": int(last is None),
        "more_passed": values["passed"] - passed,
        "more_withheld": values["withheld"] - withheld,
        "more_fkgl": round(values["fkgl"] - fkgl, 2),
    }


def _values(readability: Mapping[str, Any]) -> dict[str, float]:
    return {measure["name"]: measure["value"] for measure in readability["measures"]}


def _gap(readability: Mapping[str, Any]) -> float | None:
    gaps = [
        round(measure["value"] - measure["target"], 2)
        for measure in readability["measures"]
        if measure["name"] in GRADES and measure["target"] is not None
    ]
    return max(gaps, default=None)


def _blockers(variant: VariantRow) -> dict[tuple[str, str], float]:
    """What stands between the variant and the targets that it misses, with its cost."""
    missed = {measure["name"] for measure in variant.readability["measures"] if not measure["passed"]}
    found: dict[tuple[str, str], float] = {}
    if "unexplained_terms" in missed:
        found |= {("term", one["text"]): one["count"] for one in variant.report["unexplained"]}
    if missed & set(GRADES):
        hardest = variant.readability["hardest"]
        found |= {("word", one["text"]): one["cost"] for one in hardest if one["kind"] == "word"}
    return found
