"""Turns what goes wrong with a recorder into sentences a resident can act on."""

from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
import math

from homeassistant.exceptions import HomeAssistantError

from .const import DOMAIN
from .nvr.base import (
    BadAnswerError,
    CannotConnectError,
    CertificateError,
    HostNotFoundError,
    InvalidAuthError,
    LockedError,
    NotARecorderError,
    NotSupportedError,
    PermissionDeniedError,
    RecorderError,
    StreamBusyError,
    TimedOutError,
    UnsafeLoginError,
)

_KEYS: dict[type[RecorderError], str] = {
    HostNotFoundError: "host_not_found",
    TimedOutError: "timed_out",
    CertificateError: "certificate",
    CannotConnectError: "cannot_connect",
    UnsafeLoginError: "unsafe_login",
    InvalidAuthError: "invalid_auth",
    PermissionDeniedError: "permission_denied",
    LockedError: "locked",
    NotARecorderError: "not_a_recorder",
    NotSupportedError: "not_supported",
    StreamBusyError: "stream_busy",
    BadAnswerError: "bad_answer",
}

_USUAL_LOCK_MINUTES = 30


def error_key(err: RecorderError) -> str:
    """Return the translation key of an error: the same in flows and exceptions."""
    return next((key for kind, key in _KEYS.items() if isinstance(err, kind)), "bad_answer")


def error_placeholders(err: RecorderError) -> dict[str, str]:
    """Return what the error's sentence needs: for how many minutes a lock lasts."""
    if not isinstance(err, LockedError):
        return {}
    minutes = _USUAL_LOCK_MINUTES if err.seconds is None else math.ceil(err.seconds / 60)
    return {"minutes": str(minutes)}


def translated(err: RecorderError) -> HomeAssistantError:
    """Return the error as Home Assistant shows it."""
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key=error_key(err),
        translation_placeholders=error_placeholders(err),
    )


def raise_translated[**P, R](
    func: Callable[P, Awaitable[R]],
) -> Callable[P, Coroutine[None, None, R]]:
    """Let a function that talks to a recorder fail in the user's language."""

    @wraps(func)
    async def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return await func(*args, **kwargs)
        except RecorderError as err:
            raise translated(err) from err

    return wrapper
