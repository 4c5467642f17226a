"""Blocks out as JSON, HTML, Markdown and plain text, and back."""

from html.parser import HTMLParser

import pytest
from article_strategies import blocks, documents, hostile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guidance.article import normal
from guidance.article.document import Block, Callout, Document, Paragraph, Reference, Run
from guidance.article.faults import InvalidArticle
from guidance.article.markdown import from_text, parse, parse_body
from guidance.article.render import (
    blocks_from_json,
    blocks_to_markdown,
    document_from_json,
    document_to_json,
    references_html,
    to_html,
    to_json,
    to_markdown,
    to_text,
)
from guidance.errors import GuidanceError

many = settings(
    max_examples=150, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)

SOURCES = (
    Reference(1, 2023, "clinical guideline", "sepsis & <shock>", "https://example.org/?a=1&b=2"),
    Reference(4, 2020, "systematic review", "fluids"),
)


@many
@given(documents)
def test_a_document_in_normal_form_comes_back_from_its_markdown(document: Document) -> None:
    assert parse(to_markdown(document)) == document


@many
@given(documents)
def test_a_document_comes_back_from_its_json(document: Document) -> None:
    assert document_from_json(document_to_json(document)) == document
    assert blocks_from_json(to_json(document.blocks)) == document.blocks


@many
@given(hostile)
def test_any_text_is_read_or_refused_and_what_was_read_writes_to_a_fixed_point(text: str) -> None:
    try:
        once = parse_body(text)
    except GuidanceError as error:
        assert error.detail  # noqa: PT017 (an answer or a clear error: both are right)
        return
    markdown = blocks_to_markdown(once)
    assert parse_body(markdown) == once
    assert normal.blocks(once) == once


@many
@given(hostile)
def test_any_text_is_taken_as_plain_text_or_refused_and_keeps_its_words(text: str) -> None:
    try:
        document = from_text(text)
    except GuidanceError:
        return
    assert from_text(to_text(document.blocks)) == document


class _Page(HTMLParser):
    """Collects the text, the tags and the ids of HTML, and holds its tags to be balanced."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.open: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.attributes.extend(attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def page(html: str) -> _Page:
    read = _Page()
    read.feed(html)
    read.close()
    return read


@many
@given(blocks)
def test_html_is_balanced_its_ids_unique_and_every_word_is_text(some: tuple[Block, ...]) -> None:
    read = page(to_html(some, references=SOURCES))
    assert read.open == []
    ids = [value for name, value in read.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    assert not [value for name, value in read.attributes if name.startswith("on") or name == "style"]
    paragraphs = [block for block in some if isinstance(block, Paragraph)]
    assert all("".join(run.text for run in block.runs) in read.text for block in paragraphs)


def test_html_of_citations_headings_and_terms() -> None:
    some = (
        *parse_body("## Cite 1?\n\n## Cite 1\n\nGive *fluids* [4], again [4], never [9].\n"),
        Paragraph((Run("sepsis", strong=True, term="sepsis"), Run("x", link="javascript:alert(1)"))),
    )
    assert to_html(some, references=SOURCES, prefix="p-") == (
        '<h2 id="p-section-cite-1">Cite 1?</h2>\n'
        '<h2 id="p-section-cite-1-2">Cite 1</h2>\n'
        "<p>Give <em>fluids</em> "
        '<sup class="citation"><a href="#p-ref-4" id="p-cite-4" role="doc-noteref">[4]</a></sup>, again '
        '<sup class="citation"><a href="#p-ref-4" id="p-cite-4-2" role="doc-noteref">[4]</a></sup>, never '
        '<sup class="citation">[9]</sup>.</p>\n'
        '<p><strong><a class="term" href="#p-term-sepsis">sepsis</a></strong>x</p>\n'
    )


def test_html_of_lists_callouts_and_tables() -> None:
    source = "2. a\n   - b\n\n> [!WARNING]\n> c\n\n> d\n\n| | e |\n|---|--:|\n| f | g |\n"
    assert to_html(parse_body(source)) == (
        '<ol start="2">\n<li>a<ul>\n<li>b</li>\n</ul>\n</li>\n</ol>\n'
        '<aside class="callout callout-warning" role="note">\n<p class="callout-label">Warning</p>\n'
        "<p>c</p>\n</aside>\n"
        "<blockquote>\n<p>d</p>\n</blockquote>\n"
        '<div class="table" role="region" aria-label="Table 1" tabindex="0">\n<table>\n<thead>\n'
        '<tr><td></td><th scope="col" class="align-right">e</th></tr>\n</thead>\n<tbody>\n'
        '<tr><th scope="row">f</th><td class="align-right">g</td></tr>\n</tbody>\n</table>\n</div>\n'
    )


def test_html_of_references_is_escaped_numbered_and_links_back_to_what_cites_them() -> None:
    assert references_html(SOURCES, blocks=parse_body("- Give fluids [4].")) == (
        '<ol class="references">\n'
        '<li id="ref-1" value="1"><a href="https://example.org/?a=1&amp;b=2" rel="noopener noreferrer">'
        "Clinical guideline (2023): sepsis &amp; &lt;shock&gt;</a></li>\n"
        '<li id="ref-4" value="4">Systematic review (2020): fluids'
        ' <a class="back" href="#cite-4" role="doc-backlink"'
        ' aria-label="Back to where source 4 is cited">↩</a>'
        "</li>\n</ol>\n"
    )


def test_plain_text_reads_as_the_article_does() -> None:
    source = (
        "## Doses\n\n1. a\n   - b [1]\n2. c\n\n> [!WARNING]\n> d\n\n| e | f |\n|---|---|\n| 1 mg | 2 mg |\n"
    )
    assert to_text(parse_body(source)) == (
        "Doses\n\n1. a\n   - b [1]\n2. c\n\nWarning: d\n\ne | f\n1 mg | 2 mg"
    )


@pytest.mark.parametrize(
    "source",
    [
        "Plain prose stays as it is: 5 mg/kg, 10–20 %, p < 0.05.\n",
        "- tight\n- list\n  - nested\n",
        "1. first\n\n2. second\n\n   more\n",
        "> [!WARNING]\n> Stop at once [1].\n",
        "| a | b |\n| :--- | ---: |\n| 1 | 2 |\n",
        "**Bold** and _soft_ and `code` and [link](https://example.org).\n",
        "- one list\n\n* another list\n",
        "\\- not a list\n\n1\\. not a list\n\n\\# not a heading\n",
        "a&#98;**(c)**\n",
    ],
)
def test_markdown_that_is_well_written_is_written_the_same(source: str) -> None:
    assert blocks_to_markdown(parse_body(source)) == source


def test_terms_have_no_notation_in_markdown_and_their_words_stay() -> None:
    assert blocks_to_markdown((Paragraph((Run("spasticity", term="spasticity"),)),)) == "spasticity\n"


def test_a_quotation_that_only_looks_like_a_warning_stays_a_quotation() -> None:
    block = Callout("quote", (Paragraph((Run("Warning:", strong=True), Run(" they said"))),))
    assert parse_body(blocks_to_markdown((block,))) == (block,)


RUN = {"text": "a"}


@pytest.mark.parametrize(
    ("block", "pointer"),
    [
        ("text", "/blocks/0"),
        ({"type": "image"}, "/blocks/0/type"),
        ({"runs": [RUN]}, "/blocks/0/type"),
        ({"type": "paragraph"}, "/blocks/0/runs"),
        ({"type": "paragraph", "runs": "a"}, "/blocks/0/runs"),
        ({"type": "paragraph", "runs": [RUN], "colour": 1}, "/blocks/0/colour"),
        ({"type": "paragraph", "runs": [{"text": 5}]}, "/blocks/0/runs/0/text"),
        ({"type": "paragraph", "runs": [{"text": "\x00"}]}, "/blocks/0/runs/0/text"),
        ({"type": "paragraph", "runs": [{"text": "a", "strong": 1}]}, "/blocks/0/runs/0/strong"),
        ({"type": "paragraph", "runs": [{"text": "a", "link": "/x"}]}, "/blocks/0/runs/0/link"),
        ({"type": "paragraph", "runs": [{"text": "[1]", "citation": True}]}, "/blocks/0/runs/0/citation"),
        ({"type": "paragraph", "runs": [{"text": "[2]", "citation": 1}]}, "/blocks/0/runs/0/text"),
        ({"type": "paragraph", "runs": [{"text": "a", "term": "x"}]}, "/blocks/0/runs/0/term"),
        ({"type": "heading", "level": 1, "runs": [RUN]}, "/blocks/0/level"),
        ({"type": "heading", "level": True, "runs": [RUN]}, "/blocks/0/level"),
        ({"type": "list", "start": -1, "items": []}, "/blocks/0/start"),
        ({"type": "list", "start": None, "items": [{"blocks": 3}]}, "/blocks/0/items/0/blocks"),
        ({"type": "callout", "kind": "danger", "blocks": []}, "/blocks/0/kind"),
        ({"type": "table", "align": [], "header": [], "rows": []}, "/blocks/0/header"),
        ({"type": "table", "align": [""], "header": [{"runs": []}], "rows": [[]]}, "/blocks/0/rows/0"),
    ],
)
def test_json_that_is_not_an_article_is_refused_at_its_place(block: object, pointer: str) -> None:
    meta = document_to_json(from_text("a", title="A"))["meta"]
    assert isinstance(meta, dict)
    with pytest.raises(InvalidArticle) as caught:
        document_from_json({"meta": meta | {"specialty": "x"}, "blocks": [block]})
    assert [fault.pointer for fault in caught.value.faults] == [pointer]


def test_json_nested_without_end_is_refused() -> None:
    block: dict[str, object] = {"type": "callout", "kind": "note", "blocks": []}
    for _ in range(50):
        block = {"type": "callout", "kind": "note", "blocks": [block]}
    with pytest.raises(InvalidArticle, match="deep"):
        blocks_from_json([block])


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(("type", "runs", "text", "meta", "blocks", "items", "start", "level")),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@many
@given(json_values)
def test_any_json_is_read_or_refused(value: object) -> None:
    try:
        document = document_from_json(value)
    except GuidanceError as error:
        assert error.faults  # noqa: PT017 (an answer or a clear error: both are right)
        return
    assert parse(to_markdown(document)) == document
