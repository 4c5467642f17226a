"""The file of audiences: what it gives, and what it refuses."""

from pathlib import Path

import pytest

from guidance.errors import ConfigurationError, InvalidInput
from guidance.plain.audience import AudienceFileError, Audiences, UnknownAudience, UnknownRole, load
from guidance.plain.data import SHIPPED, folder

TABLE = """
[reader]
label = "Readers"
address = "you"
terms = "replace"
numbers = "whole"
doses = "drop"
statistics = "omit"
words = "plain"
split_over = 12
rewrite = true
fallback = "doctor"
fallback_notice = "Not ready yet."
disclaimer = "Ask your doctor."
added = ""

[reader.roles]
reader = "A reader"

[reader.thresholds]
fkgl = { target = 5, limit = 7 }

[doctor]
label = "Doctors"
address = "third"
terms = "keep"
numbers = "source"
doses = "kept"
statistics = "keep"
words = "kept"
rewrite = false
disclaimer = "For clinicians."
added = ""

[doctor.roles]
doctor = "A doctor"

[doctor.thresholds]
"""


@pytest.fixture(scope="module")
def audiences() -> Audiences:
    return load()


def faults(path: Path, text: str) -> dict[str, str]:
    source = path / "audiences.toml"
    source.write_text(text, encoding="utf-8")
    with pytest.raises(AudienceFileError) as caught:
        load(source)
    return {fault.pointer: fault.detail for fault in caught.value.faults}


def test_the_eight_audiences_stand_in_the_order_of_the_chooser(audiences: Audiences) -> None:
    assert [audience.id for audience in audiences.all] == [
        "child",
        "teen",
        "patient",
        "caregiver",
        "informed",
        "student",
        "nurse",
        "clinician",
    ]


@pytest.mark.parametrize(
    ("role", "audience"),
    [
        ("child", "child"),
        ("teen", "teen"),
        ("patient", "patient"),
        ("parent", "caregiver"),
        ("carer", "caregiver"),
        ("expert-patient", "informed"),
        ("student", "student"),
        ("nurse", "nurse"),
        ("pharmacist", "nurse"),
        ("allied", "nurse"),
        ("doctor", "clinician"),
    ],
)
def test_every_role_is_served_by_its_audience(audiences: Audiences, role: str, audience: str) -> None:
    assert audiences.for_role(role) is audiences.get(audience)


def test_an_unknown_role_is_refused_with_the_known_ones(audiences: Audiences) -> None:
    with pytest.raises(UnknownRole, match=r"'wizard'.*expert-patient.*doctor") as caught:
        audiences.for_role("wizard")
    assert isinstance(caught.value, InvalidInput)
    assert caught.value.code == "unknown-role"


def test_an_unknown_audience_is_refused_with_the_known_ones(audiences: Audiences) -> None:
    with pytest.raises(UnknownAudience, match=r"'doctor'.*clinician"):
        audiences.get("doctor")


def test_the_patient_is_held_to_the_published_reading_levels(audiences: Audiences) -> None:
    thresholds = audiences.get("patient").thresholds
    assert thresholds["fkgl"] == (6, 8)
    assert thresholds["smog"] == (8, 10)
    assert thresholds["longest_sentence"] == (20, None)
    assert thresholds["unexplained_terms"] == (1, None)
    assert thresholds["mean_sentence"] == (None, None)


def test_every_way_of_fallbacks_ends_at_the_stored_text(audiences: Audiences) -> None:
    for audience in audiences.all:
        *rewritten, last = audiences.chain(audience.id)
        assert all(step.rewrite for step in rewritten)
        assert not last.rewrite


def test_every_audience_has_a_disclaimer_of_its_own(audiences: Audiences) -> None:
    assert len({audience.disclaimer for audience in audiences.all}) == len(audiences.all)


def test_an_audience_can_stand_in_a_set(audiences: Audiences) -> None:
    assert set(audiences.all) == set(load().all)


def test_a_new_audience_is_one_more_table(tmp_path: Path) -> None:
    source = tmp_path / "audiences.toml"
    source.write_text(TABLE, encoding="utf-8")
    assert [role.label for role in load(source).roles] == ["A reader", "A doctor"]


@pytest.mark.parametrize(
    ("old", "new", "key", "detail"),
    [
        ('words = "plain"\n', "", "reader.words", "missing"),
        ('words = "plain"', 'words = "plain"\nmood = "glad"', "reader.mood", "unknown key"),
        ('terms = "replace"', 'terms = "swap"', "reader.terms", "must be one of replace"),
        ('terms = "replace"', "terms = [1]", "reader.terms", "must be one of replace"),
        ('address = "you"', 'address = "care"', "reader.care_phrase", "missing"),
        ("split_over = 12", "split_over = 0", "reader.split_over", "whole number"),
        ("split_over = 12", "split_over = true", "reader.split_over", "whole number"),
        ("rewrite = true", 'rewrite = "yes"', "reader.rewrite", "true or false"),
        ('label = "Readers"', "label = 7", "reader.label", "must be text"),
        ('disclaimer = "Ask your doctor."', 'disclaimer = ""', "reader.disclaimer", "not be empty"),
        ('reader = "A reader"', "", "reader.roles", "one at the least"),
        ('reader = "A reader"', 'reader = ""', "reader.roles.reader", "must be a label"),
        ('reader = "A reader"', '"A b" = "A reader"', "reader.roles.A b", "is no id"),
        ('reader = "A reader"', 'doctor = "A reader"', "doctor.roles.doctor", "role of reader"),
        ("fkgl =", "fog =", "reader.thresholds.fog", "unknown measure"),
        ("limit = 7", "limit = 4", "reader.thresholds.fkgl", "below its target"),
        ("limit = 7", "limit = nan", "reader.thresholds.fkgl", "must be numbers"),
        ("limit = 7", 'limit = "7"', "reader.thresholds.fkgl", "must be numbers"),
        ("limit = 7", "most = 7", "reader.thresholds.fkgl", "nothing else"),
        ("{ target = 5, limit = 7 }", "5", "reader.thresholds.fkgl", "nothing else"),
        ('fallback = "doctor"', 'fallback = "sage"', "reader.fallback", "no audience"),
        ('fallback = "doctor"', 'fallback = "reader"', "reader.fallback", "circle"),
        ('fallback = "doctor"\n', "", "reader.fallback", "missing"),
        ("rewrite = false", 'rewrite = false\nfallback = "reader"', "doctor.fallback", "not allowed"),
        ("[reader]", "[Reader]", "Reader", "is no id"),
        ("[doctor]", "[reader.infobutton]\nsex = 1\n[doctor]", "reader.infobutton.sex", "unknown key"),
        (
            "[doctor]",
            '[reader.infobutton]\nrecipients = ["ALL"]\n[doctor]',
            "reader.infobutton.recipients",
            "may hold PAT, PROV, PAYOR",
        ),
        (
            "[doctor]",
            '[reader.infobutton]\nproviders = "1"\n[doctor]',
            "reader.infobutton.providers",
            "a list of texts",
        ),
        (
            "[doctor]",
            "[reader.infobutton]\nyears = [9, 7]\n[doctor]",
            "reader.infobutton.years",
            "the first and the last year",
        ),
        ("rewrite = true", "rewrite = true\ninfobutton = 1", "reader.infobutton", "must be a table"),
    ],
)
def test_a_wrong_key_is_refused_by_file_and_name(
    tmp_path: Path, old: str, new: str, key: str, detail: str
) -> None:
    found = faults(tmp_path, TABLE.replace(old, new, 1))
    assert detail in found[f"audiences.toml: {key}"]


def test_all_wrong_keys_are_told_at_once(tmp_path: Path) -> None:
    text = TABLE.replace('words = "plain"\n', "").replace('terms = "replace"', 'terms = "swap"')
    assert len(faults(tmp_path, text)) == 2


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    assert "holds no audience" in faults(tmp_path, "")["audiences.toml: (whole file)"]


def test_a_stray_value_among_the_tables_is_refused(tmp_path: Path) -> None:
    assert "a table is needed" in faults(tmp_path, "version = 3\n" + TABLE)["audiences.toml: version"]


def test_a_file_that_is_no_toml_is_refused_by_name(tmp_path: Path) -> None:
    source = tmp_path / "audiences.toml"
    source.write_text("[reader", encoding="utf-8")
    with pytest.raises(AudienceFileError, match=r"audiences\.toml cannot be read"):
        load(source)


def test_the_data_folder_can_be_chosen(tmp_path: Path) -> None:
    assert folder(tmp_path) == tmp_path
    assert folder() == SHIPPED


def test_a_data_folder_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no lexicon folder"):
        folder(tmp_path / "nowhere")
