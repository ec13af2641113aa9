"""Lets the slots of one recorder log in one after the other, and never again once refused.

Recorders lock an account after a few wrong passwords, and after a change of the password all
slots would send the old one at the same moment. Right behind a login that was accepted they may.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from enum import Enum, auto
from typing import Final

from .wire import Header

HOLD: Final = 3.0
"""Seconds after which the next slot may try although this one has had no answer."""
TRUSTED: Final = 2.0
"""Seconds after an accepted login for which everybody may try at once."""


class Answer(Enum):
    """How an attempt to log in ended; NONE says nothing of the password."""

    ACCEPTED = auto()
    REFUSED = auto()
    NONE = auto()


class LoginGate:
    """One recorder's gate."""

    def __init__(self) -> None:
        """Begin open."""
        self._turn = asyncio.Lock()
        self._open = asyncio.Event()
        self._open.set()
        self._answered: dict[str, asyncio.Event] = {}
        self._accepted_at: float | None = None

    @property
    def refused(self) -> bool:
        """Whether the recorder refused the login; nobody tries until `reopen`."""
        return not self._open.is_set()

    async def attempt(self, slot: str, permit: Callable[[], None]) -> None:
        """Wait for this slot's turn, permit its attempt, and hold the gate until it is answered."""
        async with self._turn:
            await self._open.wait()
            if self._is_trusted():
                permit()
                return
            answered = self._answered[slot] = asyncio.Event()
            try:
                permit()
                with suppress(TimeoutError):
                    async with asyncio.timeout(HOLD):
                        await answered.wait()
            finally:
                del self._answered[slot]

    def _is_trusted(self) -> bool:
        now = asyncio.get_running_loop().time()
        return self._accepted_at is not None and now - self._accepted_at < TRUSTED

    def answer(self, slot: str, answer: Answer) -> None:
        """Tell how an attempt ended."""
        if answer is Answer.REFUSED:
            self._open.clear()
            self._accepted_at = None
        elif answer is Answer.ACCEPTED:
            self._accepted_at = asyncio.get_running_loop().time()
        if (answered := self._answered.get(slot)) is not None:
            answered.set()

    def reopen(self) -> None:
        """Let one try again: the login was seen to work elsewhere, or was changed."""
        self._open.set()


class Turns:
    """One slot at the gate: asks for its turns, and says how its attempts ended."""

    def __init__(self, slot: str, gate: LoginGate, permit: Callable[[], None]) -> None:
        """`permit` lets the slot's worker connect once."""
        self._slot = slot
        self._gate = gate
        self._permit = permit
        self._asking: asyncio.Task[None] | None = None
        self._attempts = self._sessions = 0

    def hear(self, state: Header) -> None:
        """Take in a worker's state: how many attempts were answered, and whether it asks for one."""
        if state["attempts"] != self._attempts:
            self._gate.answer(self._slot, self._answer_in(state))
            self._attempts, self._sessions = state["attempts"], state["sessions"]
        if state["asking"] and (self._asking is None or self._asking.done()):
            attempt = self._gate.attempt(self._slot, self._permit)
            self._asking = asyncio.create_task(attempt)

    def _answer_in(self, state: Header) -> Answer:
        if state["sessions"] > self._sessions:
            return Answer.ACCEPTED
        return Answer.REFUSED if state["link"] == "refused" else Answer.NONE

    def give_up(self) -> None:
        """Say that the worker ended, whatever it was waiting for; the next one counts anew."""
        self.stop()
        self._gate.answer(self._slot, Answer.NONE)
        self._attempts = self._sessions = 0

    def stop(self) -> None:
        """Ask for no more turns."""
        if self._asking is not None:
            self._asking.cancel()
