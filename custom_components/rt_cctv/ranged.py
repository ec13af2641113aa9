"""Answers with a part of a file where a part is asked for: a player of Apple's asks for nothing else."""

from collections.abc import Mapping
from http import HTTPStatus

from aiohttp import hdrs, web


def ranged(
    request: web.Request, body: bytes, content_type: str, headers: Mapping[str, str]
) -> web.Response:
    """Return the body, or the one range of it that was asked for (RFC 9110, 14)."""
    said = {**headers, hdrs.ACCEPT_RANGES: "bytes"}
    try:
        asked = request.http_range
    except ValueError:
        asked = slice(len(body), None)
    if asked.start is None and asked.stop is None:
        return web.Response(body=body, content_type=content_type, headers=said)
    start, stop, _ = asked.indices(len(body))
    if start >= stop:
        said[hdrs.CONTENT_RANGE] = f"bytes */{len(body)}"
        return web.Response(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=said)
    said[hdrs.CONTENT_RANGE] = f"bytes {start}-{stop - 1}/{len(body)}"
    return web.Response(
        status=HTTPStatus.PARTIAL_CONTENT,
        body=body[start:stop],
        content_type=content_type,
        headers=said,
    )
