"""Looks after a recorder: remembers its slots, and keeps the repairs that it wants before its people.

Every repair closes by itself once what it tells of is no longer so.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from homeassistant.const import CONF_NAME
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

from .care_memory import Memory
from .care_rules import FIXABLE, SERIOUS, Repair, Wanted, wanted_repairs
from .const import CONF_SOURCES, DOMAIN
from .coordinator import RecorderCoordinator, RtCctvConfigEntry
from .entity import slot_settings
from .model import Finding, FindingSource

PAGES: Final = "https://github.com/rt-cctv/rt_cctv/blob/main/docs/repairs"
"""Each kind of repair has its page there, in both languages."""

_VERSION = 1
_SAVE_DELAY = 10.0


def _store(hass: HomeAssistant, entry_id: str) -> Store[dict[str, Any]]:
    return Store(hass, _VERSION, f"{DOMAIN}.care.{entry_id}")


class RecorderCare:
    """What is remembered of one recorder, and its repairs."""

    def __init__(
        self, hass: HomeAssistant, entry: RtCctvConfigEntry, coordinator: RecorderCoordinator
    ) -> None:
        """Prepare; `async_start` begins."""
        self._hass = hass
        self._entry = entry
        self._coordinator = coordinator
        self._store = _store(hass, entry.entry_id)
        self._heard_slots: set[int] = set()
        self._last_look: float | None = None
        self.memory = Memory()

    async def async_start(self) -> None:
        """Recall what is known and look after the recorder until the entry is unloaded."""
        kept = await self._store.async_load()
        if kept is not None:
            self.memory = Memory.from_dict(kept)
        self._entry.async_on_unload(self._async_save_now)
        self._entry.async_on_unload(self._coordinator.async_add_listener(self._look))
        self._look()

    @callback
    def answer(self, number: int, owner: str | None) -> None:
        """Note who filled a slot, as somebody just said."""
        self.memory.answer(number, owner)
        self._save()
        self._show()

    @callback
    def _look(self) -> None:
        if not self._coordinator.last_update_success:
            async_note_failure(self._hass, self._entry, self._coordinator.last_exception)
            return
        state, now = self._coordinator.data, dt_util.utcnow()
        self._hear(slot.number for slot in state.slots)
        settings = {slot.number: slot_settings(self._entry, slot.number) for slot in state.slots}
        changed = self.memory.look(state, settings, now)
        if self._count_quiet() or changed:
            self._save()
        self._remember_sources()
        self._show(now)

    def _hear(self, numbers: Iterable[int]) -> None:
        """Listen for the alarms of slots that weren't there before."""
        for number in {*numbers} - self._heard_slots:
            self._heard_slots.add(number)
            self._entry.async_on_unload(
                self._coordinator.async_subscribe_findings(number, self._heard)
            )

    @callback
    def _heard(self, finding: Finding) -> None:
        if finding.source is FindingSource.RECORDER and finding.active:
            self.memory.quiet = 0.0

    def _count_quiet(self) -> bool:
        now, last = self._hass.loop.time(), self._last_look
        self._last_look = now
        if last is None or not self._coordinator.alarms_connected:
            return False
        return self.memory.listened(now - last)

    @callback
    def _remember_sources(self) -> None:
        """Keep which ONVIF source is which slot: after a restart a dead one isn't told any more."""
        known = self._coordinator.recorder.sources
        sources = {str(number): token for number, token in known.items()}
        if sources and sources != self._entry.data.get(CONF_SOURCES):
            self._hass.config_entries.async_update_entry(
                self._entry, data={**self._entry.data, CONF_SOURCES: sources}
            )

    @callback
    def _save(self) -> None:
        self._store.async_delay_save(self.memory.as_dict, _SAVE_DELAY)

    async def _async_save_now(self) -> None:
        """Leave nothing to be written later: what sets the recorder up anew reads it at once."""
        await self._store.async_save(self.memory.as_dict())

    @callback
    def _show(self, now: datetime | None = None) -> None:
        """Open the repairs that are wanted and close those that no longer are."""
        coordinator = self._coordinator
        wanted = wanted_repairs(
            coordinator.data,
            self.memory,
            coordinator.recorder.capabilities,
            now or dt_util.utcnow(),
            listening=bool(coordinator.alarms_connected),
        )
        for repair in wanted:
            _open(self._hass, self._entry, repair)
        _close(self._hass, self._entry, {_issue_id(self._entry, repair) for repair in wanted})


@callback
def async_note_failure(
    hass: HomeAssistant, entry: RtCctvConfigEntry, err: BaseException | None
) -> None:
    """Tell of a lock, which a resident can only wait out; anything else the entry says itself."""
    if getattr(err, "translation_key", None) == "locked":
        placeholders = getattr(err, "translation_placeholders", None) or {}
        _open(hass, entry, Wanted(kind=Repair.LOCKED_OUT, placeholders=placeholders))


async def async_forget_care(hass: HomeAssistant, entry_id: str) -> None:
    """Remove what was kept of a recorder that is gone, its repairs too."""
    await _store(hass, entry_id).async_remove()
    for domain, issue_id in list(ir.async_get(hass).issues):
        if domain == DOMAIN and issue_id.startswith(f"{entry_id}_"):
            ir.async_delete_issue(hass, DOMAIN, issue_id)


def _issue_id(entry: RtCctvConfigEntry, repair: Wanted) -> str:
    return f"{entry.entry_id}_{repair.key}"


def _open(hass: HomeAssistant, entry: RtCctvConfigEntry, repair: Wanted) -> None:
    name = ""
    if repair.slot is not None:
        name = slot_settings(entry, repair.slot).get(CONF_NAME, "")
    ir.async_create_issue(
        hass,
        DOMAIN,
        _issue_id(entry, repair),
        data={
            "entry_id": entry.entry_id,
            "kind": repair.kind,
            "slot": repair.slot,
            **repair.placeholders,
        },
        is_fixable=repair.kind in FIXABLE,
        is_persistent=False,
        learn_more_url=f"{PAGES}/{repair.kind}.md",
        severity=ir.IssueSeverity.ERROR if repair.kind in SERIOUS else ir.IssueSeverity.WARNING,
        translation_key=repair.kind,
        translation_placeholders={
            "recorder": entry.title,
            "slot": f"{repair.slot} ({name})" if name else f"{repair.slot}",
            **repair.placeholders,
        },
    )


def _close(hass: HomeAssistant, entry: RtCctvConfigEntry, wanted: set[str]) -> None:
    ours = {f"{entry.entry_id}_{kind}" for kind in Repair}
    for domain, issue_id in list(ir.async_get(hass).issues):
        stem = issue_id.rstrip("0123456789").removesuffix("_")
        if domain == DOMAIN and issue_id not in wanted and (issue_id in ours or stem in ours):
            ir.async_delete_issue(hass, DOMAIN, issue_id)
