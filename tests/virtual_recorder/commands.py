"""The controls as data, for timetables and the control door: `{"do": "fire", "slot": 1, …}`."""

from collections.abc import Mapping
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

from .loading import build
from .scenario import Camera, StreamSpec

if TYPE_CHECKING:
    from .recorder import VirtualRecorder

COMMANDS = frozenset(
    {
        "fire", "clear", "set_slot", "act", "fault", "heal", "set_stream", "drop_stream",
        "set_auth", "set_password", "lock", "jump_clock", "reboot", "set", "video_fault",
    }
)  # fmt: skip


class CommandError(ValueError):
    """A command that names no control, or gives it arguments that it doesn't take."""


async def run_command(recorder: VirtualRecorder, command: Mapping[str, Any]) -> None:
    """Run one control; raises CommandError, and lets nothing else of the recorder be called."""
    arguments = dict(command)
    name = arguments.pop("do", None)
    if name not in COMMANDS:
        raise CommandError(f"do: one of {', '.join(sorted(COMMANDS))}")
    for field, kind in (("camera", Camera), ("main", StreamSpec), ("sub", StreamSpec)):
        if isinstance(arguments.get(field), dict):
            arguments[field] = build(kind, arguments[field], field)
    if isinstance(arguments.get("body"), str):
        arguments["body"] = arguments["body"].encode()
    try:
        result = getattr(recorder, name)(**arguments)
        if isawaitable(result):
            await result
    except (TypeError, KeyError) as err:
        raise CommandError(f"{name}: {err}") from err
