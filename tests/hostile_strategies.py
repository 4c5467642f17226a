"""Texts that nobody means to send, by kind, for hypothesis."""

from hypothesis import strategies as st

_SCRIPTS = (
    "אבגדהוזחט ",
    "ابتثجحخدذ ، ",
    "中文医学指南。患者",
    "пациент с астмой. ",
    "ασθένεια και ",
    "ไทยภาษาแพทย์ ",
    "हिन्दी रोगी। ",
    "한국어 환자 ",
)
_EMOJI = "😀🩺💊👩🏽‍⚕️🇬🇧❤️‍🔥 "
_HTML = (
    "<b>",
    "</b>",
    "<script>alert(1)</script>",
    "<!-- ",
    " -->",
    "&amp;",
    "&#x0;",
    "<img src=x onerror=y>",
    "<![CDATA[",
    "]]>",
    "<p",
    "javascript:",
    " dose ",
    "\n\n",
)
_MARKDOWN = (
    "> ",
    "- ",
    "1. ",
    "|a|b|\n|-|-|\n",
    "```\n",
    "**",
    "_",
    "`",
    "[1]",
    "[99]",
    "[1-3]",
    "# ",
    "---\n",
    "[!WARNING]\n",
    "\n",
    "\n\n",
    "    ",
    "](http://x.org)",
    "\\",
)
_CLINICAL = (
    "Patients with asthma",
    "should not",
    "may",
    "i.e.",
    "e.g.",
    "5–10 mg/kg/day",
    "µg",
    "10^9/L",
    "p < 0.05",
    "≥ 140/90 mmHg",
    "b.d.",
    "(COPD)",
    "(",
    ")",
    "[1]",
    "[1][1]",
    ";",
    ",",
    ".",
    ":",
    "which was",
    "β-blockers",
    "MI",
    "“quoted”",
    "and",
    "or",
    "in order to",
    "DYSPNOEA",
    "95% CI 1.2–3.4",
    "unless",
    "\n\n",
    "—",
    "/",
    "'s",
)


def _repeated(units: st.SearchStrategy[str], least: int, most: int) -> st.SearchStrategy[str]:
    """One unit over and over, `least` to `most` characters of it."""
    return st.builds(lambda unit, n: (unit * (n // len(unit) + 1))[:n], units, st.integers(least, most))


def _pieces(units: tuple[str, ...], glue: str = "", most: int = 25) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(units), max_size=most).map(glue.join)


_some = st.text(min_size=1, max_size=6)
_brackets = st.builds(
    lambda opening, inner, depth, closed: opening * depth + inner + "]" * closed,
    st.sampled_from(("[", "(", "[(", "{", "<", "[[a](", "**[", "> ", "- ", "((1) ")),
    st.text("ab1 .", max_size=5),
    st.integers(1, 200),
    st.integers(0, 200),
)

KINDS: dict[str, st.SearchStrategy[str]] = {
    "empty": st.text(" \n\t\r\u00a0\u200b\ufeff\u2028", max_size=12),
    "a megabyte": _repeated(_some, 1_000_000, 1_000_001),
    "long": _repeated(_some, 100_001, 300_000),
    "no spaces": st.one_of(_repeated(st.text("abcAB1-/.", min_size=1, max_size=5), 50, 900)),
    "scripts": st.sampled_from(_SCRIPTS).flatmap(lambda signs: st.text(signs, max_size=80)),
    "directions": st.text("אבג abc 12 mg\u200f\u200e\u202b\u202c\u202e\u2067\u2069", max_size=60),
    "emoji": st.text(_EMOJI, max_size=40),
    "HTML": _pieces(_HTML),
    "brackets": _brackets,
    "digits": st.text("0123456789", min_size=1, max_size=300),
    "numbers": st.text("0123456789 .,-–/%^+<>", min_size=1, max_size=80),
    "surrogates": st.builds(
        lambda a, half, b: a + half + b, st.text(max_size=9), st.characters(categories=["Cs"]), _some
    ),
    "controls": st.text(st.characters(codec=None, categories=["Cc", "Cf", "Cn", "Co", "Mn"]), max_size=20),
    "Markdown": _pieces(_MARKDOWN),
    "clinical": _pieces(_CLINICAL, " "),
    "anything": st.text(max_size=150),
}

# A fifth of the texts is almost clinical prose, since that is what most of the rules bite on.
texts = st.sampled_from((*KINDS, "clinical", "clinical", "clinical")).flatmap(lambda kind: KINDS[kind])
