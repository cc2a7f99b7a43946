"""The adviser's replies: Python-dict text with quirks, read by a literal parser, never evaluated.

Known quirks: one `}` too many after an order, keys that occur twice (the last one holds), a comma
before a closing brace, and texts of people (comments, names) with quotes in them, unescaped.
"""

import ast
import re
from typing import Any, TypeAlias, cast

Reply: TypeAlias = dict[Any, Any]
LENGTH_MAX = 16_000_000
"""Years of minute bars are less; more is not an adviser's reply."""
_COMMENT = re.compile(r"('_comment': ')(.*?)('\}(?=, \d+: \{|, \}|\}))", re.DOTALL)
_NAME = re.compile(r"('account_name': ?')(.*?)(', 'account_balance')", re.DOTALL)


def parsed(frame: bytes) -> Reply | None:
    """The reply, or None when the frame is not one (empty frames are sent after each command)."""
    if not frame or len(frame) > LENGTH_MAX:
        return None
    text = frame.decode("utf-8", errors="replace").strip("\x00 \r\n")
    for pattern in (_COMMENT, _NAME):
        text = pattern.sub(_quoted, text)
    whole = _literal(text)
    return _literal(_trimmed(text)) if whole is None else whole


def _trimmed(text: str) -> str:
    """Without the one closing brace too many."""
    return text[:-1] if text.endswith("}}") else text


def _literal(text: str) -> Reply | None:
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
        return None
    return cast(Reply, value) if isinstance(value, dict) else None


def _quoted(found: "re.Match[str]") -> str:
    """A person's text as a literal that means itself; without what is not printable."""
    before, words, after = found.groups()
    kept = "".join(sign if sign.isprintable() else " " for sign in words)
    escaped = kept.replace("\\", "\\\\").replace("'", "\\'")
    return f"{before}{escaped}{after}"
