"""Finds out what a recorder speaks, without logging in.

A password that is tried on one protocol after another is soon a locked recorder. So the driver is
chosen by what the recorder shows to everybody: how it asks for a login, and what ONVIF and RTSP
tell without one.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
import re

import aiohttp
from yarl import URL

from ..model import Brand
from .base import (
    BadAnswerError,
    CannotConnectError,
    CertificateError,
    HostNotFoundError,
    NotARecorderError,
    RecorderError,
)
from .http import CALL_LIMIT, read_body, translated
from .rtsp_client import RtspConnection

SECONDS = 6.0
"""Longest wait for one door's answer."""

OTHER_DOORS = ((443, True), (8080, False), (8899, False), (2020, False))
"""Ports (and whether by TLS) tried where nobody answers at the usual one; the last two are ONVIF's
on some makers' devices."""

_LIMIT = 65_536
_NOWHERE = "/rt-cctv-nobody-has-this"
_ISAPI = "/ISAPI/System/deviceInfo"
_CGI = "/cgi-bin/magicBox.cgi?action=getSystemInfo"
_ONVIF = "/onvif/device_service"
_HIKVISION_SERVER = re.compile(r"app-webs|dnvrs|hikvision|webserver", re.IGNORECASE)
_ONVIF_ANSWER = re.compile(rb"GetSystemDateAndTimeResponse|[:<]Fault\b")
_DAHUA_REALM = re.compile(r"realm=\"?(?:login to|intelbras|dahua|lorex)", re.IGNORECASE)
_CLOCK = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>'
    '<GetSystemDateAndTime xmlns="http://www.onvif.org/ver10/device/wsdl"/>'
    "</s:Body></s:Envelope>"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What speaks at a door; `brands` from the best driver to the poorest, never empty."""

    port: int
    tls: bool
    brands: tuple[Brand, ...]

    @property
    def brand(self) -> Brand:
        """The driver to take."""
        return self.brands[0]


@dataclass(frozen=True, slots=True)
class _Seen:
    """One answer, as far as it matters."""

    status: int
    challenge: str = ""
    server: str = ""
    body: bytes = b""

    @property
    def asks(self) -> bool:
        """Whether it asks for a login."""
        return self.status == 401


async def probe(
    session: aiohttp.ClientSession,
    host: str,
    port: int,
    *,
    tls: bool = False,
    verify_tls: bool = True,
    rtsp_port: int = 554,
    other_doors: bool = True,
) -> Found:
    """Say what speaks at `host`; no login is sent.

    Where nobody answers at `port` the makers' other ones are tried, unless `other_doors` is False.
    Raises HostNotFoundError, CertificateError, CannotConnectError where nobody answers, and
    NotARecorderError where somebody does that is no recorder.
    """
    failure: RecorderError
    try:
        return await _probe_door(session, host, port, tls=tls, verify_tls=verify_tls)
    except HostNotFoundError:
        raise
    except (CannotConnectError, NotARecorderError) as err:
        failure = err
    if other_doors and not isinstance(failure, CertificateError):
        doors = [door for door in OTHER_DOORS if door != (port, tls)]
        results = await asyncio.gather(
            *(_probe_door(session, host, p, tls=t, verify_tls=verify_tls) for p, t in doors),
            return_exceptions=True,
        )
        for result in results:
            if isinstance(result, Found):
                return result
            if isinstance(result, CertificateError):
                failure = result
    if await _speaks_rtsp(host, rtsp_port):
        return Found(port=port, tls=tls, brands=(Brand.RTSP,))
    raise failure


async def _probe_door(
    session: aiohttp.ClientSession, host: str, port: int, *, tls: bool, verify_tls: bool
) -> Found:
    try:
        base = URL.build(scheme="https" if tls else "http", host=host.strip("[]"), port=port)
    except ValueError as err:
        raise HostNotFoundError("No address can look like that") from err

    async def ask(path: str, body: str | None = None) -> _Seen:
        return await _ask(session, base.join(URL(path, encoded=True)), body, verify_tls=verify_tls)

    isapi = await ask(_ISAPI)
    cgi = await ask(_CGI)
    onvif = await ask(_ONVIF, _CLOCK)
    asks_everywhere = isapi.asks and cgi.asks and (await ask(_NOWHERE)).asks
    brands = brands_of(isapi, cgi, onvif, asks_everywhere=asks_everywhere)
    if not brands:
        raise NotARecorderError("What answers there is no recorder that we know")
    return Found(port=port, tls=tls, brands=brands)


def brands_of(
    isapi: _Seen, cgi: _Seen, onvif: _Seen, *, asks_everywhere: bool
) -> tuple[Brand, ...]:
    """Weigh what a door showed.

    A server that asks for a login whatever the path (`asks_everywhere`) proves nothing by it:
    then only names count.
    """
    found: list[Brand] = []
    named_dahua = bool(_DAHUA_REALM.search(cgi.challenge))
    named_hikvision = bool(_HIKVISION_SERVER.search(isapi.server))
    has_isapi = isapi.asks or (isapi.status == 200 and b"deviceinfo" in isapi.body.lower())
    has_cgi = cgi.asks or (cgi.status == 200 and b"serialNumber=" in cgi.body)
    if has_isapi and not named_dahua and (named_hikvision or not asks_everywhere):
        found.append(Brand.HIKVISION)
    if has_cgi and (named_dahua or not (asks_everywhere or named_hikvision)):
        found.append(Brand.DAHUA)
    # Some want a login even for this, but say so as SOAP does.
    if b"Envelope" in onvif.body and _ONVIF_ANSWER.search(onvif.body):
        found.append(Brand.ONVIF)
    return tuple(found)


async def _ask(
    session: aiohttp.ClientSession, url: URL, body: str | None, *, verify_tls: bool
) -> _Seen:
    headers: Mapping[str, str] = (
        {} if body is None else {"Content-Type": "application/soap+xml; charset=utf-8"}
    )
    try:
        with translated():
            async with (
                asyncio.timeout(SECONDS),
                session.request(
                    "GET" if body is None else "POST",
                    url,
                    data=body,
                    headers=headers,
                    allow_redirects=False,
                    ssl=verify_tls,
                    timeout=aiohttp.ClientTimeout(total=None, sock_connect=CALL_LIMIT),
                ) as response,
            ):
                return _Seen(
                    status=response.status,
                    challenge=" ".join(response.headers.getall("WWW-Authenticate", ())),
                    server=response.headers.get("Server", ""),
                    body=await read_body(response, _LIMIT),
                )
    except BadAnswerError:
        # Somebody answers, but not in a way that means anything.
        return _Seen(status=0)


async def _speaks_rtsp(host: str, port: int) -> bool:
    connection = RtspConnection(host.strip("[]"), port)
    try:
        return (await connection.request("OPTIONS", f"rtsp://{host}:{port}/")).status > 0
    except RecorderError:
        return False
    finally:
        connection.drop()
