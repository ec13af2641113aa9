"""The city's programs as one starts them from a terminal."""

import asyncio
from pathlib import Path
import signal
import ssl
import sys

import aiohttp
import pytest

from city import cluster
from custom_components.rt_cctv.sync.registry import Registry
from custom_components.rt_cctv.sync.store import Store

from ..ports import free_port
from .stand import HUB, need

# Several programs one after the other, each of which imports for seconds where others do so too.
pytestmark = pytest.mark.timeout(300)


async def start(*arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", *arguments),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


async def line_of(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    async with asyncio.timeout(100):
        return (await process.stdout.readline()).decode()


async def end(process: asyncio.subprocess.Process) -> int:
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(100):
        return await process.wait()


async def test_broker_and_collector_run_without_home_assistant(
    tmp_path: Path, socket_enabled: None
) -> None:
    need("mosquitto")
    url, port, door = f"sqlite:///{tmp_path}/city.db", free_port(), free_port()
    data = tmp_path / "broker"
    broker = await start(
        *("city.broker", "--data", str(data), "--db", url),
        *("--host", "127.0.0.1", "--bind", "127.0.0.1", "--port", str(port)),
    )
    assert "mosquitto listens" in await line_of(broker)
    collector = await start(
        *("city.collector", "--db", url, "--broker", f"127.0.0.1:{port}"),
        *("--ca", str(data / "ca.pem"), "--password-file", str(data / "collector.password")),
        *("--door", str(door), "--door-bind", "127.0.0.1"),
        *("--door-cert", str(data / "server.pem"), "--door-key", str(data / "server.key")),
    )
    try:
        assert "collecting" in await line_of(collector)
        store = Store(url)
        code = Registry(store).expect([HUB])[HUB.text]
        store.close()
        context = ssl.create_default_context(cafile=str(data / "ca.pem"))
        async with (
            aiohttp.ClientSession() as session,
            session.post(
                f"https://127.0.0.1:{door}/api/rt_cctv/door/claim",
                json={"hub": HUB.text, "code": code},
                ssl=context,
            ) as answer,
        ):
            grant = await answer.json()
        assert grant["broker"]["port"] == port
        assert grant["broker"]["ca"] == (data / "ca.pem").read_text()
    finally:
        assert await end(collector) == 0
        assert await end(broker) == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            (
                "city.collector",
                "--db",
                "nonsense",
                "--broker",
                "h:1",
                "--password-file",
                "/dev/null",
            ),
            "ArgumentError",
        ),
        (
            (
                "city.collector",
                "--db",
                "sqlite://",
                "--broker",
                "h:1",
                "--password-file",
                "/nowhere",
            ),
            "/nowhere",
        ),
        (("city.registry", "--db", "sqlite://", "expect", "Miroto"), "is no hub id"),
        (("city.broker", "--data", "/proc/nowhere", "--db", "sqlite://"), "/proc/nowhere"),
    ],
)
async def test_what_does_not_work_is_said_in_one_line(
    arguments: tuple[str, ...], said: str, socket_enabled: None
) -> None:
    process = await start(*arguments)
    async with asyncio.timeout(100):
        output, _ = await process.communicate()
    assert process.returncode == 1
    assert said in output.decode()
    assert "Traceback" not in output.decode()


def test_nodes_on_one_machine_get_ports_of_their_own() -> None:
    three = cluster.nodes_on(["127.0.0.1"] * 3, 8883)
    assert len({node.mqtt for node in three} | {node.route for node in three}) == 6
    apart = cluster.nodes_on(["10.0.0.1", "10.0.0.2", "10.0.0.3"], 8883)
    assert {node.mqtt for node in apart} == {8883}
