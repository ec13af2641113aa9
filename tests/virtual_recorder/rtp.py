"""RTP for H.264 (RFC 6184) and H.265 (RFC 7798), framed for RTSP's own connection."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
import random
import struct
import time

_MTU = 1400
_NTP_EPOCH = 2_208_988_800


def nal_type(nal: bytes, codec: str) -> int:
    """Return the type of a NAL unit."""
    return nal[0] >> 1 & 0x3F if codec == "h265" else nal[0] & 0x1F


def parameter_sets(nals: Sequence[bytes], codec: str) -> tuple[bytes, ...]:
    """Return SPS and PPS (H.265: VPS, SPS, PPS) of a keyframe's NAL units."""
    wanted = {32, 33, 34} if codec == "h265" else {7, 8}
    return tuple(nal for nal in nals if nal_type(nal, codec) in wanted)


def payloads(nal: bytes, codec: str) -> Iterator[bytes]:
    """Yield the RTP payloads of one NAL unit: itself, or fragments (FU-A, FU)."""
    if len(nal) <= _MTU:
        yield nal
        return
    if codec == "h265":
        head = bytes((nal[0] & 0x81 | 49 << 1, nal[1]))
        kind, body = nal[0] >> 1 & 0x3F, nal[2:]
    else:
        head = bytes((nal[0] & 0x60 | 28,))
        kind, body = nal[0] & 0x1F, nal[1:]
    size = _MTU - len(head) - 1
    for start in range(0, len(body), size):
        piece = body[start : start + size]
        first = 0x80 if start == 0 else 0
        last = 0x40 if start + size >= len(body) else 0
        yield head + bytes((first | last | kind,)) + piece


def media_lines(codec: str, sets: Sequence[bytes]) -> list[str]:
    """Return the SDP lines that describe the stream; `sets` may be empty."""
    coded = [b64encode(nal).decode() for nal in sets]
    if codec == "h265":
        names = ("sprop-vps", "sprop-sps", "sprop-pps")
        fields = [f"{name}={text}" for name, text in zip(names, coded, strict=False)]
        lines = ["a=rtpmap:96 H265/90000"]
        return lines + ([f"a=fmtp:96 {'; '.join(fields)}"] if fields else [])
    fields = ["packetization-mode=1"]
    if sets:
        fields.insert(0, f"profile-level-id={sets[0][1:4].hex().upper()}")
        fields.append(f"sprop-parameter-sets={','.join(coded)}")
    return ["a=rtpmap:96 H264/90000", f"a=fmtp:96 {'; '.join(fields)}"]


class Packetizer:
    """Numbers and frames one session's packets for interleaved channels."""

    def __init__(self, codec: str, channel: int) -> None:
        self.codec = codec
        self.packets = 0
        self.octets = 0
        self._channel = channel
        self.sequence = random.getrandbits(15)
        self._ssrc = random.getrandbits(32)
        self._offset = random.getrandbits(32)

    def timestamp(self, at: float) -> int:
        """Return the RTP time of a moment (time.time())."""
        return (int(at * 90_000) + self._offset) & 0xFFFFFFFF

    def unit(self, nals: Sequence[bytes], at: float) -> Iterator[bytes]:
        """Yield the framed packets of one picture."""
        stamp = self.timestamp(at)
        pieces = [piece for nal in nals for piece in payloads(nal, self.codec)]
        for number, piece in enumerate(pieces, start=1):
            marker = 0x80 if number == len(pieces) else 0
            header = struct.pack("!BBHII", 0x80, marker | 96, self.sequence, stamp, self._ssrc)
            self.sequence = self.sequence + 1 & 0xFFFF
            self.packets += 1
            self.octets += len(piece)
            yield self._framed(self._channel, header + piece)

    def sender_report(self) -> bytes:
        """Return an RTCP sender report, which ties RTP time to the wall clock."""
        now = time.time()
        seconds = int(now)
        report = struct.pack(
            "!BBHIIIIII", 0x80, 200, 6, self._ssrc, seconds + _NTP_EPOCH,
            int((now - seconds) * 2**32), self.timestamp(now),
            self.packets & 0xFFFFFFFF, self.octets & 0xFFFFFFFF,
        )  # fmt: skip
        return self._framed(self._channel + 1, report)

    @staticmethod
    def _framed(channel: int, packet: bytes) -> bytes:
        return struct.pack("!cBH", b"$", channel, len(packet)) + packet
