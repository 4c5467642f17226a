"""Which links an article may hold."""

from urllib.parse import quote, urlsplit

MAX_LINK = 2_000
_KEPT = "%/:=&?~#+!$,;'@()*[]"


def normal(href: str) -> str:
    """The link with everything that a URL may not hold percent-encoded; doing it twice changes nothing."""
    return quote(href.strip(), safe=_KEPT, errors="replace")


def fault_in(href: str, *, schemes: tuple[str, ...] = ("http", "https", "mailto")) -> str:
    """Why the link is not allowed, or "" when it is."""
    if len(href) > MAX_LINK:
        return f"a link of {len(href)} characters; at most {MAX_LINK} are taken"
    try:
        parts = urlsplit(href)
        host = parts.hostname
    except ValueError:
        return f"the link {href!r} is not a URL"
    if parts.scheme not in schemes:
        return f"the link {href!r} must begin with {' or '.join(f'{scheme}:' for scheme in schemes)}"
    if parts.scheme == "mailto":
        return "" if "@" in parts.path else f"the link {href!r} has no address"
    if not host or "%" in host:
        return f"the link {href!r} has no host that is written in plain letters"
    return f"the link {href!r} must not hold a user name" if "@" in parts.netloc else ""
