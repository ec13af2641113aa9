"""The RTSP door: several clients per stream, digest, RTP on the same connection (RFC 2326, 10.12)."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field

from .rtsp_client import RtspClient
from .rtsp_state import RtspState


@dataclass(kw_only=True, slots=True)
class RtspDoor:
    """A listening RTSP server."""

    state: RtspState
    _server: asyncio.Server | None = None
    _clients: set[RtspClient] = field(default_factory=set)

    async def open(self, host: str, port: int) -> int:
        """Listen; return the port."""
        self._server = await asyncio.start_server(self._serve, host, port, reuse_address=True)
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Stop listening and break what is open."""
        if self._server is None:
            return
        self._server.close()
        ending = [client.done.wait() for client in self._clients]
        self.break_connections()
        await asyncio.gather(*ending)
        self._server = None

    def break_connections(self, slot: int | None = None) -> None:
        """Break every connection, or those that watch a slot."""
        for client in tuple(self._clients):
            if slot is None or (client.session and client.session.slot == slot):
                client.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        client = RtspClient(self.state, reader, writer)
        self._clients.add(client)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, ValueError):
                await client.run()
        finally:
            client.end()
            self._clients.discard(client)
