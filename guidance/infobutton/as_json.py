"""A feed → JSON in the shape that clinic systems parse: the text of an element is "_value", its attributes
are plain members; link, category and entry are lists, also where they are empty."""

import json
from typing import Any

from guidance.infobutton.feed import Entry, Feed
from guidance.infobutton.readers import LANGUAGE

_XSI = "http://www.w3.org/2001/XMLSchema-instance"


def write(feed: Feed) -> bytes:
    """The feed in UTF-8."""
    return json.dumps(_feed(feed), ensure_ascii=False, separators=(",", ":")).encode()


def write_script(feed: Feed, callback: str) -> bytes:
    """The feed as a script that calls the function of that name, which must be a checked one, with it."""
    # The comment keeps the first bytes from being anything but a script; in ASCII no character ends a line.
    return f"/**/{callback}({json.dumps(_feed(feed))});".encode()


def _feed(feed: Feed) -> dict[str, Any]:
    return {
        "feed": {
            "base": feed.base,
            "lang": LANGUAGE,
            "xsi": _XSI,
            "title": _text(feed.title),
            "subtitle": _text(feed.subtitle),
            "author": {"name": {"_value": feed.title}, "uri": {"_value": feed.base}},
            "updated": {"_value": feed.updated},
            "id": {"_value": feed.id},
            "category": [{"scheme": scheme, "term": term} for scheme, term in feed.categories],
            "entry": [_entry(entry) for entry in feed.entries],
            "article": [entry.about for entry in feed.entries],
        }
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "lang": LANGUAGE,
        "title": _text(entry.title),
        "link": [{**link._asdict(), "hreflang": LANGUAGE} for link in entry.links],
        "id": {"_value": entry.id},
        "updated": {"_value": entry.updated},
        "summary": _text(str(entry.summary), "html"),
    }


def _text(value: str, kind: str = "text") -> dict[str, str]:
    return {"_value": value, "type": kind}
