"""The worker process of one slot: reader, looker and the talk with the hub.

One process a slot, so that what kills or hangs one of them leaves the others alone; it costs about
12 MB of memory each. The process tells every second how it is; whoever hears nothing ends it.
Commands come on standard input, messages go to standard output, and the end of the former is the
end of the process.
"""

from collections.abc import Callable
import contextlib
import os
from pathlib import Path
import resource
import threading
import time
from types import TracebackType
from typing import Final

import av
import av.logging
from PIL.Image import Image

from .confirm import Confirmer, Trouble
from .live import Ring, as_file
from .looker import Looker
from .outbox import LivePort, Outbox
from .picture import jpeg, last_picture
from .reader import Reader
from .settings import settings_from_json
from .timeline import Timeline
from .wire import Header, WireError, read_blocking

HEARTBEAT: Final = 1.0
_LOOKER_LIMIT: Final = 5.0
_READER_GRACE: Final = 3.0
"""Seconds that the reader may be over the time that each of its waits is limited to."""
_SAVE_EVERY: Final = 600.0

EXIT_HUNG: Final = 70
EXIT_CRASHED: Final = 71
EXIT_MEMORY: Final = 72


class Worker:
    """Everything of one slot."""

    def __init__(self, outbox: Outbox, config: Header, state: bytes) -> None:
        """Build the threads; `run` starts them."""
        self._outbox = outbox
        settings = settings_from_json(config["settings"])
        self._port = LivePort(outbox, Ring(float(config["ring"])))
        model = config["model"]
        confirmer = Confirmer(model, self._tell_confirmer) if model else None
        self._looker = Looker(self._say, self._newest_picture, settings, state or None, confirmer)
        self._reader = Reader(
            config["url"],
            self._looker,
            Timeline(float(config["media"])),
            self._port.add,
            self._tell_state,
        )
        self._told: tuple[object, ...] = ()
        self._changed = threading.Lock()
        self._port.turn(on=bool(config["live"]))

    def run(self) -> None:
        """Start the threads, then say every second how it is, and end the process if one hangs."""
        self._looker.start()
        self._reader.start()
        saved_at = time.monotonic()
        while True:
            time.sleep(HEARTBEAT)
            self._tell_state(always=True)
            now = time.monotonic()
            if (
                now - self._looker.alive_at > _LOOKER_LIMIT
                or now - self._reader.alive_at > self._reader.patience + _READER_GRACE
            ):
                self._outbox.put({"is": "hung"})
                self._outbox.drain(0.5)
                os._exit(EXIT_HUNG)
            if now - saved_at > _SAVE_EVERY:
                saved_at = now
                self._looker.do(self._save)

    def command(self, command: Header, blob: bytes) -> None:
        """Do what the hub says (control thread)."""
        match command["do"]:
            case "permit":
                self._reader.permit()
            case "live":
                self._port.turn(on=bool(command["on"]))
            case "configure":
                self._looker.do(lambda: self._configure(command["settings"]))
            case "vote":
                source, wet = str(command["source"]), bool(command["wet"])
                self._looker.do(lambda: self._looker.vote(source, wet=wet))
            case "still":
                self._looker.do(lambda: self._answer(command, self._still))
            case "explain":
                self._looker.do(lambda: self._answer(command, self._looker.explain))
            case "clip":
                seconds = float(command["seconds"])
                self._answer(command, lambda: as_file(self._port.last(seconds)))
            case "stop":
                self._looker.do(self._stop)

    def _configure(self, raw: Header) -> None:
        self._looker.configure(settings_from_json(raw))

    def _answer(self, command: Header, make: Callable[[], bytes]) -> None:
        try:
            blob = make()
        except av.error.FFmpegError, ValueError:
            blob = b""
        self._outbox.put({"is": "answer", "id": command["id"]}, blob)

    def _still(self) -> bytes:
        image = self._looker.still()
        return b"" if image is None else jpeg(image)

    def _newest_picture(self) -> Image | None:
        return last_picture(self._port.since_key())

    def _save(self) -> None:
        self._outbox.put({"is": "saved"}, self._looker.save())

    def _stop(self) -> None:
        self._save()
        self._outbox.put({"is": "bye"})
        self._outbox.drain(1.0)
        os._exit(0)

    def _tell_confirmer(self, trouble: Trouble | None) -> None:
        self._outbox.put({"is": "confirmer", "trouble": trouble})

    def _say(self, header: Header, blob: bytes) -> None:
        self._outbox.put(header, blob)

    def _tell_state(self, *, always: bool = False) -> None:
        reader, looker = self._reader, self._looker
        with self._changed, looker.telling:
            now = (reader.link, reader.reason, reader.asking, reader.attempts)
            if not always and now == self._told:
                return
            self._told = now
            self._outbox.put(
                {
                    "is": "state",
                    "link": reader.link,
                    "reason": reader.reason,
                    "asking": reader.asking,
                    "attempts": reader.attempts,
                    "since": reader.since,
                    "last_picture": reader.last_wall,
                    "codec": reader.codec,
                    "width": reader.width,
                    "height": reader.height,
                    "fps": round(reader.fps, 2),
                    "looks": looker.looks,
                    "keyframes_only": looker.pace.keyframes_only,
                    "degraded": looker.pace.degraded,
                    "ready": looker.ready,
                    "active": None if looker.active is None else sorted(looker.active),
                    "packets": reader.packets,
                    "broken": reader.corrupt + looker.decode_errors,
                    "sessions": reader.sessions,
                }
            )


def crash_site(trace: TracebackType | None) -> str:
    """Return where it happened, without the error's text: that may hold an address."""
    site = "?"
    while trace is not None:
        site = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return site


def _limit(memory: int) -> None:
    """Keep this process small, polite and first in line when the machine runs out of memory."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if memory:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    with contextlib.suppress(OSError):
        os.nice(5)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500", encoding="ascii")


def main() -> None:
    """Read the configuration, start, and follow commands until the pipe ends."""
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    av.logging.set_level(None)
    outbox = Outbox(out)
    outbox.start()

    def crashed(args: threading.ExceptHookArgs) -> None:
        kind = args.exc_type.__name__
        outbox.put({"is": "crashed", "error": kind, "where": crash_site(args.exc_traceback)})
        outbox.drain(0.5)
        os._exit(EXIT_MEMORY if issubclass(args.exc_type, MemoryError) else EXIT_CRASHED)

    threading.excepthook = crashed
    control = threading.Thread(target=_control, args=(outbox,), name="control")
    control.start()
    control.join()


def _control(outbox: Outbox) -> None:
    commands = os.fdopen(0, "rb")
    first = read_blocking(commands)
    if first is None:
        os._exit(0)
    config, state = first
    _limit(int(config["memory"]))
    worker = Worker(outbox, config, state)
    threading.Thread(target=worker.run, name="heart", daemon=True).start()
    try:
        while (message := read_blocking(commands)) is not None:
            worker.command(*message)
    except WireError:
        os._exit(EXIT_CRASHED)
    os._exit(0)
