"""A stream that stopped, a picture that froze, and the card that a recorder shows instead of a camera."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from .grid import count
from .sighting import Frame, Grey

LOSS_SECONDS = 15.0
SECOND = 0.95
RETURN_SECONDS = 3.0
FROZEN_SECONDS = 30.0
SAME = 0.002
"""Share of the cells that may differ between two frames of a frozen picture: an encoder's own noise."""
ALIVE = 0.01
"""Share of the cells that always differ in a picture that lives, so that their stillness says something."""
LEARNING = 120.0
CLOCK_CELLS = 3
CARD = 0.8
"""Share of a card's cells that have exactly one level."""
COLOURFUL = 25.0


@dataclass(slots=True)
class StreamWatch:
    """Watches one stream for loss and standstill."""

    lost: bool = False
    frozen: bool = False
    quiet_level: float = 0.5
    learned: float = 0.0
    _before: Grey | None = field(default=None, repr=False)
    _second: float = -np.inf
    _at: float | None = None
    _decoding_since: float | None = None
    _same_since: float | None = None
    _alive_since: float | None = None
    _card_since: float | None = None
    _often: npt.NDArray[np.float32] | None = field(default=None, repr=False)
    _clock: npt.NDArray[np.bool_] | None = field(default=None, repr=False)

    def gap(self, at: float) -> bool:
        """Take word that nothing was decoded up to `at`; return whether the stream is lost."""
        if self._at is None:
            self._at = at
        self._decoding_since = None
        self._same_since = None
        if at - self._at >= LOSS_SECONDS:
            self.lost = True
        return self.lost

    def look(self, frame: Frame) -> None:
        """Take one frame; it is compared with another once a second."""
        passed = frame.at - self._at if self._at is not None else 0.0
        self._at = frame.at
        if self._decoding_since is None or passed > RETURN_SECONDS:
            self._decoding_since = frame.at
        if frame.at - self._second >= SECOND:
            self._compare(frame)
        decoding = frame.at - self._decoding_since
        if self.lost and decoding >= RETURN_SECONDS and self._card_since is None:
            self.lost = False

    def _compare(self, frame: Frame) -> None:
        before, self._before, self._second = self._before, frame.grey, frame.at
        if before is None or before.shape != frame.grey.shape:
            self._often = self._clock = None
            return
        moved = frame.grey != before
        share = count(moved) / moved.size
        self._judge_card(frame, share)
        self._judge_still(moved, share, frame.at)
        if not self.frozen and share:
            self._learn(moved, share)

    def _judge_still(self, moved: npt.NDArray[np.bool_], share: float, at: float) -> None:
        if share > SAME or self._clock_moves(moved):
            self._same_since = None
            self._alive_since = at if self._alive_since is None else self._alive_since
        else:
            self._alive_since = None
            self._same_since = at if self._same_since is None else self._same_since
        lives = self.quiet_level >= ALIVE or self._clock is not None
        sure = self.learned >= LEARNING and lives
        if sure and self._same_since is not None and at - self._same_since >= FROZEN_SECONDS:
            self.frozen = True
        elif self._alive_since is not None and at - self._alive_since >= RETURN_SECONDS:
            self.frozen = False

    def _learn(self, moved: npt.NDArray[np.bool_], share: float) -> None:
        """Follow the least that usually moves in a second, and which cells always do (a clock)."""
        self.learned += 1.0
        step = 0.02 if self.learned > 60 else 0.1
        # Quick to follow downwards, slow upwards: the least is meant.
        towards = 1.0 if share < self.quiet_level else 0.1
        self.quiet_level += step * towards * (share - self.quiet_level)
        if self._often is None:
            self._often = np.zeros(moved.shape, np.float32)
        self._often += (moved.astype(np.float32) - self._often) * np.float32(1 / 60)
        always = self._often > 0.8
        self._clock = always if count(always) >= CLOCK_CELLS else None

    def _clock_moves(self, moved: npt.NDArray[np.bool_]) -> bool:
        return self._clock is not None and bool(count(moved & self._clock))

    def _judge_card(self, frame: Frame, moved: float) -> None:
        """Take a plain blue card, the same in every frame, for a recorder that has no camera there."""
        plain = moved <= SAME and frame.saturation is not None and frame.saturation > COLOURFUL
        if plain:
            levels = np.bincount(frame.grey.ravel(), minlength=256)
            plain = int(levels.max()) >= CARD * frame.grey.size
        if not plain:
            self._card_since = None
            return
        self._card_since = frame.at if self._card_since is None else self._card_since
        if frame.at - self._card_since >= LOSS_SECONDS:
            self.lost = True
