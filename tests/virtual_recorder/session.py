"""A client for the virtual recorder's own tests, and whoever else wants to ask it by hand."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import re

from aiohttp import ClientSession, ClientTimeout, DigestAuthMiddleware, StreamReader

from .recorder import VirtualRecorder

NO_LIMIT = ClientTimeout(total=None)


@asynccontextmanager
async def log_in(
    recorder: VirtualRecorder, password: str | None = None
) -> AsyncIterator[ClientSession]:
    """Give a session that logs in with digest and knows the recorder's address."""
    login = DigestAuthMiddleware(
        "admin", password or recorder.world.account.password, preemptive=False
    )
    address = f"http://{recorder.host}:{recorder.http_port}"
    async with ClientSession(address, middlewares=(login,), timeout=ClientTimeout(30)) as session:
        yield session


async def read_until(content: StreamReader, pattern: str, seconds: float = 30.0) -> str:
    """Read a stream until a pattern is in it; raises TimeoutError."""
    text = ""
    async with asyncio.timeout(seconds):
        while not re.search(pattern, text, re.DOTALL):
            text += (await content.readany()).decode("utf-8", "replace")
    return text
