"""A phone with the companion app, as far as alerts go: it registers, listens, fetches, presses, clears.

It speaks what the real app speaks: the registration over HTTP, local push over the WebSocket with
confirmations, pictures fetched with its own login, buttons reported through its webhook.
"""

import asyncio
from collections.abc import Callable
import contextlib
from dataclasses import dataclass, field
from typing import Any, Self
import uuid

import aiohttp

LIMIT = 30.0
"""Seconds that anything may take."""

type Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A notification as it lies on the phone. `image` is the picture, fetched when it came."""

    title: str | None
    message: str
    data: Json = field(default_factory=dict)
    image: bytes | None = None
    image_status: int | None = None

    def action(self, title: str) -> str:
        """Return the id behind a button."""
        return next(str(a["action"]) for a in self.data["actions"] if a["title"] == title)


class PlayedPhone:
    """One phone of one user (whose access token it has)."""

    def __init__(self, base: str, token: str, name: str, *, confirms: bool = True) -> None:
        """Prepare; `base` is Home Assistant's address, such as http://127.0.0.1:8123."""
        self.base, self.name, self.confirms = base.rstrip("/"), name, confirms
        self.webhook_id = ""
        self.history: list[Shown] = []
        self.cleared: list[str] = []
        self._headers = {"Authorization": f"Bearer {token}"}
        self._token = token
        self._shown: dict[str, Shown] = {}
        self._changed = asyncio.Condition()
        self._number = 0
        self._session: aiohttp.ClientSession | None = None
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._listening: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(LIMIT))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.go_offline()
        if self._session is not None:
            await self._session.close()

    @property
    def screen(self) -> list[Shown]:
        """What lies on the phone now, by tag, in the order of coming."""
        return list(self._shown.values())

    async def register(self, push_url: str | None = None) -> None:
        """Register with Home Assistant, as the app does after its login.

        `push_url` is where Home Assistant reaches it while it is not online.
        """
        cloud = {"push_url": push_url, "push_token": "token"} if push_url else {}
        body = {
            "device_id": uuid.uuid4().hex,
            "app_id": "io.homeassistant.companion.android",
            "app_name": "Home Assistant",
            "app_version": "2026.10.1",
            "device_name": self.name,
            "manufacturer": "Played",
            "model": "Phone",
            "os_name": "Android",
            "os_version": "16",
            "supports_encryption": False,
            "app_data": {"push_websocket_channel": True, **cloud},
        }
        answer = await self._post("/api/mobile_app/registrations", body)
        self.webhook_id = str(answer["webhook_id"])

    async def go_online(self) -> None:
        """Open the WebSocket and ask for local push."""
        assert self._session is not None
        socket = await self._session.ws_connect(f"{self.base}/api/websocket", heartbeat=30)
        self._socket = socket
        assert (await socket.receive_json())["type"] == "auth_required"
        await socket.send_json({"type": "auth", "access_token": self._token})
        assert (await socket.receive_json())["type"] == "auth_ok"
        asked = await self._send(
            "mobile_app/push_notification_channel",
            webhook_id=self.webhook_id,
            support_confirm=self.confirms,
        )
        answer = await socket.receive_json(timeout=LIMIT)
        assert (answer["id"], answer["success"]) == (asked, True), answer
        self._listening = asyncio.create_task(self._listen(socket))

    async def go_offline(self) -> None:
        """Close the WebSocket, as a phone that loses its network in good order."""
        if self._listening is not None:
            self._listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._listening
            self._listening = None
        if self._socket is not None:
            await self._socket.close()
            self._socket = None

    async def _send(self, kind: str, **more: object) -> int:
        assert self._socket is not None
        self._number += 1
        await self._socket.send_json({"id": self._number, "type": kind, **more})
        return self._number

    async def _listen(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            said = message.json()
            if said["type"] == "event":
                await self._receive(said["event"])

    async def _receive(self, event: Json) -> None:
        if "hass_confirm_id" in event and self.confirms:
            await self._send(
                "mobile_app/push_notification_confirm",
                webhook_id=self.webhook_id,
                confirm_id=event["hass_confirm_id"],
            )
        data: Json = event.get("data", {})
        tag = str(data.get("tag", uuid.uuid4().hex))
        image, status = None, None
        if event["message"] == "clear_notification":
            self._shown.pop(tag, None)
            self.cleared.append(tag)
        else:
            if "image" in data:
                image, status = await self.fetch(data["image"])
            shown = Shown(
                title=event.get("title"),
                message=event["message"],
                data=data,
                image=image,
                image_status=status,
            )
            self._shown[tag] = shown
            self.history.append(shown)
        async with self._changed:
            self._changed.notify_all()

    async def fetch(self, path: str) -> tuple[bytes | None, int]:
        """Fetch a picture with the phone's own login; return it and the status."""
        assert self._session is not None
        async with self._session.get(f"{self.base}{path}", headers=self._headers) as answer:
            return (await answer.read() if answer.ok else None), answer.status

    async def press(self, action: str, tag: str | None = None) -> None:
        """Press a button, or claim to: Home Assistant takes any text from a registered app."""
        data = {"action": action, "tag": tag}
        event = {"event_type": "mobile_app_notification_action", "event_data": data}
        await self._post(f"/api/webhook/{self.webhook_id}", {"type": "fire_event", "data": event})

    async def wait_until(self, so: Callable[[], object], limit: float | None = LIMIT) -> None:
        """Wait until something holds, looked at whenever a message came. Raises TimeoutError."""
        async with asyncio.timeout(limit), self._changed:
            await self._changed.wait_for(so)

    async def first(self) -> Shown:
        """Return what lies on top of the phone, once anything does."""
        await self.wait_until(lambda: self._shown)
        return self.screen[0]

    async def _post(self, path: str, body: Json) -> Json:
        assert self._session is not None
        async with self._session.post(
            f"{self.base}{path}", json=body, headers=self._headers
        ) as answer:
            answer.raise_for_status()
            said: Json = await answer.json()
            return said
