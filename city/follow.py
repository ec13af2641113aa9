"""Lets an engine's users follow the registry."""

import asyncio
from collections.abc import Callable, Iterable
import logging

from custom_components.rt_cctv.sync.registry import Credential, Registry
from custom_components.rt_cctv.sync.store import Store, StoreError

EVERY = 2.0
_LOGGER = logging.getLogger(__name__)

type Admit = Callable[[Iterable[Credential]], None]


async def follow(store: Store, admit: Admit, told: str, *, every: float = EVERY) -> None:
    """Admit whom the registry names, whenever that is no longer as at revision `told`, for ever.

    A database that is away for a while changes nothing for those who are in.
    """
    registry = Registry(store)
    while True:
        try:
            told = await asyncio.to_thread(admit_changes, registry, admit, told)
        except StoreError as error:
            _LOGGER.warning("The city's database: %s", error)
        await asyncio.sleep(every)


def admit_changes(registry: Registry, admit: Admit, told: str) -> str:
    """Admit whom the registry names unless `told` is its revision; return that. Raises StoreError."""
    revision = registry.revision()
    if revision != told:
        admit(registry.credentials())
    return revision
