"""The process that every worker is a fork of: what takes a worker long to import is there already.

Importing FFmpeg, NumPy and Pillow takes 0.2 s of a core and more on a Pi, for each slot, while
somebody waits for the first picture; a fork takes milliseconds, and shares the memory.

Standard input is a Unix socket of packets (SOCK_SEQPACKET). The hub sends `FORK` with two file
descriptors, which become the worker's standard input and output, or `KILL`; it hears `FORKED` or
`FAILED`, and `ENDED` when a worker has ended. The end of the socket is the end of this process and
of every worker.
"""

from collections.abc import Callable
import ctypes
import gc
import os
import select
import signal
import socket
import struct
from typing import Final

PACKET: Final = struct.Struct(">cii")
"""What is said, of which process, and with ENDED its exit code, with FAILED the error's number."""
FORK, KILL = b"f", b"k"
FORKED, FAILED, ENDED = b"F", b"!", b"E"

_PR_SET_PDEATHSIG: Final = 1


class _Server:
    def __init__(self, worker: Callable[[], None]) -> None:
        self._worker = worker
        self._hub = socket.socket(fileno=0)
        self._libc = ctypes.CDLL(None)
        self._pid = os.getpid()
        self._children: set[int] = set()
        self._woken, self._wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wake)

    def run(self) -> None:
        hub = self._hub.fileno()
        while True:
            readable, _, _ = select.select([hub, self._woken], [], [])
            if self._woken in readable:
                os.read(self._woken, 4096)
                self._reap()
            if hub not in readable:
                continue
            packet, pipes, _, _ = socket.recv_fds(self._hub, PACKET.size, 2)
            if not packet:
                return
            do, pid, _ = PACKET.unpack(packet)
            if do == FORK:
                self._fork(pipes)
            elif pid in self._children:
                os.kill(pid, signal.SIGKILL)

    def _fork(self, pipes: list[int]) -> None:
        try:
            pid = os.fork()
        except OSError as err:
            self._hub.send(PACKET.pack(FAILED, 0, err.errno))
        else:
            if not pid:
                self._become_worker(pipes)
            self._children.add(pid)
            self._hub.send(PACKET.pack(FORKED, pid, 0))
        for pipe in pipes:
            os.close(pipe)

    def _become_worker(self, pipes: list[int]) -> None:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.close(self._woken)
        os.close(self._wake)
        # The hub's socket is standard input itself, so that the first of these closes it.
        for standard, pipe in enumerate(pipes):
            os.dup2(pipe, standard)
            os.close(pipe)
        self._libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() == self._pid:
            self._worker()
        os._exit(0)

    def _reap(self) -> None:
        while self._children:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            self._children.discard(pid)
            self._hub.send(PACKET.pack(ENDED, pid, os.waitstatus_to_exitcode(status)))


def serve(worker: Callable[[], None]) -> None:
    """Fork for the hub until it goes; `worker` runs in each fork."""
    # Ctrl-C in a terminal reaches us too, but it is the hub's to say when a worker stops.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    server = _Server(worker)
    gc.collect()
    gc.freeze()
    server.run()
