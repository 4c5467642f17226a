"""The one nlp: loads the language model once, checks what it is, and turns texts into parses."""

import importlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from guidance.article import characters
from guidance.errors import ConfigurationError, InvalidInput

MODEL = ("core_web_md", "3.8")
MAX_CHARS = 100_000
# Entities are not used. The strings are those of all words that have a vector: two thirds of the time it
# takes to load the model, and no parse needs them, since a text brings its own.
_LEFT_OUT = ("ner", "strings")
# "Results:", "Aims and methods:" before a statement; "The signs are:" is none.
_LABEL = re.compile(r"[A-Z][\w’'-]*(?: [\w’'&-]+){0,4}:(?=\s+\w)")
_STATES = frozenset(
    (
        "are", "be", "can", "do", "does", "follows", "following", "had", "has", "have", "if", "include",
        "includes", "is", "may", "that", "this", "was", "we", "were", "when", "which", "with",
    )
)  # fmt: skip


# What a verb with a tense has beside it.
_OWN = frozenset(("nsubj", "nsubjpass", "csubj", "expl", "mark", "aux", "auxpass"))


class ModelError(ConfigurationError):
    """The language model is missing, or is not the one that the rules were written for."""

    code = "language-model"
    title = "The language model cannot be used"


class TextRefused(InvalidInput):
    """A text that cannot be parsed; `code` says why."""

    code = "text-refused"
    title = "The text cannot be read"


class TooLong(TextRefused):
    """A block of more than MAX_CHARS characters."""

    code = "too-long"


class Parser:
    """Texts in, parses out. Named entities are not used, so that component is left out (0.64 of a parse)."""

    def __init__(self, nlp: Language) -> None:
        self.nlp = nlp
        self.version = f"{nlp.meta['name']} {nlp.meta['version']}"

    def parse(self, texts: Iterable[str]) -> Iterator[Doc]:
        """One Doc for each text, in order. Raises as `checked` does."""
        for doc in self.nlp.pipe((self._made(checked(text)) for text in texts), batch_size=64):
            yield _mended(doc)

    def _made(self, text: str) -> Doc:
        """The tokens of a text; what a label opens is told to the parser as a sentence of its own.

        Else the verb hangs on the label, or is taken for a participle that describes it.
        """
        doc = self.nlp.make_doc(text)
        end = label(text)
        first = next((t for t in doc if t.idx > end and not t.is_space), None) if end else None
        if first is not None:
            first.is_sent_start = True
        return doc

    def words(self, text: str) -> list[str]:
        """The tokens of a text, by the same tokeniser as the parse."""
        return [token.text for token in self.nlp.make_doc(text) if not token.is_space]


def _mended(doc: Doc) -> Doc:
    """The parse, with "the rats administered zinc" read as the parser's own tree has it: a participle.

    The tagger takes such a word for the past tense where both look alike; a verb that hangs on a noun, or
    stands behind one, with neither subject nor conjunction has no tense.
    """
    for token in doc:
        if token.tag_ != "VBD" or token.dep_ not in ("acl", "advcl"):
            continue
        opens = token.i > 0 and doc[token.i - 1].tag_ in ("NN", "NNS", "NNP", "NNPS")
        if opens and not any(c.dep_ in _OWN for c in token.children):
            token.tag_ = "VBN"
    return doc


def label(text: str) -> int:
    """Where the label ends that opens a text, or 0."""
    found = _LABEL.match(text)
    words = found[0].lower().rstrip(":").split() if found else []
    return found.end() if found and _STATES.isdisjoint(words) else 0


def checked(text: str) -> str:
    """The text itself, if it can be parsed. Raises what article.characters raises, or TooLong."""
    characters.check(text)
    if len(text) > MAX_CHARS:
        raise TooLong(f"A block of {len(text):,} characters; at most {MAX_CHARS:,} can be read at once.")
    return text


def open_parser(model: str) -> Parser:
    """Load the model from a folder or from an installed package that has `model_path()` or `load()`.

    Raises ModelError where it is missing, or its name and version are not those of MODEL.
    """
    path = Path(model)
    try:
        source = path if path.exists() else _package_path(model)
        nlp = spacy.load(source, exclude=_LEFT_OUT)
    except (ImportError, OSError, ValueError, AttributeError) as error:
        raise ModelError(f"The language model {model!r} cannot be loaded: {error}") from error
    _check_identity(nlp, model)
    return Parser(nlp)


def _package_path(model: str) -> Path:
    package = importlib.import_module(model)
    if hasattr(package, "model_path"):
        return Path(package.model_path())
    return Path(package.load().path)


def _check_identity(nlp: Language, model: str) -> None:
    name, version = nlp.meta.get("name", ""), nlp.meta.get("version", "")
    if (name, ".".join(version.split(".")[:2])) != MODEL or nlp.lang != "en":
        wanted = " ".join(MODEL)
        raise ModelError(f"{model!r} holds {nlp.lang} {name} {version}; the rules need en {wanted}.")
