"""The formats in which vocabularies ship, each read as a stream of names.

A site imports what it is licensed to use; nothing of any vocabulary is part of the project.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from guidance.tools.vocabularies import flat, xml
from guidance.tools.vocabularies.names import Name, Watch

type Reader = Callable[[Path, Watch], Iterator[Name]]

READERS: Mapping[str, Reader] = {
    "chv": flat.chv,
    "mrconso": flat.mrconso,
    "mrdef": flat.mrdef,
    "mesh": xml.mesh,
    "snomed": flat.snomed,
    "medlineplus": xml.medlineplus,
    "csv": flat.plain_csv,
}
"""Format → how a file of it is read. Each raises BadFile with the file and line."""
