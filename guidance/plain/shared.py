"""Works out once what audiences share: what a rule finds in a sentence, and what the guards say of it.

A rule is given a reader that notes what it was asked. Where the rule meets the sentence again and the
reader would give the same answers, the rule would find the same, so it is not asked.
"""

from dataclasses import fields
from typing import Any, cast

from guidance.plain.annotate import Sentence
from guidance.plain.audience import Audience
from guidance.plain.cues import Cues
from guidance.plain.reader import Reader
from guidance.plain.rewrite import Rewritten, proposals, rewrite
from guidance.plain.rule import Edit, Rule

# The same for every reader of one document.
_ALIKE = frozenset(("data", "topic", "topics"))
_OF_AUDIENCE = tuple(field.name for field in fields(Audience))
_OF_READER = (
    "taught",
    "defined",
    *(name for name, value in vars(Reader).items() if isinstance(value, property)),
)

type Answers = dict[str, object]


class _Asked:
    """Stands for a reader, or for its audience, and notes the names of what it is asked."""

    __slots__ = ("_names", "_of")

    def __init__(self, of: object, names: set[str]) -> None:
        self._of, self._names = of, names

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        value = getattr(self._of, name)
        if name == "audience":
            return _Asked(value, self._names)
        if name not in _ALIKE:
            self._names.add(name)
        return value


class Shared:
    """One sentence in its place, for every audience: what rules found by the answers that they got."""

    def __init__(self, sentence: Sentence, cues: Cues) -> None:
        self._sentence = sentence
        self._cues = cues
        self._found: dict[str, list[tuple[Answers, tuple[Edit, ...]]]] = {}
        self._rewritten: dict[tuple[int, ...], Rewritten] = {}
        self._whole: list[tuple[Answers, Rewritten]] = []

    def rewrite(self, reader: Reader) -> Rewritten:
        """The sentence rewritten; where the same edits were proposed before, what became of them."""
        answers = self._answers(reader)
        for given, rewritten in self._whole:
            if given.items() <= answers.items():
                return rewritten
        asked: Answers = {}
        found = proposals(self._sentence, lambda rule: self._edits(rule, reader, answers, asked))
        key = tuple(map(id, found))
        if key not in self._rewritten:
            self._rewritten[key] = rewrite(self._sentence, found, self._cues)
        self._whole.append((asked, self._rewritten[key]))
        return self._rewritten[key]

    def _edits(self, rule: Rule, reader: Reader, answers: Answers, asked: Answers) -> tuple[Edit, ...]:
        """What a rule finds; what the reader was asked for it is added to `asked`."""
        known = self._found.setdefault(rule.name, [])
        for given, edits in known:
            if given.items() <= answers.items():
                asked.update(given)
                return edits
        names: set[str] = set()
        edits = tuple(rule.find(self._sentence, cast(Reader, _Asked(reader, names))))
        given = {name: answers[name] for name in names}
        known.append((given, edits))
        asked.update(given)
        return edits

    def _answers(self, reader: Reader) -> Answers:
        """All that a rule can learn; of `split_over` no more than whether the sentence is longer."""
        answers = {name: getattr(reader.audience, name) for name in _OF_AUDIENCE}
        answers.update((name, getattr(reader, name)) for name in _OF_READER)
        over = reader.audience.split_over
        answers["split_over"] = over if over is None else self._sentence.words > over
        return answers
