"""Makes the driver that a recorder's brand needs, and imports no other brand's."""

# ruff: noqa: PLC0415 # whoever has one brand of recorder need not wait for the others' libraries

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from importlib import import_module
import time
from typing import TYPE_CHECKING

import aiohttp

from ..model import Brand
from .base import Recorder, RecorderConfig
from .guard import LoginGuard

if TYPE_CHECKING:
    from .onvif.recorder import OnvifRecorder

type Load = Callable[[Callable[[Brand], None], Brand], Awaitable[None]]
"""Runs a function with its argument off the event loop."""


def load_driver(brand: Brand) -> None:
    """Import a brand's driver with all it needs, from disk: not in the event loop."""
    import_module(f"{__package__}.{brand}.recorder")


async def create_recorder(
    config: RecorderConfig,
    session: aiohttp.ClientSession,
    *,
    guard: LoginGuard | None = None,
    load: Load = asyncio.to_thread,
) -> Recorder:
    """Return the driver for `config`; nothing is sent.

    Hand the same `guard` to every recorder made with the same credential, so that a refused login
    or a lock is remembered from one to the next. `load` is where imports run. Raises
    `NotARecorderError` where an RTSP address is none.
    """
    await load(load_driver, config.brand)
    return make_recorder(config, session, guard=guard, load=load)


def make_recorder(
    config: RecorderConfig,
    session: aiohttp.ClientSession,
    *,
    guard: LoginGuard | None = None,
    clock: Callable[[], float] = time.monotonic,
    load: Load = asyncio.to_thread,
) -> Recorder:
    """Do what `create_recorder` does, once the driver is loaded. `clock` counts seconds."""
    match config.brand:
        case Brand.HIKVISION:
            from .hikvision.recorder import HikvisionRecorder

            return HikvisionRecorder(config, session, guard=guard, clock=clock)
        case Brand.DAHUA:
            from .dahua.recorder import DahuaRecorder

            async def open_onvif() -> OnvifRecorder:
                await load(load_driver, Brand.ONVIF)
                from .onvif.recorder import OnvifRecorder

                # ONVIF may have users of its own: its refusal says nothing of the recorder's
                # login, so it gets a guard of its own.
                return OnvifRecorder(replace(config, brand=Brand.ONVIF), session)

            return DahuaRecorder(config, session, guard=guard, clock=clock, open_onvif=open_onvif)
        case Brand.ONVIF:
            from .onvif.recorder import OnvifRecorder

            return OnvifRecorder(config, session, guard=guard, clock=clock)
        case Brand.RTSP:
            from .rtsp.recorder import RtspRecorder

            return RtspRecorder(config, guard=guard, clock=clock)
