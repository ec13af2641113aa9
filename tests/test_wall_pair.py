"""Tests of pairing a display that has no keyboard."""

import time
from types import SimpleNamespace

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from custom_components.rt_cctv import wall_pair
from custom_components.rt_cctv.wall_display import DISPLAYS, async_load_displays
from custom_components.rt_cctv.wall_pair import MAX_WAITING, PAIR_PAGE, PAIR_URL

POLL = f"{PAIR_URL}/poll"

pytestmark = pytest.mark.usefixtures("loaded_entry", "socket_enabled")


async def test_a_display_shows_a_code_and_is_let_in_once(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    hass_ws_client: WebSocketGenerator,
) -> None:
    assert await async_setup_component(hass, "auth", {})
    display = await hass_client_no_auth()
    page = await display.get(PAIR_PAGE)
    assert page.status == 200
    assert "rt_cctv/pair" in await page.text()
    begun = await (await display.post(PAIR_URL)).json()
    assert begun["code"].isdigit()
    assert begun["qr"].startswith("<svg")
    secret = {"secret": begun["secret"]}
    assert await (await display.post(POLL, json=secret)).json() == {"state": "waiting"}
    admin = await hass_ws_client(hass)
    fields = {"code": begun["code"], "name": " Pos ", "acknowledges": False}
    await admin.send_json_auto_id({"type": "rt_cctv/display/pair", **fields})
    assert (await admin.receive_json())["success"]
    login = await (await display.post(POLL, json=secret)).json()
    assert login["state"] == "paired"
    token = hass.auth.async_validate_access_token(login["access_token"])
    assert token is not None
    assert (token.user.name, token.user.local_only, token.user.is_admin) == ("Pos", True, False)
    assert token.client_id == login["client_id"]
    assert await (await display.post(POLL, json=secret)).json() == {"state": "gone"}
    refreshed = await display.post(
        "/auth/token",
        data={
            "grant_type": "refresh_token",
            "refresh_token": login["refresh_token"],
            "client_id": login["client_id"],
        },
    )
    assert refreshed.status == 200
    await async_load_displays(hass)
    assert hass.data[DISPLAYS][token.user.id].acknowledges is False
    await hass.auth.async_remove_user(token.user)
    await async_load_displays(hass)
    assert hass.data[DISPLAYS] == {}


async def test_a_code_that_nobody_shows_pairs_nothing(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator
) -> None:
    admin = await hass_ws_client(hass)
    for code, error in (("000000", "not_found"), ("12", "invalid_format")):
        fields = {"code": code, "name": "Pos", "acknowledges": True}
        await admin.send_json_auto_id({"type": "rt_cctv/display/pair", **fields})
        assert (await admin.receive_json())["error"]["code"] == error
    assert hass.data[DISPLAYS] == {}


async def test_a_code_ends_and_codes_are_not_given_without_limit(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    display = await hass_client_no_auth()
    begun = [await display.post(PAIR_URL) for _ in range(MAX_WAITING + 1)]
    assert [answer.status for answer in begun] == [200] * MAX_WAITING + [429]
    later = time.monotonic() + wall_pair.GOOD_FOR + 1
    monkeypatch.setattr(wall_pair, "time", SimpleNamespace(monotonic=lambda: later))
    secret = {"secret": (await begun[0].json())["secret"]}
    assert await (await display.post(POLL, json=secret)).json() == {"state": "gone"}
    assert (await display.post(PAIR_URL)).status == 200


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff"])
async def test_a_poll_without_a_secret_is_refused(
    hass_client_no_auth: ClientSessionGenerator, body: bytes
) -> None:
    display = await hass_client_no_auth()
    assert (await display.post(POLL, data=body)).status == 400
    assert (await display.post(POLL, data=b"x" * 5000)).status == 403


@pytest.mark.parametrize("address", ["103.21.0.9", "", "what"])
async def test_nothing_is_paired_from_afar(
    hass_client_no_auth: ClientSessionGenerator, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr("aiohttp.web.BaseRequest.remote", address)
    display = await hass_client_no_auth()
    assert (await display.get(PAIR_PAGE)).status == 403
    assert (await display.post(PAIR_URL)).status == 403
    assert (await display.post(POLL, json={"secret": "x"})).status == 403


async def test_a_hub_that_never_had_displays_starts(
    hass: HomeAssistant, loaded_entry: MockConfigEntry
) -> None:
    assert await async_setup_component(hass, "rt_cctv", {})
    assert hass.data[DISPLAYS] == {}
