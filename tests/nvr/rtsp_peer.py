"""An RTSP server that answers exactly what a test says."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

SDP = b"v=0\r\nm=audio 0 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H265/90000\r\na=framerate:12.5\r\na=x-dimensions:1280,720\r\n"

type Reply = Callable[[bytes], bytes]


@asynccontextmanager
async def server(reply: Reply) -> AsyncIterator[tuple[int, list[bytes]]]:
    """Answer every request with what `reply` returns; an empty reply hangs up."""
    heard: list[bytes] = []
    writers: set[asyncio.StreamWriter] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.add(writer)
        try:
            while request := await reader.readuntil(b"\r\n\r\n"):
                heard.append(request)
                said = reply(request)
                if not said:
                    break
                writer.write(said)
        except asyncio.IncompleteReadError, ConnectionError:
            pass
        writer.close()

    running_server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield running_server.sockets[0].getsockname()[1], heard
    finally:
        running_server.close()
        for writer in writers:
            writer.transport.abort()
        await running_server.wait_closed()


def ok(body: bytes = SDP, *headers: str) -> bytes:
    head = "\r\n".join(["RTSP/1.0 200 OK", f"Content-Length: {len(body)}", *headers, "", ""])
    return head.encode() + body
