"""The import walls of docs/architecture.md hold."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted((ROOT / "guidance").rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Every module that a file imports, with "package.name" for names taken from a package."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def under(folder: str) -> list[Path]:
    return [path for path in MODULES if path.is_relative_to(ROOT / "guidance" / folder)]


def reaches(path: Path, *targets: str) -> set[str]:
    return {
        name
        for name in imported(path)
        for target in targets
        if name == target or name.startswith(f"{target}.")
    }


def guidance(*rooms: str) -> tuple[str, ...]:
    return tuple(f"guidance.{room}" for room in rooms)


@pytest.mark.parametrize("path", under("plain"), ids=lambda path: path.stem)
def test_the_rewriter_knows_no_web_and_no_database(path: Path) -> None:
    walls = (
        "flask",
        "sqlalchemy",
        "marshmallow",
        *guidance("store", "web", "pages", "publish", "settings", "jobs"),
    )
    assert not reaches(path, *walls)


@pytest.mark.parametrize("path", under("article"), ids=lambda path: path.stem)
def test_an_article_knows_nothing_of_the_service_but_errors(path: Path) -> None:
    own = {name for name in imported(path) if name.startswith("guidance")}
    assert not {
        n for n in own if not n.startswith(("guidance.article", "guidance.errors")) and n != "guidance"
    }


@pytest.mark.parametrize("path", under("store"), ids=lambda path: path.stem)
def test_the_store_knows_no_web_and_no_language(path: Path) -> None:
    walls = ("flask", "marshmallow", "spacy", "textstat", *guidance("plain", "web", "pages"))
    assert not reaches(path, *walls)


@pytest.mark.parametrize(
    "path", [*under("web"), *under("pages")], ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_what_answers_requests_knows_of_the_language_only_the_audiences(path: Path) -> None:
    plain = {n for n in reaches(path, "guidance.plain") if not n.startswith("guidance.plain.audience")}
    assert not plain - {"guidance.plain"}
    assert not reaches(path, "spacy", "textstat", "sqlalchemy")


@pytest.mark.parametrize("path", under("infobutton"), ids=lambda path: path.stem)
def test_the_infobutton_knows_no_web_and_asks_the_store_for_what_it_found(path: Path) -> None:
    assert not reaches(path, "flask", "sqlalchemy", "marshmallow", "spacy", *guidance("web", "pages", "jobs"))


@pytest.mark.parametrize("path", under("client"), ids=lambda path: path.stem)
def test_the_client_can_be_taken_elsewhere(path: Path) -> None:
    own = {name for name in imported(path) if name.startswith("guidance")}
    assert own == reaches(path, "guidance.client")
    others = {name.partition(".")[0] for name in imported(path) - own} - sys.stdlib_module_names
    assert others <= {"requests"}


@pytest.mark.parametrize("path", under("webhooks"), ids=lambda path: path.stem)
def test_webhooks_know_no_web_and_no_language(path: Path) -> None:
    assert not reaches(path, "flask", "marshmallow", "spacy", *guidance("plain", "web", "pages", "jobs"))


def test_one_file_delays_imports() -> None:
    delaying = {
        path.stem for path in MODULES if "importlib.import_module" in path.read_text(encoding="utf-8")
    }
    assert delaying == {"late", "parse"}


@pytest.mark.parametrize("path", [*under("web"), *under("pages")], ids=lambda path: path.stem)
def test_what_answers_requests_uses_no_tool(path: Path) -> None:
    assert not reaches(path, "guidance.tools", "guidance.late")


@pytest.mark.parametrize("path", under("plain/rules"), ids=lambda path: path.stem)
def test_one_rule_imports_no_other(path: Path) -> None:
    if path.stem != "__init__":
        assert not reaches(path, "guidance.plain.rules")


def test_textstat_has_one_user_and_only_settings_read_the_environment() -> None:
    textstat = {path.stem for path in MODULES if reaches(path, "textstat")}
    environment = {path.stem for path in MODULES if "os.environ" in path.read_text(encoding="utf-8")}
    assert textstat == {"spoken"}
    assert environment == {"settings"}


def test_spacy_stays_in_the_rewriter_and_its_tools() -> None:
    assert {path for path in MODULES if reaches(path, "spacy")} <= {*under("plain"), *under("tools")}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_function_imports_or_prints_and_no_file_is_longer_than_300_lines(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    functions = [
        n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    inner = [n for f in functions for n in ast.walk(f) if isinstance(n, ast.Import | ast.ImportFrom)]
    printed = [
        n
        for f in functions
        for n in ast.walk(f)
        if isinstance(n, ast.Call) and ast.unparse(n.func) == "print"
    ]
    assert not inner
    assert not printed
    assert len(text.splitlines()) <= 300
