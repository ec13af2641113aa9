"""Tests of remuxing: what a browser is given must play."""

import re

import pytest

from custom_components.rt_cctv.video.annexb import Codec
from custom_components.rt_cctv.video.fmp4 import InitError, init_segment
from custom_components.rt_cctv.video.live import Remuxer, Ring, as_file
from custom_components.rt_cctv.video.timeline import Timeline

from .drawing import decode, encode, remux

MIME = {
    Codec.H264: r'video/mp4; codecs="avc1\.[0-9a-f]{6}"',
    Codec.H265: r'video/mp4; codecs="hvc1\.1\.[0-9A-F]+\.L\d+(\.[0-9A-F]+)*"',
}


@pytest.mark.parametrize("codec", list(Codec))
def test_every_picture_becomes_one_fragment_that_decodes(codec: Codec) -> None:
    pieces = remux(encode(codec), codec)
    assert len(pieces) == 20
    assert [piece.key for piece in pieces] == [number % 10 == 0 for number in range(20)]
    frames = decode(pieces[0].init.data + b"".join(piece.data for piece in pieces))
    assert len(frames) == 20
    assert (frames[0].width, frames[0].height) == (320, 180)
    assert re.fullmatch(MIME[codec], pieces[0].init.mime)
    assert (pieces[0].init.width, pieces[0].init.height) == (320, 180)


def test_fragments_say_when_they_are_shown_and_follow_without_a_gap() -> None:
    pieces = remux(encode())
    frames = decode(pieces[0].init.data + b"".join(piece.data for piece in pieces))
    shown = [float(frame.pts * frame.time_base) for frame in frames if frame.pts is not None]
    assert shown == pytest.approx([piece.media for piece in pieces])
    assert shown == pytest.approx([5.0 + number / 10 for number in range(20)], abs=0.02)


def test_nothing_comes_before_the_first_key_frame() -> None:
    pictures = encode()
    pieces = remux(pictures[3:])
    assert len(pieces) == 10
    assert pieces[0].key


def test_a_change_of_size_gives_another_init_segment() -> None:
    pieces = remux(encode() + encode(width=160, height=96))
    assert len(pieces) == 40
    assert pieces[19].init is pieces[0].init
    assert (pieces[20].init.width, pieces[20].init.height) == (160, 96)
    assert len(decode(pieces[20].init.data + b"".join(piece.data for piece in pieces[20:]))) == 20


def test_after_a_reconnection_only_a_key_frame_goes_on() -> None:
    remuxer, timeline = Remuxer(), Timeline()
    remuxer.begin(Codec.H264, None)
    pictures = encode()

    def feed(number: int, picture: int) -> bool:
        placed = timeline.place(number / 10, number / 10, number / 10)
        data = pictures[picture]
        return remuxer.feed(data.data, placed, 0.0, marked_key=data.key) is not None

    assert [feed(number, number) for number in range(5)] == [True] * 5
    remuxer.begin(Codec.H264, None)
    assert [feed(number, number) for number in range(5, 12)] == [False] * 5 + [True] * 2


def test_a_picture_shown_later_than_decoded_says_so() -> None:
    remuxer, timeline = Remuxer(), Timeline(1.0)
    remuxer.begin(Codec.H264, None)
    piece = remuxer.feed(encode()[0].data, timeline.place(0, 0, 0), 0.2, marked_key=True)
    assert piece is not None
    assert piece.media == pytest.approx(1.2)


def test_broken_parameter_sets_are_no_beginning() -> None:
    with pytest.raises(InitError):
        init_segment(Codec.H264, b"\0\0\0\1\x67\xff\xff", b"\0\0\0\3\x65\xff\xff")
    remuxer = Remuxer()
    remuxer.begin(Codec.H264, None)
    placed = Timeline().place(0, 0, 0)
    spoilt = b"\0\0\0\1\x67\xff\xff\0\0\0\1\x65\xff\xff"
    assert remuxer.feed(spoilt, placed, 0.0, marked_key=True) is None


def test_the_ring_keeps_all_since_the_key_frame_and_forgets_what_is_old() -> None:
    ring = Ring(1.5)
    for piece in remux(encode(count=58)):
        ring.add(piece)
    assert len(ring.since_key()) == 8
    assert len(ring.last(60)) == 18
    assert len(ring.last(0.5)) == 8
    assert all(group[0].key for group in (ring.since_key(), ring.last(60)))


def test_the_ring_never_grows_without_a_key_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("custom_components.rt_cctv.video.live.MAX_RING_BYTES", 5_000)
    ring = Ring(60)
    pieces = remux(encode())
    for _ in range(50):
        for piece in pieces[:10]:
            ring.add(piece)
            assert sum(len(kept.data) for kept in ring.last(3600)) <= 5_000


def test_a_clip_is_an_ordinary_file_that_begins_at_zero() -> None:
    raw = as_file(remux(encode()))
    frames = decode(raw)
    assert len(frames) == 20
    assert frames[0].pts == 0
    assert raw.index(b"moov") < raw.index(b"mdat")
    assert b"moof" not in raw


def test_a_clip_of_nothing_is_empty() -> None:
    assert as_file([]) == b""
