"""Makes recorders' answers fit to be shown to others: no secret, serial, name or address."""

from collections.abc import Iterable
import re

REDACTED = "**REDACTED**"

_PRIVATE = re.compile(
    r"serial|mac|passw|user|login|deviceid|devindex|email|phone|url|host|ip$|ipv?[46]?add|"
    r"address$|gateway|dns|secret|token|key$|ssid|longitude|latitude|name$|uuid|bssid",
    re.IGNORECASE,
)
_TELLING = re.compile(
    r"\b\d{1,3}(?:\.\d{1,3}){3}\b"
    r"|\b[0-9a-fA-F]{2}(?:[:-][0-9a-fA-F]{2}){5}\b"
    r"|\b[0-9a-fA-F]{0,4}(?:::?[0-9a-fA-F]{1,4}){3,7}\b"
    r"|\b\w+://\S+"
)


def is_private(name: str, text: str = "") -> bool:
    """Whether a field of this name, with this text, may hold what others must not see."""
    return text.lower() not in ("true", "false") and bool(_PRIVATE.search(name))


def redact_text(text: str, secrets: Iterable[str] = ()) -> str:
    """Take addresses and `secrets` out of a text."""
    for secret in secrets:
        if secret:
            text = re.sub(re.escape(secret), REDACTED, text, flags=re.IGNORECASE)
    return _TELLING.sub(REDACTED, text)
