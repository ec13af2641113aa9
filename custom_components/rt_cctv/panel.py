"""What the browser gets: the wall as a panel, the dashboard of the RT, and the script that draws both."""

from dataclasses import dataclass
import hashlib
import logging
from pathlib import Path
from typing import Any, Final, override

from homeassistant.components import frontend
from homeassistant.components.http import StaticPathConfig
from homeassistant.components.lovelace.const import LOVELACE_DATA, MODE_YAML
from homeassistant.components.lovelace.dashboard import LovelaceConfig
from homeassistant.components.panel_custom import async_register_panel
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.json import cached_json_fragment, json_fragment
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN

_LOGGER = logging.getLogger(__name__)

STATIC_URL: Final = "/rt_cctv_static"
SCRIPT: Final = "rt-cctv.js"
WALL_PATH: Final = "rt-wall"
DASHBOARD_PATH: Final = "rt-cctv"
"""Home Assistant wants a hyphen in the path of a dashboard."""
DASHBOARD: Final = {"strategy": {"type": "custom:rt-cctv"}}

_FOLDER: Final = Path(__file__).parent / "frontend"
_ICON: Final = "mdi:cctv"
_WALL_ICON: Final = "mdi:view-grid"
_TITLES: Final = {"id": ("Layar CCTV", "CCTV RT"), "en": ("CCTV wall", "CCTV of the RT")}


@dataclass(kw_only=True)
class Served:
    """What is registered: the script's version (a hash of what is in it) and its address."""

    version: str
    url: str
    shown: bool = False
    has_wall: bool = False


_SERVED: HassKey[Served] = HassKey(f"{DOMAIN}_served")


@callback
def script_version(hass: HomeAssistant) -> str | None:
    """Return the version of the script that pages should run, None where there is no frontend."""
    served = hass.data.get(_SERVED)
    return None if served is None else served.version


async def async_show_panel(hass: HomeAssistant) -> None:
    """Put the wall and the dashboard into the sidebar; a Home Assistant without a frontend has none."""
    if "frontend" not in hass.config.components:
        return
    served = hass.data.get(_SERVED)
    if served is None:
        served = await _serve(hass)
    if served is None or served.shown:
        return
    served.shown = True
    wall_title, title = _TITLES["id" if hass.config.language == "id" else "en"]
    frontend.add_extra_js_url(hass, served.url)
    # A panel of a user's own under this path is left alone.
    if not frontend.async_panel_exists(hass, WALL_PATH):
        served.has_wall = True
        await async_register_panel(
            hass,
            frontend_url_path=WALL_PATH,
            webcomponent_name="rt-cctv-wall",
            module_url=served.url,
            sidebar_title=wall_title,
            sidebar_icon=_WALL_ICON,
            handle_safe_area=True,
        )
    _show_dashboard(hass, title)


@callback
def async_hide_panel(hass: HomeAssistant) -> None:
    """Take both away again."""
    served = hass.data.get(_SERVED)
    if served is None or not served.shown:
        return
    served.shown = False
    frontend.remove_extra_js_url(hass, served.url)
    if served.has_wall:
        served.has_wall = False
        frontend.async_remove_panel(hass, WALL_PATH, warn_if_unknown=False)
    dashboards = hass.data[LOVELACE_DATA].dashboards
    if isinstance(dashboards.get(DASHBOARD_PATH), StrategyDashboard):
        del dashboards[DASHBOARD_PATH]
        frontend.async_remove_panel(hass, DASHBOARD_PATH, warn_if_unknown=False)


async def _serve(hass: HomeAssistant) -> Served | None:
    version = await hass.async_add_executor_job(_version_blocking)
    if version is None:
        _LOGGER.error("%s is missing: the wall can't be shown; install CCTV RT again", SCRIPT)
        return None
    # Two set-ups at the same time: a path is registered once.
    if (served := hass.data.get(_SERVED)) is not None:
        return served
    served = Served(version=version, url=f"{STATIC_URL}/{SCRIPT}?v={version}")
    hass.data[_SERVED] = served
    await hass.http.async_register_static_paths([StaticPathConfig(STATIC_URL, str(_FOLDER), True)])
    return served


def _version_blocking() -> str | None:
    try:
        return hashlib.sha256((_FOLDER / SCRIPT).read_bytes()).hexdigest()[:12]
    except FileNotFoundError:
        return None


def _show_dashboard(hass: HomeAssistant, title: str) -> None:
    dashboards = hass.data[LOVELACE_DATA].dashboards
    if DASHBOARD_PATH in dashboards or frontend.async_panel_exists(hass, DASHBOARD_PATH):
        return
    dashboards[DASHBOARD_PATH] = StrategyDashboard(hass, title)
    frontend.async_register_built_in_panel(
        hass,
        "lovelace",
        sidebar_title=title,
        sidebar_icon=_ICON,
        frontend_url_path=DASHBOARD_PATH,
        config={"mode": MODE_YAML},
    )


class StrategyDashboard(LovelaceConfig):
    """A dashboard that lies in no file: our strategy draws it, nobody can break it by editing."""

    def __init__(self, hass: HomeAssistant, title: str) -> None:
        """Describe it as dashboards from YAML are described."""
        config = {
            "id": DASHBOARD_PATH,
            "title": title,
            "icon": _ICON,
            "show_in_sidebar": True,
            "require_admin": False,
            "mode": MODE_YAML,
        }
        super().__init__(hass, DASHBOARD_PATH, config)
        self._json = cached_json_fragment(DASHBOARD)

    @property
    @override
    def mode(self) -> str:
        return MODE_YAML

    @override
    async def async_get_info(self) -> dict[str, Any]:
        return {"mode": MODE_YAML, "views": 0}

    @override
    async def async_load(self, force: bool) -> dict[str, Any]:
        return dict(DASHBOARD)

    @override
    async def async_json(self, force: bool) -> json_fragment:
        return self._json
