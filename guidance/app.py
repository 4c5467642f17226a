"""create_app: the settings, the database and the blueprints put together. Loads no language model."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from guidance import late, pages, settings, web
from guidance.counting import Counter, InProcess
from guidance.errors import ConfigurationError
from guidance.pages.desk import visit
from guidance.settings import Settings
from guidance.site import open_site
from guidance.web import contract, cors, current, headers, limiting


def create_app(chosen: Settings | None = None) -> Flask:
    """The service under the settings given, else those of the environment.

    Raises ConfigurationError where a setting or a shipped data file is wrong.
    """
    given = settings.load() if chosen is None else chosen
    app = Flask("guidance", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = given.max_body
    # Letters beyond ASCII take nine bytes each in a form: a text within its own limit must not fail here.
    app.config["MAX_FORM_MEMORY_SIZE"] = given.max_body
    if given.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=given.proxies, x_proto=given.proxies)  # type: ignore[method-assign]
    current.install(app, open_site(given))
    limiting.install(app, _counter(given), given)
    visit.install(app)
    contract.build(app, web.BLUEPRINTS)
    for blueprint in pages.BLUEPRINTS:
        app.register_blueprint(blueprint)
    headers.register(app)
    cors.register(app)
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
