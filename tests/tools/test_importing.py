"""`guidance lexicon import`: small files of our own in the formats in which vocabularies ship."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from guidance.commands import main
from guidance.plain.rows import TERM_COLUMNS
from guidance.tools import importing
from guidance.tools.vocabularies import READERS
from guidance.tools.vocabularies.names import BadFile, Name

RF2 = "id\teffectiveTime\tactive\tmoduleId\tconceptId\tlanguageCode\ttypeId\tterm\tcaseSignificanceId\n"
COLUMNS = ("term", "variants", "wording", "explanation", "action")
SYNONYM, FULL, DEFINITION = "900000000000013009", "900000000000003001", "900000000000550004"


def chv(
    cui: str, term: str, plain: str, expert: str, *, explanation: str = "\\N", disparaged: str = "no"
) -> str:
    scores = ("0.5",) * 5
    cells = (cui, term, plain, expert, explanation, "yes", "yes", disparaged, *scores, "1", "2")
    return "\t".join(cells) + "\n"


def mrconso(
    cui: str, text: str, source: str = "MSH", kind: str = "MH", *, lat: str = "ENG", gone: str = "N"
) -> str:
    cells = [
        cui,
        lat,
        "P",
        "L1",
        "PF",
        "S1",
        "Y",
        "A1",
        "",
        "M1",
        "D1",
        source,
        kind,
        "D1",
        text,
        "0",
        gone,
        "",
    ]
    return "|".join(cells) + "|\n"


def mrdef(cui: str, text: str, gone: str = "N") -> str:
    return "|".join((cui, "A1", "AT1", "", "MSH", text, gone, "")) + "|\n"


def rf2(concept: str, text: str, kind: str = SYNONYM, *, active: str = "1", language: str = "en") -> str:
    return "\t".join(("1", "20260101", active, "9", concept, language, kind, text, "9")) + "\n"


MESH = """<?xml version="1.0"?>
<!DOCTYPE DescriptorRecordSet SYSTEM "https://example.org/desc.dtd">
<DescriptorRecordSet LanguageCode="eng">
 <DescriptorRecord DescriptorClass="1"><DescriptorUI>D1</DescriptorUI>
  <DescriptorName><String>Zorblitis</String></DescriptorName>
  <ConceptList>
   <Concept PreferredConceptYN="Y"><ScopeNote>Swelling of the zorb. It is rare.</ScopeNote>
    <TermList><Term><String>Zorblitis</String></Term><Term><String>Inflamed Zorb</String></Term></TermList>
   </Concept>
   <Concept PreferredConceptYN="N"><TermList><Term><String>Other thing</String></Term></TermList></Concept>
  </ConceptList>
 </DescriptorRecord>
 <DescriptorRecord DescriptorClass="1"><DescriptorUI>D2</DescriptorUI>
  <DescriptorName><String>Zorbs, Inverted</String></DescriptorName>
 </DescriptorRecord>
</DescriptorRecordSet>
"""
TOPICS = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE health-topics SYSTEM "https://example.org/topics.dtd">
<health-topics total="2">
 <health-topic title="Sore Zorb" url="https://example.org" id="7" language="English">
  <also-called>Zorb pain</also-called>
  <full-summary>&lt;p&gt;A sore zorb is pain in the zorb.&lt;/p&gt; More here.</full-summary>
  <mesh-heading><descriptor id="D1">Zorblitis</descriptor></mesh-heading>
 </health-topic>
 <health-topic title="Otra cosa" id="8" language="Spanish"><also-called>x</also-called></health-topic>
</health-topics>
"""
BOMB = '<!DOCTYPE health-topics [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><health-topics>&b;</health-topics>'


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Result]:
    def made(kind: str, **files: str) -> Result:
        paths = []
        for name, text in files.items():
            path = tmp_path / name
            path.write_text(text, encoding="utf-8")
            paths.append(str(path))
        return CliRunner().invoke(main, ["lexicon", "import", "--into", str(tmp_path / "own"), kind, *paths])

    return made


def rows(tmp_path: Path, name: str) -> list[dict[str, str]]:
    with (tmp_path / "own" / "terms" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [{column: one[column] for column in COLUMNS} for one in csv.DictReader(file)]


def row(term: str, variants: str, wording: str, explanation: str, action: str) -> dict[str, str]:
    cells = (term, variants, wording, explanation, action)
    return dict(zip(COLUMNS, cells, strict=True))


def test_chv_gives_its_preferred_names_as_wordings(tmp_path: Path, run: Callable[..., Result]) -> None:
    lines = (
        chv("C1", "zorblitis", "sore zorb", "Zorblitis", explanation="swelling of the zorb"),
        chv("C1", "zorb inflammation", "sore zorb", "Zorblitis"),
        chv("C2", "mad zorb", "crazy zorb", "Zorbosis", disparaged="yes"),
    )
    done = run("chv", chv="".join(lines))
    assert done.exit_code == 0, done.output
    assert "1 concepts taken" in done.output
    assert "refused: no plain name, and no definition that is short enough\t1\tchv:3" in done.output
    expected = row("zorblitis", "zorb inflammation", "sore zorb", "swelling of the zorb", "teach")
    assert rows(tmp_path, "chv") == [expected]


def test_umls_joins_names_and_definitions(tmp_path: Path, run: Callable[..., Result]) -> None:
    names = (
        mrconso("C1", "Zorblitis"),
        mrconso("C1", "sore zorb", "CHV", "PT"),
        mrconso("C1", "Zorblite", lat="FRE"),
        mrconso("C1", "Zorblitus", gone="O"),
        mrconso("C2", "Zorbosis"),
    )
    long = "A " + "very " * 30 + "long note."
    notes = (mrdef("C2", long), mrdef("C2", "A lack of zorb."), mrdef("C1", "x", "O"))
    done = run("mrconso", **{"MRCONSO.RRF": "".join(names), "MRDEF.RRF": "".join(notes)})
    assert "2 concepts taken" in done.output
    assert rows(tmp_path, "mrconso") == [
        row("zorblitis", "", "sore zorb", "", "teach"),
        row("zorbosis", "", "", "a lack of zorb", "explain"),
    ]


def test_snomed_lends_the_words_of_a_known_name(tmp_path: Path, run: Callable[..., Result]) -> None:
    lines = (
        rf2("1", "Zorblitis (disorder)", FULL),
        rf2("1", "Zorblitis"),
        rf2("1", "Old zorblitis", active="0"),
        rf2("2", "Cardiac zorb arrest"),
        rf2("2", "Myocardial infarction"),
        rf2("3", "Zorbosis"),
        rf2("3", "A lack of zorb.", DEFINITION),
    )
    done = run("snomed", snomed=RF2 + "".join(lines))
    assert "2 concepts taken" in done.output
    assert "refused: no plain name, and no definition that is short enough\t1\tsnomed:3" in done.output
    lent, defined = rows(tmp_path, "snomed")
    assert (lent["term"], lent["wording"]) == ("cardiac zorb arrest", "heart attack")
    assert defined == row("zorbosis", "", "", "a lack of zorb", "explain")


def test_mesh_gives_scope_notes_as_explanations(tmp_path: Path, run: Callable[..., Result]) -> None:
    done = run("mesh", mesh=MESH)
    assert done.exit_code == 0, done.output
    assert rows(tmp_path, "mesh") == [
        row("zorblitis", "inflamed zorb", "", "swelling of the zorb", "explain")
    ]
    assert "refused: no name but the plain one, or none that a text could hold\t1\tmesh: D2" in done.output


def test_medlineplus_gives_its_titles_as_wordings(tmp_path: Path, run: Callable[..., Result]) -> None:
    done = run("medlineplus", medlineplus=TOPICS)
    assert done.exit_code == 0, done.output
    assert [one["term"] for one in rows(tmp_path, "medlineplus")] == ["zorblitis"]
    assert rows(tmp_path, "medlineplus")[0]["wording"] == "sore zorb"


def test_plain_csv_is_taken_by_its_header(tmp_path: Path, run: Callable[..., Result]) -> None:
    done = run("csv", csv='term,wording,explanation,note\nZorblitis,sore zorb,"a sore, red zorb",x\n')
    assert done.exit_code == 0, done.output
    assert rows(tmp_path, "csv") == [row("zorblitis", "", "sore zorb", "a sore, red zorb", "teach")]


@pytest.mark.parametrize(
    ("kind", "text", "where"),
    [
        ("chv", chv("C1", "a", "b", "c") + "too\tshort\n", "chv:2: has 2 columns, 15 are needed"),
        ("mrconso", mrconso("C1", "a") + "C2|ENG|\n", "mrconso:2: has 2 columns, 18 are needed"),
        ("snomed", "id\tterm\n", "snomed:1: has 2 columns, 9 are needed"),
        ("snomed", rf2("1", "a"), "snomed:1: the header must be id effectiveTime"),
        ("mesh", "<other/>", "mesh:1: the root is <other>, <DescriptorRecordSet> is needed"),
        (
            "medlineplus",
            "<health-topics>\n<health-topic>\n</health-topics>",
            "medlineplus:3: is not well-formed",
        ),
        ("medlineplus", BOMB, "medlineplus:1: is refused as unsafe"),
        ("csv", "name,meaning\n", 'csv:1: the header needs "term"'),
        ("csv", "term,wording\na,b,c\n", "csv:2: has 3 cells, 2 are needed"),
        ("csv", 'term,wording\n"a', "csv:2: unexpected end of data"),
    ],
)
def test_a_file_of_another_form_is_refused_with_its_line_and_nothing_is_written(
    tmp_path: Path, run: Callable[..., Result], kind: str, text: str, where: str
) -> None:
    done = run(kind, **{kind: text})
    assert done.exit_code == 1
    assert where in done.output
    assert not (tmp_path / "own").exists()


def test_bytes_that_are_no_utf8_are_refused_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "names"
    path.write_bytes(chv("C1", "a", "b", "c").encode() + b"\xff\n")
    with pytest.raises(BadFile, match="names:2"):
        list(READERS["chv"](path, lambda _: None))


def test_how_much_was_read_is_told_to_the_last_byte(tmp_path: Path) -> None:
    for kind, text in (("mesh", MESH), ("csv", "term,wording\na,b\n")):
        path = tmp_path / kind
        path.write_text(text, encoding="utf-8")
        told: list[int] = []
        list(READERS[kind](path, told.append))
        assert sum(told) == path.stat().st_size


def test_names_that_no_text_holds_and_doubles_are_refused() -> None:
    report = importing.Report()
    names = [
        Name("1", "term", "Zorb, inverted", "a:1"),
        Name("1", "definition", "a thing", "a:1"),
        Name("2", "term", "Zorb", "a:2"),
        Name("2", "definition", "a thing", "a:2"),
        Name("3", "term", "zorb", "a:3"),
        Name("3", "definition", "another thing", "a:3"),
    ]
    made = importing.rows(importing.concepts(names), "test", {}, report)
    assert [one["term"] for one in made] == ["zorb"]
    assert made[0].keys() == set(TERM_COLUMNS)
    assert report.taken == 1
    assert report.refused.total() == 2
