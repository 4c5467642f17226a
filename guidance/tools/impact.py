"""What a change of the lexicon would do to the articles that are stored: both versions are written, and
compared.
"""

import subprocess
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from guidance.article.document import Document
from guidance.errors import InvalidInput
from guidance.plain.audience import Audience
from guidance.plain.draft import Draft
from guidance.plain.writer import Writer

_ARCHIVED = "lexicon"


class NoSuchState(InvalidInput):
    """Git does not know the revision, or it holds no lexicon."""

    code = "no-such-state"
    title = "There is no lexicon at that revision"


@dataclass(frozen=True, slots=True)
class Change:
    """A variant that would change: its sentences before and after, and where a threshold would be crossed."""

    slug: str
    audience: str
    sentences: tuple[tuple[str, str], ...]
    crossed: tuple[str, ...]


def at_revision(root: Path, revision: str, into: Path) -> Path:
    """The lexicon folder as git has it at a revision, unpacked. Raises NoSuchState."""
    name = f"{revision}:./{root.name}"
    asked = [
        "git",
        "-C",
        str(root.parent),
        "archive",
        "--format=tar",
        f"--prefix={_ARCHIVED}/",
        "--end-of-options",
        name,
    ]
    try:
        done = subprocess.run(asked, capture_output=True, check=True)  # noqa: S603  (no shell, options ended)
    except (OSError, subprocess.CalledProcessError) as error:
        raise NoSuchState(f"git has no {root.name} at {revision!r}.") from error
    with tarfile.open(fileobj=BytesIO(done.stdout)) as archive:
        archive.extractall(into, filter="data")
    return into / _ARCHIVED


def changes(
    before: Writer, after: Writer, articles: Iterable[tuple[str, Document]], audiences: tuple[Audience, ...]
) -> Iterator[Change]:
    """Every variant of the articles that the two writers write differently. Raises TextRefused."""
    for slug, document in articles:
        old, new = before.write_all(document, audiences), after.write_all(document, audiences)
        for audience in audiences:
            change = _compared(slug, old[audience.id], new[audience.id])
            if change is not None:
                yield change


def lines(change: Change) -> Iterator[str]:
    """The change as text."""
    crossed = f": {'; '.join(change.crossed)}" if change.crossed else ""
    yield f"{change.slug} for {change.audience}: {len(change.sentences)} sentences{crossed}"
    for before, after in change.sentences:
        yield f"  - {before}"
        yield f"  + {after}"


def _compared(slug: str, old: Draft, new: Draft) -> Change | None:
    pairs = zip(old.sentences, new.sentences, strict=True)
    said = tuple((" ".join(a.output), " ".join(b.output)) for a, b in pairs if a.output != b.output)
    crossed = tuple(_crossed(old, new))
    return Change(slug, old.audience, said, crossed) if said or crossed else None


def _crossed(old: Draft, new: Draft) -> Iterator[str]:
    for one, other in zip(old.readability.measures, new.readability.measures, strict=True):
        now = f"{one.name} {one.value:g} → {other.value:g}"
        if one.within_limit != other.within_limit:
            yield f"{now}, {'within' if other.within_limit else 'beyond'} the limit {one.limit:g}"
        elif one.passed != other.passed:
            yield f"{now}, target {one.target:g} {'met' if other.passed else 'missed'}"
    if old.readability.withheld != new.readability.withheld:
        yield "withheld from now on" if new.readability.withheld else "no longer withheld"
