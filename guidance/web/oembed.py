"""GET /oembed: oEmbed 1.0. The address of an article in, the frame that shows it out, as JSON or XML.

What it tells of an article anybody may read. The frame that it hands out names its page by the Referer,
so it is shown by portals that may show it, and by no others.
"""

import json
import re
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

import marshmallow as ma
from flask import Response, request, url_for
from markupsafe import Markup
from marshmallow import fields, validate

from guidance.errors import NotFound
from guidance.plain.audience import UnknownRole
from guidance.store import portals, variants
from guidance.store.variants import Withdrawn
from guidance.web import addresses, sight, slugs
from guidance.web.blueprint import Blueprint
from guidance.web.current import site
from guidance.web.fields import DigitsField
from guidance.web.problems import HttpProblem
from guidance.web.schemas import TEXT

WIDTH, HEIGHT = 640, 800
"""Pixels of a frame where the asker sets no smaller ones; the page in it fits any width."""
LONGEST_SIDE = 100_000
LONGEST_URL = 2_000
KEPT = 3_600  # seconds for which an asker may keep the answer
KINDS = {"json": "application/json", "xml": "text/xml"}
_PATH = re.compile(f"/(?:articles|embed)/({slugs.PATTERN})")
_HANDED_ON = ("role", "portal", "theme")

blueprint = Blueprint("oembed", description="oEmbed: an article for a frame")


class FormatNotImplemented(HttpProblem):
    """A format that oEmbed does not have, or that is not written here."""

    code = "format-not-implemented"
    title = "It is not written in that format"
    status = 501


class NothingToEmbed(NotFound):
    """The address is not that of an article which anybody may read here."""

    code = "nothing-to-embed"
    title = "There is nothing to embed at that address"


class OEmbedQuery(ma.Schema):
    """What to embed and how large it may be. Other names are left alone: askers send some of their own."""

    class Meta:
        unknown = ma.EXCLUDE

    url = fields.String(
        required=True,
        validate=validate.Length(max=LONGEST_URL),
        metadata={"description": "The address of an article's page here; its role is kept."},
    )
    maxwidth = DigitsField(
        validate=validate.Range(1, LONGEST_SIDE),
        metadata={"description": "Pixels; the most there is room for."},
    )
    maxheight = DigitsField(
        validate=validate.Range(1, LONGEST_SIDE),
        metadata={"description": "Pixels; the most there is room for."},
    )
    format = fields.String(
        load_default="json",
        metadata={"enum": list(KINDS), "description": "Another format is answered 501."},
    )


class OEmbedSchema(ma.Schema):
    """An answer of oEmbed 1.0, of type rich."""

    type = fields.String(required=True, validate=validate.Equal("rich"))
    version = fields.String(required=True, validate=validate.Equal("1.0"))
    title = fields.String(required=True)
    provider_name = fields.String(required=True)
    provider_url = fields.String(required=True)
    cache_age = fields.Integer(required=True)
    html = fields.String(required=True)
    width = fields.Integer(required=True)
    height = fields.Integer(required=True)


class _Named(NamedTuple):
    """What an address names: an article, and what its frame is told of the reader and the portal."""

    slug: str
    said: dict[str, str]


@blueprint.get("/oembed")
@blueprint.needs("read")
@blueprint.problems(404, 501)
@blueprint.reads(OEmbedQuery, location="query")
@blueprint.answers(200, OEmbedSchema, headers=("Cache-Control", "Vary"))
@blueprint.also(200, schema=TEXT, kind=KINDS["xml"], headers=("Cache-Control", "Vary"))
def ask_oembed(query: dict[str, Any]) -> Response:
    """How to embed an article: a frame, its size, and the article's title."""
    if query["format"] not in KINDS:
        raise FormatNotImplemented(f"This is written as {' or '.join(KINDS)}.")
    named = _named(query["url"])
    made = _made(named, _title(named), query)
    body = _xml(made) if query["format"] == "xml" else json.dumps(made).encode() + b"\n"
    response = Response(body, mimetype=KINDS[query["format"]])
    response.headers["Vary"] = "Authorization"
    response.headers["Cache-Control"] = sight.shown_in(None).cache(lasting=True)
    return response


def _named(url: str) -> _Named:
    """Raises NothingToEmbed where the address is none of our articles'."""
    try:
        parts = urlsplit(url)
        said = parse_qs(parts.query, max_num_fields=20)
    except ValueError:
        raise NothingToEmbed("That is not an address.") from None
    ours = {urlsplit(addresses.base()).netloc, request.host}
    found = _PATH.fullmatch(parts.path.removeprefix(request.script_root))
    if parts.scheme not in ("http", "https") or parts.netloc not in ours or not found:
        raise NothingToEmbed("No article of this site has that address.")
    return _Named(found[1], {name: said[name][0] for name in _HANDED_ON if name in said})


def _title(named: _Named) -> str:
    """The title as visitors of the page read it. Raises NothingToEmbed where they read nothing."""
    role, portal = named.said.get("role"), named.said.get("portal")
    try:
        audience = site().audiences.for_role(role) if role else site().default_audience
        seen = sight.shown_in(portals.named(site().database, portal) if portal else None)
        stored = variants.read(
            site().database, named.slug, audience.id, KINDS["json"], approved_only=seen.approved_only
        )
    except (UnknownRole, Withdrawn, portals.NoSuchPortal):
        stored = None
    if stored is None or stored.body is None:
        raise NothingToEmbed("No article that anybody may read has that address.")
    return str(json.loads(stored.body)["title"])


def _made(named: _Named, title: str, query: dict[str, Any]) -> dict[str, str | int]:
    width = min(WIDTH, query.get("maxwidth", WIDTH))
    height = min(HEIGHT, query.get("maxheight", HEIGHT))
    address = addresses.absolute(url_for("embed.show_embedded", slug=named.slug))
    source = f"{address}?{urlencode(named.said)}" if named.said else address
    # The policy of the page around may be to send no Referer; the frame is told apart by it.
    html = Markup(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" referrerpolicy="strict-origin">'
        "</iframe>"
    ).format(source, title, width, height)
    return {
        "type": "rich",
        "version": "1.0",
        "title": title,
        "provider_name": site().settings.site_name,
        "provider_url": addresses.base(),
        "cache_age": KEPT,
        "html": str(html),
        "width": width,
        "height": height,
    }


def _xml(made: dict[str, str | int]) -> bytes:
    root = Element("oembed")
    for name, value in made.items():
        SubElement(root, name).text = str(value)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written
