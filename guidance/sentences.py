"""A variant sentence by sentence, as its editors see it: source, output, account, and people's wordings."""

import hashlib
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from guidance.errors import NotFound
from guidance.plain.draft import NoSuchSentence
from guidance.rewording import accepted, outdated
from guidance.site import Site
from guidance.store import articles, audit, variants, wordings
from guidance.store.variants import Outdated
from guidance.store.wordings import Wording

_EMPTY: Mapping[str, Any] = {
    "output_markdown": "",
    "source_grade": 0.0,
    "grade": 0.0,
    "hardest": [],
    "rewritten": [],
}
_TAKEN = ("id", "kind", "output", "edits", "guards", "refused", "omissions", "flagged", *_EMPTY)


class NoSuchVariant(NotFound):
    """The article has not been written for that audience."""

    code = "no-such-variant"
    title = "There is no such variant"


def account(session: Session, site: Site, slug: str, audience: str) -> dict[str, Any]:
    """The variant of the newest revision for an audience, with an ETag of it all and of each sentence.

    {"slug", "title", "audience", "audience_label", "revision", "status", "passed", "withheld",
    "served_audience", "served_reason", "acceptance": {"why", "by", "at"} or None, "readability",
    "omissions", "versions", "sentences": [...], "outdated": [...], "etag"}. A sentence has the members of
    plain.draft.SentenceDraft with its Markdown as "source", and "etag", "key", "wording": {"text", "why",
    "by", "at", "overridden": [{"guard", "detail"}]} or None. An outdated wording has "id" ("w12"),
    "etag", "key", "source", "became", "sentence" (the id of what stands there now, or None), "wording".

    Raises NoSuchArticle, UnknownAudience or NoSuchVariant.
    """
    reader = site.audiences.get(audience)
    article = articles.get(session, slug)
    variant = next((one for one in variants.kept(session, slug) if one.audience == audience), None)
    if variant is None:
        raise NoSuchVariant(f"{slug!r} has not been written for {audience!r} yet.")
    story = wordings.history(session, slug, audience)
    kept = [each for each in wordings.latest(session, slug) if each.audience == audience]
    own = {each.sentence: each for each in kept}
    acceptance = accepted(session, slug, {audience: variant}).get(audience)
    body: dict[str, Any] = {
        "slug": slug,
        "title": variant.title,
        "audience": audience,
        "audience_label": reader.label,
        "revision": article.revision,
        "status": article.status,
        "passed": variant.passed,
        "withheld": variant.withheld,
        "served_audience": variant.served_audience,
        "served_reason": variant.served_reason,
        "acceptance": acceptance and {"why": acceptance.why, "by": acceptance.by, "at": _at(acceptance.at)},
        "readability": variant.readability,
        "omissions": variant.omissions,
        "versions": {
            "lexicon": variant.lexicon_version,
            "rules": variant.rules_version,
            "model": variant.model_version,
        },
        "sentences": [_sentence(each, own.get(each.get("key", "")), story) for each in variant.sentences],
    }
    body["outdated"] = [
        _outdated(each, story, body["sentences"]) for each in outdated(kept, variant.sentences)
    ]
    return {**body, "etag": _tag(body)}


def find(found: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The sentence with that id, or the outdated wording. Raises NoSuchSentence."""
    for each in (*found["sentences"], *found["outdated"]):
        if each["id"] == name:
            return dict(each)
    raise NoSuchSentence(f"There is no sentence {name!r}.")


def expect(found: Mapping[str, Any], name: str | None, if_match: Collection[str] | None) -> dict[str, Any]:
    """The sentence (None: the whole account), if one of the ETags is its own. Raises Outdated."""
    asked = dict(found) if name is None else find(found, name)
    if if_match is not None and asked["etag"] not in if_match:
        raise Outdated("It is not as it was when you read it. Look at it again, then decide.")
    return asked


def _sentence(
    stored: Mapping[str, Any], wording: Wording | None, story: Collection[Wording]
) -> dict[str, Any]:
    told = {**_EMPTY, **stored}
    made = {name: told[name] for name in _TAKEN}
    made["key"], made["source"] = told.get("key", ""), told.get("markdown") or told["source"]
    made["wording"] = wording and _given(wording, story)
    made["etag"] = _tag([made["key"], made["output_markdown"], wording.number if wording else 0])
    return made


def _outdated(
    wording: Wording, story: Collection[Wording], sentences: Collection[Mapping[str, Any]]
) -> dict[str, Any]:
    here = (each["id"] for each in sentences if wording.became and each["source"] == wording.became)
    return {
        "id": f"w{wording.number}",
        "key": wording.sentence,
        "source": wording.source,
        "became": wording.became or None,
        "sentence": next(here, None),
        "wording": _given(wording, story),
        "etag": _tag(["outdated", wording.number]),
    }


def _given(wording: Wording, story: Collection[Wording]) -> dict[str, Any]:
    """A wording with who gave it and why; a mark that its source has changed says nothing of that."""
    given = [each for each in story if each.sentence == wording.sentence and each.became is None]
    last = given[-1] if given else wording
    return {
        "text": wording.wording,
        "why": last.why,
        "by": last.by,
        "at": _at(last.at),
        "overridden": [dict(each) for each in wording.overridden],
    }


def _at(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _tag(value: Any) -> str:  # noqa: ANN401
    return hashlib.sha256(audit.canonical(value)).hexdigest()[:32]
