"""`guidance users`, `guidance clients` and `guidance keys`: who works with the articles."""

import sys
from datetime import timedelta

import click

from guidance.console import migrated_site
from guidance.errors import InvalidInput
from guidance.store import clients, keys, people, portals
from guidance.store.clients import Client
from guidance.store.people import Person
from guidance.team import ROLES

PENDING = {"yes": True, "no": False, "site": None}

_username = click.argument("username")
_name = click.argument("name")
_roles = click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice(ROLES), help="May be repeated."
)


@click.group()
def users() -> None:
    """The accounts of the content team: create, list, disable, enable, password, roles.

    A password is asked for at a terminal, else read from the first line of standard input.
    """


@users.command("create")
@_username
@click.option("--name", required=True, help="The name that others see.")
@_roles
@click.option("--no-password", is_flag=True, help="The person signs in through OpenID Connect alone.")
def users_create(username: str, name: str, roles: tuple[str, ...], no_password: bool) -> None:
    """Make an account."""
    site = migrated_site()
    password = None if no_password else _password()
    with site.database.writing() as session:
        made = people.create(session, username, name, roles, password=password)
    click.echo(_told(made))


@users.command("list")
def users_list() -> None:
    """Show all accounts."""
    with migrated_site().database.reading() as session:
        for person in people.listed(session):
            click.echo(_told(person))


@users.command("disable")
@_username
def users_disable(username: str) -> None:
    """Shut an account and end its sessions."""
    with migrated_site().database.writing() as session:
        click.echo(_told(people.disable(session, username)))


@users.command("enable")
@_username
def users_enable(username: str) -> None:
    """Open an account again."""
    with migrated_site().database.writing() as session:
        click.echo(_told(people.enable(session, username)))


@users.command("password")
@_username
def users_password(username: str) -> None:
    """Give an account a new password, and end its sessions."""
    site = migrated_site()
    with site.database.reading() as session:
        people.get(session, username)
    password = _password()
    with site.database.writing() as session:
        click.echo(_told(people.set_password(session, username, password)))


@users.command("roles")
@_username
@_roles
def users_roles(username: str, roles: tuple[str, ...]) -> None:
    """Give an account these roles and no other."""
    with migrated_site().database.writing() as session:
        click.echo(_told(people.set_roles(session, username, roles)))


@click.group("clients")
def clients_group() -> None:
    """The portals and apps that own keys: create, list, set, origins."""


_pending = click.option(
    "--sees-pending",
    type=click.Choice(list(PENDING)),
    default="site",
    help="Whether it may see articles before they are approved; site: as the site has it.",
)


@clients_group.command("create")
@_name
@_pending
def clients_create(name: str, sees_pending: str) -> None:
    """Make a client."""
    with migrated_site().database.writing() as session:
        clients.create(session, name, sees_pending=PENDING[sees_pending])
    click.echo(f"{name} is there")


@clients_group.command("list")
def clients_list() -> None:
    """Show all clients, with their names in addresses and their web sites."""
    with migrated_site().database.reading() as session:
        origins = portals.all_origins(session)
        for client in clients.listed(session):
            click.echo(_of_client(client, origins.get(client.id, ())))


@clients_group.command("set")
@_name
@_pending
def clients_set(name: str, sees_pending: str) -> None:
    """Change what a client may see."""
    with migrated_site().database.writing() as session:
        changed = clients.let_see_pending(session, name, PENDING[sees_pending])
        click.echo(_of_client(changed, portals.origins(session, name)))


@clients_group.command("origins")
@_name
@click.argument("origins", nargs=-1)
def clients_origins(name: str, origins: tuple[str, ...]) -> None:
    """Let a client's articles be shown at these origins and no others; with none given, nowhere.

    An origin is the beginning of a web site's addresses, such as https://portal.example.org.
    """
    with migrated_site().database.writing() as session:
        kept = portals.set_origins(session, name, origins)
        click.echo(_of_client(clients.get(session, name), kept))


def _of_client(client: Client, origins: tuple[str, ...]) -> str:
    pending = next(word for word, value in PENDING.items() if value is client.sees_pending)
    shown = " ".join(origins) or "none"
    return f"{client.name}\tsees pending: {pending}\tportal: {client.portal}\torigins: {shown}"


@click.group("keys")
def keys_group() -> None:
    """API keys: create, list, rotate, revoke."""


@keys_group.command("create")
@_name
@click.option(
    "--scope", "scopes", multiple=True, required=True, type=click.Choice(keys.SCOPES), help="May be repeated."
)
@click.option("--client", help="Whose key it is; without one, that of a client of the key's name.")
def keys_create(name: str, scopes: tuple[str, ...], client: str | None) -> None:
    """Make a key; it is shown this once."""
    with migrated_site().database.writing() as session:
        _, secret = keys.create(session, name, scopes, client=client)
    _show(secret)


@keys_group.command("list")
def keys_list() -> None:
    """Show all keys, without their secrets."""
    with migrated_site().database.reading() as session:
        for key in keys.listed(session):
            state = f"revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else "active"
            old = f"\told secret good until {key.old_until:%Y-%m-%d %H:%M} UTC" if key.old_until else ""
            click.echo(
                f"{key.name}\t{key.client.name}\t{key.prefix}…\t{','.join(key.scopes)}\t"
                f"{key.created_at:%Y-%m-%d}\t{state}{old}"
            )


@keys_group.command("rotate")
@_name
@click.option(
    "--old-good-for",
    "hours",
    type=click.IntRange(0, keys.LONGEST_OVERLAP // timedelta(hours=1)),
    default=keys.OLD_IS_GOOD_FOR // timedelta(hours=1),
    show_default=True,
    help="Hours for which the secret in use stays good.",
)
def keys_rotate(name: str, hours: int) -> None:
    """Give a key a new secret; it is shown this once."""
    with migrated_site().database.writing() as session:
        key, secret = keys.rotate(session, keys.named(session, name), old_is_good_for=timedelta(hours=hours))
    click.echo(f"The old secret is good until {key.old_until:%Y-%m-%d %H:%M} UTC.", err=True)
    _show(secret)


@keys_group.command("revoke")
@_name
def keys_revoke(name: str) -> None:
    """End a key; whoever has it can do nothing with it from now on."""
    with migrated_site().database.writing() as session:
        keys.revoke(session, keys.named(session, name))
    click.echo(f"{name} is revoked")


def _show(secret: str) -> None:
    click.echo("Keep this key now; it is not shown again.", err=True)
    click.echo(secret)


def _password() -> str:
    """A password from the terminal, typed twice, or from the first line of standard input."""
    if _at_terminal():
        typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        return typed
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        raise InvalidInput("Give the password on standard input, or run this at a terminal.")
    return line


def _at_terminal() -> bool:
    return sys.stdin.isatty()


def _told(person: Person) -> str:
    state = f"disabled {person.disabled_at:%Y-%m-%d}" if person.disabled_at else "active"
    way = "password" if person.has_password else "OpenID Connect"
    return f"{person.username}\t{person.name}\t{','.join(person.roles)}\t{state}\t{way}"
