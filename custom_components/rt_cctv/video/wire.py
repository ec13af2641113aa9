"""How the hub and a worker process talk: a JSON header and bytes, over the worker's own pipes."""

import asyncio
from collections.abc import Mapping
import json
import struct
from typing import Any, BinaryIO, Final

_SIZES: Final = struct.Struct(">II")
MAX_HEADER: Final = 1_000_000
MAX_BLOB: Final = 32_000_000

type Header = Mapping[str, Any]
"""Values of many kinds, as JSON has them; every message has "is" (worker) or "do" (hub)."""


class WireError(Exception):
    """The other side doesn't keep to the form."""


def pack(header: Header, blob: bytes = b"") -> bytes:
    """Return a message ready to be written."""
    text = json.dumps(header, separators=(",", ":")).encode()
    return b"".join((_SIZES.pack(len(text), len(blob)), text, blob))


def _sizes(raw: bytes) -> tuple[int, int]:
    header, blob = _SIZES.unpack(raw)
    if header > MAX_HEADER or blob > MAX_BLOB:
        raise WireError("message over its limit")
    return header, blob


def _header(raw: bytes) -> Header:
    try:
        header = json.loads(raw)
    except ValueError as err:
        raise WireError("header is no JSON") from err
    if not isinstance(header, dict):
        raise WireError("header is no object")
    return header


def read_blocking(stream: BinaryIO) -> tuple[Header, bytes] | None:
    """Return the next message, None at the end. Raises WireError."""
    raw = stream.read(_SIZES.size)
    if len(raw) < _SIZES.size:
        return None
    header_size, blob_size = _sizes(raw)
    text, blob = stream.read(header_size), stream.read(blob_size)
    if len(text) < header_size or len(blob) < blob_size:
        return None
    return _header(text), blob


async def read(stream: asyncio.StreamReader) -> tuple[Header, bytes] | None:
    """Return the next message, None at the end. Raises WireError."""
    try:
        header_size, blob_size = _sizes(await stream.readexactly(_SIZES.size))
        text = await stream.readexactly(header_size)
        blob = await stream.readexactly(blob_size) if blob_size else b""
    except asyncio.IncompleteReadError, ConnectionError:
        return None
    return _header(text), blob
