"""The analyser of one slot: what the worker process holds and feeds."""

from enum import Enum
from math import isfinite

import numpy as np

from ..model import FindingKind
from .explain import explain
from .grid import Grid, Mask
from .motion import Motion, Moving
from .scene import Change, Mode, Models, Scene
from .settings import SlotSettings
from .sighting import Colour, Frame, Question, Sighting
from .slow_watchers import DirtWatch, ViewWatch, WaterWatch
from .standing_watcher import StandingWatch
from .state import dump, load
from .stream import StreamWatch
from .tamper import View
from .voice import Voice
from .watchers import Look, MotionWatch, PresenceWatch, factor
from .water import follow_slowly
from .zones import union

LEARN = 0.75
MOST_AT_ONCE = 2.0


class Chore(Enum):
    """What isn't done with every frame, and how many seconds apart."""

    VIEW = 0.7
    THINGS = 0.95
    WATER = 1.95
    SCENE = 3.9
    DIRT = 10.0


BREAK = 10.0
"""Seconds without frames after which nothing can be followed across the gap."""
STUBBORN = 5.0
"""Seconds after which a picture that changed as a whole, and isn't tampered with, is the new scene."""


class Analyser:
    """Looks at one slot's frames, in order, and says what begins and ends.

    Not thread-safe: one slot, one analyser, one thread. `state` is what `save` returned; one that
    can't be read (another version, another shape of picture, damage) is dropped, never raised.
    """

    def __init__(self, settings: SlotSettings, state: bytes | None = None) -> None:
        """Begin, with what was known before the last restart."""
        self.settings = settings
        self.questions: tuple[Question, ...] = ()
        self._state = state
        self._voice = Voice()
        self._stream = StreamWatch()
        self._votes: dict[str, tuple[bool, float]] = {}
        self._at = -np.inf
        self._last: Frame | None = None

    @property
    def ready(self) -> bool:
        """Whether the empty scene is known; until then only gaps and frozen pictures are seen."""
        return self._last is not None and self._scene.model is not None

    def look(self, frame: Frame) -> tuple[Sighting, ...]:
        """Return what began, was seen again, or ended with this frame. `questions` is renewed.

        A frame that isn't later than the last one is passed over.
        """
        self.questions = ()
        if frame.at <= self._at:
            return ()
        picture = frame.grey.astype(np.float32)
        if self._last is None or frame.grey.shape != self._last.grey.shape:
            self._begin(frame)
        passed = min(frame.at - self._at, BREAK) if isfinite(self._at) else 0.2
        if frame.at - self._at > BREAK:
            self._motion.tracker.clear()
        self._at, self._last = frame.at, frame
        self._watch_stream(frame)
        if not self._stream.frozen and not self._stream.lost:
            self._see(frame, picture, passed)
        return self._voice.take()

    def stream_gap(self, at: float) -> tuple[Sighting, ...]:
        """Tell that nothing could be decoded up to `at`: call it every second or so while that lasts."""
        self._stream.gap(at)
        self._say_stream(at)
        return self._voice.take()

    def answer(self, key: int, labels: frozenset[str]) -> None:
        """Take the confirmer's answer to a question: the labels that it saw ("car", "person"), perhaps none."""
        if self._last is not None:
            self._standing.answer(key, labels)

    def vote(self, source: str, wet: bool, at: float) -> None:  # noqa: FBT001
        """Take a second opinion on flooding: `source` names it (a rain sensor, the neighbouring slot, an AI task)."""
        self._votes[source] = (wet, at)

    @property
    def level_cm(self) -> float | None:
        """Return the water's height on the gauge, None where there is no gauge or it can't be read."""
        return self._water.level if self._last is not None else None

    @property
    def people_level(self) -> dict[str | None, str]:
        """Return the crowd level of each zone: quiet, busy or crowded."""
        if self._last is None:
            return {}
        return {name: str(crowd.level) for name, (_, crowd) in self._presence.crowds.items()}

    @property
    def active(self) -> frozenset[tuple[FindingKind, str | None]]:
        """Return what is active, by kind and zone: what a restart brought back was said before it."""
        return frozenset(self._voice.active)

    def save(self) -> bytes:
        """Return what must outlive a restart: day and night references, and what is active. Some 50 kB."""
        if self._last is None:
            return self._state or b""
        return dump(self._scene, self._standing.standing, self._view.tamper, self._voice)

    def explain(self) -> Colour:
        """Return a picture, four times the grid's size, of what the analytics see: zones, motion, candidates."""
        if self._last is None:
            return np.zeros((90, 160, 3), np.uint8)
        things = self._standing.standing.things
        return explain(self._last.grey, self.settings, self._mask, self._wet, self._moving, things)

    def _begin(self, frame: Frame) -> None:
        """Set up for a shape of picture, the first or another one than before."""
        height, width = frame.grey.shape
        shape = (height, width)
        settings = self.settings
        self._scene = Scene(shape)
        self._motion = Motion(shape, factor(settings, FindingKind.MOTION))
        self._moving: Moving | None = None
        self._ignored: Mask = union(settings.ignored, height, width)
        self._watched = MotionWatch(settings, shape)
        self._standing = StandingWatch(settings, shape)
        self._presence = PresenceWatch(settings, shape)
        self._water = WaterWatch(settings, shape)
        self._water.votes.given = self._votes
        self._view = ViewWatch(settings)
        self._dirt = DirtWatch(settings)
        self._slow = frame.grey.astype(np.float32)
        self._mask: Mask = np.zeros(shape, bool)
        self._wet: Mask = np.zeros(shape, bool)
        self._due = dict.fromkeys(Chore, -np.inf)
        self._odd_since: float | None = None
        self._unlearned = 0.0
        for kind, zone in list(self._voice.active):
            self._voice.end(kind, frame.at, zone=zone)
        if self._state:
            load(
                self._state,
                self._scene,
                self._standing.standing,
                self._view.tamper,
                self._voice,
                frame.at,
            )
            self._scene.recognise(frame)
            self._standing.take_up()
        self._state = None

    def _is_due(self, chore: Chore, at: float) -> float:
        """Return the seconds since a chore was last done, 0 while it isn't due."""
        passed = at - self._due[chore]
        if passed < chore.value:
            return 0.0
        self._due[chore] = at
        return min(passed, 2 * chore.value + 1)

    def _watch_stream(self, frame: Frame) -> None:
        self._stream.look(frame)
        self._say_stream(frame.at)

    def _say_stream(self, at: float) -> None:
        for kind, now in (
            (FindingKind.VIDEO_LOSS, self._stream.lost),
            (FindingKind.FROZEN, self._stream.frozen),
        ):
            if now and kind in self.settings.kinds and not self._voice.is_active(kind):
                self._voice.begin(kind, at)
            elif not now:
                self._voice.end(kind, at)

    def _see(self, frame: Frame, picture: Grid, passed: float) -> None:
        scene, at = self._scene, frame.at
        scene.follow(frame.grey, passed)
        scene.sample(frame, doubtful=self._view.tamper.doubtful)
        often = self._is_due(Chore.VIEW, at)
        if scene.motion is None:
            if often and scene.models:
                self._look_at_view(picture, at)
            return
        difference = scene.motion.compare(frame.grey, self._motion.sensitivity)
        change = scene.change(frame, picture, difference)
        if change in (Change.LIGHT, Change.MODE):
            self._motion.tracker.clear()
            self._view.tamper.forget()
            self._slow[:] = picture
            self._odd_since = None
            return
        if often:
            self._look_at_view(picture, at)
        if change is Change.OTHER:
            self._wait(picture, at)
            return
        self._odd_since = None
        self._mask = difference.mask & ~self._ignored
        sure = not self._view.tamper.doubtful
        self._motion.dark = scene.mode is Mode.NIGHT
        self._moving = self._motion.look(picture, scene.motion, self._mask, at, sure=sure)
        self._unlearned = min(self._unlearned + passed, MOST_AT_ONCE)
        if sure and self._unlearned >= LEARN:
            covered = self._motion.covered(self._mask, self._moving, at)
            scene.motion.learn(difference, covered, self._unlearned)
            self._unlearned = 0.0
        self._tell(picture, self._moving, at)

    def _look_at_view(self, picture: Grid, at: float) -> View:
        was = self._view.tamper.view
        view = self._view.look(picture, self._scene, self._ignored | self._wet, at, self._voice)
        if was is not View.CLEAR and self._view.tamper.view is View.CLEAR:
            self._motion.tracker.clear()
            self._scene.resume(picture)
        return view

    def _wait(self, picture: Grid, at: float) -> None:
        """Let a picture that changed as a whole pass, or take it as the scene if it stays and nobody tampered."""
        self._odd_since = at if self._odd_since is None else self._odd_since
        if (
            at - self._odd_since >= STUBBORN
            and not self._view.tamper.doubtful
            and self._scene.motion is not None
        ):
            self._scene.motion.replace(picture)
            self._scene.hold_until = at + STUBBORN
            self._motion.tracker.clear()

    def _tell(self, picture: Grid, moving: Moving, at: float) -> None:
        scene, doubtful = self._scene, self._view.tamper.doubtful
        holding = at < scene.hold_until or doubtful
        look = Look(picture, at, self._mask, moving, scene, holding)
        self._watched.look(look, self._voice)
        model, second = scene.model, self._is_due(Chore.THINGS, at)
        if not second or model is None:
            return
        follow_slowly(self._slow, picture, second)
        if self._is_due(Chore.WATER, at):
            taken = self._standing.standing.taken()
            self._wet = self._water.look(self._slow, model, taken, at, self._voice, holding=holding)
        if not doubtful:
            self._look_for_things(look, model, second)

    def _look_for_things(self, look: Look, model: Models, second: float) -> None:
        picture, at, standing = look.picture, look.at, self._standing.standing
        different = model.reference.compare(picture).mask & ~self._ignored
        standing.note(look.moving.present, self._mask, at)
        self.questions = self._standing.look(look, model, different, second, self._voice)
        people = different & ~standing.taken() & ~self._wet
        self._presence.look(look, people, second, self._voice)
        if seldom := self._is_due(Chore.SCENE, at):
            model.refresh(at)
            covered = self._motion.covered(self._mask, look.moving, at)
            covered |= standing.covered(different)
            look.scene.learn(covered, self._wet, seldom, self._slow, picture)
        if self._is_due(Chore.DIRT, at):
            self._dirt.look(self._slow, look.scene, standing.things, at, self._voice)
