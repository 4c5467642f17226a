"""Signing in with a password: the one way to find out whether somebody is who they say."""

from guidance.errors import GuidanceError
from guidance.store import passwords, people, tries
from guidance.store.database import Database
from guidance.store.people import Person


class NotSignedIn(GuidanceError):
    """No account has that username and password, or it is disabled: it is not told which."""

    code = "not-signed-in"
    title = "Username or password is wrong"
    status = 401


def check(database: Database, username: str, password: str, *, address: str) -> Person:
    """The person whose username and password these are. `address` is where the try comes from.

    Raises TooManyTries, or NotSignedIn after as much work as a success takes. No transaction is open
    while the password is compared.
    """
    tried = tries.counters(username, address)
    with database.writing() as session:
        tries.count(session, tried)
    with database.reading() as session:
        person, kept = people.with_password(session, username) or (None, None)
    right = passwords.matches(kept, password)
    if person is None or kept is None or not right or person.disabled_at is not None:
        raise NotSignedIn("The username or the password is wrong.")
    with database.writing() as session:
        tries.succeeded(session, tried)
        if passwords.is_outdated(kept):
            people.keep_rehashed(session, person.username, password)
    return person
