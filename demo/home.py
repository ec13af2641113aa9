"""A real Home Assistant in a folder of its own, which opens without log-in on this machine only."""

import asyncio
from collections.abc import Mapping
import contextlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
import json
import os
from pathlib import Path
import secrets
import signal
import socket
import sys
from typing import Self
import uuid

import aiohttp
import jwt
import psutil  # type: ignore[import-untyped]  # comes with Home Assistant, without stubs

ROOT = Path(__file__).resolve().parent.parent
DASHBOARD = "rt-cctv-demo"
START_LIMIT = 120.0
"""Seconds that Home Assistant may take to answer."""
STOP_LIMIT = 30.0

_CONFIGURATION = f"""\
homeassistant:
  name: RT 05 RW 02
  latitude: -6.9932
  longitude: 110.4203
  time_zone: Asia/Jakarta
  country: ID
  currency: IDR
  language: {{language}}
  media_dirs:
    local: {{media}}
  auth_providers:
    - type: trusted_networks
      trusted_networks: [127.0.0.1]
      allow_bypass_login: true
    - type: homeassistant
frontend:
stream:
recorder:
history:
logbook:
media_source:
mobile_app:
automation:
lovelace:
  dashboards:
    {DASHBOARD}:
      mode: yaml
      title: Demo
      icon: mdi:cctv
      filename: dash.yaml
logger:
  default: warning
  logs:
    custom_components.rt_cctv: info
    homeassistant.bootstrap: info
"""


@dataclass(frozen=True, kw_only=True)
class _Access:
    token_id: str
    key: str

    def token(self) -> str:
        now = datetime.now(UTC)
        claims = {"iss": self.token_id, "iat": now, "exp": now + timedelta(days=365)}
        return jwt.encode(claims, self.key, algorithm="HS256")


def free_port() -> int:
    """Return a port of this machine that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Home:
    """Home Assistant as a process, from `async with` to its end. `token` opens its API.

    `environment` is what its process gets besides ours.
    """

    def __init__(
        self,
        folder: Path,
        port: int,
        *,
        language: str = "id",
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder
        self.url = f"http://127.0.0.1:{port}"
        self._port = port
        self._language = language
        self._environment = {**(environment or {}), "PYTHONPATH": str(ROOT)}
        self._access = _Access(token_id=uuid.uuid4().hex, key=secrets.token_hex(64))
        self._process: asyncio.subprocess.Process | None = None

    @property
    def token(self) -> str:
        """A token of the owner."""
        return self._access.token()

    @property
    def log(self) -> Path:
        """What Home Assistant printed."""
        return self.folder / "demo.log"

    def processes(self) -> list[psutil.Process]:
        """Return Home Assistant's process and those that it started."""
        if self._process is None:
            return []
        main = psutil.Process(self._process.pid)
        return [main, *main.children(recursive=True)]

    async def __aenter__(self) -> Self:
        self._write()
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Start and wait until it answers; raises `TimeoutError`, or `RuntimeError` if it died."""
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "homeassistant",
                "-c",
                str(self.folder),
                cwd=self.folder,
                stdout=log,
                stderr=log,
                env=os.environ | self._environment,
            )
        try:
            async with asyncio.timeout(START_LIMIT), aiohttp.ClientSession() as session:
                while not await self._answers(session):
                    _raise_if_ended(self._process, self.log)
                    await asyncio.sleep(0.3)
        except BaseException:
            await self.stop()
            raise

    async def _answers(self, session: aiohttp.ClientSession) -> bool:
        headers = {"Authorization": f"Bearer {self.token}"}
        try:
            async with session.get(f"{self.url}/api/config", headers=headers) as answer:
                if answer.status != 200:
                    return False
                return bool((await answer.json())["state"] == "RUNNING")
        except aiohttp.ClientError:
            return False

    async def stop(self) -> None:
        """Ask it to end, and make it end."""
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(STOP_LIMIT):
                await process.wait()
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    def write_dashboard(self, config: Mapping[str, object]) -> None:
        """Write the dashboard that opens; JSON is YAML too."""
        (self.folder / "dash.yaml").write_text(json.dumps(config), encoding="utf-8")

    def _write(self) -> None:
        media = self.folder / "media"
        media.mkdir(parents=True, exist_ok=True)
        (self.folder / ".storage").mkdir(exist_ok=True)
        components = self.folder / "custom_components"
        if not components.exists():
            components.symlink_to(ROOT / "custom_components")
        text = _CONFIGURATION.format(language=self._language, media=json.dumps(str(media)))
        (self.folder / "configuration.yaml").write_text(text, encoding="utf-8")
        self.write_dashboard({"views": []})
        self._store(
            "onboarding", 4, 1, {"done": ["user", "core_config", "analytics", "integration"]}
        )
        self._store("http", 2, 2, self._http())
        self._store("auth", 1, 1, self._auth())

    def _store(self, key: str, version: int, minor: int, data: object) -> None:
        whole = {"version": version, "minor_version": minor, "key": key, "data": data}
        (self.folder / ".storage" / key).write_text(json.dumps(whole), encoding="utf-8")

    def _http(self) -> dict[str, object]:
        return {
            "stable": {
                "server_port": self._port,
                "server_host": ["127.0.0.1"],
                "cors_allowed_origins": [],
                "login_attempts_threshold": -1,
                "ip_ban_enabled": True,
                "ssl_profile": "modern",
                "use_x_frame_options": True,
                "created_at": datetime.now(UTC).isoformat(),
                "error": None,
                "error_message": None,
            },
            "pending": None,
            "yaml_migration_done": True,
        }

    def _auth(self) -> dict[str, object]:
        user = uuid.uuid4().hex
        groups = ("Administrators", "system-admin"), ("Users", "system-users")
        return {
            "users": [
                {
                    "id": user,
                    "group_ids": ["system-admin"],
                    "is_owner": True,
                    "is_active": True,
                    "name": "Pak RT",
                    "system_generated": False,
                    "local_only": False,
                }
            ],
            "groups": [
                *({"id": id_, "name": name} for name, id_ in groups),
                {"id": "system-read-only", "name": "Read Only"},
            ],
            "credentials": [],
            "refresh_tokens": [
                {
                    "id": self._access.token_id,
                    "user_id": user,
                    "client_id": None,
                    "client_name": "demo",
                    "client_icon": None,
                    "token_type": "long_lived_access_token",
                    "created_at": datetime.now(UTC).isoformat(),
                    "access_token_expiration": 365 * 86400.0,
                    "token": secrets.token_hex(64),
                    "jwt_key": self._access.key,
                    "last_used_at": None,
                    "last_used_ip": None,
                    "expire_at": None,
                    "credential_id": None,
                    "version": None,
                }
            ],
        }


def _raise_if_ended(process: asyncio.subprocess.Process, log: Path) -> None:
    if process.returncode is not None:
        raise RuntimeError(f"Home Assistant did not start: {log.read_text(errors='replace')}")
