"""SOAP envelopes as an ONVIF device reads and writes them."""

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
import hashlib
import hmac
from xml.etree import ElementTree as ET

from .auth import Gate, Outcome
from .faults import Answer
from .world import World

_NAMESPACES = {
    "s": "http://www.w3.org/2003/05/soap-envelope",
    "wsa": "http://www.w3.org/2005/08/addressing",
    "tds": "http://www.onvif.org/ver10/device/wsdl",
    "trt": "http://www.onvif.org/ver10/media/wsdl",
    "tev": "http://www.onvif.org/ver10/events/wsdl",
    "tse": "http://www.onvif.org/ver10/search/wsdl",
    "trp": "http://www.onvif.org/ver10/replay/wsdl",
    "tt": "http://www.onvif.org/ver10/schema",
    "wsnt": "http://docs.oasis-open.org/wsn/b-2",
    "wstop": "http://docs.oasis-open.org/wsn/t-1",
    "wsrf-rw": "http://docs.oasis-open.org/wsrf/rw-2",
    "ter": "http://www.onvif.org/ver10/error",
    "tns1": "http://www.onvif.org/ver10/topics",
}
_DECLARED = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in _NAMESPACES.items())
_CLOCK_LIMIT = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """One request.

    `fields` holds the text of every element below the operation by local name, and an element's
    attributes as `Element@attribute`.
    """

    action: str
    fields: dict[str, str]
    user: str | None = None
    password: str = ""
    digest: bool = False
    nonce: str = ""
    created: str = ""


def local(tag: str) -> str:
    """Return a tag without its namespace."""
    return tag.rpartition("}")[2]


def parse_call(body: bytes) -> Call | None:
    """Read an envelope, None where it is none."""
    try:
        root = ET.fromstring(body)  # noqa: S314 # only our own tests talk to it
    except ET.ParseError:
        return None
    operation = next((e for child in root if local(child.tag) == "Body" for e in child), None)
    if operation is None:
        return None
    login = {local(e.tag): e for e in root.iter() if "wssecurity" in e.tag}
    password = login.get("Password")
    said = {k: (e.text or "").strip() for k, e in login.items()}
    created = next((e.text for e in root.iter() if local(e.tag) == "Created"), None)
    return Call(
        action=local(operation.tag),
        fields={local(e.tag): (e.text or "").strip() for e in operation.iter()}
        | {f"{local(e.tag)}@{k}": v for e in operation.iter() for k, v in e.attrib.items()},
        user=said.get("Username"),
        password=said.get("Password", ""),
        digest=password is not None and password.get("Type", "").endswith("#PasswordDigest"),
        nonce=said.get("Nonce", ""),
        created=created or "",
    )


def judge_call(world: World, call: Call, gate: Gate) -> Outcome:
    """Decide on a WS-UsernameToken: a digest counts only near the recorder's own clock."""
    if gate.account.lock_left:
        return Outcome.LOCKED
    if call.user is None:
        return Outcome.CHALLENGED
    return gate.count(good=call.user == gate.account.user and _password_right(world, call, gate))


def _password_right(world: World, call: Call, gate: Gate) -> bool:
    secret = gate.account.password
    if not call.digest:
        return hmac.compare_digest(call.password, secret)
    try:
        created = datetime.fromisoformat(call.created)
        nonce = b64decode(call.nonce)
    except Base64Error, ValueError:
        return False
    created = created if created.tzinfo else created.replace(tzinfo=UTC)
    if abs(world.now() - created) > _CLOCK_LIMIT:
        return False
    wanted = hashlib.sha1(
        nonce + call.created.encode() + secret.encode(), usedforsecurity=False
    ).digest()
    return hmac.compare_digest(b64encode(wanted).decode(), call.password)


def envelope(inner: str, action: str = "") -> Answer:
    """Return an answer; `action` is said in its header where addressing asks for it."""
    head = f"<s:Header><wsa:Action>{action}</wsa:Action></s:Header>" if action else ""
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<s:Envelope {_DECLARED}>'
        f"{head}<s:Body>{inner}</s:Body></s:Envelope>"
    )
    return Answer(body=text.encode(), content_type="application/soap+xml; charset=utf-8")


def fault(subcode: str, reason: str, *, status: int = 400, detail: str = "") -> Answer:
    """Return a SOAP fault, e.g. `ter:NotAuthorized`."""
    code = "s:Receiver" if status >= 500 else "s:Sender"
    inner = (
        f"<s:Fault><s:Code><s:Value>{code}</s:Value><s:Subcode><s:Value>{subcode}</s:Value>"
        f'</s:Subcode></s:Code><s:Reason><s:Text xml:lang="en">{reason}</s:Text></s:Reason>'
        f"{f'<s:Detail>{detail}</s:Detail>' if detail else ''}</s:Fault>"
    )
    answer = envelope(inner)
    return Answer(status=status, body=answer.body, content_type=answer.content_type)


def utc(when: datetime) -> str:
    """Return a moment as xs:dateTime in UTC."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
