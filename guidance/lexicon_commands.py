"""`guidance lexicon`: what a content team keeps the lexicon true with. Each command loads its tool when it
runs.
"""

import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from guidance import late, settings
from guidance.article import markdown
from guidance.errors import Fault
from guidance.plain.data import folder as data_folder
from guidance.plain.vocabulary import read_vocabulary
from guidance.site import open_site
from guidance.store import articles

FORMATS = ("chv", "mrconso", "mesh", "snomed", "medlineplus", "csv")
_folder = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def lexicon() -> None:
    """Check the lexicon, see what it does, bring in a site's own vocabulary."""


@lexicon.command()
@click.argument("folder", required=False, type=_folder)
def check(folder: Path | None) -> None:
    """Hold every row of the lexicon in FOLDER (or that of the settings) to the rules of docs/lexicon.md.

    Each fault stands on a line of its own, "file:line: what is wrong"; the status is 1 where there is one.
    """
    opened = late.module("tools.workshop").Workshop(settings.load(), folder)
    faults: list[Fault] = late.module("tools.check").faults(opened)
    for fault in faults:
        click.echo(f"{fault.pointer}: {fault.detail}")
    if faults:
        raise click.ClickException(f"The lexicon has {len(faults)} faults.")
    known = opened.lexicon
    click.echo(f"{len(known.entries):,} terms, {len(known.abbreviations):,} abbreviations: sound")


@lexicon.command()
@click.option(
    "--terms",
    "listed",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help='The terms that are hard: one a line, or a table with tabs and a column "lemma" or "term".',
)
@click.option("--most", default=20, show_default=True, help="How many unhandled terms to name.")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
def coverage(listed: Path, most: int, files: tuple[Path, ...]) -> None:
    """Tell how the hard terms in FILES are handled (.md, .jsonl, or plain text), and which are not."""
    tool, texts = late.module("tools.coverage"), late.module("tools.texts")
    writer = late.module("tools.workshop").Workshop(settings.load()).writer
    with listed.open(encoding="utf-8") as lines:
        hard = tool.HardTerms(tool.read_terms(lines), writer.words)
    found = [document for file in files for document in texts.documents(file)]
    with click.progressbar(found, label="Reading", file=sys.stderr) as bar:
        covered = tool.cover((one for document in bar for one in writer.sentences(document)), hard)
    click.echo(f"{covered.total:,} occurrences of hard terms, {covered.share:.1%} handled")
    for how, count in covered.by.most_common():
        click.echo(f"  {how}\t{count:,}\t{count / covered.total:.1%}")
    for term, count in covered.missed.most_common(most):
        click.echo(f"  not handled: {term}\t{count:,}")


@lexicon.command()
@click.option("--audience", required=True, metavar="AUDIENCE", help="Who reads: patient, child, …")
@click.argument("sentence")
def why(audience: str, sentence: str) -> None:
    """Tell which rows match SENTENCE, in which sense, what came of each, and why the others did not hold."""
    opened = open_site(settings.load())
    reader = opened.audiences.get(audience)
    tool = late.module("tools.why")
    writer = late.module("tools.workshop").Workshop(opened.settings).writer
    click.echo("\n".join(tool.lines(tuple(tool.why(writer, sentence, reader)))) or "No row matches.")


@lexicon.command()
@click.option("--base", metavar="REV", help="Compare with the lexicon as git has it at this revision.")
@click.option(
    "--overlay", type=_folder, help="Compare with this overlay in the place of the one that is set."
)
def impact(base: str | None, overlay: Path | None) -> None:
    """Tell which stored variants a change of the lexicon changes, and which cross a threshold.

    With --base the change is from that revision to the lexicon as it is; with --overlay, from the lexicon
    as it is to one with that overlay. Nothing is stored.
    """
    if (base is None) == (overlay is None):
        raise click.UsageError("One of --base and --overlay is needed.")
    opened = open_site(settings.load())
    tool, workshop = late.module("tools.impact"), late.module("tools.workshop").Workshop
    now = workshop(opened.settings)
    with TemporaryDirectory() as scratch:
        if base is not None:
            writers = (
                workshop(opened.settings, tool.at_revision(now.root, base, Path(scratch))).writer,
                now.writer,
            )
        else:
            writers = now.writer, workshop(replace(opened.settings, overlay=overlay)).writer
    with opened.database.reading() as session:
        found = [(slug, articles.current(session, slug).source) for slug in articles.slugs(session)]
    with click.progressbar(found, label="Comparing", file=sys.stderr) as bar:
        read = ((slug, markdown.parse(source)) for slug, source in bar)
        changed = list(tool.changes(*writers, read, opened.audiences.all))
    for change in changed:
        click.echo("\n".join(tool.lines(change)))
    crossing = sum(bool(change.crossed) for change in changed)
    total = len(found) * len(opened.audiences.all)
    click.echo(f"{len(changed)} of {total} variants would change, {crossing} would cross a threshold")


@lexicon.command("import")
@click.option(
    "--into", required=True, type=click.Path(file_okay=False, path_type=Path), help="The overlay folder."
)
@click.option(
    "--name", help="What the rows name as their source, and the file is called; by default the format."
)
@click.argument("format_", metavar="FORMAT", type=click.Choice(FORMATS))
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
def import_vocabulary(into: Path, name: str | None, format_: str, files: tuple[Path, ...]) -> None:
    """Make rows of an overlay from the FILES of a vocabulary, in the FORMAT in which it ships.

    FORMAT is chv, mrconso (with MRCONSO.RRF, and MRDEF.RRF for definitions), mesh, snomed (description and
    text definition files), medlineplus or csv. What could not be taken is told by reason.
    """
    tool, read = late.module("tools.importing"), late.module("tools.vocabularies").READERS
    known = {
        entry.term.casefold(): entry
        for entry in read_vocabulary(data_folder(settings.load().lexicon)).entries
        if not entry.context and entry.pos == "noun"
    }
    report = tool.Report()
    with click.progressbar(length=sum(file.stat().st_size for file in files), file=sys.stderr) as bar:
        kinds = [
            "mrdef" if format_ == "mrconso" and "MRDEF" in file.name.upper() else format_ for file in files
        ]
        names = (one for file, kind in zip(files, kinds, strict=True) for one in read[kind](file, bar.update))
        made = tool.rows(tool.concepts(names), name or format_, known, report)
    click.echo(f"{report.taken:,} concepts taken into {tool.write(made, into, name or format_)}")
    for reason, count in report.refused.most_common():
        click.echo(f"  refused: {reason}\t{count:,}\t{', '.join(report.places[reason])}")
