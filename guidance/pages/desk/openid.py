"""GET /desk/sign-in/openid and /desk/sign-in/openid/back: signing in through an OpenID Connect provider.

Authlib does the protocol: authorization code with PKCE, state and nonce kept in the visitor's cookie, the
ID token's signature, issuer, audience, nonce and times checked. What it cannot make sense of is refused in
one sentence; the log has the kind of error, never what was sent.
"""

from collections.abc import Mapping
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import abort, current_app, redirect, request, session
from flask.blueprints import BlueprintSetupState
from flask.sansio.app import App
from flask.typing import ResponseReturnValue
from joserfc.errors import JoseError
from requests import RequestException

from guidance.errors import GuidanceError
from guidance.pages.desk import visit
from guidance.pages.desk.frame import DeskBlueprint, for_everyone
from guidance.pages.desk.sign_in import destination
from guidance.settings import Settings
from guidance.store import identities
from guidance.store.identities import Identity
from guidance.web.current import KEY, site

PATH = "/sign-in/openid"
BACK = f"{PATH}/back"
_NAME = "openid"
_NEXT = "next"
_STATE = f"_state_{_NAME}_"  # how Authlib names what it keeps in the cookie
_TIMEOUT = 10  # seconds that the provider may take

blueprint = DeskBlueprint("openid")


class ProviderRefused(GuidanceError):
    """The provider cannot be reached, or what it said proves nothing."""

    code = "provider-refused"
    title = "The sign-in did not work"
    status = 401


@blueprint.record_once
def _prepare(state: BlueprintSetupState) -> None:
    settings: Settings = state.app.extensions[KEY].settings
    if settings.oidc_issuer:
        _register(state.app, settings)


@blueprint.get(PATH)
@for_everyone
def go_to_provider() -> ResponseReturnValue:
    """Send the visitor to the provider."""
    client = _client()
    for old in [key for key in session if key.startswith(_STATE)]:
        session.pop(old)
    session[_NEXT] = destination(request.args.get("next", ""))
    try:
        answer: ResponseReturnValue = client.authorize_redirect(
            f"{site().settings.site_url}{visit.ADDRESS}{BACK}"
        )
    except (RequestException, ValueError, RuntimeError) as error:
        raise _refused(error) from error
    return answer


@blueprint.get(BACK)
@for_everyone
def come_back() -> ResponseReturnValue:
    """Sign in whom the provider has named. Raises ProviderRefused or NotWelcome."""
    settings = site().settings
    identity = identity_of(_claims(_client(), settings), settings)
    asked = session.get(_NEXT, "")
    with site().database.writing() as opened:
        person = identities.admit(opened, identity, create=settings.oidc_unknown == "create")
    visit.begin(person)
    return redirect(destination(asked))


def identity_of(claims: Mapping[str, Any], settings: Settings) -> Identity:
    """Whom the claims name; the username is that claim's, else the e-mail address that was verified."""
    username = claims.get(settings.oidc_username_claim)
    if not username and claims.get("email_verified") is True:
        username = claims.get("email")
    return Identity(
        subject=f"{settings.oidc_issuer} {claims['sub']}",
        username=str(username or ""),
        name=str(claims.get("name") or username or ""),
        roles=_roles(claims, settings) if settings.oidc_roles else None,
    )


def _roles(claims: Mapping[str, Any], settings: Settings) -> tuple[str, ...]:
    """The roles that the claim leads to. "a.b" is the member b of the claim a."""
    found: Any = claims
    for step in settings.oidc_role_claim.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    values = {found} if isinstance(found, str) else set(found) if isinstance(found, list) else set()
    return tuple(role for value, role in settings.oidc_roles if value in values)


def _claims(client: Any, settings: Settings) -> Mapping[str, Any]:  # noqa: ANN401  (Authlib has no types)
    expected = {
        "iss": {"essential": True, "values": [settings.oidc_issuer]},
        "aud": {"essential": True, "values": [settings.oidc_client_id]},
    }
    try:
        token = client.authorize_access_token(claims_options=expected)
        claims: Mapping[str, Any] = token["userinfo"]
    except (AuthlibBaseError, JoseError, RequestException, LookupError, RuntimeError, ValueError) as error:
        raise _refused(error) from error
    return claims


def _refused(error: Exception) -> ProviderRefused:
    current_app.logger.warning("Sign-in through the provider failed: %s", type(error).__name__)
    return ProviderRefused("The provider did not confirm who you are. Please try again.")


def _client() -> Any:  # noqa: ANN401  (Authlib has no types)
    if not site().settings.oidc_issuer:
        abort(404)
    return current_app.extensions["authlib.integrations.flask_client"].create_client(_NAME)


def _register(app: App, settings: Settings) -> None:
    OAuth(app).register(
        _NAME,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid profile email",
            "code_challenge_method": "S256",
            "default_timeout": _TIMEOUT,
        },
    )
