"""The HTTP client of a recorder: logs in, keeps order, limits, and is never locked out."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
import socket
import ssl
from typing import override

import aiohttp
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
import pytest

from custom_components.rt_cctv.nvr.base import (
    BadAnswerError,
    CannotConnectError,
    CertificateError,
    HostNotFoundError,
    InvalidAuthError,
    LockedError,
    NotSupportedError,
    PermissionDeniedError,
    RecorderError,
    StreamBusyError,
    TimedOutError,
    UnsafeLoginError,
)
from custom_components.rt_cctv.nvr.guard import LoginGuard
from custom_components.rt_cctv.nvr.http import Answer, HttpClient, rtsp_url
from tests.virtual_recorder.auth import Outcome
from tests.virtual_recorder.recorder import VirtualRecorder
from tests.virtual_recorder.scenario import Auth, Scenario

from .peer import (
    DIGEST,
    PASSWORD,
    USER,
    Peer,
    Reply,
    Request,
    answer,
    challenge,
    config_for,
    digest_is_right,
    peer,
    session,
)

pytestmark = pytest.mark.usefixtures("socket_enabled")

_INFO = "/ISAPI/System/deviceInfo"
_LOCKED = b"<userCheck><lockStatus>lock</lockStatus><unlockTime>90</unlockTime></userCheck>"


def _digest(*schemes: str, then: bytes = answer(body=b"in")) -> Reply:
    """Ask for a login with `schemes`, and let in who answers by digest."""

    def reply(request: Request) -> bytes:
        return then if digest_is_right(request) else challenge(*(schemes or (DIGEST,)))

    return reply


async def _get(here: Peer, **options: object) -> tuple[Answer, HttpClient]:
    async with session() as made:
        client = HttpClient(here.config(), made, **options)  # type: ignore[arg-type]
        return await client.get("/x?codes=%5BAll%5D&b=1"), client


@pytest.mark.parametrize(
    "schemes",
    [
        (DIGEST,),
        (DIGEST, 'Basic realm="DVR"'),
        ('Basic realm="DVR"', DIGEST),
        (f'Basic realm="DVR", {DIGEST}',),
        ('Digest realm="DVR", nonce="n0", qop="auth", algorithm=ROT13', DIGEST),
        ('Digest realm="DVR", nonce="n1", qop="auth-int,auth"',),
    ],
)
async def test_digest_is_answered_whatever_else_is_offered(schemes: tuple[str, ...]) -> None:
    async with peer(_digest(*schemes)) as here:
        got, client = await _get(here)
    assert got.body == b"in"
    assert got.text == "in"
    assert (client.calls, len(here.requests), here.logins) == (1, 2, 1)
    assert client.guard.accepted


async def test_the_target_goes_out_and_is_signed_as_it_was_written() -> None:
    async with peer(_digest()) as here:
        await _get(here)
    assert {r.target for r in here.requests} == {"/x?codes=%5BAll%5D&b=1"}


async def test_basic_is_used_where_nothing_better_is_offered() -> None:
    def reply(request: Request) -> bytes:
        return answer(body=b"in") if request.authorization else challenge('Basic realm="DVR"')

    async with peer(reply) as here:
        got, _ = await _get(here)
    assert got.body == b"in"
    assert here.requests[-1].authorization.startswith("Basic ")


async def test_who_once_asked_for_digest_gets_no_password_in_the_clear() -> None:
    weak = False

    def reply(request: Request) -> bytes:
        if digest_is_right(request):
            return answer()
        return challenge('Basic realm="DVR"' if weak else DIGEST)

    async with peer(reply) as here, session() as made:
        guard = LoginGuard()
        await HttpClient(here.config(), made, guard=guard).get("/")
        weak = True
        with pytest.raises(UnsafeLoginError):
            await HttpClient(here.config(), made, guard=guard).get("/")
    assert not any(r.authorization.startswith("Basic") for r in here.requests)
    assert not guard.refused


async def test_where_only_digest_will_do_a_fresh_client_answers_nothing_less() -> None:
    def reply(request: Request) -> bytes:
        if digest_is_right(request):
            return answer(body=b"in")
        return challenge(DIGEST if request.target == "/honest" else 'Basic realm="DVR"')

    async with peer(reply) as here, session() as made:
        client = HttpClient(here.config(digest_only=True), made)
        with pytest.raises(UnsafeLoginError):
            await client.get("/")
        with pytest.raises(UnsafeLoginError):
            async with client.stream("/alarms"):
                pass
        assert here.logins == 0
        assert (await client.get("/honest")).body == b"in"


async def test_a_body_is_sent_with_the_login_too() -> None:
    async with peer(_digest()) as here, session() as made:
        client = HttpClient(here.config(), made)
        await client.request("PUT", "/x", body=b"<a/>")
    assert [r.body for r in here.requests] == [b"<a/>", b"<a/>"]
    assert here.requests[-1].headers["content-type"] == "application/xml"


async def test_a_recorder_without_login_is_simply_asked() -> None:
    async with peer(lambda _: answer(body=b"open")) as here:
        got, client = await _get(here)
    assert got.ok
    assert not client.guard.accepted
    assert len(here.requests) == 1


async def test_one_refused_login_is_the_last_one_sent() -> None:
    async with peer(lambda _: challenge(DIGEST)) as here, session() as made:
        client = HttpClient(here.config(), made)
        for _ in range(5):
            with pytest.raises(InvalidAuthError):
                await client.get("/")
        with pytest.raises(InvalidAuthError):
            async with client.stream("/alarms"):
                pass
    assert here.logins == 1
    assert len(here.requests) == 2


async def test_a_refusal_is_remembered_by_the_next_client_with_the_same_guard() -> None:
    guard = LoginGuard()
    async with peer(lambda _: challenge(DIGEST)) as here, session() as made:
        for _ in range(3):
            with pytest.raises(InvalidAuthError):
                await HttpClient(here.config(), made, guard=guard).get("/")
    assert here.logins == 1


async def test_a_changed_password_costs_poll_and_alarm_stream_together_one_login() -> None:
    async with VirtualRecorder() as recorder, session() as made:
        client = HttpClient(config_for(recorder), made)
        await client.get(_INFO)
        recorder.set_password("changed")

        async def listen() -> None:
            async with client.stream("/ISAPI/Event/notification/alertStream"):
                pass

        results = await asyncio.gather(
            *(client.get(_INFO) for _ in range(4)),
            listen(),
            *(client.get(_INFO) for _ in range(4)),
            return_exceptions=True,
        )
        outcomes = [request.outcome for request in recorder.requests]
    assert all(isinstance(result, InvalidAuthError) for result in results)
    assert outcomes.count(Outcome.REFUSED) == 1


@pytest.mark.parametrize(
    "auth",
    [
        Auth(),
        Auth(schemes=("basic", "digest")),
        Auth(schemes=("basic",)),
        Auth(algorithm="SHA-256"),
        Auth(qop=False),
        Auth(nonce="rotate"),
        Auth(nonce="single"),
        Auth(nonce="single", stale_status=403),
    ],
    ids=repr,
)
async def test_every_way_to_log_in_works_for_many_callers_at_once(auth: Auth) -> None:
    async with VirtualRecorder(Scenario(auth=auth)) as recorder, session() as made:
        client = HttpClient(config_for(recorder), made)
        async with client.stream("/ISAPI/Event/notification/alertStream") as stream:
            answers = await asyncio.gather(*(client.get(_INFO) for _ in range(8)))
            first = await anext(aiter(stream.chunks()))
        assert recorder.max_in_flight == 1
        outcomes = {request.outcome for request in recorder.requests}
    assert all(got.ok for got in answers)
    assert first
    assert outcomes <= {Outcome.CHALLENGED, Outcome.ACCEPTED}


async def test_a_stale_nonce_is_no_refusal() -> None:
    count = 0

    def reply(request: Request) -> bytes:
        nonlocal count
        if not request.authorization:
            return challenge(DIGEST)
        count += 1
        return answer(body=b"in") if count == 2 else challenge(f"{DIGEST}, stale=true")

    async with peer(reply) as here:
        got, client = await _get(here)
    assert got.body == b"in"
    assert not client.guard.refused


async def test_a_recorder_that_calls_every_nonce_stale_is_not_asked_for_ever() -> None:
    async with peer(lambda _: challenge(f"{DIGEST}, stale=true")) as here, session() as made:
        client = HttpClient(here.config(), made)
        for _ in range(3):
            with pytest.raises(InvalidAuthError):
                await client.get("/")
    assert here.logins == 3


@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden"])
async def test_a_locked_recorder_is_left_alone_until_its_lock_ends(status: str) -> None:
    now, locked = 0.0, True

    def reply(request: Request) -> bytes:
        if request.authorization and locked:
            return answer(status, _LOCKED, f"WWW-Authenticate: {DIGEST}")
        return answer(body=b"in") if request.authorization else challenge(DIGEST)

    async with peer(reply) as here, session() as made:
        client = HttpClient(here.config(), made, guard=LoginGuard(lambda: now))
        with pytest.raises(LockedError) as caught:
            await client.get("/")
        assert caught.value.seconds == 90
        seen = len(here.requests)
        now = 89.0
        for _ in range(3):
            with pytest.raises(LockedError) as caught:
                await client.get("/")
        assert caught.value.seconds == 1
        assert len(here.requests) == seen
        now, locked = 91.0, False
        assert (await client.get("/")).body == b"in"
    assert not client.guard.refused


async def test_a_lock_told_with_the_challenge_keeps_the_password_at_home() -> None:
    async with peer(lambda _: challenge(DIGEST, body=_LOCKED)) as here, session() as made:
        client = HttpClient(here.config(), made)
        with pytest.raises(LockedError):
            await client.get("/")
    assert here.logins == 0


async def test_a_lock_told_to_the_alarm_stream_counts_for_all() -> None:
    def reply(request: Request) -> bytes:
        if digest_is_right(request):
            return answer("403 Forbidden", b'{"RmLock":1800,"RmLogin":0}')
        return challenge(DIGEST)

    async with peer(reply) as here, session() as made:
        client = HttpClient(here.config(), made)
        with pytest.raises(LockedError):
            async with client.stream("/alarms"):
                pass
        with pytest.raises(LockedError):
            await client.get("/")
    assert here.logins == 1


async def test_a_401_that_only_forbids_is_not_taken_for_a_wrong_password() -> None:
    body = b"<ResponseStatus><subStatusCode>lowPrivilege</subStatusCode></ResponseStatus>"

    def reply(request: Request) -> bytes:
        if request.target == "/" and digest_is_right(request):
            return answer()
        return challenge(DIGEST, body=body)

    async with peer(reply) as here, session() as made:
        client = HttpClient(here.config(), made)
        await client.get("/")
        with pytest.raises(PermissionDeniedError):
            await client.get("/alarms")
        await client.get("/")
    assert not client.guard.refused


async def test_a_401_without_a_known_challenge_is_a_bad_answer() -> None:
    async with peer(lambda _: challenge('Bearer realm="x"')) as here:
        with pytest.raises(BadAnswerError):
            await _get(here)
    assert here.logins == 0


async def test_one_request_at_a_time() -> None:
    async def reply(_: Request) -> bytes:
        await asyncio.sleep(0.01)
        return answer()

    async with peer(reply) as here, session() as made:
        client = HttpClient(here.config(), made)
        await asyncio.gather(*(client.get("/") for _ in range(5)))
    assert here.most_at_once == 1


async def test_a_cancelled_call_leaves_the_way_free() -> None:
    async def reply(request: Request) -> bytes:
        if request.target == "/slow":
            await asyncio.sleep(30)
        return answer()

    async with peer(reply) as here, session() as made:
        client = HttpClient(here.config(), made)
        task = asyncio.create_task(client.get("/slow"))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (await client.get("/")).ok


async def _never(_: Request) -> bytes:
    await asyncio.sleep(30)
    return b""


async def test_a_recorder_that_says_nothing_is_given_up() -> None:
    async with peer(_never) as here:
        with pytest.raises(TimedOutError):
            await _get(here, limit=0.05)


async def test_a_trickling_answer_is_given_up_too() -> None:
    async with peer(lambda _: answer(body=b"half", length=100)) as here:
        with pytest.raises(TimedOutError):
            await _get(here, limit=0.05)


@pytest.mark.parametrize("length", [None, 10_000_000])
async def test_an_answer_over_the_limit_is_refused(length: int | None) -> None:
    async with peer(lambda _: answer(body=b"x" * 5000, length=length)) as here, session() as made:
        client = HttpClient(here.config(), made)
        with pytest.raises(BadAnswerError):
            await client.get("/", limit=4000)
        if length is None:
            assert (await client.get("/", limit=5000)).ok


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (lambda _: b"", CannotConnectError),
        (lambda _: b"SSH-2.0-OpenSSH_9.2\r\n", BadAnswerError),
        (lambda _: b"HTTP/1.1 200 OK\r\nbroken\r\n\r\n", BadAnswerError),
    ],
    ids=["hangs up", "no http", "bad header"],
)
async def test_what_is_no_answer_is_told_without_saying_where(
    reply: Callable[[Request], bytes | Awaitable[bytes]], error: type[RecorderError]
) -> None:
    async with peer(reply) as here:
        with pytest.raises(error) as caught:
            await _get(here)
    for secret in ("127.0.0.1", str(here.port), USER, PASSWORD):
        assert secret not in str(caught.value)
    assert caught.value.__suppress_context__


class _NoNames(aiohttp.abc.AbstractResolver):
    @override
    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[aiohttp.abc.ResolveResult]:
        raise OSError("no such name")

    @override
    async def close(self) -> None:
        pass


async def test_nobody_there_and_no_such_name_are_different() -> None:
    async with peer(lambda _: answer()) as here:
        pass
    with pytest.raises(CannotConnectError) as caught:
        await _get(here)
    assert not isinstance(caught.value, HostNotFoundError)
    connector = aiohttp.TCPConnector(resolver=_NoNames())
    async with aiohttp.ClientSession(connector=connector) as made:
        for host in ("recorder.invalid", "http://10.0.0.1/", "a b"):
            client = HttpClient(here.config(host=host), made)
            with pytest.raises(HostNotFoundError) as caught:
                await client.get("/")
            assert host not in str(caught.value)


@pytest.fixture
def tls(tmp_path: Path) -> ssl.SSLContext:
    """Return a server's TLS with a certificate that nobody trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path / "door.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    pem.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pem)
    return context


async def test_an_untrusted_certificate_is_told_and_may_be_taken_anyway(
    tls: ssl.SSLContext,
) -> None:
    async with peer(lambda _: answer(body=b"in"), tls) as here, session() as made:
        with pytest.raises(CertificateError):
            await HttpClient(here.config(tls=True), made).get("/")
        client = HttpClient(here.config(tls=True, verify_tls=False), made)
        assert (await client.get("/")).body == b"in"


async def test_an_address_of_ipv6_is_put_in_brackets() -> None:
    here = Peer(port=8080)
    async with session() as made:
        for host in ("::1", "[::1]"):
            client = HttpClient(here.config(host=host), made)
            assert str(client._base) == "http://[::1]:8080/"
    url = rtsp_url(here.config(host="fd00::2"), 554, "/Streaming/Channels/102")
    assert url.startswith("rtsp://admin:Ronda%20%222026%22%3A%20%C3%A9%5C@[fd00::2]:554/Streaming")


async def test_redirects_are_not_followed() -> None:
    async with peer(lambda _: answer("301 Moved", b"", "Location: https://evil/")) as here:
        got, _ = await _get(here)
    assert got.status == 301
    assert len(here.requests) == 1


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (403, PermissionDeniedError),
        (404, NotSupportedError),
        (501, NotSupportedError),
        (400, BadAnswerError),
        (301, BadAnswerError),
        (500, BadAnswerError),
    ],
)
def test_what_is_expected_is_a_success(status: int, error: type[RecorderError]) -> None:
    with pytest.raises(error):
        Answer(status=status, content_type="", body=b"").expect()


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        ("503 Busy", b"", StreamBusyError),
        ("403 No", b"<subStatusCode>deployExceedMax</subStatusCode>", StreamBusyError),
        ("403 No", b"", PermissionDeniedError),
        ("404 No", b"", NotSupportedError),
        ("500 No", b"", BadAnswerError),
        ("204 No", b"", BadAnswerError),
    ],
)
async def test_why_a_stream_is_not_opened(
    status: str, body: bytes, error: type[RecorderError]
) -> None:
    async with peer(lambda _: answer(status, body)) as here, session() as made:
        with pytest.raises(error):
            async with HttpClient(here.config(), made).stream("/alarms"):
                pass


async def test_a_silent_stream_is_given_up() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\nhello"
    async with peer(lambda _: head) as here, session() as made:
        client = HttpClient(here.config(), made)
        async with client.stream("/alarms", idle=0.1) as stream:
            assert stream.content_type == "multipart/mixed; boundary=x"
            chunks = stream.chunks()
            assert await anext(chunks) == b"hello"
            with pytest.raises(TimedOutError):
                await anext(chunks)


async def test_an_open_stream_holds_nobody_up() -> None:
    def reply(request: Request) -> bytes:
        if request.target == "/alarms":
            return b"HTTP/1.1 200 OK\r\n\r\nhello"
        return answer(body=b"in")

    async with peer(reply) as here, session() as made:
        client = HttpClient(here.config(), made)
        async with client.stream("/alarms"):
            assert (await client.get("/")).body == b"in"
