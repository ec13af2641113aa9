"""Tests of vision settings as JSON."""

import json
from typing import Any

import pytest

from custom_components.rt_cctv.model import FindingKind
from custom_components.rt_cctv.video.settings import settings_from_json, settings_to_json
from custom_components.rt_cctv.vision.zones import ZoneError

STREET = [[0.0, 0.5], [1.0, 0.5], [1.0, 1.0], [0.0, 1.0]]
FULL: dict[str, Any] = {
    "kinds": {
        "motion": {"sensitivity": 70, "minutes": None},
        "illegal_parking": {"sensitivity": 50, "minutes": 3.0},
    },
    "zones": [{"name": "jalan", "points": STREET, "kinds": ["illegal_parking", "motion"]}],
    "ignored": [{"name": "jam", "points": STREET, "kinds": []}],
    "scale": {"near": 0.5, "far": 0.2},
    "gauge": {
        "foot": [0.1, 0.9],
        "top": [0.1, 0.5],
        "foot_cm": 0.0,
        "top_cm": 100.0,
        "alarm_cm": 20.0,
    },
    "confirmer": False,
}


def test_settings_survive_the_way_through_json() -> None:
    settings = settings_from_json(json.loads(json.dumps(FULL)))
    assert settings_to_json(settings) == FULL
    assert settings.minutes(FindingKind.ILLEGAL_PARKING) == 3.0


def test_no_settings_look_for_nothing() -> None:
    assert settings_from_json({}).kinds == {}


@pytest.mark.parametrize(
    "spoilt",
    [
        {"kinds": {"burglar": {}}},
        {"kinds": ["motion"]},
        {"kinds": {"motion": {"sensitivity": 0}}},
        {"kinds": {"motion": {"minutes": "long"}}},
        {"zones": [{"name": "x"}]},
        {"zones": [{"name": "x", "points": [[1]]}]},
        {"scale": {"near": 0.1, "far": 0.5}},
        {"gauge": {"foot": [0.1, 0.9]}},
    ],
)
def test_settings_of_another_form_are_refused(spoilt: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        settings_from_json(spoilt)


def test_a_zone_with_crossing_lines_is_refused_by_name() -> None:
    crossing = [[0.0, 0.0], [1.0, 1.0], [1.0, 0.0], [0.0, 1.0]]
    with pytest.raises(ZoneError) as caught:
        settings_from_json({"zones": [{"name": "jalan", "points": crossing}]})
    assert caught.value.zone == "jalan"
