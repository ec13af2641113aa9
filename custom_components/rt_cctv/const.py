"""Constants of the integration."""

from typing import Final

DOMAIN: Final = "rt_cctv"
