"""Who may speak: claim codes, passwords, standing, and the door that hands them out."""

import asyncio
import base64
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
import hashlib
import itertools
from pathlib import Path
from unittest.mock import patch

import aiohttp
import bcrypt
from hypothesis import given, strategies as st
import msgspec
import pytest

from city.registry import act
from custom_components.rt_cctv.sync import registry as registry_module
from custom_components.rt_cctv.sync.door import BrokerAddress, Door
from custom_components.rt_cctv.sync.enrol import CityDoor, EnrolError, Invitation
from custom_components.rt_cctv.sync.identity import HubId
from custom_components.rt_cctv.sync.registry import (
    CLAIM_LASTS_MS,
    OVERLAP_MS,
    Registry,
    RegistryError,
)
from custom_components.rt_cctv.sync.secret import matches, new_code, plain_code, verifiers
from custom_components.rt_cctv.sync.store import Store, StoreError

from .stand import FAR, HUB, NEIGHBOUR

WRONG = "0000-0000-0000-0000"


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    store = Store(f"sqlite:///{tmp_path}/city.db")
    yield Registry(store)
    store.close()


def enrolled(registry: Registry, hub: HubId = HUB) -> str:
    return registry.claim(hub, registry.expect([hub])[hub.text]).password


def later(ms: int) -> AbstractContextManager[object]:
    now = registry_module.now_ms()
    return patch.object(registry_module, "now_ms", lambda: now + ms)


def refused(work: Callable[[HubId, str], object], hub: HubId, text: str) -> str:
    with pytest.raises(RegistryError) as raised:
        work(hub, text)
    return raised.value.reason


def test_a_code_works_once(registry: Registry) -> None:
    code = registry.expect([HUB])[HUB.text]
    assert registry.claim(HUB, code).hub == HUB.text
    assert refused(registry.claim, HUB, code) == "used"


def test_a_code_is_its_hubs_alone(registry: Registry) -> None:
    codes = registry.expect([HUB, NEIGHBOUR])
    assert refused(registry.claim, NEIGHBOUR, codes[HUB.text]) == "code"
    assert refused(registry.claim, FAR, codes[HUB.text]) == "unknown"


def test_five_wrong_codes_lock_it_even_for_the_right_one(registry: Registry) -> None:
    code = registry.expect([HUB])[HUB.text]
    answers = [refused(registry.claim, HUB, WRONG) for _ in range(5)]
    assert answers == ["code"] * 4 + ["locked"]
    assert refused(registry.claim, HUB, code) == "locked"
    again = registry.expect([HUB])[HUB.text]
    registry.claim(HUB, again)


def test_a_code_expires(registry: Registry) -> None:
    code = registry.expect([HUB])[HUB.text]
    with later(CLAIM_LASTS_MS + 1):
        assert refused(registry.claim, HUB, code) == "expired"


def test_codes_can_be_typed_as_people_type(registry: Registry) -> None:
    code = registry.expect([HUB])[HUB.text]
    registry.claim(HUB, f" {code.lower().replace('-', ' ').replace('0', 'o')} ")


@given(st.text(max_size=40))
def test_anything_may_be_typed(text: str) -> None:
    plain = plain_code(text)
    assert plain is None or len(plain) == 16


def test_codes_hold_at_least_sixty_bits() -> None:
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    letters = [
        len(set(column)) for column in zip(*(plain_code(code) or "" for code in codes), strict=True)
    ]
    assert len(letters) == 16
    assert min(letters) > 24


def test_a_hub_counts_from_when_the_kelurahan_vouches_for_it(registry: Registry) -> None:
    enrolled(registry)
    assert [one.hub for one in registry.credentials()] == [HUB]
    assert registry.vouch([HUB, NEIGHBOUR], "confirmed") == 1
    assert registry.vouch([HUB], "confirmed") == 0


def test_a_revoked_hub_is_out_until_it_claims_again(registry: Registry) -> None:
    password = enrolled(registry)
    before = registry.revision()
    assert registry.revoke([HUB]) == 1
    assert registry.revision() != before
    assert registry.credentials() == []
    assert refused(registry.rotate, HUB, password) == "revoked"
    assert refused(registry.confirm_rotation, HUB, password) == "revoked"
    code = registry.reinstate([HUB])[HUB.text]
    assert registry.claim(HUB, code).password != password


def test_rotation_changes_nothing_until_the_new_password_is_used(registry: Registry) -> None:
    old = enrolled(registry)
    before = registry.credentials()
    new = registry.rotate(HUB, old).password
    assert registry.credentials() == before
    registry.confirm_rotation(HUB, old)
    assert registry.credentials() == before
    registry.confirm_rotation(HUB, new)
    registry.confirm_rotation(HUB, new)
    assert registry.credentials() != before


def test_the_password_before_opens_the_door_for_a_day(registry: Registry) -> None:
    old = enrolled(registry)
    registry.confirm_rotation(HUB, registry.rotate(HUB, old).password)
    registry.rotate(HUB, old)
    assert refused(registry.rotate, HUB, "guess") == "password"
    with later(OVERLAP_MS + 1):
        assert refused(registry.rotate, HUB, old) == "password"


def test_a_new_claim_ends_the_passwords_before(registry: Registry) -> None:
    old = enrolled(registry)
    new = enrolled(registry)
    assert refused(registry.rotate, HUB, old) == "password"
    registry.rotate(HUB, new)


def test_the_database_holds_no_code_and_no_password(registry: Registry, tmp_path: Path) -> None:
    code = registry.expect([HUB])[HUB.text]
    password = registry.claim(HUB, code).password
    other = registry.expect([NEIGHBOUR])[NEIGHBOUR.text]
    content = b"".join(path.read_bytes() for path in tmp_path.glob("city.db*"))
    for secret in (password, code, other, other.replace("-", "")):
        assert secret.encode() not in content


def test_every_door_checks_the_same_password() -> None:
    made = verifiers("s3cret")
    assert matches("s3cret", made.door)
    assert not matches("S3cret", made.door)
    assert not matches("s3cret", None)
    assert bcrypt.checkpw(b"s3cret", made.bcrypt.encode())
    kind, salt, digest = made.mosquitto.strip("$").split("$")
    assert kind == "6"
    expected = hashlib.sha512(b"s3cret" + base64.b64decode(salt)).digest()
    assert base64.b64decode(digest) == expected


def test_the_registry_can_be_kept_from_a_terminal(
    registry: Registry, capsys: pytest.CaptureFixture[str]
) -> None:
    act(registry, "expect", [HUB])
    head, line = capsys.readouterr().out.splitlines()
    assert head == "hub,code"
    registry.claim(HUB, line.split(",")[1])
    act(registry, "confirm", [HUB])
    act(registry, "revoke", [HUB])
    assert registry.credentials() == []


def test_a_database_that_cannot_be_used_is_said_without_its_password() -> None:
    for url in (
        "postgresql://u:s3cret@127.0.0.1:1/x",
        "nonsense://u:s3cret@h/x",
        "sqlite:////no/no.db",
    ):
        with pytest.raises(StoreError) as raised:
            Store(url)
        assert "s3cret" not in str(raised.value)


def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/city.db"
    store = Store(url)
    with store.transaction() as db:
        db.exec_driver_sql("UPDATE meta SET value = '99' WHERE key = 'schema'")
    store.close()
    with pytest.raises(StoreError):
        Store(url)


async def test_the_door_slows_down_who_guesses(registry: Registry) -> None:
    hubs = [HubId.parse(f"3374011001-001-{number:03}") for number in range(1, 100)]
    codes = registry.expect(hubs)
    address = BrokerAddress(host="h", port=1)
    door = Door(registry, address, None)

    async def claim(hub: HubId, code: str, peer: str) -> str:
        body = msgspec.json.encode({"hub": hub.text, "code": code})
        _, text = await door.answer("claim", body, peer)
        error: str = msgspec.json.decode(text).get("error", "")
        return error

    answers = [await claim(hub, WRONG, "10.0.0.1") for hub in hubs[:40]]
    assert [word for word, _ in itertools.groupby(answers)] == ["code", "busy"]
    assert await claim(hubs[50], codes[hubs[50].text], "10.0.0.1") == "busy"
    assert await claim(hubs[50], codes[hubs[50].text], "10.0.0.2") == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("https://kota/x", "not_a_city"),
        ("rtcctv://kota/3374011001-003-002", "not_a_city"),
        ("rtcctv://kota/nobody?code=x", "not_a_city"),
        ("rtcctv://kota/3374011001-003-002?code=x&cert=zz", "not_a_city"),
    ],
)
def test_what_is_no_invitation_is_said(text: str, reason: str) -> None:
    with pytest.raises(EnrolError) as raised:
        Invitation.parse(text)
    assert raised.value.reason == reason


def test_an_invitation_names_city_hub_and_code() -> None:
    made = Invitation.parse(f"rtcctv://kota.example:8443/{HUB.text}?code=AB-CD")
    assert (made.url, made.hub, made.code) == ("https://kota.example:8443", HUB, "AB-CD")
    assert "AB-CD" not in repr(made)


async def test_a_city_without_tls_is_not_asked() -> None:
    async with aiohttp.ClientSession() as session:
        for url, reason in (
            ("http://kota", "insecure"),
            ("ftp://kota", "not_a_city"),
            ("", "not_a_city"),
        ):
            with pytest.raises(EnrolError) as raised:
                CityDoor(session, url)
            assert raised.value.reason == reason
    await asyncio.sleep(0)
