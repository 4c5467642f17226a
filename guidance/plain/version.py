"""The version of the rules: a hash of the code that rewrites."""

import hashlib
from functools import cache
from pathlib import Path


@cache
def rules_version() -> str:
    """Twelve hexadecimal digits over every module of this package, so that any change of rules shows."""
    root = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
