"""GET /desk/reports, /desk/reports.csv, /desk/reports/{slug}: how the articles read, drawn and in tables."""

from collections.abc import Mapping
from typing import NamedTuple

from flask import Response, render_template, request

from guidance import glossary
from guidance.errors import InvalidInput
from guidance.pages.desk import charts
from guidance.pages.desk.frame import DeskBlueprint
from guidance.pages.measures import NAMES, shown
from guidance.reports import as_csv
from guidance.reports.overview import Overview, overview
from guidance.reports.variant import of_article
from guidance.representation import STATUS_LABELS
from guidance.store import articles, reports
from guidance.store.report_values import Sieve
from guidance.web.current import site

SIZE = 50
HARDEST_FIRST = "-gap"
VERDICTS: Mapping[str, tuple[bool | None, bool | None]] = {
    "passed": (True, False),
    "missed": (False, False),
    "withheld": (None, True),
}
"""What a verdict asks of `passed` and of `withheld`."""
DUE_NAMES = {"yes": "Overdue", "no": "Not overdue"}
VERDICT_NAMES = {"passed": "Passed", "missed": "Target missed", "withheld": "Withheld"}
COLUMNS = {
    "title": "Article",
    "audience": "Audience",
    "withheld": "Verdict",
    "fkgl": "Grade",
    "change": "Change",
    "gap": "Above target",
    "longest_sentence": "Longest sentence",
    "unexplained_terms": "Unexplained",
    "passive_share": "Passive",
    "withdrawn": "Taken back",
    "status": "Review",
}
"""The columns of the table, by what they are sorted by."""
HIGHEST_FIRST = frozenset(COLUMNS) - {"title", "audience", "status"}

blueprint = DeskBlueprint("reports", section="Reports", opens="show_reports")


class Asked(NamedTuple):
    """What of the table was asked for; "" where nothing was."""

    audience: str
    status: str
    specialty: str
    verdict: str
    due: str
    sort: str

    @property
    def sieve(self) -> Sieve:
        """The variants that were asked for."""
        passed, withheld = VERDICTS.get(self.verdict, (None, None))
        return Sieve(
            audience=self.audience or None,
            status=self.status or None,
            specialty=self.specialty or None,
            passed=passed,
            withheld=withheld,
            due={"yes": True, "no": False}.get(self.due),
        )

    @property
    def query(self) -> dict[str, str]:
        """What an address carries to ask for the same."""
        return {name: value for name, value in self._asdict().items() if value}


@blueprint.get("/reports")
def show_reports() -> str:
    """Verdicts, grades before and after, what is in the way, what changed, and the table."""
    asked = _asked()
    with site().database.reading() as session:
        found = overview(
            session, site(), asked.sieve, sort=asked.sort or HARDEST_FIRST, page=_page(), size=SIZE
        )
    return render_template(
        "desk/reports.html",
        found=found,
        asked=asked,
        columns=COLUMNS,
        order={name: _order(name, asked.sort or HARDEST_FIRST) for name in COLUMNS},
        statuses=STATUS_LABELS,
        verdicts=VERDICT_NAMES,
        dues=DUE_NAMES,
        charts=charts,
        trend_top=_trend_top(found),
        targets={one.id: one.thresholds["fkgl"].target for one in site().audiences.all},
    )


@blueprint.get("/reports.csv")
def send_csv() -> Response:
    """The whole table that was asked for."""
    asked = _asked()
    with site().database.reading() as session:
        rows = reports.rows(session, asked.sieve, sort=asked.sort or HARDEST_FIRST)
    response = Response("".join(as_csv.lines(rows)), mimetype=as_csv.MEDIA_TYPE)
    response.headers["Content-Disposition"] = 'attachment; filename="readability.csv"'
    return response


@blueprint.get("/reports/<slug:slug>")
def show_report(slug: str) -> str:
    """How one article reads to all audiences, and all there is to tell of one of them."""
    audience = request.args.get("audience") or site().default_audience.id
    with site().database.reading() as session:
        found = of_article(session, site(), slug, audience=audience)
        rows = reports.rows(session, Sieve(slugs=(slug,)))
        served = articles.get(session, slug).served
    guessed = [glossary.of(site()).hint(one.text) for one in found[0].reading.unhandled]
    by_audience = {row.audience: row for row in rows}
    return render_template(
        "desk/report.html",
        report=found[0],
        hints=[hint for hint in guessed if hint is not None],
        readers_get_it=served is not None,
        audience=site().audiences.get(audience),
        rows=[(one, by_audience[one.id]) for one in site().audiences.all if one.id in by_audience],
        top=charts.grades(rows),
        statuses=STATUS_LABELS,
        charts=charts,
        names=NAMES,
        shown=shown,
    )


def _asked() -> Asked:
    """What the address asks for. Raises UnknownAudience, or InvalidInput for a verdict that is none."""
    given = Asked(*(request.args.get(name, "").strip()[:100] for name in Asked._fields))
    if given.audience:
        site().audiences.get(given.audience)
    for value, known in ((given.status, STATUS_LABELS), (given.verdict, VERDICTS), (given.due, DUE_NAMES)):
        if value and value not in known:
            raise InvalidInput(f"Unknown value {value!r}. Known: {', '.join(known)}")
    return given


def _page() -> int:
    given = request.args.get("page", "")
    return max(1, int(given)) if given.isascii() and given.isdigit() and len(given) < 8 else 1


class Order(NamedTuple):
    """How a column's heading sorts when it is followed, and how the table is sorted by it now."""

    sort: str
    state: str


def _order(name: str, sort: str) -> Order:
    """A column that is not sorted by yet begins with what one looks for first."""
    if sort.removeprefix("-") != name:
        return Order(f"-{name}" if name in HIGHEST_FIRST else name, "")
    falling = sort.startswith("-")
    return Order(name if falling else f"-{name}", "descending" if falling else "ascending")


def _trend_top(found: Overview) -> float:
    """One height for all lines over time, so that they can be compared."""
    return 1.1 * max((point.fkgl for one in found.trends for point in one.points), default=1.0)
