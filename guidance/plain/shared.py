"""Works out once what audiences share: what a rule finds in a sentence, and what the guards say of it.

A rule is given a reader that notes what it was asked. Where the rule meets the sentence again and the
reader would give the same answers, the rule would find the same, so it is not asked.
"""

from typing import Any, cast

from guidance.plain.annotate import Sentence
from guidance.plain.cues import Cues
from guidance.plain.reader import Reader
from guidance.plain.rewrite import Rewritten, proposals, rewrite
from guidance.plain.rule import Edit, Rule

# The same for every reader of one document.
_ALIKE = frozenset(("data", "topic", "topics"))

type Answers = dict[tuple[str, str], object]


class _Asked:
    """Stands for a reader, or for its audience, and notes the names of what it is asked."""

    __slots__ = ("_names", "_of", "_owner")

    def __init__(self, of: object, owner: str, names: set[tuple[str, str]]) -> None:
        self._of, self._owner, self._names = of, owner, names

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        value = getattr(self._of, name)
        if name == "audience":
            return _Asked(value, name, self._names)
        if name not in _ALIKE:
            self._names.add((self._owner, name))
        return value


class Shared:
    """One sentence in its place, for every audience: what rules found by the answers that they got."""

    def __init__(self, sentence: Sentence, cues: Cues) -> None:
        self._sentence = sentence
        self._cues = cues
        self._found: dict[str, list[tuple[Answers, tuple[Edit, ...]]]] = {}
        self._rewritten: dict[tuple[int, ...], Rewritten] = {}

    def rewrite(self, reader: Reader) -> Rewritten:
        """The sentence rewritten; where the same edits were proposed before, what became of them."""
        found = proposals(self._sentence, lambda rule: self._edits(rule, reader))
        key = tuple(map(id, found))
        if key not in self._rewritten:
            self._rewritten[key] = rewrite(self._sentence, found, self._cues)
        return self._rewritten[key]

    def _edits(self, rule: Rule, reader: Reader) -> tuple[Edit, ...]:
        known = self._found.setdefault(rule.name, [])
        for answers, edits in known:
            if all(self._answer(reader, *key) == value for key, value in answers.items()):
                return edits
        names: set[tuple[str, str]] = set()
        edits = tuple(rule.find(self._sentence, cast(Reader, _Asked(reader, "reader", names))))
        known.append(({key: self._answer(reader, *key) for key in names}, edits))
        return edits

    def _answer(self, reader: Reader, owner: str, name: str) -> object:
        """What a rule learns; of `split_over` no more than whether the sentence is longer."""
        value = getattr(reader.audience if owner == "audience" else reader, name)
        if name == "split_over" and value is not None:
            return bool(self._sentence.words > value)
        return value
