"""The patterns of the contract; each means the same to JSON Schema and to Python.

They tell a client what is taken; guidance.article.characters decides, and its reasons stand there.
"""

_FORBIDDEN = r"\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202d\u202e\ufdd0-\ufdef\ufffe\uffff"
_UNSEEN = r"\s\u00ad\u200b\u2060\ufeff"

TEXT = f"^[^{_FORBIDDEN}]*$"
"""No control characters."""
READABLE = f"^[^{_FORBIDDEN}]*[^{_FORBIDDEN}{_UNSEEN}][^{_FORBIDDEN}]*$"
"""Neither control characters nor blank."""
LINE = r"^[^\x00-\x1f\x7f-\x9f]*$"
"""Text on one line: no control characters, line ends among them."""
WEB_LINK = "^https?://."
LINK = "^(https?://.|mailto:.+@)"
LETTER = "^[a-z]$"
CURSOR = "^[A-Za-z0-9_-]+$"
ETAGS = r'^(\*|"[^"]+"(, ?"[^"]+")*)$'
"""What If-Match holds: any version, or strong entity tags."""
