"""Where webhooks may go: to public addresses over TLS, unless the site has set otherwise.

Whoever may add a webhook could otherwise have this server ask its own network for things: a database's
page, a router, the place where a cloud keeps a machine's credentials. A name is looked up once, all that
it leads to is examined, and the connection goes to what was examined: a name that leads elsewhere a moment
later leads nowhere.
"""

import re
import socket
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import NamedTuple
from urllib.parse import urlsplit

from guidance.errors import InvalidInput

LONGEST = 2_000
"""Characters of an address."""
PORTS = {"https": 443, "http": 80}
# Public by its number, but where a cloud's machines find what only they should.
_METADATA = frozenset({ip_address("168.63.129.16")})
_TRANSLATED = ip_network("64:ff9b::/96")
_SEEN = re.compile(r"[!-~]+")


class ForbiddenAddress(InvalidInput):
    """A webhook may not go there."""

    code = "forbidden-address"
    title = "Webhooks may not go to that address"


class Place(NamedTuple):
    """Where a webhook goes: `host` and `port` to connect to, `target` to ask for there."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """What the Host header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def parse(url: str, *, anywhere: bool) -> Place:
    """The parts of an address, if a webhook may have it; names are not looked up yet.

    Raises ForbiddenAddress.
    """
    if len(url) > LONGEST or not _SEEN.fullmatch(url):
        raise ForbiddenAddress(f"An address has at most {LONGEST:,} characters, of ASCII, without blanks.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ForbiddenAddress("It is no web address.") from error
    if parts.scheme not in (PORTS if anywhere else ("https",)) or not parts.hostname or port == 0:
        raise ForbiddenAddress(f"It must be an {'http or ' if anywhere else ''}https address.")
    if "@" in parts.netloc or parts.fragment or "\\" in url:
        raise ForbiddenAddress("An address holds neither a name and password nor a part after #.")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    place = Place(parts.scheme, parts.hostname, port or PORTS[parts.scheme], target)
    with suppress(ValueError):
        if not anywhere and not is_public(ip_address(place.host)):
            raise ForbiddenAddress(f"{place.host} is not a public address.")
    return place


def look_up(place: Place, *, anywhere: bool) -> tuple[str, ...]:
    """The numeric addresses of the host, each of which may be connected to.

    Raises ForbiddenAddress where one of them may not, OSError where there is none.
    """
    found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    addresses = tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in addresses:
        if not anywhere and not is_public(ip_address(address)):
            raise ForbiddenAddress(f"{place.host} leads to {address}, which is not a public address.")
    return addresses


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether the address is for anybody: not private, shared, loopback, link-local, multicast, reserved,
    and none where a cloud tells its machines what is theirs.

    An IPv6 address that stands for an IPv4 address is judged by both.
    """
    if isinstance(address, IPv6Address):
        same = IPv4Address(int(address) & 0xFFFFFFFF) if address in _TRANSLATED else address.ipv4_mapped
        if same is not None:
            return is_public(same)
        within = (address.sixtofour, *(address.teredo or ()))
        if address.scope_id or not all(is_public(one) for one in within if one is not None):
            return False
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not address.is_unspecified
        and address not in _METADATA
    )
