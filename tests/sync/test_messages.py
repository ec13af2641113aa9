"""The wire contract: golden messages, and what is not one."""

from contextlib import suppress
from itertools import chain
from pathlib import Path

from hypothesis import given, strategies as st
import msgspec
import pytest

from city import contract
from custom_components.rt_cctv.sync.codec import (
    BadMessageError,
    body_of,
    decode,
    decode_up,
    encode,
)
from custom_components.rt_cctv.sync.identity import HubId, NotAHubIdError, SourceKind, sender, up
from custom_components.rt_cctv.sync.messages import (
    BODIES,
    MAX_BYTES,
    MAX_RECORDS,
    UP,
    Ack,
    Command,
    Record,
    Records,
)

GOLDEN = Path(__file__).parent / "golden"
FILES = sorted(GOLDEN.glob("*.json"))
DOWN: dict[str, type[Ack | Command]] = {"ack": Ack, "cmd": Command}
SID = "0a1b2c3d4e5f-3"


def read(path: Path) -> msgspec.Struct:
    leaf, payload = path.stem.partition("_")[0], path.read_bytes().strip()
    return decode_up(leaf, payload) if leaf in UP else decode(payload, DOWN[leaf])


def same(one: bytes, other: bytes) -> bool:
    return bool(msgspec.json.decode(one) == msgspec.json.decode(other))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_golden_messages_are_read_and_written_as_ever(path: Path) -> None:
    assert same(encode(read(path)), path.read_bytes())


def test_there_is_a_golden_message_of_every_kind_and_body() -> None:
    leaves = {path.stem.partition("_")[0] for path in FILES}
    assert leaves == {*UP, *DOWN}
    batch = read(GOLDEN / "rec.json")
    assert isinstance(batch, Records)
    assert {record.kind for record in batch.r} == set(BODIES)
    for record in batch.r:
        body = body_of(record)
        assert body is not None
        assert same(encode(body), bytes(record.body))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_fields_of_tomorrow_are_ignored(path: Path) -> None:
    changed = path.read_bytes().strip()[:-1] + b',"tomorrow":{"a":[1,2]}}'
    leaf = path.stem.partition("_")[0]
    message = decode_up(leaf, changed) if leaf in UP else decode(changed, DOWN[leaf])
    assert message == read(path)


@pytest.mark.parametrize(
    ("leaf", "payload", "reason"),
    [
        ("hello", b'{"v":2,"anything":1}', "version"),
        ("hello", b'{"v":0,"sid":"x"}', "malformed"),
        ("hello", b"", "malformed"),
        ("hello", b"null", "malformed"),
        ("hello", b"[" * 10_000, "malformed"),
        ("hello", b'{"v":NaN}', "malformed"),
        ("hello", b'{"v":1,"sid":"0a1b2c3d4e5f-3","e":"x","base":0,"head":0}', "malformed"),
        ("rec", b"{" + b" " * MAX_BYTES + b"}", "oversized"),
        ("what", b"{}", "topic"),
    ],
)
def test_what_is_no_message_says_why(leaf: str, payload: bytes, reason: str) -> None:
    with pytest.raises(BadMessageError) as raised:
        decode_up(leaf, payload)
    assert raised.value.reason == reason


@given(st.binary(max_size=300), st.sampled_from(sorted(UP)))
def test_noise_is_refused_and_breaks_nothing(payload: bytes, leaf: str) -> None:
    with pytest.raises(BadMessageError):
        decode_up(leaf, payload)


@given(st.data())
def test_a_golden_message_with_a_changed_byte_is_read_or_refused(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from([path for path in FILES if path.stem in UP]))
    payload = bytearray(path.read_bytes().strip())
    payload[data.draw(st.integers(0, len(payload) - 1))] = data.draw(st.integers(0, 255))
    try:
        message = decode_up(path.stem, bytes(payload))
    except BadMessageError:
        return
    for record in getattr(message, "r", ()):
        with suppress(BadMessageError):
            body_of(record)


def test_too_many_records_are_refused() -> None:
    record = '[%d,0,"nvr",{"to":"online"}]'
    for count, fits in ((MAX_RECORDS, True), (MAX_RECORDS + 1, False)):
        rows = ",".join(record % number for number in range(1, count + 1))
        text = f'{{"v":1,"sid":"{SID}","e":"000000000000000","p":0,"r":[{rows}]}}'
        if fits:
            decode_up("rec", text.encode())
        else:
            with pytest.raises(BadMessageError):
                decode_up("rec", text.encode())


def test_bodies_keep_their_limits_and_new_kinds_are_kept_for_later() -> None:
    def record(kind: str, body: str) -> Record:
        return Record(1, 0, kind, msgspec.Raw(body.encode()))

    assert body_of(record("invented_tomorrow", '{"a":1}')) is None
    for kind, body in (
        ("slot", '{"n":0,"to":"online"}'),
        ("slot", '{"n":1,"to":"sideways"}'),
        ("hour", '{"n":1,"h":1,"c":{"Nama Pak RT":1}}'),
        ("hour", '{"n":1,"h":1,"c":{"flooding":-1}}'),
        ("gap", '{"why":"bored","n":1,"a":1,"z":1}'),
        ("nvr", '{"to":"online","x":"' + "x" * 2000 + '"}'),
    ):
        with pytest.raises(BadMessageError):
            body_of(record(kind, body))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("3374011001-003-002", SourceKind.RT),
        ("3374011001-atcs-002", SourceKind.ATCS),
        ("3374011001-korp-002", SourceKind.KORPORASI),
    ],
)
def test_hub_ids_name_what_stands_behind_them(text: str, kind: SourceKind) -> None:
    hub = HubId.parse(text)
    assert (hub.kind, hub.kecamatan, hub.number) == (kind, "337401", 2)
    assert sender(up(hub, "rec")) == (hub, "rec")


@pytest.mark.parametrize(
    "topic",
    [
        "rtcctv/v1/337402/3374011001-003-002/up/rec",
        "rtcctv/v1/337401/3374011001-003-002/down/rec",
        "rtcctv/v1/337401/3374011001-3-2/up/rec",
        "rtcctv/v1/337401/3374011001-003-002/up/rec/x",
        "rtcctv/v1/330101/3301011001-003-002/up/rec",
        "",
    ],
)
def test_other_topics_are_nobodys(topic: str) -> None:
    with pytest.raises(NotAHubIdError):
        sender(topic)


def test_the_contract_in_docs_is_the_one_in_the_code() -> None:
    for path, text in contract.files():
        assert path.read_text("utf-8") == text, f"{path.name}: run scripts/contract"
    known = {path for path, _ in contract.files()}
    assert set(contract.FOLDER.glob("*.json")) == known


def test_no_field_of_the_contract_could_hold_a_name_or_a_picture() -> None:
    texts = {
        (kind.__name__, field.name)
        for kind in chain(UP.values(), BODIES.values())
        for field in msgspec.structs.fields(kind)
        if field.type is str
    }
    assert texts == set(), "free text from a hub to the city"
