"""The site's own addresses as others reach them: by the site's setting, else as it was asked."""

from urllib.parse import urljoin

from flask import request

from guidance.web.current import site


def base() -> str:
    """What all addresses of the site begin with; ends with a slash."""
    address = site().settings.site_url
    return f"{address}/" if address else request.url_root


def absolute(path: str) -> str:
    """The whole address of a path that begins with a slash."""
    return urljoin(base(), path)
