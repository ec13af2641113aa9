"""Pulls notifications from an ONVIF recorder: subscribe, pull, renew in time, let go.

A subscription lasts ten minutes and is renewed at 80 % of what was granted: recorders keep few
and ONVIF lists none, so one that is forgotten blocks the others until it ends.
"""

# ruff: noqa: ANN401 # what zeep makes of an answer has a type only at run time

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from datetime import datetime, timedelta
import time
from typing import Any

from ..base import BadAnswerError, NotSupportedError
from .soap import Soap

WANTED = timedelta(minutes=10)
RENEW_AT = 0.8
SHORTEST = 60.0
"""Seconds: a grant shorter than this is a mistake of the recorder's, or it is renewed all day."""
PULL_SECONDS = 60
FIRST_PULL_SECONDS = 1
LIMIT = 100
LOST_AT_ONCE = 3
"""After so many subscriptions that were gone at the first pull there is no use in more."""

_PORT = "PullPointSubscription"
_QUICK = 0.5
_REST = 1.0
_FAREWELL = 3.0


class PullPoint:
    """One recorder's pull points, one after another."""

    def __init__(self) -> None:
        """Begin without one."""
        self._lost_at_once = 0

    async def messages(self, soap: Soap) -> AsyncGenerator[list[Any]]:
        """Subscribe and yield what every pull brings; the first comes within seconds.

        Ends by raising: CannotConnectError or BadAnswerError where the subscription broke,
        NotSupportedError where this recorder never keeps one.
        """
        if self._lost_at_once >= LOST_AT_ONCE:
            self._lost_at_once = 0
            raise NotSupportedError("The recorder keeps no subscription")
        renew_at = await self._subscribe(soap)
        first = True
        try:
            while True:
                began = time.monotonic()
                seconds = FIRST_PULL_SECONDS if first else PULL_SECONDS
                seconds = int(max(1, min(seconds, renew_at - began)))
                pulled = await self._pull(soap, seconds, first=first)
                first = False
                yield pulled
                if not pulled and time.monotonic() - began < _QUICK:
                    # It doesn't wait as it was asked to: rest in its stead.
                    await asyncio.sleep(_REST)
                if time.monotonic() >= renew_at:
                    renew_at = await self._renew(soap)
        finally:
            await self._leave(soap)

    async def _subscribe(self, soap: Soap) -> float:
        answer = await soap.call(
            "events",
            "CreatePullPointSubscription",
            {"InitialTerminationTime": soap.termination(WANTED)},
        )
        address = getattr(getattr(answer.SubscriptionReference, "Address", None), "_value_1", None)
        if not isinstance(address, str) or not address.startswith(("http://", "https://")):
            raise BadAnswerError("The recorder gave no pull point")
        soap.subscribe_at(address)
        renew_at = _renewal(answer)
        if soap.relative_time_is_broken(WANTED, answer):
            renew_at = await self._renew(soap)
        # Some recorders don't know it; they tell what is so at once anyway.
        with suppress(BadAnswerError, NotSupportedError):
            await soap.call("pullpoint", "SetSynchronizationPoint", port_type=_PORT)
        return renew_at

    async def _pull(self, soap: Soap, seconds: int, *, first: bool) -> list[Any]:
        try:
            answer = await soap.call(
                "pullpoint",
                "PullMessages",
                {"Timeout": timedelta(seconds=seconds), "MessageLimit": LIMIT},
                port_type=_PORT,
                turn=False,
            )
        except BadAnswerError:
            self._lost_at_once = self._lost_at_once + 1 if first else 0
            raise
        self._lost_at_once = 0
        messages = getattr(answer, "NotificationMessage", None)
        return list(messages)[: LIMIT * 10] if isinstance(messages, list) else []

    async def _renew(self, soap: Soap) -> float:
        answer = await soap.call(
            "subscription",
            "Renew",
            {"TerminationTime": soap.termination(WANTED)},
            port_type=_PORT,
        )
        return _renewal(answer)

    async def _leave(self, soap: Soap) -> None:
        # Whatever goes wrong here must not take the place of why we leave.
        with suppress(Exception):
            async with asyncio.timeout(_FAREWELL):
                await soap.call("subscription", "Unsubscribe", port_type=_PORT)


def _renewal(answer: Any) -> float:
    """Return when to renew (monotonic seconds)."""
    now, end = getattr(answer, "CurrentTime", None), getattr(answer, "TerminationTime", None)
    granted = WANTED.total_seconds()
    if isinstance(now, datetime) and isinstance(end, datetime):
        with suppress(TypeError):
            granted = (end - now).total_seconds()
    return time.monotonic() + max(granted, SHORTEST) * RENEW_AT
