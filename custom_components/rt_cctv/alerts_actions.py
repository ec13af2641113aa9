"""The buttons on a phone: signed, so that nobody presses one that was never sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
import hashlib
import hmac
import re
import secrets
from typing import Any, Final

from .const import DOMAIN

ACTION_EVENT: Final = "mobile_app_notification_action"
"""Fired by Home Assistant for a button; any app may fire it with any text, hence the signature."""

_FORM = re.compile(r"RT_CCTV\.(\w+)\.([a-z]+)\.(\d{14}-\d+)\.(\w+)\.([0-9a-f]{32})")


class Verb(StrEnum):
    """What a button does."""

    TAKE = "take"
    NOTHING = "nothing"
    HELP = "help"


@dataclass(frozen=True, kw_only=True, slots=True)
class Press:
    """A button that was pressed: whose, and on which incident."""

    verb: Verb
    incident: str
    person: str


def new_secret() -> str:
    """Return a key to sign with."""
    return secrets.token_hex(32)


def action_id(secret: str, entry_id: str, press: Press) -> str:
    """Return the text that stands for a button on one person's phones."""
    said = f"{entry_id}.{press.verb}.{press.incident}.{press.person}"
    return f"RT_CCTV.{said}.{_sign(secret, said)}"


def read_press(secret: str, entry_id: str, data: Mapping[str, Any]) -> Press | None:
    """Return what was pressed; None where it isn't this entry's. Raises ValueError for a forgery."""
    action = data.get("action")
    if not isinstance(action, str) or not action.startswith(f"RT_CCTV.{entry_id}."):
        return None
    match = _FORM.fullmatch(action)
    if match is None:
        raise ValueError("malformed")
    said = action[len("RT_CCTV.") : action.rindex(".")]
    if not hmac.compare_digest(_sign(secret, said), match[5]):
        raise ValueError("wrong signature")
    return Press(verb=Verb(match[2]), incident=match[3], person=match[4])


def _sign(secret: str, said: str) -> str:
    key = f"{DOMAIN}.{secret}".encode()
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()[:32]
