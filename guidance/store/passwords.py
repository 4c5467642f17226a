"""Passwords of people: which are taken, and how they are kept: as Argon2id, never as they are."""

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from guidance.errors import InvalidInput

SHORTEST, LONGEST = 12, 200
"""Characters of a password."""
_FEWEST_DIFFERENT = 5
_hasher = PasswordHasher()


class WeakPassword(InvalidInput):
    """The password is too easy to guess, or too long; the detail says which, and never holds it."""

    code = "weak-password"
    title = "The password cannot be used"


def hashed(password: str, *, username: str) -> str:
    """The password as it is kept. Raises WeakPassword."""
    even = _even(password)
    if not SHORTEST <= len(even) <= LONGEST:
        raise WeakPassword(f"A password needs {SHORTEST} to {LONGEST} characters.")
    if username.lower() in even.lower() or len(set(even)) < _FEWEST_DIFFERENT:
        raise WeakPassword(
            f"A password may not hold the username, and needs {_FEWEST_DIFFERENT} different characters."
        )
    return _hasher.hash(even)


def matches(kept: str | None, password: str) -> bool:
    """Whether the password is the one that was kept; takes as long where none was kept."""
    try:
        _hasher.verify(kept or _nobodys(), _even(password)[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Whether the hash was made with less work than is asked for today."""
    return _hasher.check_needs_rehash(kept)


def rehashed(password: str) -> str:
    """A password that was just found right, kept anew."""
    return _hasher.hash(_even(password))


def _even(password: str) -> str:
    # The same letters typed on two keyboards can come as different code points.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace").decode()


@cache
def _nobodys() -> str:
    return _hasher.hash("nobody has this password")
