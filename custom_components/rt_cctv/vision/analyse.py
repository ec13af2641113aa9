"""The analyser of one slot: what the worker process holds and feeds."""

import numpy as np

from .settings import SlotSettings
from .sighting import Colour, Frame, Question, Sighting


class Analyser:
    """Looks at one slot's frames, in order, and says what begins and ends.

    Not thread-safe: one slot, one analyser, one thread. `state` is what `save` returned; one that
    can't be read (another version, another shape of picture, damage) is dropped, never raised.
    """

    def __init__(self, settings: SlotSettings, state: bytes | None = None) -> None:
        """Begin, with what was known before the last restart."""
        self.settings = settings
        self.questions: tuple[Question, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether the empty scene is known; until then only gaps, frozen and covered pictures are seen."""
        return False

    def look(self, frame: Frame) -> tuple[Sighting, ...]:
        """Return what began, was seen again, or ended with this frame. `questions` is renewed."""
        return ()

    def stream_gap(self, at: float) -> tuple[Sighting, ...]:
        """Tell that nothing could be decoded up to `at`: call it every second or so while that lasts."""
        return ()

    def answer(self, key: int, labels: frozenset[str]) -> None:
        """Take the confirmer's answer to a question: the labels that it saw ("car", "person"), perhaps none."""

    def vote(self, source: str, wet: bool, at: float) -> None:
        """Take a second opinion on flooding: `source` names it (a rain sensor, the neighbouring slot, an AI task)."""

    def save(self) -> bytes:
        """Return what must outlive a restart: day and night references, and what is active. About 100 kB."""
        return b""

    def explain(self) -> Colour:
        """Return a picture, twice the grid's size, of what the analytics see: zones, motion, candidates."""
        return np.zeros((2, 2, 3), np.uint8)
