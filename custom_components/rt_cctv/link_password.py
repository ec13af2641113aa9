"""A hub's password on the city's broker: where it is kept, how it changes, what a refusal means."""

from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_PASSWORD, CONF_URL
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from .const import CONF_BROKER, CONF_CERTIFICATE, CONF_HUB, CONF_NEXT_PASSWORD, CONF_ROTATED
from .sync.broker import Broker
from .sync.clock import now_ms
from .sync.enrol import CityDoor, EnrolError
from .sync.identity import HubId

_FINAL: Final = frozenset({"password", "revoked", "unknown"})
"""What the city says to a hub that somebody has to enrol anew."""
ROTATE_AFTER_MS: Final = 180 * 86_400_000


def broker_of(entry: ConfigEntry) -> Broker:
    """Return the way to the city's broker that enrolment gave."""
    known: dict[str, Any] = entry.data[CONF_BROKER]
    return Broker(
        host=known["host"],
        port=known["port"],
        username=entry.data[CONF_HUB],
        password=entry.data[CONF_PASSWORD],
        ca=known["ca"],
        tls=known["tls"],
        others=tuple((host, port) for host, port in known["others"]),
    )


def broker_data(broker: Broker) -> dict[str, Any]:
    """Return what `broker_of` reads, without the password."""
    return {
        "host": broker.host,
        "port": broker.port,
        "ca": broker.ca,
        "tls": broker.tls,
        "others": [list(other) for other in broker.others],
    }


def city_door(hass: HomeAssistant, url: str, certificate: str | None) -> CityDoor:
    """Return the city's door; raises EnrolError for an address that can't be one."""
    digest = bytes.fromhex(certificate) if certificate else None
    return CityDoor(async_get_clientsession(hass), url, certificate=digest)


class LinkPassword:
    """The password of one link."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Of this entry, in whose data it is kept."""
        self._hass = hass
        self._entry = entry
        self._hub = HubId.parse(entry.data[CONF_HUB])

    @property
    def is_old(self) -> bool:
        """Whether it is time for another one."""
        return now_ms() - int(self._entry.data.get(CONF_ROTATED, 0)) > ROTATE_AFTER_MS

    async def is_still_known(self) -> bool:
        """Ask the city about the password that its broker refuses; where that is old, get a new one.

        A broker hears of new passwords a little later than the hub.
        """
        try:
            await self._door().confirm(self._hub, self._entry.data[CONF_PASSWORD])
        except EnrolError as err:
            if err.reason != "password":
                return err.reason not in _FINAL
        else:
            return True
        try:
            await self.rotate()
        except EnrolError as err:
            return err.reason not in _FINAL
        return True

    async def rotate(self) -> None:
        """Trade the password for a new one; raises EnrolError."""
        broker = await self._door().rotate(self._hub, self._entry.data[CONF_PASSWORD])
        # Kept before it is taken into use: whatever happens between, one of the two works.
        self._update(**{CONF_NEXT_PASSWORD: broker.password, CONF_BROKER: broker_data(broker)})
        await self.confirm_rotation()

    async def confirm_rotation(self) -> None:
        """Take the next password into use, where there is one; raises EnrolError."""
        following = self._entry.data.get(CONF_NEXT_PASSWORD)
        if following is None:
            return
        await self._door().confirm(self._hub, following)
        changes = {
            CONF_PASSWORD: following,
            CONF_NEXT_PASSWORD: None,
            CONF_ROTATED: now_ms(),
        }
        self._update(**changes)

    def _door(self) -> CityDoor:
        data = self._entry.data
        return city_door(self._hass, data[CONF_URL], data.get(CONF_CERTIFICATE))

    def _update(self, **changes: object) -> None:
        data = {**self._entry.data, **changes}
        self._hass.config_entries.async_update_entry(
            self._entry, data={key: value for key, value in data.items() if value is not None}
        )
