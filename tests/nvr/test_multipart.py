"""The parser of alarm streams, fed every cut and every quirk."""

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.rt_cctv.nvr.multipart import MultipartParser, Part

_PLAIN = "multipart/mixed; boundary=boundary"


def _alert(name: str) -> bytes:
    return (
        b'<EventNotificationAlert version="2.0" xmlns="http://www.isapi.org/ver20/XMLSchema">\r\n'
        b"<eventType>" + name.encode() + b"</eventType>\r\n</EventNotificationAlert>"
    )


_JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4 + b"\r\n\xff\xd9"
_BODIES = {
    "application/xml": [_alert("VMD"), _alert("linedetection")],
    "application/json": [b'{\r\n"eventType": "VMD",\r\n"a": [1, {"b": 2}]\r\n}', b'{"c": "}"}'],
    "image/jpeg": [_JPEG],
    "text/plain": [
        b'Code=VideoMotion;action=Start;index=0;data={\n "Id" : [ 0 ], "Name" : "a;b"\n}',
        b"Heartbeat",
    ],
}
_LENGTHS = ["right", "missing", "short", "long", "garbage", "negative"]


def _part(
    body: bytes,
    content_type: str,
    *,
    length: str = "right",
    newline: bytes = b"\r\n",
    blank: bool = True,
    break_before: bool = True,
) -> bytes:
    size = {
        "right": len(body),
        "short": max(0, len(body) - 7),
        "long": len(body) + 40,
        "garbage": "12abc",
        "negative": -4,
    }.get(length)
    lines = [b"--boundary", b"Content-Type: " + content_type.encode() + b'; charset="UTF-8"']
    if size is not None:
        lines.append(f"Content-Length: {size}".encode())
    head = newline.join(lines) + newline + (newline if blank else b"")
    return head + body + (newline if break_before else b"")


def _parse(data: bytes, cut: int, content_type: str = _PLAIN) -> list[Part]:
    parser = MultipartParser(content_type)
    parts = [
        part
        for start in range(0, len(data), cut)
        for part in parser.feed(data[start : start + cut])
    ]
    return parts + parser.close()


@settings(max_examples=400)
@given(
    wanted=st.lists(
        st.sampled_from([(kind, body) for kind, bodies in _BODIES.items() for body in bodies]),
        min_size=1,
        max_size=6,
    ),
    cut=st.integers(1, 257),
    length=st.sampled_from(_LENGTHS),
    newline=st.sampled_from([b"\r\n", b"\n"]),
    blank=st.booleans(),
    break_before=st.booleans(),
    end=st.booleans(),
)
def test_every_part_comes_out_whole_however_the_bytes_are_cut(
    wanted: list[tuple[str, bytes]],
    cut: int,
    length: str,
    newline: bytes,
    blank: bool,
    break_before: bool,
    end: bool,
) -> None:
    # Neither a picture nor a word can show that its length is too short.
    wanted = [(k, b) for k, b in wanted if length != "short" or b not in (_JPEG, b"Heartbeat")]
    data = b"".join(
        _part(b, k, length=length, newline=newline, blank=blank, break_before=break_before)
        for k, b in wanted
    )
    if end:
        data += b"--boundary--" + newline
    assert [(p.content_type, p.body) for p in _parse(data, cut)] == wanted


@settings(max_examples=400)
@given(
    data=st.one_of(
        st.binary(max_size=600),
        st.lists(
            st.sampled_from(
                [b"--boundary", b"\r\n", b"\n", b"Content-Length: 5", b"Content-Length: -1", b"<",
                 b"</EventNotificationAlert>", b"<EventNotificationAlert>", b"{", b"\xff\xd8\xff",
                 b"Content-Type: image/jpeg", b"data={", b"--", b" "]
            ),
            max_size=40,
        ).map(b"".join),
    ),
    cut=st.integers(1, 64),
)  # fmt: skip
def test_rubbish_breaks_nothing_and_the_next_alarm_is_heard(data: bytes, cut: int) -> None:
    alert = _alert("VMD")
    stream = data + b"\r\n" + _part(alert, "application/xml") * 2
    assert alert in [part.body for part in _parse(stream, cut)][-2:]


@pytest.mark.parametrize("content_type", sorted(_BODIES))
def test_a_part_with_its_length_is_there_with_its_last_byte(content_type: str) -> None:
    for body in _BODIES[content_type]:
        parser = MultipartParser(_PLAIN)
        data = _part(body, content_type, break_before=False)
        assert parser.feed(data[:-1]) == []
        assert [p.body for p in parser.feed(data[-1:])] == [body]


@pytest.mark.parametrize("length", _LENGTHS)
def test_an_alert_is_there_with_its_end_tag_whatever_its_length_says(length: str) -> None:
    parser = MultipartParser(_PLAIN)
    data = _part(_alert("VMD"), "application/xml", length=length, break_before=False)
    assert parser.feed(data[:-1]) == []
    assert [p.body for p in parser.feed(data[-1:])] == [_alert("VMD")]


@pytest.mark.parametrize("cut", [1, 3, 7, 16, 64, 257, 10_000])
def test_several_alerts_in_one_part_are_several_parts(cut: int) -> None:
    body = _alert("VMD") + b"\r\n" + b'<?xml version="1.0"?>' + _alert("PIR")
    data = _part(body, "application/xml") + _part(_alert("videoloss"), "application/xml")
    bodies = [part.body for part in _parse(data, cut)]
    assert bodies == [_alert("VMD"), b'<?xml version="1.0"?>' + _alert("PIR"), _alert("videoloss")]


@pytest.mark.parametrize("cut", [1, 5, 10_000])
def test_an_alert_without_any_multipart_around_it_is_heard(cut: int) -> None:
    data = b"\r\n" + _alert("VMD") + b"\n\n" + _alert("PIR")
    assert [p.body for p in _parse(data, cut, "application/xml")] == [_alert("VMD"), _alert("PIR")]


@pytest.mark.parametrize("cut", [1, 5, 10_000])
def test_an_alert_that_is_cut_short_does_not_swallow_the_next(cut: int) -> None:
    half = _alert("VMD")[:60]
    data = _part(half, "application/xml") + _part(_alert("PIR"), "application/xml")
    assert [p.body for p in _parse(data, cut)][-1] == _alert("PIR")


@pytest.mark.parametrize(
    "content_type",
    [
        'multipart/mixed; boundary="boundary"',
        "multipart/mixed; boundary=--boundary",
        'multipart/mixed; charset=utf-8; BOUNDARY = "--boundary"; x=y',
        "multipart/mixed",
        "multipart/mixed; boundary=",
        "",
    ],
)
def test_the_boundary_is_found_however_it_is_named(content_type: str) -> None:
    data = _part(b"one", "text/plain") + _part(b"two", "text/plain", length="missing")
    data += b"--boundary--\r\n"
    assert [p.body for p in _parse(data, 3, content_type)] == [b"one", b"two"]


def test_another_default_serves_another_brand() -> None:
    parser = MultipartParser("", default="myboundary")
    data = b"--myboundary\r\nContent-Type: text/plain\r\nContent-Length:9\r\n\r\nHeartbeat"
    assert [p.body for p in parser.feed(data)] == [b"Heartbeat"]


def test_a_bare_keepalive_is_a_part_without_a_type() -> None:
    assert _parse(b"--boundary\r\nHeartbeat\r\n--boundary\r\n\r\n--boundary\r\n", 4) == [
        Part("", b"Heartbeat")
    ]


def test_bad_json_is_kept_once_its_end_is_known() -> None:
    body = b"Code=VideoMotion;action=Start;index=0;data={ not json"
    parts = _parse(_part(body, "text/plain") + _part(b"Heartbeat", "text/plain"), 9)
    assert [p.body for p in parts] == [body, b"Heartbeat"]


def test_another_document_waits_for_its_length() -> None:
    body = b"<?xml version='1.0'?><ResponseStatus>ok</ResponseStatus>"
    parser = MultipartParser(_PLAIN)
    assert [p.body for p in parser.feed(_part(body, "application/xml", break_before=False))] == [
        body
    ]


def test_a_part_over_the_limit_is_dropped_and_the_next_is_heard() -> None:
    parser = MultipartParser(_PLAIN, limit=2000)
    huge = _part(b"\xff\xd8\xff" + b"x" * 50_000, "image/jpeg")
    parts = []
    for start in range(0, len(huge), 500):
        parts += parser.feed(huge[start : start + 500])
    parts += parser.feed(_part(_alert("VMD"), "application/xml"))
    assert [p.body for p in parts] == [_alert("VMD")]
    assert len(parser._buffer) < 2000


def test_noise_between_parts_is_not_hoarded() -> None:
    parser = MultipartParser(_PLAIN)
    for _ in range(100):
        assert parser.feed(b"z" * 1000) == []
    assert len(parser._buffer) < 1000


def test_endless_dashes_keep_nobody_busy() -> None:
    parser = MultipartParser(_PLAIN)
    for _ in range(20):
        parser.feed(b"-" * 65_536)
    assert [p.body for p in parser.feed(b"\r\n" + _part(_alert("VMD"), "application/xml"))] == [
        _alert("VMD")
    ]


def test_a_header_line_without_end_is_taken_for_a_body() -> None:
    parser = MultipartParser(_PLAIN, limit=100_000)
    parser.feed(b"--boundary\r\nX-Long: ")
    for _ in range(200):
        parser.feed(b"y" * 100)
    assert [p.body for p in parser.feed(b"\r\n" + _part(_alert("VMD"), "application/xml"))][-1] == (
        _alert("VMD")
    )


def test_closing_between_parts_gives_nothing() -> None:
    parser = MultipartParser(_PLAIN)
    parser.feed(_part(b"one", "text/plain"))
    assert parser.close() == []
