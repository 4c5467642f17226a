"""Signing in through an OpenID Connect provider: a small one, run here, that can be made to lie."""

import base64
import hashlib
import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask, Response, request
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from werkzeug.serving import make_server

from guidance.pages.desk.openid import identity_of
from guidance.settings import Settings
from guidance.store import identities, people
from guidance.store.identities import Identity, NotWelcome
from guidance.web.current import KEY

PASSWORD = "correct horse battery"
SITE = "http://localhost"
CLIENT, SECRET = "guidance-desk", "a secret that no log may hold"
START = "/desk/sign-in/openid"
ROLES = (("staff", "editor"), ("boards", "reviewer"))


class Provider:
    """What the provider says of the next visitor, and how it lies. `claims` go into the ID token."""

    def __init__(self) -> None:
        self.address = ""
        self.key = RSAKey.generate_key(2048, {"kid": "k1"}, private=True)
        self.signer = self.key
        self.claims: dict[str, Any] = {}
        self.without_token = False
        self.codes: dict[str, dict[str, str]] = {}

    def reset(self) -> None:
        self.signer, self.without_token = self.key, False
        self.claims = {
            "sub": "248289761001",
            "preferred_username": "mara",
            "name": "Mara Lindqvist",
            "roles": ["staff", "something else"],
        }

    def authorize(self, address: str) -> str:
        """Sign the visitor in who was sent to that address; the answer is where they are sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        assert asked["redirect_uri"] == f"{SITE}{START}/back"
        code = f"code{len(self.codes)}"
        self.codes[code] = asked
        return f"{START}/back?code={code}&state={asked['state']}"

    def token(self, code: str, verifier: str) -> dict[str, Any]:
        asked = self.codes.pop(code)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        assert challenge == asked["code_challenge"]
        now = int(time.time())
        claims = {
            "iss": self.address,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.claims,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        answer = {"access_token": "opaque", "token_type": "Bearer", "expires_in": 300}
        if not self.without_token:
            answer["id_token"] = jwt.encode({"alg": "RS256", "kid": "k1"}, claims, self.signer)
        return answer


def app_of(provider: Provider) -> Flask:
    app = Flask("provider")

    @app.get("/.well-known/openid-configuration")
    def metadata() -> dict[str, Any]:
        return {
            "issuer": provider.address,
            "authorization_endpoint": f"{provider.address}/authorize",
            "token_endpoint": f"{provider.address}/token",
            "jwks_uri": f"{provider.address}/jwks",
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    @app.get("/jwks")
    def jwks() -> dict[str, Any]:
        return KeySet([provider.key]).as_dict(private=False)

    @app.post("/token")
    def token() -> Response | dict[str, Any]:
        sent = request.authorization
        if sent is None or (sent.username, sent.password) != (CLIENT, SECRET):
            return Response(json.dumps({"error": "invalid_client"}), 401, mimetype="application/json")
        if request.form["code"] not in provider.codes:
            return Response(json.dumps({"error": "invalid_grant"}), 400, mimetype="application/json")
        return provider.token(request.form["code"], request.form["code_verifier"])

    return app


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    provider = Provider()
    server = make_server("127.0.0.1", 0, app_of(provider), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    provider.address = f"http://127.0.0.1:{server.server_port}"
    yield provider
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def provider(running: Provider) -> Provider:
    running.reset()
    return running


@pytest.fixture
def make_desk(make_site: Callable[..., Flask], provider: Provider, desk: Flask) -> Callable[..., Flask]:
    """The desk of a site that trusts the provider."""

    def make(**settings: object) -> Flask:
        given = {
            "oidc_issuer": provider.address,
            "oidc_client_id": CLIENT,
            "oidc_client_secret": SECRET,
            "oidc_roles": ROLES,
            "site_url": SITE,
            **settings,
        }
        app = make_site(source="", **given)
        app.test_client_class = desk.test_client_class
        return app

    return make


def through(provider: Provider, client, next_: str = ""):
    """Go to the provider and come back; the answer to coming back."""
    away = client.get(START, query_string={"next": next_} if next_ else {})
    assert away.status_code == 302
    assert away.location.startswith(f"{provider.address}/authorize?")
    return client.get(provider.authorize(away.location))


def account(app: Flask, **more: object) -> None:
    with app.extensions[KEY].database.writing() as session:
        people.create(session, "mara", "Mara", ["reviewer"], **more)


def test_a_person_with_a_prepared_account_comes_in_with_the_roles_of_the_claim(make_desk, provider) -> None:
    app = make_desk()
    account(app)
    client = app.test_client()
    assert through(provider, client, "/desk/account").location == "/desk/account"
    with app.extensions[KEY].database.reading() as session:
        assert people.get(session, "mara").roles == ("editor",)
    # From now on the account is bound to the provider's own name for the person, not to the username.
    provider.claims["preferred_username"] = "mara-married"
    assert through(provider, app.test_client()).location == "/desk"
    provider.claims |= {"sub": "somebody else", "preferred_username": "mara"}
    assert through(provider, app.test_client()).status_code == 403


def test_without_a_mapping_the_roles_are_those_given_here(make_desk, provider) -> None:
    app = make_desk(oidc_roles=())
    account(app)
    assert through(provider, app.test_client()).location == "/desk"
    with app.extensions[KEY].database.reading() as session:
        assert people.get(session, "mara").roles == ("reviewer",)


def test_an_account_with_a_password_is_never_handed_over(make_desk, provider) -> None:
    for unknown in ("refuse", "create"):
        app = make_desk(oidc_unknown=unknown)
        if unknown == "refuse":
            account(app, password=PASSWORD)
        answer = through(provider, app.test_client())
        assert answer.status_code in (403, 409)
        assert app.test_client().sign_in("mara").location == "/desk"


def test_somebody_unknown_is_refused_or_given_an_account_as_the_site_says(make_desk, provider) -> None:
    refused = through(provider, make_desk().test_client())
    assert refused.status_code == 403
    assert "You have no account here." in refused.text
    app = make_desk(oidc_unknown="create")
    client = app.test_client()
    assert through(provider, client).location == "/desk"
    assert "Mara Lindqvist" in client.get("/desk").text


def test_somebody_without_a_role_or_with_a_disabled_account_is_refused(make_desk, provider) -> None:
    app = make_desk(oidc_unknown="create")
    provider.claims["roles"] = ["something else"]
    assert "has no role here" in through(provider, app.test_client()).text
    provider.claims["roles"] = "staff"
    assert through(provider, app.test_client()).location == "/desk"
    with app.extensions[KEY].database.writing() as session:
        people.disable(session, "mara")
    assert "is disabled" in through(provider, app.test_client()).text


def test_a_role_that_the_provider_takes_away_is_gone_at_the_next_sign_in(make_desk, provider) -> None:
    app = make_desk(oidc_unknown="create")
    provider.claims["roles"] = ["staff", "boards"]
    through(provider, app.test_client())
    provider.claims["roles"] = ["boards"]
    through(provider, app.test_client())
    with app.extensions[KEY].database.reading() as session:
        assert people.get(session, "mara").roles == ("reviewer",)


@pytest.mark.parametrize(
    "lie",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another-client"},
        {"aud": ["another-client"], "azp": CLIENT},
        {"nonce": "replayed"},
        {"nonce": None},
        {"exp": 1},
        {"exp": None},
        {"sub": None},
        {"iat": 9_999_999_999},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_this_sign_in_is_refused(make_desk, provider, lie: dict[str, object]) -> None:
    provider.claims |= lie
    app = make_desk(oidc_unknown="create")
    client = app.test_client()
    answer = through(provider, client)
    assert answer.status_code == 401
    assert "The provider did not confirm who you are." in answer.text
    assert client.get("/desk").status_code == 302


def test_a_token_signed_with_another_key_or_none_at_all_is_refused(make_desk, provider) -> None:
    app = make_desk(oidc_unknown="create")
    provider.signer = RSAKey.generate_key(2048, {"kid": "k1"}, private=True)
    assert through(provider, app.test_client()).status_code == 401
    provider.without_token = True
    assert through(provider, app.test_client()).status_code == 401


def test_coming_back_without_having_left_is_refused(make_desk, provider) -> None:
    app = make_desk(oidc_unknown="create")
    away = app.test_client().get(START).location
    back = provider.authorize(away)
    for path in (back, f"{START}/back", f"{START}/back?error=access_denied", f"{START}/back?code=x&state=y"):
        victim = app.test_client()
        assert victim.get(path).status_code == 401
        assert victim.get("/desk").status_code == 302


def test_coming_back_twice_is_refused(make_desk, provider) -> None:
    client = make_desk(oidc_unknown="create").test_client()
    back = provider.authorize(client.get(START).location)
    assert client.get(back).location == "/desk"
    assert client.get(back).status_code == 401


def test_signing_in_begins_a_new_session_and_leads_nowhere_else(make_desk, provider) -> None:
    client = make_desk(oidc_unknown="create").test_client()
    client.get("/desk/sign-in")
    before = client.get_cookie("guidance-desk").value
    assert through(provider, client, "//example.org").location == "/desk"
    assert client.get_cookie("guidance-desk").value != before
    with client.session_transaction("/desk") as cookie:
        assert set(cookie) == {"secret"}


def test_many_visits_to_the_provider_do_not_fill_the_cookie(make_desk) -> None:
    client = make_desk().test_client()
    for _ in range(5):
        client.get(START)
    assert len(client.get_cookie("guidance-desk").value) < 1000


def test_the_secret_and_what_the_provider_sent_stay_out_of_the_log(make_desk, provider, caplog) -> None:
    app = make_desk()
    with caplog.at_level(logging.INFO):
        assert through(provider, app.test_client()).status_code == 403
        provider.claims["aud"] = "another"
        assert through(provider, app.test_client()).status_code == 401
    for word in (SECRET, "Lindqvist", "248289761001", "eyJ"):
        assert word not in caplog.text
    assert "Sign-in through the provider failed: InvalidClaimError" in caplog.text
    assert SECRET not in repr(app.extensions[KEY].settings)


def test_a_provider_that_does_not_answer_is_told(make_desk) -> None:
    client = make_desk(oidc_issuer="http://127.0.0.1:1/none").test_client()
    assert client.get(START).status_code == 401


def test_a_site_without_a_provider_has_no_such_page_and_no_button(visitor) -> None:
    assert visitor.get(START).status_code == 404
    assert visitor.get(f"{START}/back?code=x&state=y").status_code == 404
    assert "openid" not in visitor.get("/desk/sign-in").text


def test_the_form_offers_the_provider(make_desk) -> None:
    page = make_desk(oidc_label="Hospital login").test_client().get("/desk/sign-in?next=/desk/account").text
    assert f'href="{START}?next=/desk/account"' in page
    assert "Sign in with Hospital login" in page


def test_claims_are_read_as_the_settings_say() -> None:
    settings = Settings(
        oidc_issuer="https://idp.example",
        oidc_username_claim="upn",
        oidc_role_claim="realm_access.roles",
        oidc_roles=ROLES,
    )
    claims = {"sub": "1", "upn": "Mara", "realm_access": {"roles": ["boards", "staff"]}}
    found = identity_of(claims, settings)
    assert found == Identity("https://idp.example 1", "Mara", "Mara", ("editor", "reviewer"))
    for odd in ({"realm_access": ["staff"]}, {"realm_access": {"roles": {"staff": 1}}}, {}):
        assert identity_of({"sub": "1", **odd}, settings).roles == ()
    verified = {"sub": "1", "email": "m@example.org", "email_verified": True}
    assert identity_of(verified, settings).username == "m@example.org"
    assert identity_of({**verified, "email_verified": "true"}, settings).username == ""


@pytest.mark.parametrize("name", ["Ma\0ra\u202e", "x" * 500, ""])
def test_a_name_that_cannot_be_kept_as_it_is_is_made_so(desk: Flask, name: str) -> None:
    given = Identity("https://idp.example 1", "mara", name, ("editor",))
    with desk.extensions[KEY].database.writing() as session:
        made = identities.admit(session, given, create=True)
    assert made.name.isprintable()
    assert 0 < len(made.name) <= 100
    with desk.extensions[KEY].database.writing() as session, pytest.raises(people.BadName):
        identities.admit(session, Identity("s", "ma ra", "Mara", ("editor",)), create=True)
    with desk.extensions[KEY].database.writing() as session, pytest.raises(NotWelcome):
        identities.admit(session, Identity("s", "", "Mara", None), create=True)
