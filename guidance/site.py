"""One installation, opened: its settings, its database, its audiences. Loads no language model."""

from dataclasses import dataclass
from typing import Protocol

from guidance.errors import ConfigurationError, Fault
from guidance.plain.audience import Audience, Audiences, UnknownAudience
from guidance.plain.audience import load as load_audiences
from guidance.plain.data import folder
from guidance.settings import Settings
from guidance.store.database import Database, open_database


class Site(Protocol):
    """What publishing works with; whatever has these three parts will do."""

    @property
    def settings(self) -> Settings: ...

    @property
    def database(self) -> Database: ...

    @property
    def audiences(self) -> Audiences: ...


@dataclass(frozen=True, slots=True)
class OpenSite:
    """A site; `default_audience` reads where no role is declared."""

    settings: Settings
    database: Database
    audiences: Audiences
    default_audience: Audience


def open_site(settings: Settings) -> OpenSite:
    """Open the site that the settings describe; nothing is connected to before the first use.

    Raises ConfigurationError where the database URL, the lexicon or the default audience is wrong.
    """
    audiences = load_audiences(folder(settings.lexicon) / "audiences.toml")
    try:
        default = audiences.get(settings.default_audience)
    except UnknownAudience as error:
        fault = Fault("GUIDANCE_DEFAULT_AUDIENCE", error.detail)
        raise ConfigurationError("A setting is not valid.", faults=(fault,)) from error
    return OpenSite(settings, open_database(settings.database_url), audiences, default)
