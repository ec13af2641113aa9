"""Asks a Dahua recorder one thing at a time."""

import asyncio
import json
from typing import Literal

from ..base import BadAnswerError, CannotConnectError, NotSupportedError, TimedOutError
from ..http import Answer, HttpClient
from .tables import (
    Remote,
    Table,
    camera_states,
    camera_states_of_table,
    cameras,
    channel_list,
    parse_table,
)

_LARGE = 100_000
"""Bytes from which on reading an answer would hold up the event loop."""


class DahuaClient:
    """The CGI calls, over one HTTP client."""

    def __init__(self, http: HttpClient) -> None:
        """Ask through `http`."""
        self.http = http
        self._state_form: Literal["post", "get", "none"] | None = None

    async def text(self, path: str) -> str:
        """GET and return what is no error and no web page."""
        return _text(await self.http.get(f"/cgi-bin/{path}"))

    async def table(self, path: str) -> Table:
        """GET `key=value` lines."""
        text = await self.text(path)
        if len(text) > _LARGE:
            return await asyncio.to_thread(parse_table, text)
        return parse_table(text)

    async def config(self, name: str) -> Table:
        """Read the configuration of that name."""
        return await self.table(f"configManager.cgi?action=getConfig&name={name}")

    async def command(self, path: str) -> None:
        """Send what is answered by OK."""
        if not (await self.text(path)).strip().upper().startswith("OK"):
            raise BadAnswerError("The recorder didn't say OK")

    async def camera_states(self) -> dict[int, str]:
        """Ask how every channel's camera is connected: channel from 0 to the recorder's word.

        Some firmwares know only the GET form, some neither; that is remembered.
        Raises NotSupportedError where neither is known.
        """
        if self._state_form in {None, "post"}:
            try:
                states = await self._states_by_post()
            except NotSupportedError:
                self._state_form = None
            else:
                self._state_form = "post"
                return states
        if self._state_form in {None, "get"}:
            try:
                states = await self._states_by_get()
            except NotSupportedError:
                self._state_form = "none"
            else:
                self._state_form = "get"
                return states
        raise NotSupportedError("The recorder doesn't say its cameras' states")

    async def _states_by_post(self) -> dict[int, str]:
        try:
            answer = await self._post_for_states()
        except TimedOutError:
            raise
        except CannotConnectError:
            # A kept connection may be closed at any time; only GETs are sent again by themselves.
            answer = await self._post_for_states()
        return _states(_text(answer))

    async def _post_for_states(self) -> Answer:
        return await self.http.request(
            "POST",
            "/cgi-bin/api/LogicDeviceManager/getCameraState",
            body=json.dumps({"uniqueChannels": [-1]}).encode(),
            content_type="application/json",
        )

    async def _states_by_get(self) -> dict[int, str]:
        text = await self.text("LogicDeviceManager.cgi?action=getCameraState&uniqueChannels[0]=-1")
        if text.lstrip().startswith("{"):
            return _states(text)
        return camera_states_of_table(parse_table(text))

    async def camera_list(self) -> dict[int, Remote]:
        """Ask which channels (from 0) have a camera."""
        return cameras(await self.table("LogicDeviceManager.cgi?action=getCameraAll"))

    async def event_channels(self, code: str) -> frozenset[int]:
        """Ask on which channels (from 0) an event goes on."""
        answer = await self.http.get(
            f"/cgi-bin/eventManager.cgi?action=getEventIndexes&code={code}"
        )
        if "no events" in answer.text[:200].lower():
            return frozenset()
        return channel_list(parse_table(_text(answer)))


def _states(text: str) -> dict[int, str]:
    try:
        states = camera_states(json.loads(text))
    except (ValueError, RecursionError) as err:
        raise BadAnswerError("The cameras' states are no JSON") from err
    if states is None:
        raise BadAnswerError("The cameras' states are of another form")
    return states


def _text(answer: Answer) -> str:
    """Return the text of a good answer; an unknown action is answered by 400, or by `Error`."""
    if answer.status == 400:
        raise NotSupportedError("The recorder has no such function")
    text = answer.expect().text
    if text.lstrip().startswith("<"):
        raise BadAnswerError("The recorder answered with a web page")
    if text.lstrip().lower().startswith("error"):
        raise NotSupportedError("The recorder has no such function")
    return text
