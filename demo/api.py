"""Home Assistant's REST and WebSocket API, as far as the demo uses it."""

import asyncio
from typing import Any, Self

import aiohttp

DOMAIN = "rt_cctv"


class ApiError(Exception):
    """Home Assistant said no."""


class Api:
    """One user's way in. Every call has a limit of 30 s."""

    def __init__(self, url: str, token: str) -> None:
        self.url = url
        self._token = token
        self._session = aiohttp.ClientSession(
            headers={"Authorization": f"Bearer {token}"},
            timeout=aiohttp.ClientTimeout(total=30),
        )
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._last_id = 0

    async def __aenter__(self) -> Self:
        self._socket = await self._session.ws_connect(f"{self.url}/api/websocket", max_msg_size=0)
        await self._socket.receive_json(timeout=30)
        await self._socket.send_json({"type": "auth", "access_token": self._token})
        if (await self._socket.receive_json(timeout=30))["type"] != "auth_ok":
            raise ApiError("The token was refused")
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._socket is not None:
            await self._socket.close()
        await self._session.close()

    async def command(self, command: str, **fields: object) -> Any:
        """Send a WebSocket command and return its result."""
        if self._socket is None:
            raise ApiError("Not connected")
        self._last_id += 1
        await self._socket.send_json({"id": self._last_id, "type": command, **fields})
        while True:
            answer = await self._socket.receive_json(timeout=30)
            if answer.get("id") == self._last_id and answer["type"] == "result":
                break
        if not answer["success"]:
            raise ApiError(f"{command}: {answer['error']['message']}")
        return answer["result"]

    async def get(self, path: str) -> bytes:
        """Return what is behind a path (or a whole address)."""
        url = path if path.startswith("http") else self.url + path
        async with self._session.get(url) as answer:
            if answer.status != 200:
                raise ApiError(f"{path.partition('?')[0]}: HTTP {answer.status}")
            return await answer.read()

    async def post(self, path: str, body: object) -> Any:
        """Post JSON and return the JSON answer."""
        async with self._session.post(self.url + path, json=body) as answer:
            if answer.status not in (200, 201):
                raise ApiError(f"{path}: HTTP {answer.status} {await answer.text()}")
            return await answer.json()

    async def flow(self, *steps: dict[str, Any]) -> dict[str, Any]:
        """Go through the integration's config flow, one dictionary a step; return its last answer."""
        base = "/api/config/config_entries/flow"
        result = await self.post(base, {"handler": DOMAIN})
        for step in steps:
            result = await self.post(f"{base}/{result['flow_id']}", step)
            if result.get("errors"):
                raise ApiError(f"The flow says {result['errors']}")
        return dict(result)

    async def entity_ids(self) -> dict[str, str]:
        """Return the integration's entity ids by unique id: entity ids follow the language."""
        registry = await self.command("config/entity_registry/list")
        return {
            entry["unique_id"]: entry["entity_id"]
            for entry in registry
            if entry["platform"] == DOMAIN and entry["disabled_by"] is None
        }

    async def state(self, entity_id: str) -> str:
        """Return an entity's state."""
        async with self._session.get(f"{self.url}/api/states/{entity_id}") as answer:
            return str((await answer.json())["state"]) if answer.status == 200 else "missing"

    async def wait_for(self, entity_id: str, wanted: str, seconds: float) -> str:
        """Return the state as soon as it is as wanted, else what it is after `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                while (seen := await self.state(entity_id)) != wanted:  # noqa: ASYNC110
                    await asyncio.sleep(0.2)
        except TimeoutError:
            return await self.state(entity_id)
        return seen
