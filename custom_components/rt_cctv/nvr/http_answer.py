"""What a recorder answers over HTTP, and what goes wrong on the way."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
import ssl

import aiohttp

from .base import (
    BadAnswerError,
    CannotConnectError,
    CertificateError,
    HostNotFoundError,
    NotSupportedError,
    PermissionDeniedError,
    TimedOutError,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """A whole answer. `content_type` is the header as sent, lower-case, without parameters."""

    status: int
    content_type: str
    body: bytes = field(repr=False)

    @property
    def ok(self) -> bool:
        """True for a 2xx."""
        return 200 <= self.status < 300

    @property
    def text(self) -> str:
        """The body as text; what is no UTF-8 is replaced."""
        return self.body.decode("utf-8", "replace")

    def expect(self) -> Answer:
        """Return this answer if it is a 2xx, else raise what its status means."""
        if self.ok:
            return self
        if self.status == 403:
            raise PermissionDeniedError("The recorder forbids this")
        if self.status in (404, 405, 501):
            raise NotSupportedError("The recorder has no such function")
        raise BadAnswerError(f"The recorder answered with status {self.status}")


@contextmanager
def translated() -> Iterator[None]:
    """Turn aiohttp's errors into ours; their texts hold addresses, so they end here."""
    try:
        yield
    except ssl.SSLCertVerificationError, aiohttp.ClientConnectorCertificateError:
        raise CertificateError("The recorder's certificate isn't trusted") from None
    except TimeoutError:
        raise TimedOutError("The recorder took too long") from None
    except aiohttp.ClientConnectorDNSError:
        raise HostNotFoundError("The recorder's name has no address") from None
    except aiohttp.ClientResponseError, aiohttp.InvalidURL:
        raise BadAnswerError("What answers there doesn't speak HTTP") from None
    except (aiohttp.ClientError, OSError) as err:
        raise CannotConnectError(f"The connection failed: {type(err).__name__}") from None


async def read_body(response: aiohttp.ClientResponse, limit: int) -> bytes:
    """Return the whole body; `BadAnswerError` where it is longer than `limit` or cut off."""
    data = bytearray()
    try:
        async for chunk in response.content.iter_any():
            data += chunk
            if len(data) > limit:
                response.close()
                raise BadAnswerError("The recorder's answer is too long")
    except aiohttp.ClientPayloadError:
        raise BadAnswerError("The recorder's answer was cut off") from None
    return bytes(data)
