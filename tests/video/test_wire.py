"""Tests of the talk between hub and worker."""

import asyncio
import io

import pytest

from custom_components.rt_cctv.video.wire import WireError, pack, read, read_blocking


async def stream_of(raw: bytes) -> asyncio.StreamReader:
    stream = asyncio.StreamReader()
    stream.feed_data(raw)
    stream.feed_eof()
    return stream


async def test_what_is_packed_is_read_on_both_sides() -> None:
    raw = pack({"is": "media", "key": True}, b"\0\1\2") + pack({"do": "stop"})
    stream, file = await stream_of(raw), io.BytesIO(raw)
    for _ in range(2):
        assert await read(stream) == read_blocking(file) != None  # noqa: E711
    assert await read(stream) is None
    assert read_blocking(file) is None


@pytest.mark.parametrize(
    "raw",
    [
        b"\xff\xff\xff\xff\0\0\0\0",
        b"\0\0\0\1\xff\xff\xff\xff{",
        b"\0\0\0\1\0\0\0\0x",
        b"\0\0\0\2\0\0\0\0[]",
    ],
)
async def test_what_keeps_to_no_form_or_limit_is_refused(raw: bytes) -> None:
    with pytest.raises(WireError):
        await read(await stream_of(raw))
    with pytest.raises(WireError):
        read_blocking(io.BytesIO(raw))


@pytest.mark.parametrize("cut", [3, 9, 30])
async def test_a_message_cut_off_is_the_end(cut: int) -> None:
    raw = pack({"is": "media", "key": True}, b"x" * 30)[:-cut]
    assert await read(await stream_of(raw)) is None
    assert read_blocking(io.BytesIO(raw)) is None
