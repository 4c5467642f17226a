"""`guidance lexicon`: what a content team keeps the lexicon true with. Each command loads its tool when it
runs.
"""

from pathlib import Path

import click

from guidance import late, settings
from guidance.errors import Fault

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
