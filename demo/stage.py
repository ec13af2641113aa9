"""What the demo shows: the RT's recorder, its place in Home Assistant, and the dashboard."""

from typing import Any

from tests.virtual_recorder import VirtualRecorder
from tests.virtual_recorder.scenario import Scenario

from .api import Api
from .home import ROOT

SCENARIO = ROOT / "tests" / "virtual_recorder" / "scenarios" / "rt.json"

SLOTS = {
    1: {"name": "Pos Kamling", "owner": "pemkot"},
    2: {"name": "Gang Mawar", "owner": "swadaya"},
    3: {"name": "Lapangan", "owner": "swadaya"},
}
_SLOT_TILES = {
    "slot_status": "Keadaan",
    "motion": "Gerakan",
    "finding": "Temuan",
    "owner": "Diisi oleh",
}
_RECORDER_TILES = {
    "connectivity": "Tersambung",
    "alarm_stream": "Aliran alarm",
    "recording_problem": "Perekaman",
    "clock_drift": "Selisih jam",
}
STAGED = {1: "online", 2: "online", 3: "offline", 4: "empty"}
"""Each slot's status as the scenario stages it."""


async def add_recorder(api: Api, recorder: VirtualRecorder) -> str:
    """Add the recorder as a volunteer would; return its serial."""
    identity: Scenario = recorder.scenario
    result = await api.flow(
        {"next_step_id": "recorder"},
        {
            "host": recorder.host,
            "username": identity.identity.user,
            "password": identity.identity.password,
            "advanced": {"port": recorder.http_port, "tls": False, "verify_tls": True},
        },
        {f"slot_{number}": settings for number, settings in SLOTS.items()},
    )
    if result["type"] != "create_entry":
        msg = f"The flow ended with {result['type']}: {result.get('reason')}"
        raise RuntimeError(msg)
    return identity.identity.serial


def dashboard(entities: dict[str, str], serial: str) -> dict[str, Any]:
    """Return a dashboard with a section for each slot and one for the recorder."""

    def ids(*keys: str) -> list[str]:
        return [entities[f"{serial}_{key}"] for key in keys if f"{serial}_{key}" in entities]

    def tiles(keys: dict[str, str], prefix: str = "") -> list[dict[str, Any]]:
        return [
            {"type": "tile", "entity": entity, "name": name}
            for key, name in keys.items()
            for entity in ids(prefix + key)
        ]

    sections = []
    for number in STAGED:
        slot = f"slot_{number}_"
        name = SLOTS.get(number, {}).get("name", f"Slot {number}")
        pictures = [
            {
                "type": "picture-entity",
                "entity": camera,
                "camera_view": "live",
                "show_state": False,
                "visibility": [
                    {"condition": "state", "entity": camera, "state_not": "unavailable"}
                ],
            }
            for camera in ids(f"{slot}camera_sub")
        ]
        heading = {"type": "heading", "heading": f"{number}. {name}", "icon": "mdi:cctv"}
        sections.append({"type": "grid", "cards": [heading, *pictures, *tiles(_SLOT_TILES, slot)]})
    sections.append(
        {
            "type": "grid",
            "cards": [
                {"type": "heading", "heading": "Perekam", "icon": "mdi:harddisk"},
                *tiles(_RECORDER_TILES),
            ],
        }
    )
    view = {"type": "sections", "max_columns": 4, "title": "CCTV RT", "sections": sections}
    return {"views": [view]}
