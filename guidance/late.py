"""The one place in the project that delays an import: what is slow to load is loaded by who first needs it.

So a process that only serves what is stored never loads spaCy, the model, or lemminflect, and a command
says its help at once. The driver of a Redis is loaded where a site has set one.
"""

import importlib
from types import ModuleType


def module(name: str) -> ModuleType:
    """A module of this package, by its name without "guidance."."""
    return importlib.import_module(f"guidance.{name}")
