"""Pairs a display that has no keyboard: it shows a code, an administrator types it, the display is logged in.

The display keeps a secret of its own and asks with it; who merely reads the code off the screen gets nothing.
Everything here is for the local network only.
"""

from dataclasses import dataclass
from http import HTTPStatus
import io
from ipaddress import ip_address
from pathlib import Path
import secrets
import time
from typing import Any, Final

from aiohttp import web
from homeassistant.auth.models import RefreshToken
from homeassistant.components.http import KEY_HASS, HomeAssistantView
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.network import is_cloud_connection
from homeassistant.util.hass_dict import HassKey
from homeassistant.util.network import is_local
import pyqrcode
from yarl import URL

from .const import DOMAIN
from .panel import WALL_PATH
from .wall_display import async_add_display

PAIR_PAGE: Final = "/rt-layar"
PAIR_URL: Final = f"/api/{DOMAIN}/pair"
GOOD_FOR: Final = 600.0
"""Seconds that a code is good for."""
MAX_WAITING: Final = 20
_POLL_LIMIT: Final = 4096
_PAGE: Final = Path(__file__).parent / "frontend" / "pair.html"


@dataclass(kw_only=True, slots=True)
class _Waiting:
    code: str
    client_id: str
    until: float
    token: RefreshToken | None = None


_WAITING: HassKey[dict[str, _Waiting]] = HassKey(f"{DOMAIN}_pairing")
"""Displays that show a code now, by their secret."""


@callback
def async_register_pairing(hass: HomeAssistant) -> None:
    """Serve the page that a display opens."""
    hass.data[_WAITING] = {}
    for view in (PairPageView, PairView, PairPollView):
        hass.http.register_view(view())


def _alive(hass: HomeAssistant) -> dict[str, _Waiting]:
    waiting = hass.data[_WAITING]
    for secret in [s for s, each in waiting.items() if each.until < time.monotonic()]:
        del waiting[secret]
    return waiting


async def async_pair(hass: HomeAssistant, code: str, name: str, *, acknowledges: bool) -> bool:
    """Log in the display that shows this code; False where none does."""
    found = next((w for w in _alive(hass).values() if w.code == code and w.token is None), None)
    if found is None:
        return False
    found.token = await async_add_display(hass, name, found.client_id, acknowledges=acknowledges)
    return True


class _LocalView(HomeAssistantView):
    requires_auth = False

    def _is_local(self, request: web.Request) -> bool:
        """Whether the display is in the same network: from elsewhere nothing can be paired."""
        try:
            address = ip_address(request.remote or "")
        except ValueError:
            return False
        return is_local(address) and not is_cloud_connection(request.app[KEY_HASS])


class PairPageView(_LocalView):
    """The page that shows the code."""

    url = PAIR_PAGE
    name = f"{DOMAIN}:pair"

    async def get(self, request: web.Request) -> web.StreamResponse:
        """Return it."""
        if not self._is_local(request):
            return web.Response(status=HTTPStatus.FORBIDDEN)
        return web.FileResponse(_PAGE, headers={"Cache-Control": "no-cache"})


class PairView(_LocalView):
    """Begins to pair a display."""

    url = PAIR_URL
    name = f"api:{DOMAIN}:pair"

    async def post(self, request: web.Request) -> web.Response:
        """Give a display its code, as digits and as a QR code, and its secret."""
        hass = request.app[KEY_HASS]
        waiting = _alive(hass)
        if not self._is_local(request):
            return web.Response(status=HTTPStatus.FORBIDDEN)
        if len(waiting) >= MAX_WAITING:
            return web.Response(status=HTTPStatus.TOO_MANY_REQUESTS)
        codes = {each.code for each in waiting.values()}
        while (code := f"{secrets.randbelow(1_000_000):06}") in codes:
            pass
        secret = secrets.token_urlsafe(32)
        origin = request.url.origin()
        waiting[secret] = _Waiting(
            code=code, client_id=f"{origin}/", until=time.monotonic() + GOOD_FOR
        )
        link = str(origin / WALL_PATH % {"pair": code})
        return self.json(
            {
                "code": code,
                "secret": secret,
                "good_for": GOOD_FOR,
                "qr": await hass.async_add_executor_job(_qr, link),
                "language": hass.config.language,
            }
        )


class PairPollView(_LocalView):
    """Where a display asks whether it was paired."""

    url = f"{PAIR_URL}/poll"
    name = f"api:{DOMAIN}:pair:poll"

    async def post(self, request: web.Request) -> web.Response:
        """Say how it stands; the login is handed out once."""
        hass = request.app[KEY_HASS]
        if not self._is_local(request) or (request.content_length or 0) > _POLL_LIMIT:
            return web.Response(status=HTTPStatus.FORBIDDEN)
        try:
            secret = str((await request.json())["secret"])
        except ValueError, KeyError, TypeError:
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        waiting = _alive(hass)
        found = waiting.get(secret)
        if found is None:
            return self.json({"state": "gone"})
        if found.token is None:
            return self.json({"state": "waiting"})
        del waiting[secret]
        return self.json({"state": "paired", **_login(hass, found.token, request.remote)})


def _login(hass: HomeAssistant, token: RefreshToken, remote: str | None) -> dict[str, Any]:
    return {
        "access_token": hass.auth.async_create_access_token(token, remote),
        "refresh_token": token.token,
        "expires_in": int(token.access_token_expiration.total_seconds()),
        "client_id": token.client_id,
        "wall": f"/{WALL_PATH}",
    }


def _qr(link: str | URL) -> str:
    """Draw a link as SVG."""
    file = io.BytesIO()
    pyqrcode.create(str(link)).svg(file, scale=8, xmldecl=False, background="#fff")
    return file.getvalue().decode()
