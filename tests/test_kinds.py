"""What only the link or the city needs comes with the first entry of its kind."""

from pathlib import Path
import subprocess
import sys

from homeassistant.core import HomeAssistant
from homeassistant.loader import BASE_PRELOAD_PLATFORMS
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components import rt_cctv
from custom_components.rt_cctv.const import DOMAIN
from custom_components.rt_cctv.recorder_entry import PLATFORMS

COMPONENT = Path(rt_cctv.__file__).parent


def _imported_by(modules: list[str]) -> set[str]:
    """Return which of our modules a Python of its own has, once it imported these."""
    code = f"import {', '.join(modules)}, sys; print(*sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=COMPONENT.parent.parent,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    ours = f"{rt_cctv.__name__}."
    return {name.removeprefix(ours) for name in ran.stdout.split() if name.startswith(ours)}


def test_the_start_imports_nothing_of_the_link_and_of_the_city() -> None:
    ahead = [name for name in BASE_PRELOAD_PLATFORMS if (COMPONENT / f"{name}.py").exists()]
    imported = _imported_by([f"{rt_cctv.__name__}.{name}" for name in (*ahead, *PLATFORMS)])

    assert {"config_flow", "recorder_entry"} <= imported
    assert [name for name in imported if name.startswith(("link", "city", "sync"))] == []


async def test_a_hub_without_the_city_has_none_of_its_actions(
    hass: HomeAssistant, loaded_entry: MockConfigEntry
) -> None:
    actions = hass.services.async_services_for_domain(DOMAIN)

    assert "slot_history" in actions
    assert actions.keys().isdisjoint({"announce", "command_hubs", "expect_hubs", "revoke_hubs"})
