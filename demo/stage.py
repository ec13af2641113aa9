"""What the demo shows: the RT's recorder, its place in Home Assistant, and the dashboard."""

from typing import Any

from tests.virtual_recorder import VirtualRecorder
from tests.virtual_recorder.scenario import Brand, Scenario

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
    "alarm_stream": "Sambungan alarm",
    "recording_problem": "Perekaman",
    "clock_drift": "Selisih jam",
}
STAGED = {1: "online", 2: "online", 3: "offline", 4: "empty"}
"""Each slot's status as the scenario stages it."""

UNLISTED = {Brand.ONVIF: {4: "missing"}}
"""What a brand has no word for: ONVIF names no input that nothing is plugged into."""


async def add_recorder(api: Api, recorder: VirtualRecorder) -> str:
    """Add the recorder as a volunteer would; return its serial."""
    scenario: Scenario = recorder.scenario
    only_streams = scenario.brand is Brand.RTSP
    advanced: dict[str, Any] = {"port": recorder.http_port or 80, "tls": False, "verify_tls": True}
    if only_streams:
        # Nothing but the stream server is there, and not at its usual port: no probe finds it.
        advanced["brand"] = str(Brand.RTSP)
    address = f"rtsp://{recorder.host}:{recorder.rtsp_port}/slot/{{slot}}"
    streams = {"main": f"{address}/main", "sub": f"{address}/sub", "slots": len(STAGED)}
    result = await api.flow(
        {"next_step_id": "recorder"},
        {
            "host": recorder.host,
            "username": scenario.identity.user,
            "password": scenario.identity.password,
            "advanced": advanced,
        },
        *([streams] if only_streams else []),
        {f"slot_{number}": settings for number, settings in SLOTS.items()},
    )
    if result["type"] != "create_entry":
        msg = f"The flow ended with {result['type']}: {result.get('reason')}"
        raise RuntimeError(msg)
    return scenario.identity.serial


def key_of(entities: dict[str, str]) -> str:
    """Return what the recorder's unique ids begin with: its serial, where it has one."""
    ending = "_slot_1_slot_status"
    return next(key.removesuffix(ending) for key in entities if key.endswith(ending))


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
