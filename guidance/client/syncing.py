"""One page of changes after the other, from the service into the folder."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from guidance.client.folder import Copy, Folder, Recall
from guidance.client.service import Refused, Service


@dataclass
class Report:
    """What a sync has done. `removed` tells for each copy that went the reason; `recalled` are the articles
    whose readers must be told."""

    updated: list[str] = field(default_factory=list)
    removed: dict[str, str] = field(default_factory=dict)
    recalled: list[str] = field(default_factory=list)


def sync(
    service: Service,
    folder: Folder,
    *,
    limit: int = 100,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Report:
    """Bring the folder to where the service is now.

    What was read before something failed is kept, and the next sync goes on from there. Raises Unavailable
    or Refused.
    """
    report = Report()
    while True:
        asked_at = clock()
        page = _page(service, folder, limit)
        if page["reset"]:
            # From the beginning: what is not named from here to the last page is not there any more.
            folder.state.doubtful = sorted(folder.state.copies)
        for item in page["items"]:
            _take(item, folder, report)
        if not page["more"]:
            for slug in folder.state.doubtful or ():
                if folder.remove(slug):
                    report.removed[slug] = "gone"
            folder.state.doubtful = None
            # Counted from before the question: it is true for that moment.
            folder.state.asked_at = asked_at.isoformat()
        folder.state.cursor, folder.state.max_age = page["cursor"], page["max_age"]
        folder.keep()
        if not page["more"]:
            return report


def _page(service: Service, folder: Folder, limit: int) -> dict[str, Any]:
    try:
        return service.changes(folder.state.cursor, limit=limit)
    except Refused as error:
        if error.code != "bad-cursor":
            raise
        return service.changes(None, limit=limit)


def _take(item: dict[str, Any], folder: Folder, report: Report) -> None:
    slug, article, gone = item["slug"], item["article"], item["gone"]
    if folder.state.doubtful and slug in folder.state.doubtful:
        folder.state.doubtful.remove(slug)
    if article is not None:
        about = Copy(
            title=article["title"],
            etag=article["etag"].strip('"'),
            revision=article["revision"],
            status=article["status"],
            review_due=article["review_due"],
        )
        folder.put(slug, about, article["body"])
        report.updated.append(slug)
        return
    if folder.remove(slug):
        report.removed[slug] = gone["reason"]
    if gone["recall"] and slug in folder.state.past and slug not in folder.state.recalls:
        folder.state.recalls[slug] = Recall(item["changed_at"], gone["superseded_by"])
        report.recalled.append(slug)
