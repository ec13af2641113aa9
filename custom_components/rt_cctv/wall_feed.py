"""What the wall is told: slots, recorders and incidents, as one user may know them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from homeassistant.auth.models import User
from homeassistant.components.camera import DOMAIN as CAMERA_DOMAIN
from homeassistant.config_entries import SIGNAL_CONFIG_ENTRY_CHANGED, ConfigEntry
from homeassistant.const import CONF_NAME
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util

from .access import is_display, may_act, may_answer, may_see, slot_key
from .alerts_setup import loaded_entries
from .alerts_views import kentongan_path
from .const import CONF_OWNER, DOMAIN, SIGNAL_ACCESS_CHANGED, Kind
from .coordinator import RtCctvConfigEntry
from .entity import slot_settings
from .evidence import evidence_path, picture_of
from .incident_entities import incident_attributes
from .incidents import Incident
from .kentongan import CODE_OF
from .kinds import entries_of, loaded_links
from .model import Slot, SlotStatus, StreamProfile
from .panel import script_version

if TYPE_CHECKING:
    from .link import LinkConfigEntry

TOGETHER: Final = 0.15
"""Seconds for which changes are gathered into one message."""


def snapshot(hass: HomeAssistant, user: User) -> dict[str, Any]:
    """Return all that the wall shows to a user.

    A slot that the user may not see is a number and nothing else: no key, no name, no state.
    """
    entries = loaded_entries(hass)
    return {
        "version": script_version(hass),
        "now": dt_util.utcnow().timestamp(),
        "admin": user.is_admin,
        "display": is_display(hass, user),
        "volunteer": any(may_act(hass, user, entry, None) for entry in entries),
        "recorders": [
            _recorder(hass, user, entry) if entry in entries else _unloaded(entry)
            for entry in entries_of(hass, Kind.RECORDER)
            if entry.disabled_by is None
        ],
        "slots": [
            _slot(hass, user, entry, slot)
            for entry in entries
            for slot in entry.runtime_data.coordinator.data.slots
        ],
        "link": next(({"state": _standing(entry)} for entry in loaded_links(hass)), None),
        "incidents": [
            _incident(hass, user, entry, incident)
            for entry in entries
            for incident in entry.runtime_data.alerts.state.incidents.values()
            if incident.slot is None or may_see(hass, user, entry, incident.slot)
        ],
    }


def _standing(entry: LinkConfigEntry) -> str:
    """Say of the link to the Pemkot what the wall has three words for."""
    status = entry.runtime_data.link.status
    if status.refused or status.rejected or not status.connected:
        return "broken"
    return "connected" if status.greeted and not status.pending else "waiting"


def _recorder(hass: HomeAssistant, user: User, entry: RtCctvConfigEntry) -> dict[str, Any]:
    coordinator, alerts = entry.runtime_data.coordinator, entry.runtime_data.alerts
    on_shift = alerts.policy.on_shift(dt_util.now()) if may_act(hass, user, entry, None) else ()
    return {
        "entry": entry.entry_id,
        "name": entry.title,
        "connected": coordinator.last_update_success,
        "alarms": coordinator.alarms_connected,
        "mode": alerts.state.mode,
        "on_shift": [person.name for person in on_shift],
    }


def _unloaded(entry: ConfigEntry) -> dict[str, Any]:
    return {
        "entry": entry.entry_id,
        "name": entry.title,
        "connected": False,
        "alarms": None,
        "mode": None,
        "on_shift": [],
    }


def _slot(hass: HomeAssistant, user: User, entry: RtCctvConfigEntry, slot: Slot) -> dict[str, Any]:
    said: dict[str, Any] = {"entry": entry.entry_id, "number": slot.number}
    key = slot_key(entry.runtime_data.coordinator.key, slot.number)
    if not may_see(hass, user, entry, slot.number):
        return {**said, "hidden": True}
    settings = slot_settings(entry, slot.number)
    camera = er.async_get(hass).async_get_entity_id(
        CAMERA_DOMAIN, DOMAIN, f"{key}_camera_{StreamProfile.SUB}"
    )
    empty = slot.status is SlotStatus.EMPTY
    return {
        **said,
        "hidden": False,
        "key": key,
        "name": settings.get(CONF_NAME) or ("" if empty else slot.name),
        "owner": None if empty else settings.get(CONF_OWNER),
        "status": slot.status,
        "camera": camera,
    }


def _incident(
    hass: HomeAssistant, user: User, entry: RtCctvConfigEntry, incident: Incident
) -> dict[str, Any]:
    coordinator = entry.runtime_data.coordinator
    picture = picture_of(incident)
    code = CODE_OF.get(incident.kind)
    return {
        **incident_attributes(incident),
        "entry": entry.entry_id,
        "rank": incident.severity.rank,
        "since": incident.opened_at.timestamp(),
        "key": None if incident.slot is None else slot_key(coordinator.key, incident.slot),
        "zone": incident.look.zone,
        "target": incident.look.target,
        "evidence": picture and evidence_path(entry.entry_id, picture),
        "sound": code and kentongan_path(entry.entry_id, code),
        "may_act": may_answer(hass, user, entry, incident.slot),
    }


class WallFeed:
    """Sends one page the whole, at once and whenever something in it changed."""

    def __init__(
        self, hass: HomeAssistant, user: User, send: Callable[[dict[str, Any]], None]
    ) -> None:
        """Prepare; `start` begins."""
        self._hass = hass
        self._user = user
        self._send = send
        self._last: dict[str, Any] | None = None
        self._following: dict[str, list[CALLBACK_TYPE]] = {}
        self._forget: list[CALLBACK_TYPE] = []
        self._soon: CALLBACK_TYPE | None = None

    @callback
    def start(self) -> None:
        """Send what there is, and follow it."""
        self._forget = [
            async_dispatcher_connect(self._hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._entry_changed),
            async_dispatcher_connect(self._hass, SIGNAL_ACCESS_CHANGED, self._changed),
        ]
        self._follow()
        self._tell()

    @callback
    def stop(self) -> None:
        """Let go of everything."""
        for forget in (*self._forget, *(f for each in self._following.values() for f in each)):
            forget()
        self._forget, self._following = [], {}
        if self._soon is not None:
            self._soon()
            self._soon = None

    @callback
    def _entry_changed(self, _change: object, entry: ConfigEntry) -> None:
        if entry.domain == DOMAIN:
            self._follow()
            self._changed()

    def _follow(self) -> None:
        loaded = {entry.entry_id: entry for entry in loaded_entries(self._hass)}
        links = {entry.entry_id: entry for entry in loaded_links(self._hass)}
        for gone in self._following.keys() - loaded.keys() - links.keys():
            for forget in self._following.pop(gone):
                forget()
        for entry_id, entry in loaded.items():
            if entry_id not in self._following:
                runtime = entry.runtime_data
                self._following[entry_id] = [
                    runtime.coordinator.async_add_listener(self._changed),
                    runtime.alerts.async_listen(self._changed),
                ]
        for entry_id, link in links.items():
            if entry_id not in self._following:
                self._following[entry_id] = [link.runtime_data.link.async_listen(self._changed)]

    @callback
    def _changed(self, *_: object) -> None:
        if self._soon is None:
            self._soon = async_call_later(self._hass, TOGETHER, self._tell)

    @callback
    def _tell(self, *_: object) -> None:
        self._soon = None
        said = snapshot(self._hass, self._user)
        if self._last is None or {**said, "now": 0} != {**self._last, "now": 0}:
            self._last = said
            self._send(said)
