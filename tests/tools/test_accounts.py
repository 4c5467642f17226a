"""`guidance lexicon coverage`, `why` and `impact`: what the lexicon does, told row by row and article by
article.
"""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from guidance import jobs
from guidance.article import markdown
from guidance.commands import main
from guidance.errors import InvalidInput
from guidance.plain import audience
from guidance.plain.data import SHIPPED
from guidance.settings import Settings
from guidance.site import open_site
from guidance.tools import coverage, impact, texts, why
from guidance.tools.impact import NoSuchState
from guidance.tools.workshop import Workshop

PATIENT = audience.load().get("patient")


@pytest.fixture(scope="module")
def opened() -> Workshop:
    return Workshop(Settings())


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The lexicon that ships, with another wording for "dyspnoea"."""
    root = tmp_path_factory.mktemp("changed") / "lexicon"
    shutil.copytree(SHIPPED, root)
    for path in (root / "terms").glob("*.csv"):
        rows = path.read_text(encoding="utf-8").splitlines()
        kept = [row.replace("shortness of breath", "lack of air") for row in rows]
        path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    return root


def test_hard_terms_are_counted_by_what_handles_them(opened: Workshop) -> None:
    hard = coverage.HardTerms(["dyspnoea", "asthma", "zorblaxis", "MRI"], opened.writer.words)
    document = markdown.from_text(
        "Dyspnea and asthma were seen. The zorblaxis was old. An MRI scan was done."
    )
    found = coverage.cover(opened.writer.sentences(document), hard)
    assert found.total == 4
    assert found.by["explained"] == 1
    assert found.missed == {"zorblaxis": 1}
    assert found.share == 0.75


def test_a_list_of_terms_may_be_a_table() -> None:
    assert list(coverage.read_terms(["lesion\n", "renal\n"])) == ["lesion", "renal"]
    assert list(coverage.read_terms(["rank\tlemma\n", "1\tlesion\n"])) == ["lesion"]


def test_a_line_that_is_no_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_text('{"text": "A cough."}\n[1]\n', encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"lines\.jsonl:2"):
        list(texts.documents(path))


def test_why_tells_the_row_that_won_and_what_the_others_wanted(opened: Workshop) -> None:
    found = list(why.why(opened.writer, "The culture of these people values the benign tumour.", PATIENT))
    told = {(one.row.split(":")[0], one.used): one.told for one in found}
    assert told["culture-test", False].startswith("its context does not hold: ")
    assert "became" in told["benign-tumour", True]
    assert all(one.where.startswith(("terms/", "abbreviations.csv:")) for one in found)
    lines = list(why.lines(found))
    assert any(line.startswith("+ “benign tumour”\tbenign-tumour: teach") for line in lines)


def test_why_says_so_where_a_word_is_read_as_another_part_of_speech(opened: Workshop) -> None:
    found = list(why.why(opened.writer, "We culture the cells.", PATIENT))
    assert any("it is for a noun (NN), and this is read as VERB" in one.told for one in found)


def test_impact_names_the_sentences_that_change(opened: Workshop, changed: Path) -> None:
    document = markdown.from_text("Dyspnoea was seen in two adults. A cough was seen too.")
    after = Workshop(Settings(), changed).writer
    [change] = impact.changes(opened.writer, after, [("a", document)], (PATIENT,))
    [(before, now)] = change.sentences
    assert "hortness of breath" in before
    assert "lack of air" in now.lower()
    assert next(impact.lines(change)).startswith("a for patient: 1 sentences")


def test_impact_names_the_threshold_that_is_crossed(opened: Workshop) -> None:
    easy = opened.writer.write(markdown.from_text("The dog is big. It can run far and it is old."), PATIENT)
    hard = opened.writer.write(markdown.from_text("Institutional considerations predominate."), PATIENT)
    crossed = list(impact._crossed(easy, hard))
    assert any(line.startswith("fkgl") and "beyond the limit 8" in line for line in crossed)
    assert "withheld from now on" in crossed


def test_the_lexicon_of_a_revision_is_taken_from_git(tmp_path: Path) -> None:
    root = tmp_path / "project" / "lexicon"
    root.mkdir(parents=True)
    (root / "cues.toml").write_text("old = 1\n", encoding="utf-8")
    git = ["git", "-C", str(root.parent), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "first"]):
        subprocess.run([*git, *command], check=True)
    (root / "cues.toml").write_text("new = 1\n", encoding="utf-8")
    taken = impact.at_revision(root, "HEAD", tmp_path / "out")
    assert (taken / "cues.toml").read_text(encoding="utf-8") == "old = 1\n"
    for wrong in ("nonsense", "--output=/tmp/x"):
        with pytest.raises(NoSuchState):
            impact.at_revision(root, wrong, tmp_path / "out")


def test_the_commands_print_what_the_tools_found(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, make_source: Callable[..., str]
) -> None:
    monkeypatch.setenv("GUIDANCE_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("GUIDANCE_CACHE", str(tmp_path / "cache"))
    terms, text = tmp_path / "terms.txt", tmp_path / "text.txt"
    terms.write_text("asthma\nzorblaxis\n", encoding="utf-8")
    text.write_text("Asthma and zorblaxis were seen.", encoding="utf-8")
    run = CliRunner().invoke
    covered = run(main, ["lexicon", "coverage", "--terms", str(terms), str(text)])
    assert "2 occurrences of hard terms, 50.0% handled" in covered.output
    assert "not handled: zorblaxis\t1" in covered.output
    told = run(main, ["lexicon", "why", "--audience", "patient", "The tumour was benign."])
    assert "+ “benign”" in told.output
    jobs.create_article(open_site(Settings(database_url=sqlite_url)), make_source(), by="a")
    overlay = tmp_path / "overlay" / "terms"
    overlay.mkdir(parents=True)
    header = (SHIPPED / "terms" / "heart.csv").read_text(encoding="utf-8").splitlines()[0]
    row = "dyspnoea,,noun,,,lack of air,,mass,,replace,,,usage,2026-11-23"
    (overlay / "own.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    moved = run(main, ["lexicon", "impact", "--overlay", str(overlay.parent)])
    assert moved.exit_code == 0, moved.output
    assert "asthma-inhalers for patient: 1 sentences" in moved.output
    assert "ack of air" in moved.output
    assert run(main, ["lexicon", "impact"]).exit_code == 2
