"""A slot's vision settings as JSON: how they lie in the entry's options and go to the worker.

{"kinds": {"motion": {"sensitivity": 50, "minutes": null}},
"zones": [{"name": "jalan", "points": [[0, 0.5], ...], "kinds": ["motion"]}],
"ignored": [...], "scale": {"near": 0.5, "far": 0.2},
"gauge": {"foot": [0.1, 0.9], "top": [0.1, 0.5], "foot_cm": 0, "top_cm": 100, "alarm_cm": 20},
"confirmer": false}
"""

from collections.abc import Mapping
from typing import Any

from ..model import FindingKind
from ..vision.settings import KindSettings, SlotSettings
from ..vision.zones import Gauge, Point, Scale, Zone

type Json = Mapping[str, Any]
"""An object as JSON has it; its values are checked here."""


def settings_from_json(raw: Json) -> SlotSettings:
    """Return the settings. Raises ZoneError for a bad zone, ValueError for anything else."""
    try:
        return SlotSettings(
            kinds={
                FindingKind(kind): _kind_settings(given)
                for kind, given in raw.get("kinds", {}).items()
            },
            zones=tuple(zone_from_json(zone) for zone in raw.get("zones", ())),
            ignored=tuple(zone_from_json(zone) for zone in raw.get("ignored", ())),
            scale=_scale(raw.get("scale")),
            gauge=_gauge(raw.get("gauge")),
            confirmer=bool(raw.get("confirmer", False)),
        )
    except (AttributeError, KeyError, TypeError) as err:
        raise ValueError("settings of another form") from err


def _kind_settings(raw: Json) -> KindSettings:
    sensitivity = int(raw.get("sensitivity", 50))
    minutes = raw.get("minutes")
    if not 1 <= sensitivity <= 100:
        raise ValueError("sensitivity must be 1 to 100")
    return KindSettings(
        sensitivity=sensitivity, minutes=None if minutes is None else float(minutes)
    )


def _point(raw: Any) -> Point:  # noqa: ANN401
    x, y = raw
    return float(x), float(y)


def zone_from_json(raw: Json) -> Zone:
    """Return a zone. Raises ZoneError where it can't be used."""
    return Zone(
        name=str(raw["name"]),
        points=tuple(_point(point) for point in raw["points"]),
        kinds=frozenset(FindingKind(kind) for kind in raw.get("kinds", ())),
    )


def zone_to_json(zone: Zone) -> dict[str, Any]:
    """Return a zone as JSON."""
    return {
        "name": zone.name,
        "points": [list(point) for point in zone.points],
        "kinds": sorted(zone.kinds),
    }


def _scale(raw: Json | None) -> Scale | None:
    return None if raw is None else Scale(near=float(raw["near"]), far=float(raw["far"]))


def _gauge(raw: Json | None) -> Gauge | None:
    if raw is None:
        return None
    heights = {name: float(raw[name]) for name in ("foot_cm", "top_cm", "alarm_cm") if name in raw}
    return Gauge(foot=_point(raw["foot"]), top=_point(raw["top"]), **heights)


def settings_to_json(settings: SlotSettings) -> dict[str, Any]:
    """Return settings as JSON; `settings_from_json` reads it back."""
    scale, gauge = settings.scale, settings.gauge
    return {
        "kinds": {
            kind: {"sensitivity": given.sensitivity, "minutes": given.minutes}
            for kind, given in settings.kinds.items()
        },
        "zones": [zone_to_json(zone) for zone in settings.zones],
        "ignored": [zone_to_json(zone) for zone in settings.ignored],
        "scale": None if scale is None else {"near": scale.near, "far": scale.far},
        "gauge": None
        if gauge is None
        else {
            "foot": list(gauge.foot),
            "top": list(gauge.top),
            "foot_cm": gauge.foot_cm,
            "top_cm": gauge.top_cm,
            "alarm_cm": gauge.alarm_cm,
        },
        "confirmer": settings.confirmer,
    }
