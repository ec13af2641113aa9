"""What can go wrong with a single answer, path by path."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
import re
from typing import Literal

type FaultKind = Literal[
    "status", "html", "truncated", "namespace", "single", "slow", "hang", "huge",
    "content_type", "body", "empty", "drop", "deep", "entities",
]  # fmt: skip

_HTML = b"<!DOCTYPE html>\n<html><head><title>Login</title></head><body><p>Silakan masuk<br></body></html>\n"


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """An HTTP answer before anything goes wrong with it."""

    status: int = 200
    body: bytes = b""
    content_type: str = 'application/xml; charset="UTF-8"'
    headers: Mapping[str, str] | None = None


@dataclass(kw_only=True, slots=True)
class Fault:
    """Something wrong with every answer whose path matches `path` (with * and ?).

    `times` counts down, None lasts. `seconds` is for slow and hang, `size` (bytes) for huge,
    `status` for status, `body` for body. `status` 401 is said with a challenge.
    """

    path: str
    kind: FaultKind
    method: str | None = None
    status: int = 500
    seconds: float = 2.0
    size: int = 100_000_000
    body: bytes = b""
    times: int | None = None

    def matches(self, method: str, path: str) -> bool:
        """Return whether this fault is meant for a request."""
        return (
            self.times != 0
            and (self.method is None or self.method == method)
            and fnmatchcase(path, self.path)
        )


def spoil(fault: Fault, answer: Answer) -> Answer:
    """Return the answer with the fault applied; those of time and of the wire are the door's."""
    match fault.kind:
        case "status":
            return Answer(status=fault.status)
        case "html":
            return Answer(body=_HTML, content_type="text/html")
        case "namespace":
            return replace(answer, body=_other_namespace(answer.body))
        case "single":
            return replace(answer, body=_single(answer.body))
        case "content_type":
            return replace(answer, content_type="application/octet-stream")
        case "body":
            return replace(answer, status=200, body=fault.body)
        case "empty":
            return replace(answer, body=b"")
        case "deep":
            depth = 50_000
            return replace(answer, body=b"<a>" * depth + b"</a>" * depth)
        case "entities":
            return replace(answer, body=_entities())
        case _:
            return answer


def _other_namespace(body: bytes) -> bytes:
    return re.sub(rb'xmlns="[^"]*"', b'xmlns="urn:psialliance-org"', body)


def _single(body: bytes) -> bytes:
    """Keep the first of a list's items, without the list around it where it is XML."""
    found = re.search(
        rb"<(InputProxyChannel|InputProxyChannelStatus|VideoInputChannel|StreamingChannel"
        rb"|EventTrigger|hdd)\b.*?</\1>",
        body,
        re.DOTALL,
    )
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + found[0] if found else body


def _entities() -> bytes:
    """Return the "billion laughs": ten entities, each ten of the one before."""
    lines = [b'<!ENTITY a0 "ha">']
    lines += [b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10)]
    return b'<?xml version="1.0"?><!DOCTYPE x [' + b"".join(lines) + b"]><x>&a9;</x>"
