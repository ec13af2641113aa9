"""Fragmented MP4 for MediaSource: the init segment by PyAV, the fragments by hand.

PyAV can't be told to flush a fragment, and FFmpeg's `frag_every_frame` writes one only when the
next picture is there, which would add a picture's length to the delay. A fragment of one picture
is 112 bytes of fixed layout (ISO/IEC 14496-12), so it is written here.
"""

from fractions import Fraction
import io
import struct
from typing import Final

import av
import av.error

from .annexb import FFMPEG_NAME, START_CODE, Codec

TIMESCALE: Final = 90_000

_FRAGMENT: Final = struct.Struct(">I4sI4sIII4sI4sIII4sIQI4sIIiIIIiI4s")
_MOOF_SIZE: Final = 104
_SYNC: Final = 0x0200_0000
_NOT_SYNC: Final = 0x0101_0000


class InitError(Exception):
    """The key frame can't begin a stream: its parameter sets are missing or broken."""


def init_segment(codec: Codec, parameters: bytes, key_sample: bytes) -> tuple[bytes, int, int]:
    """Return the init segment with the picture's width and height.

    `parameters` are behind start codes, `key_sample` has length prefixes. Raises InitError.
    """
    raw = parameters + _behind_start_codes(key_sample)
    written = io.BytesIO()
    try:
        with av.open(io.BytesIO(raw), "r", format=FFMPEG_NAME[codec]) as source:
            template = source.streams.video[0]
            width, height = template.codec_context.width, template.codec_context.height
            target = av.open(
                written,
                "w",
                format="mp4",
                options={"movflags": "frag_custom+empty_moov+default_base_moof"},
            )
            stream = target.add_stream_from_template(template, opaque=True)
            stream.time_base = Fraction(1, TIMESCALE)
            if codec is Codec.H265:
                stream.codec_tag = "hvc1"
            target.start_encoding()
            segment = written.getvalue()
    except (av.error.FFmpegError, IndexError, ValueError) as err:
        raise InitError from err
    if not width or not height or b"moov" not in segment:
        raise InitError
    return segment, width, height


def _behind_start_codes(sample: bytes) -> bytes:
    parts = []
    at = 0
    while at + 4 <= len(sample):
        size = int.from_bytes(sample[at : at + 4])
        parts += [START_CODE, sample[at + 4 : at + 4 + size]]
        at += 4 + size
    return b"".join(parts)


def mime_type(codec: Codec, init: bytes) -> str:
    """Return the type for MediaSource, its codec read off the init segment.

    ISO/IEC 14496-15 annex E: profile and level stand at fixed places of avcC and hvcC.
    """
    if codec is Codec.H264:
        at = init.index(b"avcC") + 4
        return f'video/mp4; codecs="avc1.{init[at + 1 : at + 4].hex()}"'
    at = init.index(b"hvcC") + 4
    profile, compatibility = init[at + 1], int.from_bytes(init[at + 2 : at + 6])
    space = ("", "A", "B", "C")[profile >> 6]
    tier = "H" if profile & 0x20 else "L"
    reversed_flags = int(f"{compatibility:032b}"[::-1], 2)
    constraints = init[at + 6 : at + 12].rstrip(b"\0")
    name = f"hvc1.{space}{profile & 0x1F}.{reversed_flags:X}.{tier}{init[at + 12]}"
    return f'video/mp4; codecs="{".".join([name, *(f"{byte:X}" for byte in constraints)])}"'


def fragment(
    sequence: int, start: int, duration: int, offset: int, sample: bytes, *, key: bool
) -> bytes:
    """Return `moof` and `mdat` of one picture; times in ticks of 1/90000 s.

    `start` is when it is decoded, `offset` how much later it is shown (B pictures).
    """
    size = len(sample)
    return (
        _FRAGMENT.pack(
            *(_MOOF_SIZE, b"moof"),
            *(16, b"mfhd", 0, sequence & 0xFFFF_FFFF),
            *(72 + 8, b"traf"),
            *(16, b"tfhd", 0x02_0000, 1),
            *(20, b"tfdt", 0x0100_0000, start),
            *(36, b"trun", 0x0100_0F01, 1, _MOOF_SIZE + 8),
            *(duration, size, _SYNC if key else _NOT_SYNC, offset),
            *(size + 8, b"mdat"),
        )
        + sample
    )
