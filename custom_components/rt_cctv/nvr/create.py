"""Makes the driver that a recorder's brand needs."""

import aiohttp

from ..model import Brand
from .base import Recorder, RecorderConfig
from .dahua.recorder import DahuaRecorder
from .guard import LoginGuard
from .hikvision.recorder import HikvisionRecorder
from .onvif.recorder import OnvifRecorder
from .rtsp.recorder import RtspRecorder


def create_recorder(
    config: RecorderConfig, session: aiohttp.ClientSession, *, guard: LoginGuard | None = None
) -> Recorder:
    """Return the driver for `config`; nothing is sent.

    Hand the same `guard` to every recorder made with the same credential, so that a refused login
    or a lock is remembered from one to the next. Raises `NotARecorderError` where an RTSP address
    is none.
    """
    match config.brand:
        case Brand.HIKVISION:
            return HikvisionRecorder(config, session, guard=guard)
        case Brand.DAHUA:
            return DahuaRecorder(config, session, guard=guard)
        case Brand.ONVIF:
            return OnvifRecorder(config, session, guard=guard)
        case Brand.RTSP:
            return RtspRecorder(config, guard=guard)
