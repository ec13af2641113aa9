"""Sets a sub-stream's codec over ONVIF, and looks whether it held."""

from ..base import BadAnswerError, NotSupportedError
from .slots import Profile
from .soap import Soap


async def set_h264(soap: Soap, profile: Profile | None) -> None:
    """Make the profile's encoder write H.264; raises NotSupportedError where it didn't hold."""
    if profile is None or profile.encoder is None:
        raise NotSupportedError("The slot has no sub-stream")
    token = {"ConfigurationToken": profile.encoder}
    configuration = await soap.call("media", "GetVideoEncoderConfiguration", token)
    try:
        configuration.Encoding = "H264"
        if getattr(configuration, "H264", None) is None:
            configuration.H264 = {"GovLength": 50, "H264Profile": "Main"}
    except (AttributeError, TypeError) as err:
        raise BadAnswerError("The encoder's settings can't be read") from err
    await soap.call(
        "media",
        "SetVideoEncoderConfiguration",
        {"Configuration": configuration, "ForcePersistence": True},
    )
    now = await soap.call("media", "GetVideoEncoderConfiguration", token)
    if str(getattr(now, "Encoding", "")).upper() != "H264":
        raise NotSupportedError("The recorder kept its sub-stream as it was")
