"""The watchers that need only a look a second: water, the view itself, and dirt on the lens."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from ..model import Certainty, FindingKind
from .blobs import find_blobs
from .edges import agreement, kept_share
from .grid import Grid, Mask, count, grow
from .motion import cut_off
from .scene import Mode, Models, Scene
from .settings import SlotSettings
from .standing import Thing
from .tamper import LOST, WATCHFUL, Tamper, View, judge
from .voice import Voice
from .watchers import areas, factor
from .water import Votes, Water, gauge_level, likelihood
from .zones import Gauge

HANGING = 0.06
"""Share of the picture that something covers which hangs in from its border."""
MOST_HIDDEN = 0.75
AROUND = 0.65
"""Share of the edges around it that must be as they were."""
FORGOTTEN = 2.5
"""Seconds after which it is forgotten."""
SAID_AS: Mapping[View, FindingKind] = {
    View.COVERED: FindingKind.TAMPER,
    View.PARTLY: FindingKind.TAMPER,
    View.DEFOCUSED: FindingKind.DEFOCUS,
    View.TURNED: FindingKind.SCENE_CHANGE,
}
GAUGE = "gauge"
GAUGE_SECONDS = 60.0
SPIDER = 0.015
"""Share of the picture in which something crawls on the lens."""
VEIL = 0.08
"""Share of the blocks whose edges a drop or a web veils."""


class WaterWatch:
    """Says flooding, by zone and by gauge."""

    def __init__(self, settings: SlotSettings, shape: tuple[int, int]) -> None:
        """Rasterise its zones."""
        self.settings = settings
        self.seconds = settings.minutes(FindingKind.FLOODING) * 60
        self.sensitivity = factor(settings, FindingKind.FLOODING)
        self.votes = Votes()
        self.sure: dict[str | None, bool] = {}
        self.level: float | None = None
        self.above: float | None = None
        on = FindingKind.FLOODING in settings.kinds
        self.gauge = settings.gauge if on else None
        zoned = self.gauge is None or any(
            FindingKind.FLOODING in zone.kinds for zone in settings.zones
        )
        chosen = areas(settings, FindingKind.FLOODING, shape) if zoned else ()
        self.waters = {area.name: Water(zone=area.mask, seconds=self.seconds) for area in chosen}

    def look(
        self, slow: Grid, model: Models, standing: Mask, at: float, voice: Voice, *, holding: bool
    ) -> Mask:
        """Take one look; return the cells that seem to be under water. Those of things that stand aren't judged."""
        standing = grow(standing, 2)
        wet = np.zeros(slow.shape, bool)
        for name, water in self.waters.items():
            wet |= water.look(slow, model.dry, model.dry_edges, standing, at, self.sensitivity)
            self._say(name, water, at, voice, holding=holding)
        if self.gauge is not None and not holding:
            self._read_gauge(self.gauge, slow, model, at, voice)
        return wet

    def _say(
        self, name: str | None, water: Water, at: float, voice: Voice, *, holding: bool
    ) -> None:
        if not water.active:
            voice.end(FindingKind.FLOODING, at, zone=name)
            self.sure.pop(name, None)
            return
        sure = bool(self.votes.wet(at))
        if holding or self.sure.get(name) is sure or water.since is None:
            return
        self.sure[name] = sure
        chance = likelihood(at - water.since, self.seconds, self.votes, at)
        votes = ", ".join(self.votes.wet(at))
        voice.begin(
            FindingKind.FLOODING,
            at,
            zone=name,
            certainty=Certainty.CONFIRMED if sure else Certainty.SUSPECTED,
            detail={
                "covered": round(100 * water.covered),
                "likelihood": chance,
                **({"votes": votes} if votes else {}),
            },
        )

    def _read_gauge(self, gauge: Gauge, slow: Grid, model: Models, at: float, voice: Voice) -> None:
        level = gauge_level(slow, model.dry.level, gauge)
        if level is None:
            return
        self.level = level
        if level < gauge.alarm_cm:
            self.above = None
            if level < 0.8 * gauge.alarm_cm:
                voice.end(FindingKind.FLOODING, at, zone=GAUGE)
            return
        self.above = at if self.above is None else self.above
        if at - self.above >= GAUGE_SECONDS and not voice.is_active(FindingKind.FLOODING, GAUGE):
            voice.begin(FindingKind.FLOODING, at, zone=GAUGE, detail={"level_cm": round(level)})


class ViewWatch:
    """Says tampering: covered, defocused, turned."""

    def __init__(self, settings: SlotSettings) -> None:
        """Remember what is on."""
        self.kinds = frozenset(settings.kinds)
        self.tamper = Tamper()
        self._hanging_since: float | None = None
        self._hung = -np.inf

    def look(self, picture: Grid, scene: Scene, ignored: Mask, at: float, voice: Voice) -> View:
        """Take one look and return what it says of the view."""
        model = scene.model
        if model is None:
            return View.UNSURE
        judgement = judge(picture, scene.references, ignored)
        hung = (
            judgement.kept is not None
            and judgement.kept < WATCHFUL
            and self._hanging(picture, model, ignored, at)
        )
        if hung and judgement.shift is None and judgement.view is View.TURNED:
            judgement = replace(judgement, view=View.PARTLY)
        if not hung and at - self._hung > FORGOTTEN:
            self._hanging_since = None
        hanging = at - self._hanging_since if self._hanging_since is not None else 0.0
        was = self.tamper.view
        news = self.tamper.look(judgement, at, hanging=hanging)
        if news is View.CLEAR:
            voice.end(SAID_AS[was], at)
        elif news is not None and SAID_AS[news] in self.kinds:
            certainty = Certainty.SUSPECTED if news is View.PARTLY else Certainty.CONFIRMED
            kept = round(100 * self.tamper.kept)
            voice.begin(
                SAID_AS[news],
                at,
                certainty=certainty,
                detail={"view": str(news), "edges_kept": kept},
            )
        return judgement.view

    def _hanging(self, picture: Grid, model: Models, ignored: Mask, at: float) -> bool:
        """Tell whether something large hangs in from the border and the scene around it is as it was."""
        different = model.dry.compare(picture).mask
        height, width = different.shape
        large = find_blobs(different, int(HANGING * different.size))
        hidden = np.zeros_like(different)
        for blob in large:
            if cut_off(blob, (height, width)):
                hidden[blob.window] |= different[blob.window]
        share = float(np.mean(hidden))
        if not HANGING <= share <= MOST_HIDDEN:
            return False
        around = kept_share(model.dry_edges, picture, ignored | grow(hidden, 2))
        if around < AROUND:
            return False
        self._hung = at
        self._hanging_since = at if self._hanging_since is None else self._hanging_since
        return True


class DirtWatch:
    """Says dirty lens: something crawls or hangs on it by night, or a part of the view is veiled."""

    def __init__(self, settings: SlotSettings) -> None:
        """Remember for how long it must last."""
        self.on = FindingKind.DIRTY_LENS in settings.kinds
        self.seconds = settings.minutes(FindingKind.DIRTY_LENS) * 60
        self.since: float | None = None
        self.last = -np.inf

    def look(self, slow: Grid, scene: Scene, things: list[Thing], at: float, voice: Voice) -> None:
        """Take one look, every ten seconds or so."""
        model = scene.model
        if not self.on or model is None or scene.motion is None:
            return
        if self._crawls(scene) or _is_veiled(slow, model, things):
            self.since = at if self.since is None else self.since
            self.last = at
        elif at - self.last > max(60.0, 0.1 * self.seconds):
            self.since = None
            voice.end(FindingKind.DIRTY_LENS, at)
        lasted = self.since is not None and at - self.since >= self.seconds
        if lasted and not voice.is_active(FindingKind.DIRTY_LENS):
            voice.begin(FindingKind.DIRTY_LENS, at, certainty=Certainty.SUSPECTED)

    def _crawls(self, scene: Scene) -> bool:
        day = scene.models.get(Mode.DAY)
        if scene.mode is not Mode.NIGHT or scene.motion is None:
            return False
        usual = day.reference.noise if day is not None else np.float32(3)
        restless = scene.motion.noise > np.maximum(10, 3 * usual)
        # Once it was seen there, less is enough: it rests at times.
        least = SPIDER if self.since is None else SPIDER / 3
        return bool(find_blobs(restless, int(least * restless.size)))


def _is_veiled(slow: Grid, model: Models, things: list[Thing]) -> bool:
    if things:
        return False
    seen = agreement(model.dry_edges, slow)
    known = ~np.isnan(seen.blocks)
    lost = known & (np.nan_to_num(seen.blocks, nan=1.0) < 0.35)
    share = count(lost) / max(count(known), 1)
    if share < VEIL or seen.kept < LOST:
        return False
    return bool(find_blobs(lost, max(2, int(0.6 * count(lost)))))
