"""Makes the driver that a recorder's brand needs."""

import aiohttp

from ..model import Brand
from .base import NotSupportedError, Recorder, RecorderConfig
from .guard import LoginGuard
from .hikvision import HikvisionRecorder


def create_recorder(
    config: RecorderConfig, session: aiohttp.ClientSession, *, guard: LoginGuard | None = None
) -> Recorder:
    """Return the driver for `config`; nothing is sent.

    Hand the same `guard` to every recorder made with the same credential, so that a refused login
    or a lock is remembered from one to the next. Raises `NotSupportedError` for a brand that has
    no driver.
    """
    match config.brand:
        case Brand.HIKVISION:
            return HikvisionRecorder(config, session, guard=guard)
        case _:
            raise NotSupportedError("No driver speaks with this brand")
