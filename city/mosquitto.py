"""Mosquitto as the city's broker on one machine: TLS, rights by user name, the client id forced.

Who may connect follows the registry without a restart: a new password file and SIGHUP, upon which
Mosquitto also cuts off whoever is no longer in it.
"""

from collections.abc import Iterable, Sequence
import getpass
from pathlib import Path

from custom_components.rt_cctv.sync.identity import ROOT
from custom_components.rt_cctv.sync.registry import Credential

from .engine import CityUser, Process, write_private
from .pki import Certificates

_HUBS = f"""\
pattern write {ROOT}/+/%u/up/+
pattern read {ROOT}/+/%u/down/+
pattern read {ROOT}/pub/+
"""
_COLLECTOR = f"""
user {{name}}
topic read {ROOT}/+/+/up/+
topic write {ROOT}/+/+/down/+
topic write {ROOT}/pub/+
topic readwrite {ROOT}/agg/+
"""


class Mosquitto:
    """A Mosquitto in a folder of its own."""

    def __init__(
        self,
        folder: Path,
        *,
        port: int,
        certificates: Certificates | None,
        users: Sequence[CityUser],
        bind: str = "0.0.0.0",  # noqa: S104 -- hubs come from everywhere
    ) -> None:
        """Without certificates it speaks plain MQTT: for tests on one machine."""
        self.port = port
        self._folder = folder
        self._users = list(users)
        folder.mkdir(parents=True, exist_ok=True)
        write_private(folder / "mosquitto.conf", self._configuration(bind, certificates))
        write_private(
            folder / "acl", _HUBS + "".join(_COLLECTOR.format(name=user.name) for user in users)
        )
        arguments = ["-c", str(folder / "mosquitto.conf")]
        self.process = Process("mosquitto", arguments, folder / "mosquitto.log")

    def admit(self, credentials: Iterable[Credential]) -> None:
        """Let these hubs in, and nobody else."""
        lines = [f"{user.name}:{user.verifiers.mosquitto}" for user in self._users]
        lines += [f"{one.hub.text}:{one.mosquitto}" for one in credentials]
        write_private(self._folder / "passwords", "\n".join(lines) + "\n")
        self.process.read_again()

    async def start(self) -> None:
        """Start it; raises EngineError."""
        await self.process.start(self.port)

    async def stop(self) -> None:
        """Stop it."""
        await self.process.stop()

    def _configuration(self, bind: str, certificates: Certificates | None) -> str:
        lines = [
            f"user {getpass.getuser()}",
            "per_listener_settings false",
            "allow_anonymous false",
            f"password_file {self._folder / 'passwords'}",
            f"acl_file {self._folder / 'acl'}",
            # Nothing depends on what the broker keeps: the ledgers send again what was lost.
            "persistence false",
            "max_queued_messages 0",
            "max_queued_bytes 268435456",
            "max_inflight_messages 0",
            "max_packet_size 65536",
            "max_keepalive 300",
            "set_tcp_nodelay true",
            "log_dest stderr",
            "log_type error",
            "log_type warning",
            "log_type notice",
            "connection_messages false",
            f"listener {self.port} {bind}",
            "max_connections -1",
            # Or a neighbour who knows a client id could push its owner off.
            "use_username_as_clientid true",
        ]
        if certificates is not None:
            lines += [
                f"certfile {certificates.certificate}",
                f"keyfile {certificates.key}",
                "tls_version tlsv1.2",
            ]
        return "\n".join(lines) + "\n"
