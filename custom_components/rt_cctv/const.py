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
CONF_SOURCES: Final = "sources"
CONF_TEMPLATES: Final = "templates"
CONF_ENDPOINT: Final = "endpoint"
CONF_DIGEST_ONLY: Final = "digest_only"
CONF_OWNER: Final = "owner"
CONF_EYES: Final = "eyes"
CONF_CONFIRMER: Final = "confirmer"
CONF_VISIBILITY: Final = "visibility"
CONF_CONSENT: Final = "consent"
CONF_HUB: Final = "hub"
CONF_BROKER: Final = "broker"
CONF_CERTIFICATE: Final = "certificate"
CONF_NEXT_PASSWORD: Final = "next_password"
CONF_ROTATED: Final = "rotated"
CONF_DATABASE: Final = "database"
CONF_SCOPE: Final = "scope"

SIGNAL_ACCESS_CHANGED: Final = f"{DOMAIN}_access_changed"
"""Sent when who may see or do what has changed."""

POLL_INTERVAL: Final = timedelta(seconds=30)
STREAM_GRACE: Final = timedelta(seconds=60)
"""For so long a broken alarm stream may stay broken before its sensors become unknown."""


class Visibility(StrEnum):
    """Who may see a slot's pictures besides administrators (`visibility` in the slot's options)."""

    EVERYBODY = "everybody"
    WALL = "wall"
    """Volunteers and the displays in the pos kamling: what a slot is that nobody said anything of."""
    VOLUNTEERS = "volunteers"
    HIDDEN = "hidden"


class Kind(StrEnum):
    """What a config entry is for (`entry.data["kind"]`)."""

    RECORDER = "recorder"
    LINK = "link"
    CITY = "city"
