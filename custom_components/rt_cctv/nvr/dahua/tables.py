"""What a Dahua recorder writes in `key=value` lines, made into slots.

Pure functions over text. Facts: Dahua's HTTP API as its recorders (and Intelbras', EmpireTech's,
Lorex') answer it. Channels are counted from 0 in tables, from 1 on the recorder's back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
import re

from ...model import CameraInfo, SlotStatus
from ..text import clean_name, shown

type Table = Mapping[str, str]

MAX_LINES = 20_000
MAX_SLOTS = 256
"""A recorder that speaks of more inputs than this is not believed."""

_INDEXED = re.compile(r"\[(\d{1,5})\]")
_REMOTE = re.compile(r"table\.RemoteDevice(?:\[(\d{1,5})\]|\.[^=]*?_(\d{1,5}))\.([A-Za-z]+)$")
_CAMERA = re.compile(r"(?:table\.)?cameras?\[(\d{1,5})\]\.(.+)$", re.IGNORECASE)
_NOWHERE = frozenset({"", "0.0.0.0", "::"})  # noqa: S104 # nothing listens here


def parse_table(text: str) -> dict[str, str]:
    """Read `key=value` lines; anything else is passed over, the first of two alike wins."""
    table: dict[str, str] = {}
    for number, line in enumerate(text.splitlines()):
        if number >= MAX_LINES:
            break
        key, equals, value = line.strip().partition("=")
        if equals and key:
            table.setdefault(key, value.strip())
    return table


def rows(table: Table, prefix: str) -> dict[int, dict[str, str]]:
    """Group `prefix[n].rest=value` by n, for n below `MAX_SLOTS`."""
    found: dict[int, dict[str, str]] = {}
    for key, value in table.items():
        if key.startswith(prefix) and (match := _INDEXED.match(key, len(prefix))):
            index = int(match[1])
            if index < MAX_SLOTS:
                found.setdefault(index, {})[key[match.end() :].lstrip(".")] = value
    return found


def whole(value: str | None) -> int | None:
    """Read a number that may be written as a float; None where it is none."""
    try:
        return int(float(value)) if value else None
    except ValueError, OverflowError:
        return None


def truth(value: str | None) -> bool | None:
    """Read a Dahua boolean; None where it is neither."""
    return {"true": True, "1": True, "false": False, "0": False}.get((value or "").lower())


@dataclass(frozen=True, kw_only=True, slots=True)
class Remote:
    """What the recorder has written down for a channel that is fed over the network."""

    enabled: bool
    address: str
    camera: CameraInfo

    @property
    def filled(self) -> bool:
        """Whether a camera is meant to be there."""
        return self.enabled and self.address not in _NOWHERE

    @property
    def through_onvif(self) -> bool:
        """Whether the recorder took the camera in over ONVIF."""
        return (self.camera.protocol or "").lower() == "onvif"


def _remote(row: Mapping[str, str]) -> Remote:
    return Remote(
        enabled=truth(row.get("Enable")) is not False,
        address=row.get("Address", "").strip(),
        camera=CameraInfo(
            model=shown(row.get("DeviceType")),
            serial=shown(row.get("SerialNo")),
            firmware=shown(row.get("Version")),
            address=shown(row.get("Address")),
            protocol=shown(row.get("ProtocolType")),
        ),
    )


def remotes(table: Table) -> dict[int, Remote]:
    """Read `RemoteDevice`, indexed or under `uuid:System_CONFIG_NETCAMERA_INFO_<n>`."""
    found: dict[int, dict[str, str]] = {}
    for key, value in table.items():
        if match := _REMOTE.match(key):
            index = int(match[1] or match[2])
            if index < MAX_SLOTS:
                found.setdefault(index, {})[match[3]] = value
    return {index: _remote(row) for index, row in found.items()}


def cameras(table: Table) -> dict[int, Remote]:
    """Read `getCameraAll` by `UniqueChannel`, the recorder's own count (else by `Channel`)."""
    found: dict[int, dict[str, str]] = {}
    for key, value in table.items():
        if match := _CAMERA.match(key):
            found.setdefault(int(match[1]), {})[match[2]] = value
    result: dict[int, Remote] = {}
    for row in found.values():
        index = whole(row.get("UniqueChannel", row.get("Channel")))
        if index is not None and 0 <= index < MAX_SLOTS:
            device = {
                k.removeprefix("DeviceInfo."): v
                for k, v in row.items()
                if k.startswith("DeviceInfo.")
            }
            device["Enable"] = (
                "false" if truth(row.get("Enable")) is False else device.get("Enable", "true")
            )
            result[index] = _remote(device)
    return result


def camera_states(document: object) -> dict[int, str] | None:
    """Read the answer of `getCameraState` (JSON): channel from 0 to the recorder's own word.

    None where it is of another form.
    """
    states = document.get("states") if isinstance(document, dict) else None
    if not isinstance(states, list):
        return None
    found: dict[int, str] = {}
    for state in states[:MAX_SLOTS]:
        if not isinstance(state, dict):
            continue
        channel, word = state.get("channel"), state.get("connectionState")
        if type(channel) is int and 0 <= channel < MAX_SLOTS and isinstance(word, str):
            found[channel] = clean_name(word)
    return found


def camera_states_of_table(table: Table) -> dict[int, str]:
    """Read the answer of `getCameraState` (lines)."""
    listed = rows(table, "states") or rows(table, "table.states")
    found: dict[int, str] = {}
    for row in listed.values():
        channel = whole(row.get("channel", row.get("Channel")))
        word = row.get("connectionState", row.get("ConnectionState"))
        if channel is not None and 0 <= channel < MAX_SLOTS and word:
            found[channel] = clean_name(word)
    return found


def channel_list(table: Table) -> frozenset[int]:
    """Read the answer of `getEventIndexes`: channels from 0."""
    values: Iterable[str] = [
        v for k, v in table.items() if re.fullmatch(r"(?:channels|indexes)(?:\[\d+\])?", k)
    ]
    numbers = (whole(part) for value in values for part in value.split(","))
    return frozenset(n for n in numbers if n is not None and 0 <= n < MAX_SLOTS)


def status_of(word: str, remote: Remote | None) -> SlotStatus:
    """Say what a recorder's word for a camera's connection means."""
    lowered = word.lower()
    if any(part in lowered for part in ("passw", "auth", "login", "lock", "account")):
        return SlotStatus.WRONG_PASSWORD
    if lowered in {"connected", "online"}:
        return SlotStatus.ONLINE
    if lowered in {"empty", "disable", "disabled", "notexist", "unused"}:
        return SlotStatus.EMPTY
    if lowered in {
        "unconnect",
        "unconnected",
        "disconnect",
        "disconnected",
        "connecting",
        "offline",
    }:
        return SlotStatus.EMPTY if remote is not None and not remote.filled else SlotStatus.OFFLINE
    return SlotStatus.UNKNOWN
