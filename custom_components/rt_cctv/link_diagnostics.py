"""Diagnostics of the link and of the city's side: no password, no URL with one."""

from dataclasses import asdict
import json
from typing import Any

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_URL, CONF_USERNAME

from .city_core import CityRuntime
from .const import CONF_DATABASE, CONF_NEXT_PASSWORD
from .link import LinkRuntime

_TO_REDACT = {
    CONF_DATABASE,
    CONF_HOST,
    CONF_NEXT_PASSWORD,
    CONF_PASSWORD,
    CONF_URL,
    CONF_USERNAME,
    "ca",
    "certificate",
    "others",
}


def link_diagnostics(entry: ConfigEntry) -> dict[str, Any]:
    """Return an entry of kind link or city: how it is, and exactly what was last sent."""
    found: dict[str, Any] = {
        "entry": async_redact_data(
            {"data": dict(entry.data), "options": dict(entry.options)}, _TO_REDACT
        )
    }
    runtime = entry.runtime_data
    if isinstance(runtime, LinkRuntime):
        link = runtime.link
        found |= {
            "status": asdict(link.status),
            "waiting": asdict(link.waiting),
            "ledger_bytes": link.size,
            "last_sent": {
                leaf: json.loads(payload) for leaf, payload in link.uplink.last_sent.items()
            },
        }
    elif isinstance(runtime, CityRuntime):
        found["status"] = asdict(runtime.city.status)
    return found
