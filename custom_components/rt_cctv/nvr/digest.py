"""Answers HTTP login challenges (RFC 7616, RFC 7617): pure functions, for HTTP and RTSP alike.

aiohttp's own DigestAuthMiddleware is passed by: it gives up where `Basic` is the first of several
challenges, prefers auth-int, takes a stale nonce for a refusal, and can't look at the recorder's
lock between the challenge and the login.
"""

from base64 import b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
import hashlib
import re
import secrets

_ITEM = re.compile(
    r"""([A-Za-z][\w!#$%&'*+.^`|~-]*)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]*)))?"""
)

type _Hash = Callable[[bytes], str]


def _md5(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _sha512_256(data: bytes) -> str:
    return hashlib.new("sha512_256", data).hexdigest()


_HASHES: dict[str, _Hash] = {
    "MD5": _md5,
    "SHA-256": _sha256,
    "SHA256": _sha256,
    "SHA-512-256": _sha512_256,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class DigestChallenge:
    """One `Digest` challenge that can be answered."""

    realm: str
    nonce: str
    algorithm: str | None = None
    qop: str | None = None
    opaque: str | None = None
    stale: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Challenges:
    """What a 401 asks for: the first digest that can be answered, and whether Basic is taken."""

    digest: DigestChallenge | None
    basic: bool


def _split(headers: Iterable[str]) -> list[tuple[str, dict[str, str]]]:
    """Return scheme and parameters of every challenge; one header may hold several."""
    found: list[tuple[str, dict[str, str]]] = []
    for header in headers:
        for match in _ITEM.finditer(header):
            name, quoted, plain = match.groups()
            if quoted is None and plain is None:
                found.append((name.lower(), {}))
            elif found:
                value = plain if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
                found[-1][1].setdefault(name.lower(), value)
    return found


def _digest(fields: dict[str, str]) -> DigestChallenge | None:
    algorithm = fields.get("algorithm")
    known = (algorithm or "MD5").upper().removesuffix("-SESS") in _HASHES
    offered = {q.strip().lower() for q in fields.get("qop", "").split(",")} - {""}
    qop = next((q for q in ("auth", "auth-int") if q in offered), None)
    if not known or not fields.get("nonce") or "realm" not in fields or (offered and not qop):
        return None
    return DigestChallenge(
        realm=fields["realm"],
        nonce=fields["nonce"],
        algorithm=algorithm,
        qop=qop,
        opaque=fields.get("opaque"),
        stale=fields.get("stale", "").lower() == "true",
    )


def read_challenges(headers: Iterable[str]) -> Challenges:
    """Read all WWW-Authenticate headers of one answer."""
    digest: DigestChallenge | None = None
    basic = False
    for scheme, fields in _split(headers):
        if scheme == "digest" and digest is None:
            digest = _digest(fields)
        basic = basic or scheme == "basic"
    return Challenges(digest=digest, basic=basic)


def basic_authorization(username: str, password: str) -> str:
    """Return the Authorization header for Basic."""
    return "Basic " + b64encode(f"{username}:{password}".encode()).decode("ascii")


def digest_authorization(
    challenge: DigestChallenge,
    *,
    method: str,
    uri: str,
    username: str,
    password: str,
    body: bytes = b"",
    cnonce: str | None = None,
) -> str:
    """Return the Authorization header that answers `challenge` once (nc is always 1).

    `uri` is the request target exactly as sent. `cnonce` is for tests against RFC 7616's examples.
    """
    algorithm = (challenge.algorithm or "MD5").upper()
    digest = _HASHES[algorithm.removesuffix("-SESS")]
    cnonce = cnonce or secrets.token_hex(8)

    def joined(*parts: str) -> str:
        return digest(":".join(parts).encode())

    first = joined(username, challenge.realm, password)
    if algorithm.endswith("-SESS"):
        first = joined(first, challenge.nonce, cnonce)
    if challenge.qop == "auth-int":
        second = joined(method, uri, digest(body))
    else:
        second = joined(method, uri)
    middle = ("00000001", cnonce, challenge.qop) if challenge.qop else ()
    fields = {
        "username": _quoted(username),
        "realm": _quoted(challenge.realm),
        "nonce": _quoted(challenge.nonce),
        "uri": _quoted(uri),
        "response": _quoted(joined(first, challenge.nonce, *middle, second)),
    }
    # Old firmwares choke on fields that they didn't send themselves.
    if challenge.algorithm is not None:
        fields["algorithm"] = challenge.algorithm
    if challenge.opaque is not None:
        fields["opaque"] = _quoted(challenge.opaque)
    if challenge.qop:
        fields |= {"qop": challenge.qop, "nc": "00000001", "cnonce": _quoted(cnonce)}
    return "Digest " + ", ".join(f"{name}={value}" for name, value in fields.items())


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
