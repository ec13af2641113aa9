"""Lets the slots of one recorder log in one after the other, and never again once refused.

Recorders lock an account after a few wrong passwords, and after a change of the password all
slots would send the old one at the same moment.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final

HOLD: Final = 3.0
"""Seconds after which the next slot may try although this one has had no answer."""


class LoginGate:
    """One recorder's gate."""

    def __init__(self) -> None:
        """Begin open."""
        self._turn = asyncio.Lock()
        self._open = asyncio.Event()
        self._open.set()
        self._answered: dict[str, asyncio.Event] = {}

    @property
    def refused(self) -> bool:
        """Whether the recorder refused the login; nobody tries until `reopen`."""
        return not self._open.is_set()

    async def attempt(self, slot: str, permit: Callable[[], None]) -> None:
        """Wait for this slot's turn, permit its attempt, and hold the gate until it is answered."""
        async with self._turn:
            await self._open.wait()
            answered = self._answered[slot] = asyncio.Event()
            try:
                permit()
                with suppress(TimeoutError):
                    async with asyncio.timeout(HOLD):
                        await answered.wait()
            finally:
                del self._answered[slot]

    def answer(self, slot: str, *, refused: bool) -> None:
        """Tell how an attempt ended."""
        if refused:
            self._open.clear()
        if (answered := self._answered.get(slot)) is not None:
            answered.set()

    def reopen(self) -> None:
        """Let one try again: the login was seen to work elsewhere, or was changed."""
        self._open.set()
