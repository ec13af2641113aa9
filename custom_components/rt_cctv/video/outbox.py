"""The worker's way out: one thread writes to the pipe, so no other ever waits for the hub."""

from collections import deque
import threading
from typing import BinaryIO, Final, override

from .live import Fragment, Init, Ring
from .wire import Header, pack

MAX_LIVE_BYTES: Final = 4_000_000
MAX_BYTES: Final = 24_000_000


class Outbox(threading.Thread):
    """Writes messages in order. Live pictures are refused where too much waits already.

    Over 24 MB the hub is not reading at all; then nothing more is taken: the hub's watchdog,
    which hears nothing either, ends this process.
    """

    def __init__(self, pipe: BinaryIO) -> None:
        """`pipe` is unbuffered and blocking."""
        super().__init__(name="outbox", daemon=True)
        self._pipe = pipe
        self._waiting: deque[bytes] = deque()
        self._bytes = 0
        self._changed = threading.Condition()

    def put(self, header: Header, blob: bytes = b"", *, live: bool = False) -> bool:
        """Queue a message; False where there is no room for it."""
        message = pack(header, blob)
        with self._changed:
            if self._bytes + len(message) > (MAX_LIVE_BYTES if live else MAX_BYTES):
                return False
            self._waiting.append(message)
            self._bytes += len(message)
            self._changed.notify_all()
            return True

    def drain(self, seconds: float) -> None:
        """Wait until everything is written, at most so long."""
        with self._changed:
            self._changed.wait_for(lambda: not self._bytes, seconds)

    @override
    def run(self) -> None:
        """Write until the pipe breaks; the main thread sees the same end on its own pipe."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: bool(self._waiting))
                message = self._waiting.popleft()
            try:
                self._pipe.write(message)
            except OSError:
                return
            with self._changed:
                self._bytes -= len(message)
                self._changed.notify_all()


class LivePort:
    """Hands fragments to the hub while somebody watches, beginning with the last key frame."""

    def __init__(self, outbox: Outbox, ring: Ring) -> None:
        """Begin with nobody watching."""
        self._outbox = outbox
        self._ring = ring
        self._lock = threading.Lock()
        self._on = False
        self._init: Init | None = None
        self._gap = False

    def add(self, piece: Fragment) -> None:
        """Take a new fragment (reader's thread)."""
        with self._lock:
            self._ring.add(piece)
            if self._on:
                self._send(piece, backlog=False)

    def turn(self, *, on: bool) -> None:
        """Begin or end (control thread); beginning again sends everything since the key frame."""
        with self._lock:
            self._on = on
            self._init = None
            self._gap = False
            for piece in self._ring.since_key() if on else ():
                self._send(piece, backlog=True)

    def last(self, seconds: float) -> list[Fragment]:
        """Return the groups of pictures of the last seconds."""
        with self._lock:
            return self._ring.last(seconds)

    def since_key(self) -> list[Fragment]:
        """Return the fragments since the last key frame."""
        with self._lock:
            return self._ring.since_key()

    def _send(self, piece: Fragment, *, backlog: bool) -> None:
        if self._gap and not piece.key:
            return
        if piece.init is not self._init:
            init = piece.init
            header: Header = {
                "is": "start",
                "mime": init.mime,
                "codec": init.codec,
                "width": init.width,
                "height": init.height,
            }
            if not self._outbox.put(header, init.data, live=True):
                self._gap = True
                return
            self._init = init
        media: Header = {
            "is": "media",
            "key": piece.key,
            "backlog": backlog,
            "gap": self._gap,
            "wall": piece.wall,
            "media": piece.media,
        }
        self._gap = not self._outbox.put(media, piece.data, live=True)
