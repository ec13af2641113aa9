"""Sets the stage: a Home Assistant of its own with one recorder in it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
import tempfile

from demo.api import Api
from demo.home import Home
from tests.ports import free_port
from tests.virtual_recorder import VirtualRecorder
from tests.virtual_recorder.scenario import Scenario

_FLOW = "/api/config/config_entries/flow"
WALL = "/rt-wall"
DASHBOARD = "/rt-cctv"


@dataclass(frozen=True, kw_only=True)
class Stage:
    """What a test or a benchmark plays with."""

    recorder: VirtualRecorder
    home: Home
    api: Api
    serial: str

    @property
    def wall(self) -> str:
        """Where the wall is."""
        return self.home.url + WALL

    def key(self, number: int) -> str:
        """Return the key of a slot."""
        return f"{self.serial}_slot_{number}"


@asynccontextmanager
async def open_stage(
    scenario: Scenario | None = None, names: Mapping[int, str] | None = None
) -> AsyncIterator[Stage]:
    """Start recorder and Home Assistant and bring them together."""
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="rt_cctv-wall-"))
        recorder = await stack.enter_async_context(VirtualRecorder(scenario))
        home = await stack.enter_async_context(Home(Path(folder), free_port()))
        api = await stack.enter_async_context(Api(home.url, home.token))
        serial = await add_recorder(api, recorder, names or {})
        yield Stage(recorder=recorder, home=home, api=api, serial=serial)


async def add_recorder(api: Api, recorder: VirtualRecorder, names: Mapping[int, str]) -> str:
    """Add the recorder as a volunteer would, with names for some slots; return its serial."""
    identity = recorder.scenario.identity
    answer = await api.post(_FLOW, {"handler": "rt_cctv"})
    answer = await api.post(f"{_FLOW}/{answer['flow_id']}", {"next_step_id": "recorder"})
    address = {
        "host": recorder.host,
        "username": identity.user,
        "password": identity.password,
        "advanced": {"port": recorder.http_port, "tls": False, "verify_tls": True},
    }
    answer = await api.post(f"{_FLOW}/{answer['flow_id']}", address)
    if answer.get("step_id") == "slots":
        fields = [field["name"] for field in answer["data_schema"]]
        numbers = [int(name.removeprefix("slot_")) for name in fields if name != "watch"]
        slots = {
            f"slot_{n}": {
                "name": names.get(n, f"Slot {n}"),
                "owner": "pemkot" if n == 1 else "swadaya",
            }
            for n in numbers
        }
        answer = await api.post(f"{_FLOW}/{answer['flow_id']}", slots)
    if answer["type"] != "create_entry":
        msg = (
            f"The flow ended with {answer['type']}: {answer.get('reason') or answer.get('errors')}"
        )
        raise RuntimeError(msg)
    return identity.serial


async def entry_of(api: Api) -> str:
    """Return the id of the recorder's entry."""
    entries = await api.command("config_entries/get", domain="rt_cctv")
    return str(entries[0]["entry_id"])
