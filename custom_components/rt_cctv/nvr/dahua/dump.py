"""Writes down everything that a Dahua recorder answers, so that it can become a test case."""

from collections.abc import Iterable, Mapping
from functools import partial

from ..dumping import ask_all
from ..redact import REDACTED, is_private, redact_text
from .client import DahuaClient

READS = (
    *(
        f"magicBox.cgi?action={action}"
        for action in (
            "getSystemInfo",
            "getDeviceType",
            "getMachineName",
            "getSoftwareVersion",
            "getVendor",
            "getHardwareVersion",
        )
    ),
    *(
        f"configManager.cgi?action=getConfig&name={name}"
        for name in (
            "ChannelTitle",
            "RemoteDevice",
            "Encode",
            "MotionDetect",
            "SmartMotionDetect",
            "VideoAnalyseRule",
            "BlindDetect",
            "LossDetect",
            "RecordMode",
            "NTP",
            "RTSP",
            "Network",
        )
    ),
    "LogicDeviceManager.cgi?action=getCameraState&uniqueChannels[0]=-1",
    "LogicDeviceManager.cgi?action=getCameraAll",
    "eventManager.cgi?action=getEventIndexes&code=VideoLoss",
    "eventManager.cgi?action=getEventIndexes&code=VideoMotion",
    "storageDevice.cgi?action=getDeviceAllInfo",
    "global.cgi?action=getCurrentTime",
)
"""Every question that changes nothing."""

_MOST = 200_000


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """Take secrets, serials, addresses and people out of `key=value` lines."""
    lines = []
    for line in text[:_MOST].splitlines():
        key, equals, value = line.partition("=")
        # Model names stand under updateSerial, and are wanted.
        if equals and value.strip() and key != "updateSerial" and is_private(key):
            lines.append(f"{key}={REDACTED}")
        else:
            lines.append(line)
    return redact_text("\n".join(lines), secrets)


async def dump(client: DahuaClient, secrets: Iterable[str]) -> Mapping[str, object]:
    """Return what each question is answered; see `ask_all`."""
    hidden = tuple(secrets)

    async def states() -> object:
        return {str(k): v for k, v in (await client.camera_states()).items()}

    async def ask(path: str) -> object:
        return redact(await client.text(path), hidden)

    return await ask_all(
        [
            ("api/LogicDeviceManager/getCameraState", states),
            *((path, partial(ask, path)) for path in READS),
        ]
    )
