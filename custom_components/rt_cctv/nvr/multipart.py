"""Takes an alarm stream apart as its bytes come: pure, tolerant, for every brand.

Recorders' multipart is seldom well-formed: lengths that are wrong or missing, LF for CRLF, no line
break before a boundary, no blank line after the headers, several alerts in one part. Each of these
kills aiohttp's own reader, so this one believes, in this order: the end tag of an alert, a
boundary, a length whose content is whole.
"""

from dataclasses import dataclass, field
from enum import Enum, auto
import json
import re
from typing import Final

PART_LIMIT: Final = 4 * 1024 * 1024
"""Bytes that may be held for one part (a picture of a 4K camera is about 1 MiB)."""
_HEAD_LIMIT: Final = 16 * 1024
_MARK_LIMIT: Final = 256

_BOUNDARY = re.compile(r'boundary\s*=\s*(?:"([^"]*)"|([^\s;,]+))', re.IGNORECASE)
_ALERT_START = re.compile(rb"<(?:\?xml\b|(?:\w{1,32}:)?EventNotificationAlert\b)")
_ALERT_BEGUN = re.compile(rb"<(?:\w{1,32}:)?EventNotificationAlert\b")
_ALERT_END = re.compile(rb"</(?:\w{1,32}:)?EventNotificationAlert\s{0,8}>")
_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]*:")
_HEADER_BEGUN = re.compile(rb"[A-Za-z][A-Za-z0-9-]*")
_LENGTH = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Part:
    """One part. `content_type` is lower-case without parameters, empty where none was said."""

    content_type: str
    body: bytes = field(repr=False)


class _State(Enum):
    BETWEEN = auto()
    HEAD = auto()
    BODY = auto()


class MultipartParser:
    """Feed it bytes, get the parts that they complete.

    A part that grows over `limit` bytes is given up; parsing goes on with the next boundary.
    """

    def __init__(
        self, content_type: str = "", *, default: str = "boundary", limit: int = PART_LIMIT
    ) -> None:
        """Read the boundary from an answer's Content-Type, `default` where it names none."""
        match = _BOUNDARY.search(content_type)
        named = (match[1] or match[2] or "") if match else ""
        # Every count has a limit, or a stream of dashes would keep the search busy for minutes.
        mark = rb"-{2,6}" + re.escape((named.strip("-") or default).encode("latin-1", "replace"))
        self._mark = re.compile(mark + rb"-{0,6}[ \t]{0,8}(?:\r?\n|(?=<|Content-))")
        self._last_mark = re.compile(mark + rb"-{0,6}\s{0,8}\Z")
        self._limit = limit
        self._buffer = bytearray()
        self._state = _State.BETWEEN
        self._scanned = 0
        self._type = ""
        self._length: int | None = None

    def feed(self, data: bytes) -> list[Part]:
        """Take in the next bytes, however they are cut; return the parts now complete."""
        self._buffer += data
        parts: list[Part] = []
        while self._step(parts):
            pass
        if len(self._buffer) > self._limit:
            self._take(len(self._buffer) - _MARK_LIMIT)
            self._state = _State.BETWEEN
        return parts

    def close(self) -> list[Part]:
        """Return what the end of the stream completes."""
        parts: list[Part] = []
        if self._state is not _State.BETWEEN:
            mark = self._last_mark.search(self._buffer)
            body = self._take(mark.start() if mark else len(self._buffer))
            self._emit(parts, self._without_break(body))
        self._buffer.clear()
        self._state = _State.BETWEEN
        return parts

    def _step(self, parts: list[Part]) -> bool:
        """Go one step on; False where more bytes are needed."""
        match self._state:
            case _State.BETWEEN:
                return self._seek()
            case _State.HEAD:
                return self._read_head()
            case _State.BODY:
                return self._read_body(parts)

    def _take(self, count: int) -> bytes:
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        self._scanned = 0
        return taken

    def _find(self, pattern: re.Pattern[bytes], end: int | None = None) -> re.Match[bytes] | None:
        """Search what wasn't searched before, and enough before it for a mark cut in two."""
        start = max(0, self._scanned - _MARK_LIMIT)
        return pattern.search(self._buffer, start, len(self._buffer) if end is None else end)

    def _seek(self) -> bool:
        mark, alert = self._find(self._mark), self._find(_ALERT_START)
        if alert and (mark is None or alert.start() < mark.start()):
            # A further alert in the same part, or a stream that isn't multipart at all.
            self._take(alert.start())
            self._enter_body("application/xml", None)
            return True
        if mark:
            self._take(mark.end())
            self._state, self._type, self._length = _State.HEAD, "", None
            return True
        self._take(max(0, len(self._buffer) - _MARK_LIMIT))
        return False

    def _read_head(self) -> bool:
        """Read one header line, or find that the body begins."""
        end = self._buffer.find(b"\n")
        line = bytes(self._buffer if end < 0 else self._buffer[:end]).rstrip(b"\r")
        if end >= 0 and not line:
            self._take(end + 1)
            self._enter_body(self._type, self._length)
            return True
        if end >= 0 and _HEADER.match(line):
            self._take(end + 1)
            self._note_header(line.decode("latin-1"))
            return True
        undecided = end < 0 and (not line or _HEADER.match(line) or _HEADER_BEGUN.fullmatch(line))
        if undecided and len(line) < _HEAD_LIMIT:
            return False
        self._enter_body(self._type, self._length)
        return True

    def _note_header(self, line: str) -> None:
        name, _, value = line.partition(":")
        if name.lower() == "content-type":
            self._type = value.partition(";")[0].strip().lower()
        elif name.lower() == "content-length":
            text = value.strip()
            self._length = int(text) if _LENGTH.fullmatch(text) else None

    def _enter_body(self, content_type: str, length: int | None) -> None:
        self._state, self._type, self._length = _State.BODY, content_type, length
        self._scanned = 0

    def _read_body(self, parts: list[Part]) -> bool:
        if not self._is_picture and (end := self._find(_ALERT_END)):
            mark = self._find(self._mark, end.start())
            if mark is None:
                self._emit(parts, self._take(end.end()), "application/xml")
                self._state = _State.BETWEEN
                return True
        if mark := self._find(self._mark):
            self._emit(parts, self._without_break(self._take(mark.start())))
            self._take(mark.end() - mark.start())
            self._state, self._type, self._length = _State.HEAD, "", None
            return True
        if self._length is not None and len(self._buffer) >= self._length:
            if self._is_whole(self._length):
                self._emit(parts, self._take(self._length))
                self._state = _State.BETWEEN
                return True
            # A length that cuts the content short was a guess of the firmware's.
            self._length = None
        self._scanned = len(self._buffer)
        return False

    @property
    def _is_picture(self) -> bool:
        return self._type.startswith(("image/", "video/", "audio/", "application/octet"))

    def _is_whole(self, length: int) -> bool:
        """Whether the first `length` bytes are a whole body: a wrong length must not cut one."""
        if self._is_picture:
            return True
        body = bytes(self._buffer[:length]).strip()
        if body.startswith(b"<"):
            return body.endswith(b">") and not _ALERT_BEGUN.search(body)
        _, found, document = body.partition(b"data=")
        if not found:
            document = body if body.startswith((b"{", b"[")) else b""
        if not document:
            return True
        try:
            json.loads(document)
        except ValueError, RecursionError:
            return False
        return True

    def _emit(self, parts: list[Part], body: bytes, content_type: str | None = None) -> None:
        if not self._is_picture:
            body = body.strip()
        if body:
            parts.append(Part(self._type if content_type is None else content_type, body))

    @staticmethod
    def _without_break(body: bytes) -> bytes:
        """Leave off the line break before a boundary: it belongs to the boundary."""
        return body.removesuffix(b"\n").removesuffix(b"\r")
