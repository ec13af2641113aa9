"""The recorder that isn't there: Hikvision, Dahua and ONVIF over HTTP, and RTSP, from one scenario."""

from .auth import Outcome
from .canvas import read_clock
from .commands import CommandError, run_command
from .faults import Fault
from .loading import ScenarioError
from .recorder import VirtualRecorder
from .scenario import (
    AlarmStream,
    Auth,
    Brand,
    Camera,
    Cue,
    Disk,
    Identity,
    Quirks,
    Scenario,
    Slot,
    SlotState,
    StreamSpec,
)
from .server import Request

__all__ = [
    "AlarmStream",
    "Auth",
    "Brand",
    "Camera",
    "CommandError",
    "Cue",
    "Disk",
    "Fault",
    "Identity",
    "Outcome",
    "Quirks",
    "Request",
    "Scenario",
    "ScenarioError",
    "Slot",
    "SlotState",
    "StreamSpec",
    "VirtualRecorder",
    "read_clock",
    "run_command",
]
