"""A variant as its reader gets it: JSON, HTML, Markdown and plain text, byte for byte the same for the
same input.

JSON (application/json), its members in this order:

    {"slug", "title", "audience", "audience_label", "lang", "status",
     "review_steps": [{"step", "label", "state": "done"|"current"|"to come", "at": RFC 3339 or null}],
     "last_updated": "2026-01-31", "review_due": "2029-01-31" or null, "reviewed_by": str or null,
     "editorial_policy": address,
     "specialty", "codes": [{"system", "code"}],
     "notices": [{"kind": "review"|"review_due"|"fallback", "text"}],
     "blocks": [...],                                   # as article.render.to_json gives them
     "references": [{"number", "year", "kind", "about", "url": str or null}],
     "glossary": [{"id", "term", "plain", "explanation", "url"}],
     "disclaimer", "added",
     "readability": {"audience", "passed", "withheld", "measures", "hardest", "words", "sentences"},
     "omissions": [str],
     "served_because": {"audience", "asked", "fallback": bool, "reason": str or null},
     "revision": int, "versions": {"lexicon", "rules", "model"}}

`status` and `review_steps` are those of the revision that is shown: an approved one stays so while a
newer one is reviewed. `review_due` is the last day before the notice "review_due" is on it; the bytes with
that notice are made together with those without.

`audience`, `readability` and `omissions` are those of the words that are served; `disclaimer` and
`added` are those of the reader who asked.

HTML (text/html) is one <article> with header, body, glossary, references and footer: no page around it.

Markdown (text/markdown) has front matter. For the audience that reads the stored text itself it is that
text and nothing more, so that it can be edited and sent back; for all others notices, glossary and
disclaimer are part of it.

PARTS (application/vnd.guidance.parts+json) is for our own pages: the JSON and one more member,
"html": {"body", "glossary", "references"}, each a safe fragment ("" where there is none), so that a page
can set them as it likes.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from guidance import fragments
from guidance.article import render
from guidance.article.document import (
    Block,
    Callout,
    Document,
    Heading,
    ListBlock,
    ListItem,
    Metadata,
    Paragraph,
    Run,
)
from guidance.plain.audience import Audience
from guidance.store.articles import Revision
from guidance.store.reviews import Reached
from guidance.store.variants import Representation, Shown, Variant

JSON = "application/json"
HTML = "text/html"
MARKDOWN = "text/markdown"
TEXT = "text/plain"
PARTS = "application/vnd.guidance.parts+json"
MEDIA_TYPES = (JSON, HTML, MARKDOWN, TEXT, PARTS)

STEP_LABELS = {"submitted": "Submitted", "under_review": "Under review", "approved": "Approved"}
"""The steps that readers see, in their order."""
STATUS_LABELS = {
    "draft": "Draft",
    **STEP_LABELS,
    "changes_requested": "Changes requested",
    "withdrawn": "Withdrawn",
}
_PLACES = {"submitted": 0, "under_review": 1, "changes_requested": 1, "approved": 2}
"""At which of the steps a status is shown; a draft has not come to the first."""
FAR_NOTICE = (
    "The version for {asked} is not ready yet. This one was written for {served}, so many words may be hard. "
    "Ask someone who looks after your health about any part that is not clear."
)
REVIEW_NOTICE = "Our experts are still checking this page. Parts of it may change."
DUE_NOTICE = "Our experts need to check this page again. Parts of it may be out of date."


@dataclass(frozen=True, slots=True)
class Standing:
    """All that a representation tells of a revision besides the words of a variant.

    `policy` is the address of the editorial policy; `overdue` says that the day of the next review has
    passed.
    """

    revision: Revision
    reached: Reached
    policy: str
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Serving:
    """Whose words a reader gets: `served` is `asked`, or a fallback for the `reason` given."""

    asked: Audience
    served: Audience
    variant: Variant
    reason: str | None


def show(standing: Standing, serving: Serving) -> Shown:
    """Everything that the readers of one audience see of an article, now and once its review is due."""
    now = _media(standing, serving)
    due = _media(replace(standing, overdue=True), serving) if standing.reached.review_due else {}
    blocks = render.blocks_from_json(serving.variant.blocks)
    return Shown(
        serving.variant.title,
        render.to_text(blocks),
        tuple(_representation(media, now[media], due.get(media)) for media in MEDIA_TYPES),
    )


def _media(standing: Standing, serving: Serving) -> dict[str, bytes]:
    """The bytes of each media type."""
    body = to_body(standing, serving)
    blocks = render.blocks_from_json(serving.variant.blocks)
    document = Document(_meta(standing, serving), blocks)
    framed = (*_before(body), *blocks, *_after(body))
    html = {
        "body": render.to_html(blocks, references=standing.revision.references),
        "glossary": fragments.glossary(body["glossary"]),
        "references": _references_html(standing, blocks),
    }
    return {
        JSON: as_json(body),
        HTML: fragments.article(body, html).encode(),
        MARKDOWN: render.to_markdown(
            document if _is_stored_text(serving) else Document(document.meta, framed)
        ).encode(),
        TEXT: _text(body, framed).encode(),
        PARTS: as_json({**body, "html": html}),
    }


def to_body(standing: Standing, serving: Serving) -> dict[str, Any]:
    """The JSON body; its shape is told at the top of this file."""
    revision, reached, variant = standing.revision, standing.reached, serving.variant
    return {
        "slug": revision.slug,
        "title": variant.title,
        "audience": serving.served.id,
        "audience_label": serving.served.label,
        "lang": "en",
        "status": reached.status,
        "review_steps": review_steps(reached),
        "last_updated": revision.updated.isoformat(),
        "review_due": reached.review_due.isoformat() if reached.review_due else None,
        "reviewed_by": revision.reviewed_by,
        "editorial_policy": standing.policy,
        "specialty": revision.specialty,
        "codes": [asdict(code) for code in revision.codes],
        "notices": _notices(standing, serving),
        "blocks": variant.blocks,
        "references": [asdict(reference) for reference in revision.references],
        "glossary": [{**entry, "url": f"/v1/terms/{entry['id']}"} for entry in variant.glossary],
        "disclaimer": serving.asked.disclaimer,
        "added": serving.asked.added,
        "readability": variant.readability,
        "omissions": variant.omissions,
        "served_because": {
            "audience": serving.served.id,
            "asked": serving.asked.id,
            "fallback": serving.served.id != serving.asked.id,
            "reason": serving.reason,
        },
        "revision": revision.number,
        "versions": {
            "lexicon": variant.lexicon_version,
            "rules": variant.rules_version,
            "model": variant.model_version,
        },
    }


def review_steps(reached: Reached) -> list[dict[str, Any]]:
    """The steps of the review in order. A step that was passed over has no time of its own."""
    now = _PLACES.get(reached.status, -1)
    at = {
        event.to_status: event.at.isoformat(timespec="seconds").replace("+00:00", "Z")
        for event in reached.events
    }
    return [
        {
            "step": step,
            "label": label,
            "state": "done" if place < now else "current" if place == now else "to come",
            "at": at.get(step) if place <= now else None,
        }
        for place, (step, label) in enumerate(STEP_LABELS.items())
    ]


def _notices(standing: Standing, serving: Serving) -> list[dict[str, str]]:
    notices = []
    if standing.reached.status != "approved":
        notices.append({"kind": "review", "text": REVIEW_NOTICE})
    elif standing.overdue:
        notices.append({"kind": "review_due", "text": DUE_NOTICE})
    if serving.served.id != serving.asked.id:
        notices.append({"kind": "fallback", "text": _fallback_notice(serving.asked, serving.served)})
    return notices


def _fallback_notice(asked: Audience, served: Audience) -> str:
    """The audience's own notice speaks of its next fallback; further down the chain it would be untrue."""
    if served.id == asked.fallback:
        return asked.fallback_notice
    return FAR_NOTICE.format(asked=_inside(asked.label), served=_inside(served.label))


def _inside(label: str) -> str:
    """The label as it stands inside a sentence."""
    return label[:1].lower() + label[1:]


def _is_stored_text(serving: Serving) -> bool:
    return not serving.asked.rewrite and serving.served.id == serving.asked.id


def _meta(standing: Standing, serving: Serving) -> Metadata:
    return Metadata(
        title=serving.variant.title,
        slug=standing.revision.slug,
        specialty=standing.revision.specialty,
        codes=standing.revision.codes,
        updated=standing.revision.updated,
        status=standing.reached.status,
        reviewed_by=standing.revision.reviewed_by,
        references=standing.revision.references,
    )


def _references_html(standing: Standing, blocks: Sequence[Block]) -> str:
    references = standing.revision.references
    return render.references_html(references, blocks=blocks) if references else ""


def _before(body: dict[str, Any]) -> tuple[Block, ...]:
    return tuple(Callout("note", (_paragraph(notice["text"]),)) for notice in body["notices"])


def _after(body: dict[str, Any]) -> tuple[Block, ...]:
    """The glossary, what is added for the reader, and the disclaimer."""
    terms = tuple(
        ListItem((Paragraph((Run(entry["term"], strong=True), Run(f": {fragments.meaning(entry)}"))),))
        for entry in body["glossary"]
    )
    glossary = (Heading(2, (Run(fragments.GLOSSARY_TITLE),)), ListBlock(terms)) if terms else ()
    notes = tuple(
        Callout("note", (_paragraph(text),)) for text in (body["added"], body["disclaimer"]) if text
    )
    return (*glossary, *notes)


def _paragraph(text: str) -> Paragraph:
    return Paragraph((Run(text),))


def _text(body: dict[str, Any], framed: Sequence[Block]) -> str:
    parts = [body["title"], render.to_text(framed).strip()]
    if body["references"]:
        lines = [fragments.reference_line(reference) for reference in body["references"]]
        parts.append("\n".join([fragments.REFERENCES_TITLE, "", *lines]))
    return "\n\n".join(parts) + "\n"


def as_json(value: dict[str, Any]) -> bytes:
    """The one form in which JSON is served."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _representation(media_type: str, body: bytes, due: bytes | None) -> Representation:
    later = None if due is None else _representation(media_type, due, None)
    return Representation(media_type, body, hashlib.sha256(body).hexdigest(), later)
