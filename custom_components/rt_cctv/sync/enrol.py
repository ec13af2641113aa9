"""Enrolment over HTTPS: the hub's side."""

from dataclasses import dataclass, field
import hashlib
from typing import Final
from urllib.parse import parse_qs, urlsplit

import aiohttp
import msgspec

from .broker import Broker
from .door import CLAIM, CONFIRM, PATH, ROTATE, DoorAnswer, DoorRequest, read_limited
from .identity import HubId, NotAHubIdError

_TIMEOUT: Final = aiohttp.ClientTimeout(total=20)
_MAX_ANSWER: Final = 65_536


class EnrolError(Exception):
    """The city said no, or wasn't there. `reason` is RegistryError's, or insecure, unreachable, not_a_city."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, kw_only=True, slots=True)
class Invitation:
    """What the QR code of a kelurahan's letter says: `rtcctv://HOST[:PORT]/HUB?code=…[&cert=…]`.

    `certificate` is the SHA-256 of the city's certificate, for a city without a public one.
    """

    url: str
    hub: HubId
    code: str = field(repr=False)
    certificate: bytes | None = None

    @classmethod
    def parse(cls, text: str) -> Invitation:
        """Read a scanned QR code; raises EnrolError."""
        parts = urlsplit(text.strip())
        query = parse_qs(parts.query)
        try:
            if parts.scheme != "rtcctv" or not parts.hostname:
                raise EnrolError("not_a_city")
            return cls(
                url=f"https://{parts.netloc.rpartition('@')[2]}",
                hub=HubId.parse(parts.path.strip("/")),
                code=query["code"][0],
                certificate=_digest(query["cert"][0]) if "cert" in query else None,
            )
        except (KeyError, NotAHubIdError, ValueError) as error:
            raise EnrolError("not_a_city") from error


class CityDoor:
    """The city's door at a URL. `allow_plain` is for tests on one machine."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        url: str,
        *,
        certificate: bytes | None = None,
        allow_plain: bool = False,
    ) -> None:
        """Raise EnrolError for a URL without TLS."""
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise EnrolError("not_a_city")
        if parts.scheme != "https" and not allow_plain:
            raise EnrolError("insecure")
        self._session = session
        self._url = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
        self._ssl = aiohttp.Fingerprint(certificate) if certificate else True

    async def claim(self, hub: HubId, code: str) -> Broker:
        """Trade a claim code for the way to the broker; raises EnrolError."""
        return _broker(await self._ask(CLAIM, DoorRequest(hub=hub.text, code=code)))

    async def rotate(self, hub: HubId, password: str) -> Broker:
        """Get the next password; keep it before `confirm`. Raises EnrolError."""
        return _broker(await self._ask(ROTATE, DoorRequest(hub=hub.text, password=password)))

    async def confirm(self, hub: HubId, password: str) -> None:
        """Take the next password into use; raises EnrolError."""
        await self._ask(CONFIRM, DoorRequest(hub=hub.text, password=password))

    async def _ask(self, what: str, body: DoorRequest) -> DoorAnswer:
        try:
            async with self._session.post(
                f"{self._url}{PATH}/{what}",
                data=msgspec.json.encode(body),
                headers={"Content-Type": "application/json"},
                timeout=_TIMEOUT,
                ssl=self._ssl,
                allow_redirects=False,
            ) as response:
                text = await read_limited(response.content, _MAX_ANSWER)
        except aiohttp.ClientSSLError as error:
            raise EnrolError("insecure") from error
        except aiohttp.ServerFingerprintMismatch as error:
            raise EnrolError("insecure") from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise EnrolError("unreachable") from error
        try:
            answer = msgspec.json.decode(text, type=DoorAnswer)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise EnrolError("not_a_city") from error
        if answer.error:
            raise EnrolError(answer.error)
        return answer


def _broker(answer: DoorAnswer) -> Broker:
    if answer.broker is None or not answer.password:
        raise EnrolError("not_a_city")
    return Broker(
        host=answer.broker.host,
        port=answer.broker.port,
        username=answer.hub,
        password=answer.password,
        ca=answer.broker.ca,
        tls=answer.broker.tls,
        others=answer.broker.others,
    )


def _digest(text: str) -> bytes:
    digest = bytes.fromhex(text)
    if len(digest) != hashlib.sha256().digest_size:
        raise ValueError("not a SHA-256")
    return digest
