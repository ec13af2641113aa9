"""Who may come in: digest and basic, rotating nonces, and the lock after too many refused logins.

One gate serves a recorder's HTTP and RTSP doors: real ones lock both together.
"""

from base64 import b64decode
from binascii import Error as Base64Error
from dataclasses import dataclass, field
from enum import StrEnum
import hashlib
import hmac
import re
import secrets
import time

from .scenario import Auth

_PAIR = re.compile(r'(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))')


class Outcome(StrEnum):
    """What the gate said to one request."""

    NONE = "none"
    """The request needed no login."""
    CHALLENGED = "challenged"
    """It came without a login, or with a stale nonce, and was asked for one."""
    ACCEPTED = "accepted"
    REFUSED = "refused"
    """A login with a wrong user, password or answer: what counts towards the lock."""
    LOCKED = "locked"
    """Whatever it held, the recorder is locked."""


@dataclass(kw_only=True, slots=True)
class Account:
    """The one user, and how often somebody got the login wrong. Shared by all doors."""

    user: str
    password: str = field(repr=False)
    refused: int = 0
    locked_until: float = 0.0

    @property
    def lock_left(self) -> float:
        """Seconds until the lock ends, 0 when unlocked."""
        return max(0.0, self.locked_until - time.monotonic())

    def lock(self, seconds: float) -> None:
        """Refuse everybody for so long; 0 unlocks."""
        self.locked_until = time.monotonic() + seconds
        self.refused = 0


@dataclass(kw_only=True, slots=True)
class Gate:
    """The login of one door."""

    policy: Auth
    realm: str
    account: Account
    stale: bool = False
    """Whether the last challenge was for a stale nonce."""
    _nonces: set[str] = field(default_factory=set)

    def forget_nonces(self) -> None:
        """Make every nonce handed out so far stale, as a restart does."""
        self._nonces.clear()

    def judge(self, method: str, target: str, authorization: str | None) -> Outcome:
        """Decide on one request; `target` is the request's address as sent."""
        self.stale = False
        if self.account.lock_left:
            return Outcome.LOCKED
        if not authorization:
            return Outcome.CHALLENGED
        scheme, _, rest = authorization.partition(" ")
        scheme = scheme.lower()
        if scheme not in self.policy.schemes:
            return Outcome.CHALLENGED
        good = self._basic(rest) if scheme == "basic" else self._digest(method, target, rest)
        if good is None:
            self.stale = True
            return Outcome.CHALLENGED
        return self.count(good=good)

    def count(self, *, good: bool) -> Outcome:
        """Take note of a login: a good one clears the count, the last bad one locks."""
        if good:
            self.account.refused = 0
            return Outcome.ACCEPTED
        self.account.refused += 1
        if self.account.refused >= self.policy.lock_after:
            self.account.lock(self.policy.lock_seconds)
        return Outcome.REFUSED

    def challenges(self) -> list[str]:
        """Return the values of the WWW-Authenticate headers, in order."""
        return [self._challenge(scheme) for scheme in self.policy.schemes]

    def _challenge(self, scheme: str) -> str:
        if scheme == "basic":
            return f'Basic realm="{self.realm}"'
        if self.policy.nonce == "single":
            self._nonces.clear()
        nonce = secrets.token_hex(16)
        self._nonces.add(nonce)
        qop = 'qop="auth", ' if self.policy.qop else ""
        algorithm = "" if self.policy.algorithm == "MD5" else ", algorithm=SHA-256"
        stale = "true" if self.stale else "false"
        return f'Digest {qop}realm="{self.realm}", nonce="{nonce}", stale="{stale}"{algorithm}'

    def _basic(self, rest: str) -> bool:
        try:
            sent = b64decode(rest.strip(), validate=True)
        except Base64Error:
            return False
        return hmac.compare_digest(sent, f"{self.account.user}:{self.account.password}".encode())

    def _digest(self, method: str, target: str, rest: str) -> bool | None:
        """Return None for a stale nonce, else whether the answer is right."""
        said = {m[1].lower(): m[2] if m[2] is not None else m[3] for m in _PAIR.finditer(rest)}
        nonce = said.get("nonce", "")
        if nonce not in self._nonces:
            return None
        if self.policy.nonce == "rotate":
            self._nonces.discard(nonce)
        if said.get("username") != self.account.user or said.get("uri") != target:
            return False
        wanted = digest_response(said, method, self.realm, self.account, self.policy.algorithm)
        return hmac.compare_digest(wanted, said.get("response", ""))


def digest_response(
    said: dict[str, str], method: str, realm: str, account: Account, algorithm: str
) -> str:
    """Return the answer that RFC 7616 wants for the fields that a client sent."""

    def h(text: str) -> str:
        if algorithm == "SHA-256":
            return hashlib.sha256(text.encode()).hexdigest()
        return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()

    secret = h(f"{account.user}:{realm}:{account.password}")
    what = h(f"{method}:{said.get('uri', '')}")
    nonce = said.get("nonce", "")
    if qop := said.get("qop"):
        nonce = f"{nonce}:{said.get('nc', '')}:{said.get('cnonce', '')}:{qop}"
    return h(f"{secret}:{nonce}:{what}")
