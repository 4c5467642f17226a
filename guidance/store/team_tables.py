"""The tables of those who work with the articles: people and their sessions, applications and their keys."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from guidance.store.base import Table


class PersonRow(Table):
    """Somebody of the content team. `username` is in small letters; `roles` is sorted as in people.ROLES.

    `password` is an Argon2 hash, None where a person signs in through `subject` alone: the issuer of an
    OpenID provider and the name that it knows the person by, with a space between.
    """

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    roles: Mapped[list[Any]]
    password: Mapped[str | None]
    subject: Mapped[str | None] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class SessionRow(Table):
    """A person who is signed in. Only the SHA-256 of the secret in their cookie is kept."""

    __tablename__ = "session"

    id: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class TryRow(Table):
    """Tries to sign in that did not succeed, for one account or one address; `name` tells neither."""

    __tablename__ = "sign_in_try"

    name: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime]
    until: Mapped[datetime | None]


class SiteSecretRow(Table):
    """What this installation signs with, by purpose; made when it is first needed."""

    __tablename__ = "site_secret"

    purpose: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class ApiKeyRow(Table):
    """A key that an application writes with. Only its SHA-256 is kept; `scopes` is sorted."""

    __tablename__ = "api_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    prefix: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[Any]]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
