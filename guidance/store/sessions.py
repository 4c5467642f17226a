"""Who is signed in: a secret in a cookie, its hash in the database, so that a session can be ended here."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from guidance.store.database import Database
from guidance.store.people import Person, as_person
from guidance.store.tables import PersonRow, SessionRow, SiteSecretRow

_SEEN_AGAIN = timedelta(minutes=1)  # how exact `seen_at` is; a write for every page would be too much


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lasts: since it was last used, and since it began."""

    idle: timedelta
    longest: timedelta


def start(session: Session, person: Person, limits: Limits) -> str:
    """Sign a person in; the answer is the secret for their cookie. Sessions that are over are forgotten."""
    now = datetime.now(UTC)
    session.execute(delete(SessionRow).where(SessionRow.created_at <= now - limits.longest))
    secret = secrets.token_urlsafe(32)
    session.add(SessionRow(hash=_hash(secret), person_id=person.id, created_at=now, seen_at=now))
    session.flush()
    return secret


def find(database: Database, secret: str, limits: Limits) -> Person | None:
    """The person whose session that is, by one statement; None where it is over or they may not come in."""
    now = datetime.now(UTC)
    query = (
        select(PersonRow, SessionRow)
        .join(SessionRow, SessionRow.person_id == PersonRow.id)
        .where(
            SessionRow.hash == _hash(secret),
            SessionRow.created_at > now - limits.longest,
            SessionRow.seen_at > now - limits.idle,
            PersonRow.disabled_at.is_(None),
        )
    )
    with database.reading() as session:
        found = session.execute(query).one_or_none()
    if found is None:
        return None
    row, kept = found
    if kept.seen_at <= now - _SEEN_AGAIN:
        with database.writing() as session:
            session.execute(update(SessionRow).where(SessionRow.id == kept.id).values(seen_at=now))
    return as_person(row)


def end(session: Session, secret: str) -> None:
    """Sign out; to end a session again changes nothing."""
    session.execute(delete(SessionRow).where(SessionRow.hash == _hash(secret)))


def site_secret(database: Database, purpose: str) -> str:
    """What this installation signs with for that purpose; made the first time, the same ever after.

    Who reads it from the database cannot sign in with it: a session's own secret is not kept there.
    """
    query = select(SiteSecretRow.value).where(SiteSecretRow.purpose == purpose)
    with database.reading() as session:
        found = session.scalar(query)
    if found is not None:
        return found
    made = secrets.token_urlsafe(32)
    try:
        with database.writing() as session:
            session.add(SiteSecretRow(purpose=purpose, value=made))
    except IntegrityError:
        # Another process came first.
        with database.reading() as session:
            return session.scalars(query).one()
    return made


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
