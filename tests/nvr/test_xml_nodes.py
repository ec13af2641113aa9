"""Reading a Hikvision recorder's XML: what firmwares get wrong is mended, bombs are refused."""

from contextlib import suppress

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.rt_cctv.nvr.base import BadAnswerError
from custom_components.rt_cctv.nvr.xml_nodes import (
    DEPTH_LIMIT,
    ELEMENT_LIMIT,
    SIZE_LIMIT,
    from_json,
    parse_xml,
)


def test_only_local_names_count_whatever_the_namespaces() -> None:
    root = parse_xml(
        b'<?xml version="1.0" encoding="UTF-8"?>'
        b'<a:List xmlns:a="urn:psialliance-org" xmlns="http://www.isapi.org/ver20/XMLSchema">'
        b'<Item xmlns="http://www.hikvision.com/ver20/XMLSchema"><ID> 7 </ID></Item>'
        b"<a:Item><id>8</id><enabled>true</enabled></a:Item></a:List>"
    )
    assert root.name == "list"
    assert [item.get_int("id") for item in root.all("Item")] == [7, 8]
    assert root.get("item/id") == "7"
    assert root.get("item/nothing/at/all") is None
    assert [item.get_bool("enabled") for item in root] == [None, True]


@pytest.mark.parametrize(
    ("text", "number"), [("12", 12), ("-3", -3), ("", None), ("x", None), ("1" * 400, None)]
)
def test_a_number_is_a_number_or_nothing(text: str, number: int | None) -> None:
    assert parse_xml(f"<a><b>{text}</b></a>".encode()).get_int("b") == number


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b"<a><channelName>Pos & Gang</channelName><n>1</n></a>", "Pos & Gang"),
        (b"<a><channelName>Pos &amp; Gang & co</channelName><n>1</n></a>", "Pos & Gang & co"),
        (b"<a><channelName><b>Pos<br></channelName><n>1</n></a>", "<b>Pos<br>"),
        (b"<a><channelName>Pos &nbsp;1</channelName><n>1</n></a>", "Pos &nbsp;1"),
        (b"<a><channelName>\xc4\xe3</channelName><n>1</n></a>", "\ufffd\ufffd"),
        (b"<a><channelName>Pos\x07\x00</channelName><n>1</n></a>", "Pos"),
        (
            b'<?xml version="1.0" encoding="nix"?><a><channelName>Pos</channelName><n>1</n></a>',
            "Pos",
        ),
        (b"\xef\xbb\xbf \r\n<a><channelName>Pos</channelName><n>1</n></a>\x00\x00", "Pos"),
        ('<a><channelName>RT 05 "Mawar" 🏠</channelName><n>1</n></a>'.encode(), 'RT 05 "Mawar" 🏠'),
    ],
)
def test_a_spoilt_name_costs_nothing_but_itself(body: bytes, name: str) -> None:
    root = parse_xml(body)
    assert root.get("channelName") == name
    assert root.get_int("n") == 1


def test_a_bare_ampersand_anywhere_is_mended() -> None:
    assert parse_xml(b"<a><u>x?a=1&b=2&amp;c=3&#65;</u></a>").get("u") == "x?a=1&b=2&c=3A"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"no xml",
        b"<a><b></a>",
        b"<a>",
        b"<!DOCTYPE html><html><body></body></html>",
        b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
        b"<a>" * (DEPTH_LIMIT + 1) + b"</a>" * (DEPTH_LIMIT + 1),
        b"<a>" * 50_000,
        b"<a>" + b"<b/>" * ELEMENT_LIMIT + b"</a>",
        b"<a>" + b" " * SIZE_LIMIT + b"</a>",
    ],
    ids=lambda body: f"{body[:20]!r} of {len(body)}",
)
def test_what_is_no_xml_or_too_much_of_it_is_refused(body: bytes) -> None:
    with pytest.raises(BadAnswerError):
        parse_xml(body)


@settings(max_examples=200)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.lists(
            st.sampled_from(
                ["<a>", "</a>", "<channelName>", "</channelName>", "&", "&amp;", "<!DOCTYPE",
                 "<![CDATA[", "]]>", "<?xml?>", "x", "\x00", '<a b="', '">', "<!--"]
            ),
            max_size=20,
        ).map(lambda parts: "".join(parts).encode()),
    )
)  # fmt: skip
def test_rubbish_is_an_error_of_ours_and_no_other(body: bytes) -> None:
    with suppress(BadAnswerError):
        assert parse_xml(body).name


def test_json_is_read_as_if_it_were_xml() -> None:
    root = from_json("", {"Alert": {"on": True, "list": [1, 2], "none": None, "text": "x"}})
    assert root.get_bool("alert/on") is True
    assert [node.text for node in root.all("list")] == ["1", "2"]
    assert root.get("alert/none") is None
    assert root.get("alert/text") == "x"


def test_json_nested_too_deeply_is_refused() -> None:
    value: object = "x"
    for _ in range(DEPTH_LIMIT + 1):
        value = {"a": value}
    with pytest.raises(BadAnswerError):
        from_json("", value)
