from pathlib import Path

import pytest

from guidance import settings
from guidance.errors import ConfigurationError
from guidance.settings import Settings
from guidance.site import open_site


def test_an_empty_environment_gives_the_defaults() -> None:
    found = settings.load({"PATH": "/bin", "HOME": "/"})
    assert found == Settings(cache=found.cache)


def test_the_cache_is_in_the_folder_of_the_user_unless_it_is_off() -> None:
    assert settings.load({"XDG_CACHE_HOME": "/caches"}).cache == Path("/caches/guidance")
    assert settings.load({"XDG_CACHE_HOME": "no/whole/path"}).cache == Path.home() / ".cache" / "guidance"
    assert settings.load({"GUIDANCE_CACHE": "off"}).cache is None


def test_every_field_has_a_variable_that_sets_it(tmp_path: Path) -> None:
    given = {
        "GUIDANCE_DATABASE_URL": "postgresql://somewhere/guidance",
        "GUIDANCE_MODEL": "en_other",
        "GUIDANCE_LEXICON": str(tmp_path),
        "GUIDANCE_OVERLAY": str(tmp_path),
        "GUIDANCE_CACHE": "/somewhere/else",
        "GUIDANCE_SPELLING": "en-US",
        "GUIDANCE_DEFAULT_AUDIENCE": "informed",
        "GUIDANCE_READING": "key",
        "GUIDANCE_SITE_NAME": " Health pages ",
        "GUIDANCE_EDITORIAL_POLICY_URL": "https://example.org/policy",
        "GUIDANCE_CONTACT": "errors@example.org",
        "GUIDANCE_READERS_SEE": "approved",
        "GUIDANCE_REVIEW_DAYS": "0",
        "GUIDANCE_COPY_DAYS": "7",
        "GUIDANCE_WEBHOOK_HOSTS": "any",
        "GUIDANCE_WEBHOOK_DAYS": "2",
        "GUIDANCE_EMERGENCY_NOTICE": " Call 112 at once, please. ",
        "GUIDANCE_KEEP_QUESTIONS": "off",
        "GUIDANCE_SITE_URL": "https://guidance.example.org/",
        "GUIDANCE_PROXIES": "1",
        "GUIDANCE_SESSION_IDLE": "30",
        "GUIDANCE_SESSION_LONGEST": "8",
        "GUIDANCE_OIDC_ISSUER": "https://login.example.org/realm",
        "GUIDANCE_OIDC_CLIENT_ID": "guidance",
        "GUIDANCE_OIDC_CLIENT_SECRET": "a secret",
        "GUIDANCE_OIDC_LABEL": "Hospital login",
        "GUIDANCE_OIDC_USERNAME_CLAIM": "upn",
        "GUIDANCE_OIDC_ROLE_CLAIM": "groups",
        "GUIDANCE_OIDC_ROLES": "cn=staff=editor, boards = reviewer",
        "GUIDANCE_OIDC_UNKNOWN": "create",
        "GUIDANCE_PORTALS": "any",
        "GUIDANCE_LIMIT_READ": "100",
        "GUIDANCE_LIMIT_SEARCH": "0",
        "GUIDANCE_LIMIT_WRITE": "10",
        "GUIDANCE_LIMIT_STORE": "redis://127.0.0.1:6379/1",
        "GUIDANCE_MAX_BODY": "2000",
        "GUIDANCE_MAX_TEXT": "1000",
        "GUIDANCE_PAGE_SIZE": "5",
        "GUIDANCE_PAGE_LIMIT": "50",
        "GUIDANCE_ANSWER_CACHE": "0",
    }
    assert set(given) == set(settings.known())
    assert settings.load(given) == Settings(
        database_url="postgresql://somewhere/guidance",
        model="en_other",
        lexicon=tmp_path,
        overlay=tmp_path,
        cache=Path("/somewhere/else"),
        spelling="en-US",
        default_audience="informed",
        reading="key",
        site_name="Health pages",
        editorial_policy_url="https://example.org/policy",
        contact="errors@example.org",
        readers_see="approved",
        review_days=0,
        copy_days=7,
        webhook_hosts="any",
        webhook_days=2,
        emergency_notice="Call 112 at once, please.",
        keep_questions="off",
        site_url="https://guidance.example.org",
        proxies=1,
        session_idle=30,
        session_longest=8,
        oidc_issuer="https://login.example.org/realm",
        oidc_client_id="guidance",
        oidc_client_secret="a secret",
        oidc_label="Hospital login",
        oidc_username_claim="upn",
        oidc_role_claim="groups",
        oidc_roles=(("cn=staff", "editor"), ("boards", "reviewer")),
        oidc_unknown="create",
        portals="any",
        limit_read=100,
        limit_search=0,
        limit_write=10,
        limit_store="redis://127.0.0.1:6379/1",
        max_body=2000,
        max_text=1000,
        page_size=5,
        page_limit=50,
        answer_cache=0,
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GUIDANCE_DATABASE_URL", "not a url"),
        ("GUIDANCE_MODEL", " "),
        ("GUIDANCE_LEXICON", "/no/such/folder"),
        ("GUIDANCE_LEXICON", ""),
        ("GUIDANCE_OVERLAY", "/no/such/folder"),
        ("GUIDANCE_CACHE", ""),
        ("GUIDANCE_SPELLING", "en-AU"),
        ("GUIDANCE_READING", "closed"),
        ("GUIDANCE_PORTALS", "none"),
        ("GUIDANCE_LIMIT_READ", "-1"),
        ("GUIDANCE_LIMIT_STORE", "memcached://127.0.0.1"),
        ("GUIDANCE_EDITORIAL_POLICY_URL", "javascript:alert(1)"),
        ("GUIDANCE_EDITORIAL_POLICY_URL", "//elsewhere.example"),
        ("GUIDANCE_CONTACT", "javascript:alert(1)"),
        ("GUIDANCE_CONTACT", "somebody"),
        ("GUIDANCE_EMERGENCY_NOTICE", "Call 112."),
        ("GUIDANCE_KEEP_QUESTIONS", "yes"),
        ("GUIDANCE_SITE_URL", "guidance.example.org"),
        ("GUIDANCE_SITE_URL", "https://example.org/guidance"),
        ("GUIDANCE_SITE_URL", "https://example.org\r\nX: y"),
        ("GUIDANCE_PROXIES", "many"),
        ("GUIDANCE_SESSION_IDLE", "0"),
        ("GUIDANCE_SESSION_LONGEST", "721"),
        ("GUIDANCE_OIDC_ISSUER", "http://login.example.org"),
        ("GUIDANCE_OIDC_ROLES", "staff"),
        ("GUIDANCE_OIDC_ROLES", "staff=king"),
        ("GUIDANCE_OIDC_UNKNOWN", "perhaps"),
        ("GUIDANCE_MAX_BODY", "-1"),
        ("GUIDANCE_MAX_TEXT", "0"),
        ("GUIDANCE_MAX_TEXT", "9" * 5000),
        ("GUIDANCE_PAGE_LIMIT", "ten"),
        ("GUIDANCE_PAGE_SIZE", "1000"),
        ("GUIDANCE_DATABASE", "sqlite://"),
        ("GUIDANCE_model", "en_other"),
    ],
)
def test_a_variable_that_is_wrong_or_unknown_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        settings.load({name: value})
    assert [fault.pointer for fault in caught.value.faults] == [name]


def test_all_wrong_variables_are_told_together() -> None:
    with pytest.raises(ConfigurationError) as caught:
        settings.load({"GUIDANCE_READING": "?", "GUIDANCE_COLOUR": "red", "GUIDANCE_MAX_BODY": "x"})
    assert [fault.pointer for fault in caught.value.faults] == [
        "GUIDANCE_COLOUR",
        "GUIDANCE_MAX_BODY",
        "GUIDANCE_READING",
    ]


def test_a_provider_needs_its_client_its_secret_and_the_address_of_the_site() -> None:
    with pytest.raises(ConfigurationError) as caught:
        settings.load(
            {"GUIDANCE_OIDC_ISSUER": "https://login.example.org", "GUIDANCE_OIDC_UNKNOWN": "create"}
        )
    assert [fault.pointer for fault in caught.value.faults] == [
        "GUIDANCE_OIDC_CLIENT_ID",
        "GUIDANCE_OIDC_CLIENT_SECRET",
        "GUIDANCE_SITE_URL",
        "GUIDANCE_OIDC_ROLES",
    ]


def test_the_real_environment_is_read_where_none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUIDANCE_SITE_NAME", "Ward 7")
    assert settings.load().site_name == "Ward 7"


def test_a_default_audience_that_does_not_exist_is_refused_by_name() -> None:
    with pytest.raises(ConfigurationError) as caught:
        open_site(Settings(default_audience="grandmaster"))
    assert "GUIDANCE_DEFAULT_AUDIENCE" in str(caught.value)


def test_opening_a_site_touches_no_file(tmp_path: Path) -> None:
    open_site(Settings(database_url=f"sqlite:///{tmp_path / 'new' / 'guidance.db'}"))
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_no_driver_understands_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="GUIDANCE_DATABASE_URL") as caught:
        open_site(Settings(database_url="oracledb2://someone:secret@host/x"))
    assert "secret" not in str(caught.value)
