"""Buttons: restart the recorder, set its clock, take a picture of a slot and keep it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import override

from homeassistant.components.button import (
    ButtonDeviceClass,
    ButtonEntity,
    ButtonEntityDescription,
)
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import RecorderCoordinator, RtCctvConfigEntry
from .entity import RecorderEntity, SlotEntity, add_for_each_slot
from .errors import raise_translated
from .nvr.base import Capability
from .recorder_services import async_reboot, async_set_clock

PARALLEL_UPDATES = 1


@dataclass(frozen=True, kw_only=True)
class RecorderButtonDescription(ButtonEntityDescription):
    """A button of the recorder: what it needs and what it does."""

    needs: Capability
    press: Callable[[RecorderCoordinator], Awaitable[None]]


BUTTONS = (
    RecorderButtonDescription(
        key="reboot",
        device_class=ButtonDeviceClass.RESTART,
        entity_category=EntityCategory.CONFIG,
        needs=Capability.REBOOT,
        press=async_reboot,
    ),
    RecorderButtonDescription(
        key="set_clock",
        entity_category=EntityCategory.CONFIG,
        needs=Capability.SET_CLOCK,
        press=async_set_clock,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: RtCctvConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the buttons for what this recorder can do."""
    coordinator = entry.runtime_data.coordinator
    capabilities = coordinator.recorder.capabilities
    async_add_entities(
        RecorderButton(coordinator, description)
        for description in BUTTONS
        if description.needs in capabilities
    )
    add_for_each_slot(coordinator, async_add_entities, SnapshotButton)


class RecorderButton(RecorderEntity, ButtonEntity):
    """Something that the recorder does when asked."""

    entity_description: RecorderButtonDescription

    def __init__(
        self, coordinator: RecorderCoordinator, description: RecorderButtonDescription
    ) -> None:
        """Attach to the recorder."""
        super().__init__(coordinator, description.key)
        self.entity_description = description

    @override
    async def async_press(self) -> None:
        await self.entity_description.press(self.coordinator)


class SnapshotButton(SlotEntity, ButtonEntity):
    """Takes a picture of the slot; the media browser has it among those of its day."""

    def __init__(self, coordinator: RecorderCoordinator, number: int) -> None:
        """Attach to a slot."""
        super().__init__(coordinator, number, "snapshot")

    @property
    @override
    def available(self) -> bool:
        return super().available and self.has_picture

    @raise_translated
    @override
    async def async_press(self) -> None:
        alerts = self.coordinator.config_entry.runtime_data.alerts
        await alerts.evidence.async_keep_snapshot(self.number)
