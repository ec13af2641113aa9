"""The driver is chosen by what a recorder shows to everybody: no password is tried around."""

from dataclasses import replace

import pytest

from custom_components.rt_cctv.model import Brand
from custom_components.rt_cctv.nvr import probe as probing
from custom_components.rt_cctv.nvr.base import (
    CannotConnectError,
    HostNotFoundError,
    NotARecorderError,
)
from custom_components.rt_cctv.nvr.probe import Found, probe
from tests.virtual_recorder import Brand as PlayedBrand, Outcome, Scenario, VirtualRecorder

from .peer import Request, answer, challenge, peer, session

pytestmark = pytest.mark.usefixtures("socket_enabled")


async def _probe(host: str, port: int, rtsp_port: int = 1, **options: object) -> Found:
    async with session() as made:
        return await probe(made, host, port, rtsp_port=rtsp_port, other_doors=False, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("brand", [PlayedBrand.HIKVISION, PlayedBrand.DAHUA, PlayedBrand.ONVIF])
async def test_every_brand_is_known_without_a_login(brand: PlayedBrand) -> None:
    async with VirtualRecorder(replace(Scenario(), brand=brand)) as played:
        found = await _probe(played.host, played.http_port)
        outcomes = {r.outcome for r in played.requests}

    assert found.brand == Brand(brand)
    assert outcomes <= {Outcome.NONE, Outcome.CHALLENGED}
    if brand is PlayedBrand.DAHUA:
        assert found.brands == (Brand.DAHUA, Brand.ONVIF)


async def test_a_server_of_streams_alone_is_rtsp() -> None:
    async with VirtualRecorder(replace(Scenario(), brand=PlayedBrand.RTSP)) as played:
        found = await _probe(played.host, 1, played.rtsp_port)

    assert found.brand is Brand.RTSP


async def test_nobody_and_no_such_name_are_told_apart(unused_tcp_port: int) -> None:
    with pytest.raises(CannotConnectError):
        await _probe("127.0.0.1", unused_tcp_port)
    for host in ("nobody.invalid", "perekam / rt", ""):
        with pytest.raises(HostNotFoundError):
            await _probe(host, 80)


async def test_some_other_server_is_no_recorder() -> None:
    async with peer(lambda _: answer("404 Not Found", b"<html>")) as here:
        with pytest.raises(NotARecorderError):
            await _probe("127.0.0.1", here.port)


async def test_a_router_that_asks_for_a_login_everywhere_is_no_recorder() -> None:
    async with peer(lambda _: challenge('Basic realm="Router"')) as here:
        with pytest.raises(NotARecorderError):
            await _probe("127.0.0.1", here.port)
        assert not any(r.authorization for r in here.requests)


async def test_a_recorder_that_asks_everywhere_is_known_by_its_realm() -> None:
    async with peer(lambda _: challenge('Digest realm="Login to 4A01", nonce="n"')) as here:
        assert (await _probe("127.0.0.1", here.port)).brand is Brand.DAHUA


async def test_a_recorder_that_asks_everywhere_is_known_by_its_servers_name() -> None:
    def reply(_: Request) -> bytes:
        return answer(
            "401 Unauthorized",
            b"",
            'WWW-Authenticate: Digest realm="IP Camera", nonce="n"',
            "Server: App-webs/",
        )

    async with peer(reply) as here:
        assert (await _probe("127.0.0.1", here.port)).brand is Brand.HIKVISION


@pytest.mark.parametrize("body", [b"x" * 200_000, b"\x00", b""])
async def test_rubbish_is_no_recorder(body: bytes) -> None:
    async with peer(lambda _: answer(body=body)) as here:
        with pytest.raises(NotARecorderError):
            await _probe("127.0.0.1", here.port)


async def test_a_silent_server_is_waited_for_only_so_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probing, "SECONDS", 0.1)

    async with VirtualRecorder() as played:
        played.set(half_open=True)
        with pytest.raises(CannotConnectError):
            await _probe(played.host, played.http_port)


async def test_where_nobody_answers_the_makers_other_doors_are_tried(
    monkeypatch: pytest.MonkeyPatch, unused_tcp_port: int
) -> None:
    async with (
        VirtualRecorder(replace(Scenario(), brand=PlayedBrand.DAHUA)) as played,
        session() as made,
    ):
        monkeypatch.setattr(probing, "OTHER_DOORS", ((1, True), (played.http_port, False)))
        found = await probe(made, played.host, unused_tcp_port, rtsp_port=1)

    assert (found.port, found.tls, found.brand) == (played.http_port, False, Brand.DAHUA)
