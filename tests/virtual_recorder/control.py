"""The control door: a small HTTP server on loopback that lets another program make things happen.

GET /state: ports, slots, alarms, counts, as JSON. GET /requests: the log of HTTP and RTSP requests.
POST /command with a command (see commands.py) as JSON: `{"ok": true}`, or 400 and `{"error": …}`.
"""

from dataclasses import asdict
from typing import Self

from aiohttp import web

from .commands import CommandError, run_command
from .recorder import VirtualRecorder


class ControlDoor:
    """Opens with the context, on a port of its own."""

    def __init__(self, recorder: VirtualRecorder, port: int = 0) -> None:
        self._recorder = recorder
        self.port = port
        app = web.Application()
        app.add_routes(
            [
                web.get("/state", self._state),
                web.get("/requests", self._requests),
                web.post("/command", self._command),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = int(self._runner.addresses[0][1])
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def _state(self, request: web.Request) -> web.Response:
        recorder = self._recorder
        world = recorder.world
        return web.json_response(
            {
                "brand": recorder.scenario.brand,
                "http_port": recorder.http_port,
                "rtsp_port": recorder.rtsp_port,
                "clock": world.now().isoformat(),
                "locked_for": world.account.lock_left,
                "slots": [
                    {"number": s.number, "name": s.name, "state": s.state}
                    for s in world.slots.values()
                ],
                "alarms": [
                    {"kind": a.kind, "slot": a.slot, "target": a.target}
                    for a in world.board.active.values()
                ],
                "requests": len(recorder.requests),
                "max_in_flight": recorder.max_in_flight,
                "alarm_streams": recorder.alarm_streams,
                "playing": sum(s.playing for s in recorder.sessions),
            }
        )

    async def _requests(self, request: web.Request) -> web.Response:
        return web.json_response(
            {
                "http": [asdict(r) for r in self._recorder.requests],
                "rtsp": [asdict(r) for r in self._recorder.rtsp_requests],
                "sessions": [asdict(s) for s in self._recorder.sessions],
            }
        )

    async def _command(self, request: web.Request) -> web.Response:
        if request.content_type != "application/json":
            return web.json_response({"error": "send application/json"}, status=415)
        try:
            command = await request.json()
            if not isinstance(command, dict):
                raise CommandError("expected an object")
            await run_command(self._recorder, command)
        except ValueError as err:
            return web.json_response({"error": str(err)}, status=400)
        return web.json_response({"ok": True})
