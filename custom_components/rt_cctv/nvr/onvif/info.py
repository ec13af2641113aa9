"""Asks an ONVIF recorder who it is."""

import re

from ...model import Brand, RecorderInfo
from ..base import NotARecorderError
from ..text import clean_name
from .soap import Soap

_TOLD = ("Manufacturer", "Model", "FirmwareVersion", "SerialNumber")
_CARD = re.compile(r"(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}")


async def read_info(soap: Soap) -> RecorderInfo:
    """Return who it is; its network card stands for a serial number that it doesn't tell.

    Raises NotARecorderError where it tells neither.
    """
    answer = await soap.call("devicemgmt", "GetDeviceInformation")
    told = {key: clean_name(_text(getattr(answer, key, None))) for key in _TOLD}
    mac = None if told["SerialNumber"] else await _read_mac(soap)
    serial = told["SerialNumber"] or mac
    if not serial:
        raise NotARecorderError("It names no serial number")
    model = told["Model"] or told["Manufacturer"] or "ONVIF"
    return RecorderInfo(
        brand=Brand.ONVIF,
        serial=serial,
        model=model,
        name=" ".join(dict.fromkeys(word for word in (told["Manufacturer"], model) if word)),
        firmware=told["FirmwareVersion"] or None,
        mac=mac,
    )


async def _read_mac(soap: Soap) -> str | None:
    answer = await soap.call("devicemgmt", "GetNetworkInterfaces")
    for interface in answer if isinstance(answer, list) else ():
        address = _text(getattr(getattr(interface, "Info", None), "HwAddress", None))
        if _CARD.fullmatch(address):
            return address.replace("-", ":").lower()
    return None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
