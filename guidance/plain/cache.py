"""Keeps on disk what is slow to work out and follows from its sources alone.

A file is JSON behind a line with its SHA-256: reading it runs no code, so that a file from elsewhere could
at the worst hold wrong words. Against that, only files and folders that belong to this user, and that
nobody else may write, are read or written (where the system knows owners). A damaged, foreign or unreadable
file counts as none: what it held is worked out anew and put in its place, as a whole, so that two who write
at once do no harm.
"""

import hashlib
import json
import logging
import os
import stat
from pathlib import Path
from tempfile import NamedTemporaryFile

MOST_KEPT = 8
_LOG = logging.getLogger(__name__)


class Cache:
    """Values by name and key in one folder. Without a folder nothing is found and nothing kept.

    `made_by` names what else a value follows from besides its sources: versions of code and packages.
    """

    def __init__(self, folder: Path | None, *made_by: str) -> None:
        self._folder = folder
        self._made_by = made_by

    def find(self, name: str, sources: str) -> object | None:
        """What was kept under the name for these sources (a hash of their content), or None."""
        path = self._path(name, sources)
        if path is None:
            return None
        try:
            if not (_is_ours(path.parent) and _is_ours(path)):
                _LOG.warning("%s is not this user's alone, and is not used", path)
                return None
            told, _, body = path.read_bytes().partition(b"\n")
            if hashlib.sha256(body).hexdigest().encode() != told:
                _LOG.warning("%s is damaged, and is not used", path)
                return None
            found: object = json.loads(body)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError) as error:
            _LOG.warning("%s cannot be read: %s", path, error)
            return None
        return found

    def keep(self, name: str, sources: str, value: object) -> None:
        """Keep a value of lists, mappings, texts and numbers; where that cannot be, nothing is kept."""
        path = self._path(name, sources)
        if path is None:
            return
        body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not _is_ours(path.parent):
                return
            with NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
                file.write(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
            Path(file.name).replace(path)
            _forget(path.parent, name)
        except OSError as error:
            _LOG.warning("%s cannot be kept: %s", path, error)

    def _path(self, name: str, sources: str) -> Path | None:
        if self._folder is None:
            return None
        key = hashlib.sha256("\0".join((sources, *self._made_by)).encode()).hexdigest()
        return self._folder / f"{name}-{key[:32]}.json"


def _is_ours(path: Path) -> bool:
    """Whether the path belongs to this user and nobody else may write it."""
    if not hasattr(os, "geteuid"):
        return True
    found = path.stat()
    return found.st_uid == os.geteuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _forget(folder: Path, name: str) -> None:
    """Leave only the values that were kept last."""
    kept = sorted(folder.glob(f"{name}-*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in kept[MOST_KEPT:]:
        path.unlink(missing_ok=True)
