"""Makes what recorders write fit to be shown."""

import unicodedata

NAME_LIMIT = 64

_KEPT_FORMATS = frozenset("\u200c\u200d\ufe0f")
"""Joiners that scripts and emoji need, of characters that otherwise hide or turn text around."""


def clean_name(text: str, limit: int = NAME_LIMIT) -> str:
    """Return a name on one line, without control or direction characters, at most `limit` long."""
    kept = "".join(
        char if char in _KEPT_FORMATS or unicodedata.category(char)[0] != "C" else " "
        for char in text[: limit * 8]
    )
    return " ".join(kept.split())[:limit].strip()


def shown(text: str | None) -> str | None:
    """Return a text as `clean_name` does, None where nothing of it is left."""
    return clean_name(text or "") or None
