"""H.264 and H.265 as they come over RTP: NAL units behind start codes.

NAL unit types: ITU-T H.264 table 7-1, H.265 table 7-1.
"""

from dataclasses import dataclass
from enum import StrEnum

START_CODE = b"\0\0\0\1"


class Codec(StrEnum):
    """The codecs that can be remuxed for a browser."""

    H264 = "h264"
    H265 = "h265"


FFMPEG_NAME = {Codec.H264: "h264", Codec.H265: "hevc"}

_PARAMETERS = {Codec.H264: frozenset({7, 8}), Codec.H265: frozenset({32, 33, 34})}
_SPS = {Codec.H264: 7, Codec.H265: 33}
_RANDOM_ACCESS = {Codec.H264: frozenset({5}), Codec.H265: frozenset(range(16, 22))}
_LEFT_OUT = {
    Codec.H264: frozenset({7, 8, 9, 12}),
    Codec.H265: frozenset({32, 33, 34, 35, 38}),
}
"""Parameter sets live in the init segment; delimiters and filler carry no picture."""


@dataclass(frozen=True, slots=True)
class AccessUnit:
    """One picture.

    `sample` has length prefixes instead of start codes and holds no parameter sets; those are
    in `parameters`, behind start codes, empty where the picture brings none.
    """

    sample: bytes
    parameters: bytes
    random_access: bool
    has_sps: bool


def nal_units(data: bytes) -> list[bytes]:
    """Return the NAL units between start codes; what stands before the first is dropped."""
    return [nal for part in data.split(b"\0\0\1")[1:] if (nal := part.rstrip(b"\0"))]


def nal_type(codec: Codec, nal: bytes) -> int:
    """Return the unit's type from its header."""
    return nal[0] & 0x1F if codec is Codec.H264 else (nal[0] >> 1) & 0x3F


def access_unit(codec: Codec, data: bytes) -> AccessUnit:
    """Sort a picture's NAL units."""
    sample: list[bytes] = []
    parameters: list[bytes] = []
    random_access = has_sps = False
    for nal in nal_units(data):
        kind = nal_type(codec, nal)
        if kind in _LEFT_OUT[codec]:
            if kind in _PARAMETERS[codec]:
                parameters.append(START_CODE + nal)
                has_sps = has_sps or kind == _SPS[codec]
            continue
        random_access = random_access or kind in _RANDOM_ACCESS[codec]
        sample.append(len(nal).to_bytes(4))
        sample.append(nal)
    return AccessUnit(b"".join(sample), b"".join(parameters), random_access, has_sps)


def parameters_in(codec: Codec, extradata: bytes | None) -> bytes:
    """Return the parameter sets of a decoder's extradata, behind start codes; empty if none."""
    return access_unit(codec, extradata).parameters if extradata else b""
