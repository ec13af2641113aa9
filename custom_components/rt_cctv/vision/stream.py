"""A stream that stopped, a picture that froze, and the card that a recorder shows instead of a camera."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from .sighting import Frame, Grey

LOSS_SECONDS = 15.0
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
    _last: Grey | None = None
    _at: float | None = None
    _decoding_since: float | None = None
    _same_since: float | None = None
    _alive_since: float | None = None
    _card_since: float | None = None
    _second: float = 0.0
    _moved: float = 0.0
    _clock: npt.NDArray[np.float32] | None = field(default=None, repr=False)
    _ticked: npt.NDArray[np.bool_] | None = field(default=None, repr=False)

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
        """Take one frame."""
        if self._last is not None and self._last.shape != frame.grey.shape:
            self._last = self._clock = self._ticked = None
        passed = frame.at - self._at if self._at is not None else 0.0
        moved = np.ones(1, bool) if self._last is None else frame.grey != self._last
        self._last, self._at = frame.grey, frame.at
        share = float(np.count_nonzero(moved)) / moved.size
        self._judge_card(frame, share)
        if self._decoding_since is None or passed > RETURN_SECONDS:
            self._decoding_since = frame.at
        if (
            self.lost
            and frame.at - self._decoding_since >= RETURN_SECONDS
            and self._card_since is None
        ):
            self.lost = False
        if moved.ndim == 2:
            self._judge_still(moved, share, frame.at)

    def _judge_still(self, moved: npt.NDArray[np.bool_], share: float, at: float) -> None:
        self._moved = max(self._moved, share)
        ticked = moved if self._ticked is None else self._ticked | moved
        self._ticked = ticked
        if share > SAME or (self._has_clock() and self._clock_moves(moved)):
            self._same_since = None
            self._alive_since = at if self._alive_since is None else self._alive_since
        else:
            self._alive_since = None
            self._same_since = at if self._same_since is None else self._same_since
        if at - self._second >= 1.0:
            self._learn(ticked, at)
        sure = self.learned >= LEARNING and (self.quiet_level >= ALIVE or self._has_clock())
        if sure and self._same_since is not None and at - self._same_since >= FROZEN_SECONDS:
            self.frozen = True
        elif self._alive_since is not None and at - self._alive_since >= RETURN_SECONDS:
            self.frozen = False

    def _learn(self, ticked: npt.NDArray[np.bool_], at: float) -> None:
        """Follow, once a second, the least that usually moves and which cells always do (a clock)."""
        self._second = at
        if not self.frozen and ticked.any():
            self.learned += 1.0
            step = 0.02 if self.learned > 60 else 0.1
            self.quiet_level += (
                step
                * (self._moved - self.quiet_level)
                * (1.0 if self._moved < self.quiet_level else 0.1)
            )
            if self._clock is None:
                self._clock = np.zeros(ticked.shape, np.float32)
            self._clock += (ticked - self._clock) * np.float32(1 / 60)
        self._ticked = None
        self._moved = 0.0

    def _has_clock(self) -> bool:
        return self._clock is not None and int(np.count_nonzero(self._clock > 0.8)) >= CLOCK_CELLS

    def _clock_moves(self, moved: npt.NDArray[np.bool_]) -> bool:
        return self._clock is not None and bool((moved & (self._clock > 0.8)).any())

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
