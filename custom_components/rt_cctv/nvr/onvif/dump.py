"""Writes down everything that an ONVIF recorder answers, so that it can become a test case."""

from collections.abc import Iterable, Mapping
import re

from ..base import InvalidAuthError, LockedError, RecorderError
from ..redact import REDACTED, redact_text
from .soap import Soap

READS = (
    ("devicemgmt", "GetDeviceInformation"),
    ("devicemgmt", "GetServices", {"IncludeCapability": True}),
    ("devicemgmt", "GetCapabilities", {"Category": "All"}),
    ("devicemgmt", "GetScopes"),
    ("devicemgmt", "GetNetworkInterfaces"),
    ("media", "GetProfiles"),
    ("media", "GetVideoSources"),
    ("events", "GetEventProperties"),
    ("recording", "GetRecordings"),
    ("search", "GetRecordingSummary"),
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
    """Ask everything that changes nothing; what fails is named by its error."""
    answers: dict[str, object] = {}
    for service, operation, *params in READS:
        try:
            await soap.call(service, operation, params[0] if params else None)
            answers[f"{service} {operation}"] = redact(soap.last_answer, secrets)
        except InvalidAuthError, LockedError:
            raise
        except RecorderError as err:
            answers[f"{service} {operation}"] = type(err).__name__
    return answers
