"""The virtual recorder's scenario files, its commands, and it as a program."""

import asyncio
import json
from pathlib import Path
import sys
from typing import Any

from aiohttp import ClientSession
import pytest

from .virtual_recorder import (
    CommandError,
    Scenario,
    ScenarioError,
    VirtualRecorder,
    run_command,
)

pytestmark = pytest.mark.usefixtures("socket_enabled")

SCENARIOS = Path(__file__).parent / "virtual_recorder" / "scenarios"


def test_the_scenario_of_the_demo_is_as_staged() -> None:
    scenario = Scenario.load(SCENARIOS / "rt.json")
    assert [str(slot.state) for slot in scenario.slots] == ["online", "online", "offline", "empty"]


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ([], "scenario: expected an object"),
        ({"colour": "red"}, "unknown colour"),
        ({"slots": [{"number": "one"}]}, r"slots\[0\].number: expected int"),
        ({"slots": [{}]}, r"slots\[0\]"),
        ({"slots": [{"number": 1}, {"number": 1}]}, "must be different"),
        ({"brand": "acme"}, "brand"),
        ({"auth": {"nonce": "sometimes"}}, "expected one of static, rotate, single"),
    ],
)
def test_a_wrong_scenario_says_where_it_is_wrong(data: object, where: str) -> None:
    with pytest.raises(ScenarioError, match=where):
        Scenario.from_data(data)


@pytest.mark.parametrize(
    "command", [{}, {"do": "__init__"}, {"do": "fire"}, {"do": "set_slot", "number": 9}]
)
async def test_a_command_that_cannot_be_is_refused(command: dict[str, Any]) -> None:
    async with VirtualRecorder() as recorder:
        with pytest.raises(CommandError):
            await run_command(recorder, command)


async def state(session: ClientSession) -> Any:
    """Return what a program says of its recorder."""
    async with session.get("/state") as answer:
        return await answer.json()


async def test_as_a_program_it_prints_its_ports_plays_its_timetable_and_takes_commands(
    tmp_path: Path,
) -> None:
    file = tmp_path / "scenario.json"
    cue = {"at": 0.1, "command": {"do": "set_slot", "number": 1, "state": "offline"}}
    file.write_text(json.dumps({"slots": [{"number": 1}], "timetable": [cue]}))
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.virtual_recorder", "--scenario", str(file),
        stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parent.parent,
    )  # fmt: skip
    try:
        assert program.stdout
        async with asyncio.timeout(60):
            ports = json.loads(await program.stdout.readline())
        door = f"http://127.0.0.1:{ports['control_port']}"
        async with ClientSession(door) as session:
            async with asyncio.timeout(30):
                while (await state(session))["slots"][0]["state"] != "offline":  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
            async with session.post(
                "/command", json={"do": "fire", "slot": 1, "kind": "motion"}
            ) as answer:
                assert await answer.json() == {"ok": True}
            async with session.post("/command", json={"do": "explode"}) as answer:
                assert answer.status == 400
            assert "motion" in [a["kind"] for a in (await state(session))["alarms"]]
    finally:
        program.terminate()
        assert await program.wait() == 0
