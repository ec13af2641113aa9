"""Writes down everything that an ONVIF recorder answers, so that it can become a test case."""

from collections.abc import Iterable, Mapping
from functools import partial
import re
from typing import Any

from ..dumping import ask_all
from ..redact import REDACTED, redact_text
from .soap import Soap

READS: tuple[tuple[str, str, Mapping[str, Any]], ...] = (
    ("devicemgmt", "GetDeviceInformation", {}),
    ("devicemgmt", "GetServices", {"IncludeCapability": True}),
    ("devicemgmt", "GetCapabilities", {"Category": "All"}),
    ("devicemgmt", "GetScopes", {}),
    ("devicemgmt", "GetNetworkInterfaces", {}),
    ("media", "GetProfiles", {}),
    ("media", "GetVideoSources", {}),
    ("events", "GetEventProperties", {}),
    ("recording", "GetRecordings", {}),
    ("search", "GetRecordingSummary", {}),
)
"""Every question that changes nothing."""

_NAMESPACE = re.compile(r"""(xmlns(?::\w+)?=["']\w+:)//([^"']*)""")
_ELEMENT = re.compile(
    r"(<(?:\w+:)?(?:SerialNumber|HwAddress|Address|HardwareId|UserName|Password|Nonce|Name|Location"
    r"|FromDHCP|DNSname|IPv4Address|IPv6Address)\b[^>]*>)([^<]*)(</)",
    re.IGNORECASE,
)
_SCOPE = re.compile(r"urn:uuid:[0-9a-f-]+|(?<=onvif\.org/)(?:location|name)/[^\s<]*", re.IGNORECASE)
_MOST = 200_000


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """Take secrets, serials, addresses and people out of an answer.

    Namespaces are addresses too, but nobody's.
    """
    text = _NAMESPACE.sub(lambda m: f"{m[1]}\N{MIDDLE DOT}{m[2]}", text[:_MOST])
    text = _ELEMENT.sub(lambda m: f"{m[1]}{REDACTED if m[2].strip() else m[2]}{m[3]}", text)
    text = redact_text(_SCOPE.sub(REDACTED, text), secrets)
    return text.replace("\N{MIDDLE DOT}", "//")


async def dump(soap: Soap, secrets: Iterable[str]) -> Mapping[str, object]:
    """Return what each operation is answered; see `ask_all`."""
    hidden = tuple(secrets)

    async def ask(service: str, operation: str, params: Mapping[str, Any]) -> object:
        await soap.call(service, operation, params)
        return redact(soap.last_answer, hidden)

    return await ask_all(
        (f"{service} {operation}", partial(ask, service, operation, params))
        for service, operation, params in READS
    )
