"""`guidance report`: the reports on the command line."""

import json
from collections.abc import Iterator

import click
from sqlalchemy.orm import Session

from guidance.console import migrated_site
from guidance.reports import as_csv, as_text
from guidance.reports.overview import overview
from guidance.reports.variant import of_article
from guidance.site import OpenSite
from guidance.store import articles, reports
from guidance.store.report_values import Sieve
from guidance.web.overview_schemas import OverviewSchema
from guidance.web.readability import ReportsSchema

SHOWN = 30
_EVERYTHING = 1_000_000_000


@click.command()
@click.argument("slugs", nargs=-1)
@click.option("--audience", metavar="AUDIENCE", help="Of one audience; else of all.")
@click.option("--format", "form", type=click.Choice(("text", "json", "csv")), default="text")
def report(slugs: tuple[str, ...], audience: str | None, form: str) -> None:
    """Report how the articles SLUGS read, or all articles; hardest first.

    JSON is that of the API; CSV is the same table for one article or a thousand.
    """
    site = migrated_site()
    if audience is not None:
        site.audiences.get(audience)
    with site.database.reading() as session:
        for line in _lines(session, site, slugs, audience, form):
            click.echo(line)


def _lines(
    session: Session, site: OpenSite, slugs: tuple[str, ...], audience: str | None, form: str
) -> Iterator[str]:
    if form == "csv":
        for slug in slugs:
            articles.get(session, slug)
        rows = reports.rows(session, Sieve(audience=audience, slugs=slugs or None))
        yield from (line.rstrip("\r\n") for line in as_csv.lines(rows))
    elif slugs:
        found = [one for slug in slugs for one in of_article(session, site, slug, audience=audience)]
        if form == "json":
            yield json.dumps(ReportsSchema().dump({"reports": found}), indent=2, ensure_ascii=False)
        else:
            yield "\n\n".join("\n".join(as_text.of_report(one)) for one in found)
    else:
        size = _EVERYTHING if form == "json" else SHOWN
        all_ = overview(session, site, Sieve(audience=audience), size=size)
        if form == "json":
            yield json.dumps(OverviewSchema().dump(all_), indent=2, ensure_ascii=False)
        else:
            yield from as_text.of_overview(all_)
