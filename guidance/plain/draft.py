"""What the writer hands over: a variant with the account of how every sentence of it came about."""

from dataclasses import dataclass, field

from guidance.article.document import Block
from guidance.errors import NotFound


class NoSuchSentence(NotFound):
    """The text has no sentence of that id."""

    code = "no-such-sentence"
    title = "There is no such sentence"


@dataclass(frozen=True, slots=True)
class EditNote:
    """One edit as an editor reads it: the words before and after, and why, in one plain line."""

    rule: str
    before: str
    after: str
    why: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What one guard said of one sentence."""

    guard: str
    passed: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """An edit that a guard took back."""

    edit: EditNote
    guard: str
    detail: str


@dataclass(frozen=True, slots=True)
class SentenceDraft:
    """One source sentence and what became of it.

    `id` is stable while the revision stands ("s12"; the title is "title"), `key` while the sentence itself
    stands; `kind` is "title", "heading", "sentence", "item" or "cell"; `markdown` is the source with its
    marks and citations; `output` holds one or more sentences; `omissions` names what the audience's
    policy left out on purpose; `flagged` asks for an editor's eye. `source_grade` and `grade` are the FKGL
    of source and output, `hardest` the words of the output that cost most.

    `output_markdown` is the output on one line, with its marks and citations. Where `wording` holds a
    person's words (Markdown), `output` says them, nothing is told of edits, and `rewritten` is what the
    rules would have made.
    """

    id: str
    kind: str
    source: str
    output: tuple[str, ...]
    edits: tuple[EditNote, ...] = ()
    guards: tuple[Finding, ...] = ()
    refused: tuple[Refused, ...] = ()
    omissions: tuple[str, ...] = ()
    flagged: bool = False
    key: str = ""
    markdown: str = ""
    output_markdown: str = ""
    source_grade: float = 0.0
    grade: float = 0.0
    hardest: tuple["Hard", ...] = ()
    wording: str | None = None
    rewritten: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure with its value, target, limit and verdict together.

    `passed` is whether the value meets the target (True where there is none); `within_limit` whether it
    stays inside the limit beyond which a variant is withheld. `note` flags weak evidence ("fewer than 30
    sentences").
    """

    name: str
    value: float
    target: float | None
    limit: float | None
    passed: bool
    within_limit: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class Hard:
    """A word or sentence that costs most; `cost` is the grade (FKGL) the text would lose without it."""

    kind: str
    text: str
    cost: float


@dataclass(frozen=True, slots=True)
class Readability:
    """The verdict on one text for one audience. An empty or near-empty text never passes."""

    audience: str
    passed: bool
    withheld: bool
    measures: tuple[Measure, ...]
    hardest: tuple[Hard, ...]
    words: int
    sentences: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A word or term of a text, and how often it stands there."""

    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Remains:
    """What is still hard in a text, for those who edit it; each in the order in which it first stands.

    `unexplained` are the hard terms and abbreviations that nothing explains (the measure counts them);
    `unhandled` long words that neither the lexicon nor the dictionary of common words holds;
    `passives` the sentences in the passive voice.
    """

    unexplained: tuple[Mention, ...] = ()
    unhandled: tuple[Mention, ...] = ()
    passives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """What the guards say of a person's wording of one sentence, and how it reads by itself.

    `output` holds its sentences as read, `rewritten` those that the rules make of the source.
    """

    findings: tuple[Finding, ...]
    readability: Readability
    output: tuple[str, ...]
    rewritten: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether it can be kept without an override."""
        return all(finding.passed for finding in self.findings)


@dataclass(frozen=True, slots=True)
class GlossaryTerm:
    """A term of the variant: its id, the clinical word, its plain wording, its explanation."""

    id: str
    term: str
    plain: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Versions:
    """What made the variant: content hashes of lexicon and rules, name and version of the model."""

    lexicon: str
    rules: str
    model: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A variant for one audience, before it is kept.

    `source` is how the text read to this audience before anything was done to it.
    """

    audience: str
    title: str
    blocks: tuple[Block, ...]
    sentences: tuple[SentenceDraft, ...]
    glossary: tuple[GlossaryTerm, ...]
    readability: Readability
    source: Readability
    versions: Versions
    remains: Remains = Remains()
    omissions: tuple[str, ...] = field(default=())
