"""Documents in normal form and hostile texts, for hypothesis."""

from datetime import date

from hypothesis import strategies as st

from guidance.article import normal
from guidance.article.codes import KEPT
from guidance.article.document import (
    Block,
    Callout,
    Cell,
    Code,
    Document,
    Heading,
    ListBlock,
    ListItem,
    Metadata,
    Paragraph,
    Reference,
    Run,
    Table,
)

KINDS = ("warning", "caution", "note", "tip", "important", "quote")
ALIGN = ("", "left", "right", "center")

_TRICKY = "aB1 .,*_`[]()<>&#!|\\-+=~:;\"'^{}/@%$?\u00e9\u4e2d\u00a0\u2009\u201c\U0001f600\u00ad\u05d0"
_SNIPPETS = (
    "&amp;",
    "&#97;",
    "[1]",
    "[1-3]",
    "[!NOTE]",
    "**Warning:** x",
    "Warning:",
    "---",
    "12. x",
    "# x",
    "<b>",
    "<!-- x -->",
    "<a@b.co>",
    "](http://x.org)",
    "![x](y)",
    "| --- |",
    ":-: |",
    "p < 0.05",
    "```",
    "~~~",
    "===",
    "\\|",
    "5 mg",
)

texts = st.one_of(st.text(_TRICKY, max_size=12), st.sampled_from(_SNIPPETS), st.text(max_size=8)).filter(
    lambda text: text.isprintable() or text.isspace()
)
links = st.sampled_from(
    (
        "https://example.org/a_b",
        "http://example.org/?a=1&copy;=2",
        "https://example.org/(x)#y",
        "mailto:a@example.org",
    )
)
marked = st.builds(
    Run, texts, st.booleans(), st.booleans(), st.booleans(), st.one_of(st.none(), st.none(), links)
)
citations = st.integers(1, 3).map(normal.citation)
runs = st.lists(st.one_of(marked, marked, citations), max_size=5).map(tuple)
cells = st.builds(Cell, runs)
tables = st.integers(1, 3).flatmap(
    lambda width: st.builds(
        Table,
        st.tuples(*[cells] * width),
        st.lists(st.tuples(*[cells] * width), max_size=3).map(tuple),
        st.tuples(*[st.sampled_from(ALIGN)] * width),
    )
)
leaves = st.one_of(
    st.builds(Paragraph, runs),
    st.builds(Paragraph, runs),
    st.builds(Heading, st.integers(2, 6), runs),
    tables,
)


def _around(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    some = st.lists(inner, max_size=3).map(tuple)
    items = st.lists(st.builds(ListItem, some), max_size=3).map(tuple)
    starts = st.sampled_from((None, None, 1, 0, 7, 999_999_999))
    return st.one_of(st.builds(ListBlock, items, starts), st.builds(Callout, st.sampled_from(KINDS), some))


blocks = st.lists(st.recursive(leaves, _around, max_leaves=8), max_size=4).map(normal.blocks)

names = texts.map(lambda text: f"x{text}".strip()[:60]).map(lambda text: normal.runs([Run(text)])[0].text)
references = st.lists(
    st.builds(
        Reference,
        st.integers(1, 5),
        st.integers(1800, 2100),
        names,
        names,
        st.sampled_from((None, "https://example.org/guideline?id=1")),
    ),
    max_size=3,
    unique_by=lambda reference: reference.number,
).map(lambda found: tuple(sorted(found, key=lambda reference: reference.number)))
coded = st.sampled_from([Code(system.name, system.example) for system in KEPT])
metadata = st.builds(
    Metadata,
    names,
    st.from_regex(r"[a-z0-9-]{1,20}", fullmatch=True),
    names,
    st.lists(coded, max_size=2).map(tuple),
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.sampled_from(("submitted", "under_review", "approved")),
    st.one_of(st.none(), names),
    references,
)
documents = st.builds(Document, metadata, blocks)

hostile = st.one_of(
    st.text(max_size=200),
    st.text(_TRICKY + "\n\n\t\r", max_size=120),
    st.lists(
        st.sampled_from(
            (*_SNIPPETS, "\n", "\n\n", "> ", "- ", "* ", "1. ", "  ", "    ", "_", "**", "`", "[", "](")
        ),
        max_size=30,
    ).map("".join),
    st.text(st.characters(codec=None, categories=("Cs", "Cc", "Cf", "Co", "Cn", "Mn")), max_size=20),
)
