"""How well follow-up questions are answered: precision, recall, the curve, and what went wrong.

    python benchmarks/questions.py [calibrate|develop-1|develop-2|develop-3|report] [--each] [--fill]
                                   [--database URL]

Writes the sample articles, all as approved, into a throwaway SQLite database (or takes the one given, filled
before), asks the questions of tests/cases/questions/, and prints what came of it. A question counts as
answered right where the first passage shown holds a sentence that its case names. Recall is the share of the
answerable questions that are; precision the share of those with any answer that are answered right.
"""

import argparse
import re
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from unittest.mock import patch

from guidance import jobs
from guidance.answering import answer as answering
from guidance.answering.answer import Answer
from guidance.settings import Settings
from guidance.site import OpenSite, open_site
from guidance.store import variants
from guidance.store.migrate import upgrade

ROOT = Path(__file__).resolve().parents[1]
CASES = ROOT / "tests" / "cases" / "questions"
_STATUS = re.compile(r"^status: .*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Case:
    """A question, and the sentences that answer it as (slug, id); none where nothing does."""

    slug: str
    role: str
    question: str
    gold: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Tried:
    """What a question came to below no threshold at all: the best passage and those shown with it."""

    case: Case
    score: float
    right: bool
    any_right: bool
    answers: tuple[Answer, ...]


def fill(site: OpenSite, articles: Path = ROOT / "articles") -> None:
    """Keep the sample articles as if all of them were approved."""
    upgrade(site.database)
    for path in sorted(articles.glob("*.md")):
        source = _STATUS.sub("status: approved", path.read_text(encoding="utf-8"), count=1)
        jobs.save_article(site, source, by="benchmark")


def cases(site: OpenSite, name: str) -> list[Case]:
    """The questions of one file. Stops where a sentence that is named is none."""
    tables = tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))["article"]
    known = {table["slug"]: _sentences(site, table["slug"]) for table in tables}
    return [
        Case(table["slug"], role, question, frozenset(_gold(known, table["slug"], named)))
        for table in tables
        for role, question, *named in (*table["answerable"], *table["unanswerable"])
    ]


def _sentences(site: OpenSite, slug: str) -> list[tuple[str, str]]:
    with site.database.reading() as session:
        stored = next(a.id for a in site.audiences.all if not a.rewrite)
        [variant] = variants.kept(session, slug, audience=stored)
    return [(each["id"], each["source"]) for each in variant.sentences]


def _gold(known: dict[str, list[tuple[str, str]]], slug: str, named: list[str]) -> set[tuple[str, str]]:
    found = set()
    for beginning in named:
        other, _, rest = beginning.partition(": ")
        where, start = (other, rest) if other in known else (slug, beginning)
        ids = {(where, name) for name, source in known[where] if source.startswith(start)}
        if not ids:
            sys.exit(f"{slug}: no sentence begins with {beginning!r}")
        found |= ids
    return found


def tried(site: OpenSite, case: Case) -> Tried:
    """The question asked, with nothing held back."""
    with patch.object(answering, "THRESHOLD", 0.0):
        outcome = answering.answer(site, case.slug, case.question, site.audiences.for_role(case.role))
    right = [
        any((each.slug, sentence["id"]) in case.gold for sentence in each.sentences)
        for each in outcome.answers
    ]
    score = outcome.answers[0].ranked.score if outcome.answers else 0.0
    return Tried(case, score, bool(right and right[0]), any(right), outcome.answers)


@dataclass(frozen=True, slots=True)
class Figures:
    """Of all questions at one threshold: how many were answered, and what that is worth."""

    threshold: float
    answered: int
    right: int
    precision: float
    recall: float


def figures(found: list[Tried], threshold: float) -> Figures:
    """Precision and recall where what is below the threshold is held back."""
    answered = [one for one in found if one.score >= threshold]
    right = sum(one.right for one in answered)
    answerable = sum(bool(one.case.gold) for one in found)
    return Figures(
        threshold, len(answered), right, right / len(answered) if answered else 1.0, right / answerable
    )


def curve(found: list[Tried]) -> list[Figures]:
    """The figures at each threshold that changes them."""
    scores = sorted({one.score for one in found if one.score}, reverse=True)
    return [figures(found, (above + below) / 2) for above, below in pairwise([*scores, 0.0])]


def _print(found: list[Tried], *, each: bool) -> None:
    at = figures(found, answering.THRESHOLD)
    unanswerable = [one for one in found if not one.case.gold]
    silent = sum(one.score < at.threshold for one in unanswerable)
    lenient = sum(one.any_right for one in found if one.score >= at.threshold)
    print(f"{len(found)} questions, {len(found) - len(unanswerable)} answerable; threshold {at.threshold}")
    print(f"answered {at.answered}, right {at.right}: precision {at.precision:.3f}, recall {at.recall:.3f}")
    print(f"right among all that is shown: {lenient} of {at.answered}")
    print(f"not answerable and not answered: {silent} of {len(unanswerable)}")
    print("threshold  answered  precision  recall")
    for one in curve(found)[:: max(1, len(found) // 20)]:
        print(f"{one.threshold:9.3f}  {one.answered:8d}  {one.precision:9.3f}  {one.recall:6.3f}")
    for one in sorted(found, key=lambda one: -one.score):
        failed = one.right != (one.score >= at.threshold) if one.case.gold else one.score >= at.threshold
        if each or failed:
            _show(one, at.threshold)


def _show(one: Tried, threshold: float) -> None:
    said = "right" if one.right else "wrong" if one.case.gold else "not answerable"
    held = "" if one.score >= threshold else ", held back"
    print(f"{one.score:.3f} {said}{held}: {one.case.question} ({one.case.slug}, {one.case.role})")
    for answer in one.answers[:1]:
        print(f"      {' / '.join(' '.join(part['lines']) for part in answer.sentences)[:140]}")
        print(f"      {[(m.word, m.by) for m in answer.ranked.matches]} {answer.ranked.kinds}")


def main() -> None:
    """Ask, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "name",
        nargs="?",
        default="report",
        choices=("calibrate", "develop-1", "develop-2", "develop-3", "report"),
    )
    parser.add_argument(
        "--each", action="store_true", help="print every question, not the failing ones alone"
    )
    parser.add_argument("--database", help="a database that holds the sample articles already")
    parser.add_argument("--fill", action="store_true", help="only write the sample articles into it")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site = open_site(Settings(database_url=options.database or f"sqlite:///{folder}/questions.db"))
        if options.fill or not options.database:
            fill(site)
        if options.fill:
            site.database.close()
            return
        found = [tried(site, case) for case in cases(site, options.name)]
        site.database.close()
    _print(found, each=options.each)


if __name__ == "__main__":
    main()
