"""Constants of the integration."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

DOMAIN: Final = "rt_cctv"

CONF_KIND: Final = "kind"
CONF_BRAND: Final = "brand"
CONF_KEY: Final = "key"
CONF_TLS: Final = "tls"
CONF_VERIFY_TLS: Final = "verify_tls"
CONF_ADVANCED: Final = "advanced"
CONF_SLOTS: Final = "slots"
CONF_OWNER: Final = "owner"
CONF_EYES: Final = "eyes"
CONF_VISIBILITY: Final = "visibility"

POLL_INTERVAL: Final = timedelta(seconds=30)
STREAM_GRACE: Final = timedelta(seconds=60)
"""For so long a broken alarm stream may stay broken before its sensors become unknown."""


class Visibility(StrEnum):
    """Who may see a slot's pictures besides administrators (`visibility` in the slot's options)."""

    EVERYBODY = "everybody"
    VOLUNTEERS = "volunteers"
    HIDDEN = "hidden"


class Kind(StrEnum):
    """What a config entry is for (`entry.data["kind"]`)."""

    RECORDER = "recorder"
