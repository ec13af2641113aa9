"""Speaks SOAP with an ONVIF recorder through onvif-zeep-async, within our own limits.

The library's own HTTP is replaced by ours: one refused login at most, a limit on an
answer's size, no document types, no other host than the recorder's, one request at a time.
"""

# ruff: noqa: ANN401 # what zeep makes of an answer has a type only at run time

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import aiohttp
from onvif import ONVIFService
from onvif.exceptions import ONVIFError
from requests import Response
from zeep.exceptions import Error as ZeepError, Fault, TransportError

from ..base import (
    BadAnswerError,
    CannotConnectError,
    NotSupportedError,
    PermissionDeniedError,
    RecorderConfig,
    RecorderError,
)
from ..guard import LoginGuard
from ..http import translated
from .wire import LARGE, Camera, NotAuthorizedError, Transport

_NO_SUCH_THING = ("actionnotsupported", "notsupported", "notimplemented", "unknownaction")
CLOCK_MOVED = timedelta(seconds=5)
"""A refusal that comes with a clock this far off was for the time in it, not for the password."""


class Soap:
    """One recorder's ONVIF services."""

    def __init__(
        self, config: RecorderConfig, session: aiohttp.ClientSession, guard: LoginGuard
    ) -> None:
        """Prepare; nothing is sent."""
        self.guard = guard
        self._transport = Transport(session, config, guard)
        self._camera = Camera(config, self._transport)
        self._worked: set[str] = set()
        self._clock_needs_login = False
        self.answers = 0
        """How many calls with a login were answered."""
        self.clock: Any = None
        """The last answer to GetSystemDateAndTime."""
        self.drift: timedelta | None = None

    @property
    def calls(self) -> int:
        """How many calls were sent, PullMessages apart."""
        return self._transport.calls

    @property
    def last_answer(self) -> str:
        """The last answer as it came."""
        return self._transport.last_body.decode("utf-8", "replace")

    @property
    def services(self) -> Mapping[str, str]:
        """Addresses of the services by namespace, after `connect`."""
        return self._camera.xaddrs

    async def connect(self) -> None:
        """Read the clock without a login, then ask for the services."""
        try:
            await self.read_clock()
        except NotSupportedError:
            # Some tell their clock, too, to nobody without a login: ours has to do for the first.
            self._clock_needs_login = True
        async with self.guard.turn:
            await self._attempt("GetServices", self._ask_for_services)
        if not self._camera.xaddrs:
            raise NotSupportedError("The recorder names no ONVIF service")

    async def _ask_for_services(self) -> None:
        await self._camera.update_xaddrs()  # type: ignore[no-untyped-call]
        # The library forgets the recorder's time there.
        self._sign_with(self.drift or timedelta(0))

    async def read_clock(self) -> timedelta:
        """Return the recorder's clock less ours; what is signed from now on bears its time."""
        asked = datetime.now(UTC)
        answer = await self._ask_for_clock()
        now = asked + (datetime.now(UTC) - asked) / 2
        self.clock = answer
        shown = read_date_time(answer)
        if shown is None:
            raise BadAnswerError("The recorder's clock can't be read")
        self.drift = shown - now
        self._sign_with(self.drift)
        return self.drift

    async def _ask_for_clock(self) -> Any:
        operation = "GetSystemDateAndTime"
        if self._clock_needs_login:
            # No turn: who asks may be waiting for an answer that this one explains.
            made = await self._camera.create_onvif_service("devicemgmt")
            return await _understood(getattr(made, operation))
        return await self._plain("devicemgmt", f"authless_{operation}")

    def _sign_with(self, drift: timedelta) -> None:
        # The library's stub of a type: it stores a timedelta there itself.
        setattr(self._camera, "dt_diff", drift)  # noqa: B010
        for service in self._camera.services.values():
            if service.zeep_client is not None:
                service.zeep_client.wsse.dt_diff = drift

    async def call(
        self,
        service: str,
        operation: str,
        params: Mapping[str, Any] | None = None,
        *,
        port_type: str | None = None,
        turn: bool = True,
    ) -> Any:
        """Call an operation with a login and return what zeep makes of the answer.

        `turn` False doesn't wait for others, for what takes a minute by design.
        Raises RecorderError.
        """

        async def send() -> Any:
            made = await self._camera.create_onvif_service(service, port_type=port_type)
            answer = await getattr(made, operation)(dict(params or {}))
            return await _read(made, operation, answer) if isinstance(answer, Response) else answer

        if not turn and self.guard.accepted:
            return await self._attempt(operation, send)
        async with self.guard.turn:
            return await self._attempt(operation, send)

    async def _attempt(self, operation: str, send: Any) -> Any:
        try:
            answer = await _understood(send)
        except NotAuthorizedError:
            if not await self._clock_moved():
                raise self._refusal(operation) from None
            try:
                answer = await _understood(send)
            except NotAuthorizedError:
                raise self._refusal(operation) from None
        self.answers += 1
        self.guard.accept()
        self._worked.add(operation)
        return answer

    async def _clock_moved(self) -> bool:
        before = self.drift
        if self._clock_needs_login:
            return False
        try:
            now = await self.read_clock()
        except RecorderError:
            return False
        return before is None or abs(now - before) > CLOCK_MOVED

    def _refusal(self, operation: str) -> RecorderError:
        if self.guard.accepted and operation not in self._worked:
            # The login is good for other things: this one isn't for this user.
            return PermissionDeniedError("The recorder forbids this")
        return self.guard.refuse()

    async def _plain(self, service: str, operation: str) -> Any:
        """Call an operation without a login."""

        async def send() -> Any:
            made = await self._camera.create_onvif_service(service)
            return await getattr(made, operation)()

        try:
            return await _understood(send)
        except NotAuthorizedError as err:
            raise NotSupportedError("The recorder tells its clock to nobody") from err

    def subscribe_at(self, address: str) -> None:
        """Remember where a pull point answers."""
        self._camera.xaddrs["http://www.onvif.org/ver10/events/wsdl/PullPointSubscription"] = (
            self._camera.rewrite_url(address) or address
        )

    def termination(self, duration: timedelta) -> str:
        """Say how long a subscription is wanted for, as this recorder understands it."""
        return self._camera.get_next_termination_time(duration)

    def relative_time_is_broken(self, wanted: timedelta, answer: Any) -> bool:
        """Note whether the recorder read a relative time wrongly (then absolute ones are sent)."""
        return self._camera.has_broken_relative_time(
            wanted, answer.CurrentTime, answer.TerminationTime
        )

    async def close(self) -> None:
        """Let go of the library's own sessions; ours stays open."""
        await self._camera.close()


async def _read(service: ONVIFService, operation: str, answer: Response) -> Any:
    """Let zeep read an answer, a large one off the loop: it takes its time."""
    document: Any = service.document
    binding = document.bindings[service.binding_name]
    read = partial(binding.process_reply, service.zeep_client, binding.get(operation), answer)
    return await asyncio.to_thread(read) if len(answer.content) > LARGE else read()


async def _understood(send: Any) -> Any:
    """Run one exchange and turn what the libraries raise into ours; texts end here."""
    try:
        with translated():
            return await send()
    except RecorderError:
        raise
    except Fault as err:
        told = f"{err.message} {err.code} {err.subcodes}".lower()
        if any(word in told for word in _NO_SUCH_THING):
            raise NotSupportedError("The recorder has no such function") from None
        raise BadAnswerError("The recorder answered with a fault") from None
    except TransportError as err:
        raise BadAnswerError(f"The recorder answered with status {err.status_code}") from None
    except ONVIFError as err:
        if isinstance(err.__cause__, RecorderError):
            raise err.__cause__ from None
        if "support service" in str(err):
            raise NotSupportedError("The recorder has no such service") from None
        raise BadAnswerError("The recorder's answer can't be understood") from None
    except RuntimeError:
        # aiohttp's word for a session that was closed meanwhile.
        raise CannotConnectError("The connection is closed") from None
    except ZeepError, AttributeError, KeyError, LookupError, TypeError, ValueError:
        raise BadAnswerError("The recorder's answer can't be understood") from None


def read_date_time(answer: Any) -> datetime | None:
    """Read GetSystemDateAndTime's UTC; None where it is no moment."""
    try:
        date, clock = answer.UTCDateTime.Date, answer.UTCDateTime.Time
        return datetime(
            date.Year,
            date.Month,
            date.Day,
            clock.Hour,
            clock.Minute,
            min(clock.Second, 59),
            tzinfo=UTC,
        )
    except AttributeError, TypeError, ValueError:
        return None
