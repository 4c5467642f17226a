"""What every command of the command line stands on: how it opens the site, and how it fails."""

from typing import Any

import click

from guidance import settings
from guidance.errors import ConfigurationError, GuidanceError
from guidance.site import OpenSite, open_site
from guidance.store.database import is_current


class Failed(click.ClickException):
    """What was asked for cannot be done."""

    exit_code = 1


class Misconfigured(click.ClickException):
    """The service is not set up correctly."""

    exit_code = 2


class Group(click.Group):
    """A group that shows errors of the service as errors of the command line."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  (click's own signature)
        """Run the command that was named."""
        try:
            return super().invoke(ctx)
        except GuidanceError as error:
            raise (Misconfigured if isinstance(error, ConfigurationError) else Failed)(str(error)) from error


def configured_site() -> OpenSite:
    """The site that the environment describes. Raises ConfigurationError."""
    return open_site(settings.load())


def migrated_site() -> OpenSite:
    """The site, its database being ready. Raises ConfigurationError."""
    opened = configured_site()
    if not is_current(opened.database):
        raise ConfigurationError(
            "The database is not at the state that this version needs; run `guidance migrate`."
        )
    return opened
