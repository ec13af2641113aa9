"""Learns of messages that Google's or Apple's push service didn't take.

Home Assistant's mobile_app swallows such an error: its notify action succeeds, also where it came to
the push service only because the phone had not confirmed within ten seconds. What it leaves is one
record in its log, a warning where the phone had its daily ration and an error otherwise
(`MobileAppNotificationService._async_send_remote_message_target`). A record is told to whoever sent
the message by the context in which it is logged, so its words don't matter.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
import logging
from typing import Final, override

_LOGGER_NAME: Final = "homeassistant.components.mobile_app.notify"


class Sending:
    """One message on its way. `refused` says why it was refused before its action was done."""

    def __init__(self, ear: CloudEar) -> None:
        """Begin with nothing heard."""
        self.ear = ear
        self.refused: int | None = None
        self.later: Callable[[int], None] | None = None

    def hear(self, level: int) -> None:
        """Take in a refusal."""
        if self.later is None:
            self.refused = level
        else:
            self.later(level)


_SENDING: ContextVar[Sending | None] = ContextVar("sending", default=None)


class CloudEar(logging.Handler):
    """Hears mobile_app say that a message was refused, from `open` to `shut`."""

    def __init__(self) -> None:
        """Prepare."""
        super().__init__(logging.WARNING)

    def open(self) -> None:
        """Begin to listen."""
        logging.getLogger(_LOGGER_NAME).addHandler(self)

    def shut(self) -> None:
        """Listen no more."""
        logging.getLogger(_LOGGER_NAME).removeHandler(self)

    @contextmanager
    def sending(self) -> Iterator[Sending]:
        """Listen for one message; with `Sending.later` set, also after the block."""
        sending = Sending(self)
        token = _SENDING.set(sending)
        try:
            yield sending
        finally:
            _SENDING.reset(token)

    @override
    def emit(self, record: logging.LogRecord) -> None:
        """Tell whoever sent the message that this record is about."""
        sending = _SENDING.get()
        if sending is not None and sending.ear is self:
            sending.hear(record.levelno)
