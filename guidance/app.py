"""create_app: the settings, the database and the blueprints put together. Loads no language model."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from guidance import late, pages, settings, web
from guidance.counting import Counter, InProcess
from guidance.errors import ConfigurationError
from guidance.pages.desk import visit
from guidance.settings import Settings
from guidance.site import open_site
from guidance.store import freshness
from guidance.web import contract, cors, current, headers, kept, limiting


class Service(Flask):
    """A Flask whose views and hooks are all plain functions, so that none is asked whether it is."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def create_app(chosen: Settings | None = None) -> Flask:
    """The service under the settings given, else those of the environment.

    Raises ConfigurationError where a setting or a shipped data file is wrong.
    """
    given = settings.load() if chosen is None else chosen
    app = Service("guidance", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = given.max_body
    # Letters beyond ASCII take nine bytes each in a form: a text within its own limit must not fail here.
    app.config["MAX_FORM_MEMORY_SIZE"] = given.max_body
    if given.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=given.proxies, x_proto=given.proxies)  # type: ignore[method-assign]
    site = open_site(given)
    current.install(app, site)
    limiting.install(app, _counter(given), given)
    visit.install(app)
    contract.build(app, web.BLUEPRINTS)
    for blueprint in pages.BLUEPRINTS:
        app.register_blueprint(blueprint)
    if given.oidc_issuer:
        # With it come a client for HTTP and cryptography: a tenth of the time that a start takes.
        app.register_blueprint(late.module("pages.desk.openid").blueprint)
    headers.register(app)
    cors.register(app)
    watch = freshness.watch(site.database) if given.answer_cache else None
    if watch is not None:
        kept.register(app, watch, room=given.answer_cache)
    return app


def _counter(given: Settings) -> Counter:
    """What counts requests. The driver of a Redis is loaded only where there is one."""
    if given.limit_store == "memory":
        return InProcess()
    try:
        shared: Counter = late.module("shared_counting").Shared(given.limit_store)
    except ModuleNotFoundError as error:
        raise ConfigurationError("GUIDANCE_LIMIT_STORE: install guidance[redis] to use a Redis.") from error
    return shared
