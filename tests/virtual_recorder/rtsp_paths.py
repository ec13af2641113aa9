"""Which stream an RTSP address asks for, in each brand's form."""

from dataclasses import dataclass
import re
from typing import Literal
from urllib.parse import parse_qs, urlsplit

from .scenario import Brand, SlotState

_HIKVISION = re.compile(r"/(?:ISAPI/)?Streaming/(?:channels|tracks)/(\d+)0([12])", re.IGNORECASE)
_DAHUA = re.compile(r"/cam/(?:realmonitor|playback)", re.IGNORECASE)
_PLAIN = re.compile(r"/slot/(\d+)/(main|sub)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """A slot's stream."""

    slot: int
    profile: Literal["main", "sub"]
    brand: Brand
    onvif: bool = False

    def reachable(self, state: SlotState) -> bool:
        """Return False where a Dahua recorder would not answer: a camera that it took in over ONVIF."""
        return self.brand is not Brand.DAHUA or self.onvif or state is not SlotState.UNSUPPORTED


def parse_address(url: str, brand: Brand) -> Wanted | None:
    """Return what an address means to a recorder of that brand, None where nothing."""
    parts = urlsplit(url)
    path = parts.path.removesuffix("/").removesuffix("/trackID=1").removesuffix("/")
    if brand in {Brand.HIKVISION, Brand.RTSP} and (found := _HIKVISION.fullmatch(path)):
        return Wanted(slot=int(found[1]), profile="main" if found[2] == "1" else "sub", brand=brand)
    if brand in {Brand.DAHUA, Brand.RTSP} and _DAHUA.fullmatch(path):
        # The control address of a track is the whole address with "/trackID=1" after it.
        said = parse_qs(parts.query.removesuffix("/").removesuffix("/trackID=1").removesuffix("/"))
        channel, kind = said.get("channel", ["1"])[0], said.get("subtype", ["0"])[0]
        if not channel.isdecimal():
            return None
        return Wanted(
            slot=int(channel),
            profile="main" if kind == "0" else "sub",
            brand=brand,
            onvif=said.get("proto") == ["Onvif"],
        )
    if brand is not Brand.DAHUA and (found := _PLAIN.fullmatch(path)):
        return Wanted(
            slot=int(found[1]), profile="main" if found[2] == "main" else "sub", brand=brand
        )
    return None
