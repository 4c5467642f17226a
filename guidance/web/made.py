"""An answer made when it is asked for: JSON, packed as asked, its strong ETag the hash of its bytes."""

from collections.abc import Mapping
from typing import Any

from flask import Request, Response
from werkzeug.http import quote_etag

from guidance.representation import JSON, as_json
from guidance.store import packing
from guidance.web import negotiation


def answer(request: Request, value: dict[str, Any], headers: Mapping[str, str]) -> Response:
    """The value as JSON; 304 where the reader has these very bytes. `Vary` is completed."""
    coding, body = negotiation.coding(request), as_json(value)
    packed = body if coding is None else packing.pack(body, coding)
    etag = packing.tag_of(packed)
    sent = {**headers, "ETag": quote_etag(etag), "Vary": f"Accept-Encoding, {headers['Vary']}"}
    if request.if_none_match.contains_weak(etag):
        return Response(status=304, headers=sent)
    if coding is not None:
        sent["Content-Encoding"] = coding
    return Response(packed, headers=sent, mimetype=JSON)
