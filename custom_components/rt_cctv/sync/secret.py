"""Claim codes and passwords: how they are made, and in which forms the city keeps them.

Passwords are 256 random bits, so a slow hash adds nothing: one round, salted, is enough, and
10,293 hubs can reconnect at once.
"""

from base64 import b64encode
from dataclasses import dataclass
import hashlib
import hmac
import secrets
from typing import Final

import bcrypt

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_LENGTH: Final = 16
"""Letters of a claim code: 80 bits in Crockford's base 32."""
_GROUP: Final = 4
_MISREAD: Final = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})
_BCRYPT_ROUNDS: Final = 4


@dataclass(frozen=True, slots=True)
class Verifiers:
    """A password as each door wants to check it."""

    door: str
    mosquitto: str
    bcrypt: str


def new_code() -> str:
    """Return a new claim code, as it is printed: `XXXX-XXXX-XXXX-XXXX`."""
    letters = [secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH)]
    return "-".join(
        "".join(letters[start : start + _GROUP]) for start in range(0, _CODE_LENGTH, _GROUP)
    )


def plain_code(text: str) -> str | None:
    """Return a code as somebody typed it in its plain form, None when it can't be one."""
    code = text.strip().upper().translate(_MISREAD)
    return code if len(code) == _CODE_LENGTH and not set(code) - set(_ALPHABET) else None


def new_password() -> str:
    """Return a new password of 256 random bits."""
    return secrets.token_urlsafe(32)


def hashed(text: str) -> str:
    """Return the form in which the city keeps a code or password that HTTPS checks."""
    salt = secrets.token_bytes(12)
    return f"{salt.hex()}${hashlib.sha512(text.encode() + salt).hexdigest()}"


def matches(text: str, kept: str | None) -> bool:
    """Say whether this is the text behind `hashed`, in the same time whatever it is."""
    salt, _, digest = (kept or "00$").partition("$")
    found = hashlib.sha512(text.encode() + bytes.fromhex(salt)).hexdigest()
    return hmac.compare_digest(found, digest)


def verifiers(password: str) -> Verifiers:
    """Return the forms of a password: for HTTPS, for Mosquitto ($6$, salted SHA-512), for NATS."""
    salt = secrets.token_bytes(12)
    digest = hashlib.sha512(password.encode() + salt).digest()
    return Verifiers(
        door=hashed(password),
        mosquitto=f"$6${b64encode(salt).decode()}${b64encode(digest).decode()}",
        bcrypt=bcrypt.hashpw(password.encode(), bcrypt.gensalt(_BCRYPT_ROUNDS, b"2a")).decode(),
    )
