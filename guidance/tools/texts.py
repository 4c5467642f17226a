"""Texts from files: Markdown articles (.md), JSON lines with "text" or "source" (.jsonl), else plain text."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from guidance.article import markdown
from guidance.article.document import Document
from guidance.errors import Fault, InvalidInput


def documents(path: Path) -> Iterator[Document]:
    """The texts of a file. Raises InvalidInput with the file and line, or what article.markdown raises."""
    if path.suffix == ".jsonl":
        yield from _lines(path)
        return
    text = _read(path)
    if path.suffix != ".md":
        yield markdown.from_text(text)
    elif text.startswith("---"):
        yield markdown.parse(text)
    else:
        yield replace(markdown.from_text(""), blocks=markdown.parse_body(text))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path} cannot be read: {error}") from error


def _lines(path: Path) -> Iterator[Document]:
    for number, line in enumerate(_read(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InvalidInput(
                "A line is not JSON.", faults=(Fault(f"{path}:{number}", str(error)),)
            ) from error
        text = value.get("text", value.get("source")) if isinstance(value, dict) else None
        if not isinstance(text, str):
            fault = Fault(f"{path}:{number}", 'is no object with a "text" or a "source"')
            raise InvalidInput("A line holds no text.", faults=(fault,))
        yield markdown.from_text(text)
