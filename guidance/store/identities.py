"""People whom an OpenID provider vouches for, and the accounts that are theirs. Sessions are handed in."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from guidance.errors import GuidanceError
from guidance.store import audit, people
from guidance.store.people import LONGEST_NAME, Person, as_person
from guidance.store.tables import PersonRow
from guidance.team import ROLES


class NotWelcome(GuidanceError):
    """The provider knows the person, but they have no account here that they could use."""

    code = "not-welcome"
    title = "There is no account for you here"
    status = 403


PROVIDER = "OpenID Connect"
"""Who changed an account, as the audit log has it, when the provider's word did."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom the provider has named.

    `subject` is the issuer and its own name for the person, which never changes. `roles` are those that
    its claim leads to, None where the provider is not asked for roles.
    """

    subject: str
    username: str
    name: str
    roles: tuple[str, ...] | None


def admit(session: Session, identity: Identity, *, create: bool) -> Person:
    """The account of the person, with the roles that the provider gives.

    Who comes for the first time gets the account that an administrator has made under that username
    without a password; where there is none, a new one if `create` says so. An account with a password is
    never handed over. Raises NotWelcome, or what people.create raises.
    """
    if identity.roles is not None and not identity.roles:
        raise NotWelcome("Your account with the provider has no role here. Ask an administrator for one.")
    row = session.scalar(select(PersonRow).where(PersonRow.subject == identity.subject))
    prepared = None if row else _prepared(session, identity)
    row = row or prepared
    if row is None:
        return _new(session, identity, create=create)
    if row.disabled_at is not None:
        raise NotWelcome("Your account here is disabled.")
    before = row.roles
    if identity.roles is not None:
        row.roles = [role for role in ROLES if role in identity.roles]
    session.flush()
    if prepared:
        audit.record(session, "person.bound", by=PROVIDER, subject=row.username, identity=identity.subject)
    people.record_roles(session, row, before, by=PROVIDER)
    return as_person(row)


def _prepared(session: Session, identity: Identity) -> PersonRow | None:
    """The account that was made for whoever has this username there; from now on it is theirs."""
    found = people.with_password(session, identity.username)
    if found is None or found[1] is not None:
        return None
    row = session.get_one(PersonRow, found[0].id, with_for_update=True)
    if row.subject is not None:
        return None
    row.subject = identity.subject
    return row


def _new(session: Session, identity: Identity, *, create: bool) -> Person:
    if not create or identity.roles is None:
        raise NotWelcome("You have no account here. Ask an administrator for one.")
    name = "".join(letter for letter in identity.name if letter.isprintable())[:LONGEST_NAME].strip()
    return people.create(
        session,
        identity.username,
        name or identity.username,
        identity.roles,
        subject=identity.subject,
        by=PROVIDER,
    )
