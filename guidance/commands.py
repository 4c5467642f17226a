"""The `guidance` command line. An error of the service ends a command with its message and status 1; a
wrong setting, as a wrong option does, with status 2."""

import json
import sys
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import click

from guidance import __version__, jobs, lines, review_commands, team_commands, trying, webhook_commands
from guidance.app import create_app
from guidance.article import markdown
from guidance.console import Group, configured_site, migrated_site
from guidance.errors import GuidanceError, InvalidInput
from guidance.history_commands import history_group
from guidance.lexicon_commands import lexicon
from guidance.reports.command import report
from guidance.site import OpenSite
from guidance.store import articles
from guidance.store.migrate import upgrade
from guidance.store.tables import SCHEMA
from guidance.web import contract

CONTRACT = Path(__file__).resolve().parents[1] / "openapi.yaml"

_audience = click.option(
    "--audience", required=True, metavar="AUDIENCE", help="Whom it is for: patient, child, …"
)
_markdown = click.option(
    "--markdown", "is_markdown", is_flag=True, help="The text is Markdown, with or without front matter."
)
_file = click.argument("file", type=click.File("rb"), default="-")


@click.group(cls=Group)
@click.version_option(__version__)
def main() -> None:
    """Clinician-level medical articles, rewritten for each reader without making them untrue."""


@main.command()
@_audience
@click.option("--jsonl", is_flag=True, help='Lines {"id", "text"} in, one line of JSON for each out.')
@_markdown
@_file
def rewrite(audience: str, jsonl: bool, is_markdown: bool, file: BinaryIO) -> None:
    """Rewrite FILE (or standard input) for an audience.

    Plain text gives plain text; with --markdown, Markdown gives Markdown. With --jsonl each line that
    cannot be handled is answered by {"id", "error": {"code", "detail"}} and the rest goes on.
    """
    site = configured_site()
    site.audiences.get(audience)
    if jsonl:
        for line in lines.answers(file, partial(_answer, site, audience, is_markdown)):
            click.echo(line)
        return
    account = trying.rewrite_text(site, _read(file), audience, is_markdown=is_markdown)
    title = f"# {account['title']}\n\n" if is_markdown and account["title"] else ""
    click.echo(title + account["markdown" if is_markdown else "text"].rstrip("\n"))


@main.command()
@_audience
@click.option("--json", "as_json", is_flag=True, help="The whole report as JSON.")
@_markdown
@_file
def check(audience: str, as_json: bool, is_markdown: bool, file: BinaryIO) -> None:
    """Report how FILE (or standard input) reads to an audience as it stands."""
    is_markdown = is_markdown or str(getattr(file, "name", "")).endswith(".md")
    report = trying.check_text(configured_site(), _read(file), audience, is_markdown=is_markdown)
    click.echo(json.dumps(report, ensure_ascii=False, indent=2) if as_json else _report(report))


@main.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
def ingest(files: tuple[Path, ...]) -> None:
    """Keep and publish articles: Markdown with front matter, one article a FILE.

    A new slug makes an article, whose front matter tells how far its review came elsewhere. A changed text
    makes a new revision, whose review starts anew; the same text changes nothing.
    """
    site = migrated_site()
    failed = False
    with click.progressbar(files, label="Ingesting", file=sys.stderr, item_show_func=_name) as bar:
        told = []
        for file in bar:
            try:
                told.append(_ingest(site, file))
            except GuidanceError as error:
                failed = True
                click.echo(f"\n{file}: {error}", err=True)
    click.echo("\n".join(told))
    if failed:
        raise click.ClickException("Not every file could be ingested.")


@main.command()
@click.option("--all", "everything", is_flag=True, help="Write every article anew, stale or not.")
@click.argument("slugs", nargs=-1)
def render(everything: bool, slugs: tuple[str, ...]) -> None:
    """Write anew the articles that another lexicon, other rules or another model wrote.

    The articles named by SLUGS are written anew in any case.
    """
    site = migrated_site()
    with site.database.reading() as session:
        known = articles.slugs(session)
    chosen = known if everything else slugs or None
    length = len(known if chosen is None else chosen)
    with click.progressbar(length=length, label="Rendering", file=sys.stderr) as bar:
        done = jobs.render_articles(site, chosen, progress=lambda _slug: bar.update(1))
    click.echo(f"{len(done)} of {length} articles rendered")


@main.command()
def index() -> None:
    """Make all articles be found anew; needed once, where a search finds too little after an update."""
    site = migrated_site()
    with site.database.reading() as session:
        slugs = articles.slugs(session)
    with click.progressbar(slugs, label="Indexing", file=sys.stderr) as bar:
        for slug in bar:
            jobs.index_article(site, slug)
    click.echo(f"{len(slugs)} articles indexed")


@main.command()
def migrate() -> None:
    """Bring the database to where this version needs it."""
    upgrade(configured_site().database)
    click.echo(f"The database is at {SCHEMA}")


@main.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail if openapi.yaml is stale.")
def openapi(only_check: bool) -> None:
    """Write openapi.yaml from the service as it is."""
    text = contract.to_yaml(create_app())
    if not only_check:
        CONTRACT.write_text(text, encoding="utf-8")
    elif not CONTRACT.is_file() or CONTRACT.read_text(encoding="utf-8") != text:
        raise click.ClickException("openapi.yaml is stale; run `guidance openapi`.")


main.add_command(report)
main.add_command(review_commands.review)
main.add_command(review_commands.audit_group)
main.add_command(team_commands.users)
main.add_command(team_commands.keys_group)
main.add_command(team_commands.clients_group)
main.add_command(history_group)
main.add_command(webhook_commands.webhooks_group)
main.add_command(webhook_commands.changes_group)
main.add_command(lexicon)


def _read(file: BinaryIO) -> str:
    try:
        return file.read().decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidInput(f"The text is not UTF-8: {error.reason} at byte {error.start}.") from error


def _ingest(site: OpenSite, file: Path) -> str:
    with file.open("rb") as opened:
        text = _read(opened)
    for finding in markdown.findings(markdown.parse(text)):
        click.echo(f"\n{file}: {finding.pointer}: {finding.detail}", err=True)
    saved = jobs.save_article(site, text, by="guidance ingest")
    verb = "created" if saved.created else "changed" if saved.changed else "unchanged"
    return f"{verb}\t{saved.slug}\trevision {saved.revision}"


def _answer(site: OpenSite, audience: str, is_markdown: bool, text: str) -> dict[str, Any]:
    return lines.shape(trying.rewrite_text(site, text, audience, is_markdown=is_markdown))


def _report(report: dict[str, Any]) -> str:
    verdict = "withheld" if report["withheld"] else "passed" if report["passed"] else "not passed"
    shown = [f"{report['audience']}: {verdict} ({report['words']} words, {report['sentences']} sentences)"]
    for measure in report["measures"]:
        bounds = [f"{name} {measure[name]:g}" for name in ("target", "limit") if measure[name] is not None]
        state = "met" if measure["passed"] else "missed" if measure["within_limit"] else "beyond the limit"
        told = f" ({', '.join(bounds)}): {state}" if bounds else ""
        note = f"; {measure['note']}" if measure["note"] else ""
        shown.append(f"  {measure['name']} {measure['value']:.1f}{told}{note}")
    shown += [f"  {hard['kind']} {hard['text']!r} costs {hard['cost']:.2f}" for hard in report["hardest"]]
    return "\n".join(shown)


def _name(file: Path | None) -> str | None:
    return None if file is None else file.stem
