"""The tables of those who work with the articles: people and their sessions, applications and their keys."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from guidance.store.base import Table


class PersonRow(Table):
    """Somebody of the content team. `username` is in small letters; `roles` is sorted as in team.ROLES.

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


class ClientRow(Table):
    """A portal or an app that owns keys. `sees_pending` is None where it is as the site has it.

    `portal` names it where anybody can read: in the address of a frame. It is no secret.
    """

    __tablename__ = "client"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    portal: Mapped[str] = mapped_column(unique=True)
    sees_pending: Mapped[bool | None]
    created_at: Mapped[datetime]


class OriginRow(Table):
    """An origin (RFC 6454) of a client's web pages; it belongs to one client alone."""

    __tablename__ = "client_origin"

    origin: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)


class ApiKeyRow(Table):
    """A key of a client. `scopes` is sorted as in keys.SCOPES; `prefix` begins the newest of its secrets.

    `old_until` is the moment until which a secret from before a rotation is good.
    """

    __tablename__ = "api_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    name: Mapped[str] = mapped_column(unique=True)
    prefix: Mapped[str]
    scopes: Mapped[list[Any]]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    old_until: Mapped[datetime | None]

    client: Mapped[ClientRow] = relationship()


class ApiSecretRow(Table):
    """A secret of a key, as its SHA-256 only; `good_until` is None of the newest."""

    __tablename__ = "api_secret"

    hash: Mapped[str] = mapped_column(primary_key=True)
    key_id: Mapped[int] = mapped_column(ForeignKey("api_key.id"), index=True)
    good_until: Mapped[datetime | None]
