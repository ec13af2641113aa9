"""Watches the inputs of a Hikvision recorder: which there are and how they are, at every poll."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from ...model import SlotStatus
from ..base import BadAnswerError, NotSupportedError, PermissionDeniedError
from ..http import HttpClient
from ..xml_nodes import Node
from .isapi import read
from .read import (
    Input,
    InputState,
    Sizes,
    read_analogue_inputs,
    read_input_states,
    read_network_inputs,
    read_sizes,
)
from .slots import Inputs

_HOUR: Final = 3600.0
_SIZES = "System/capabilities"
_ANALOGUE = "System/Video/inputs/channels"
_NETWORK = "ContentMgmt/InputProxy/channels"
_STATES = "ContentMgmt/InputProxy/channels/status"


class InputWatch:
    """The inputs as of the last `refresh`: one call each time for a recorder of network cameras.

    A list that the recorder doesn't have is asked for again after an hour: firmwares get better.
    """

    def __init__(self, client: HttpClient, clock: Callable[[], float]) -> None:
        """Know nothing yet. `clock` is monotonic, in seconds."""
        self._client = client
        self._clock = clock
        self._absent_until: dict[str, float] = {}
        self._network_until = 0.0
        self._sizes: Sizes | None = None
        self._started = False
        self._denied: PermissionDeniedError | None = None
        self.inputs = Inputs(sizes=Sizes(analogue=None, network=None))
        self.seen: frozenset[int] = frozenset()
        """Analogue inputs that had a picture."""

    @property
    def states_known(self) -> bool:
        """False where there are network inputs whose state the firmware can't say."""
        inputs = self.inputs
        if inputs.states is not None:
            return True
        return not inputs.network and inputs.analogue is not None

    async def refresh(self) -> bool:
        """Ask for the inputs; True where a camera came or is another than before.

        Raises `PermissionDeniedError` or `BadAnswerError` where no input is to be seen at first.
        """
        before = self.inputs
        if self._sizes is None:
            self._sizes = await self._read_sizes()
        analogue = await self._read_analogue(before.analogue)
        states = await self._read_states()
        network = before.network
        if self._network_due(before, states):
            network = await self._read_network(before.network, states)
        if not analogue and network is None and not self._started:
            raise self._denied or BadAnswerError("The recorder names no inputs")
        self._started = True
        sizes = self._sizes or before.sizes
        self.inputs = Inputs(sizes=sizes, analogue=analogue, network=network, states=states)
        self.seen |= {i.id for i in analogue or () if i.status is SlotStatus.ONLINE}
        return _has_news(before, self.inputs)

    async def _read_sizes(self) -> Sizes | None:
        try:
            return await self._ask(_SIZES, read_sizes)
        except BadAnswerError:
            return None

    async def _read_analogue(self, before: tuple[Input, ...] | None) -> tuple[Input, ...] | None:
        try:
            analogue = await self._ask(_ANALOGUE, read_analogue_inputs)
        except BadAnswerError:
            return _unknown(before)
        if analogue == ():
            self._absent_until[_ANALOGUE] = self._clock() + _HOUR
        return analogue or None

    async def _read_states(self) -> dict[int, InputState] | None:
        try:
            return await self._ask(_STATES, read_input_states)
        except BadAnswerError:
            return {}

    async def _read_network(
        self, before: tuple[Input, ...] | None, states: Mapping[int, InputState] | None
    ) -> tuple[Input, ...] | None:
        """Read the list of network inputs; without it their states name them well enough."""
        self._network_until = self._clock() + _HOUR
        try:
            network = await self._ask(_NETWORK, read_network_inputs)
        except BadAnswerError:
            network, self._network_until = None, self._clock()
        if network is not None:
            return network
        return before or tuple(Input(id=number, name="") for number in states or ()) or None

    def _network_due(self, before: Inputs, states: Mapping[int, InputState] | None) -> bool:
        if states is None or before.states is None or self._clock() >= self._network_until:
            return not self._is_absent(_NETWORK)
        came = _online(states) - _online(before.states)
        return bool(came) or (bool(states) and states.keys() != before.states.keys())

    def _is_absent(self, path: str) -> bool:
        return self._clock() < self._absent_until.get(path, 0.0)

    async def _ask[T](self, path: str, reader: Callable[[Node], T]) -> T | None:
        """Return what is read at `path`, None where it isn't there; raises `BadAnswerError`."""
        if self._is_absent(path):
            return None
        self._absent_until.pop(path, None)
        try:
            return reader(await read(self._client, path))
        except NotSupportedError:
            pass
        except PermissionDeniedError as err:
            self._denied = err
        self._absent_until[path] = self._clock() + _HOUR
        return None


def _unknown(inputs: tuple[Input, ...] | None) -> tuple[Input, ...] | None:
    if inputs is None:
        return None
    return tuple(replace(item, status=SlotStatus.UNKNOWN, reason=None) for item in inputs)


def _online(states: Mapping[int, InputState] | None) -> set[int]:
    return {key for key, s in (states or {}).items() if s.status is SlotStatus.ONLINE}


def _has_news(before: Inputs, after: Inputs) -> bool:
    """Whether a camera came, or is another: its streams and alarms are then to be read anew."""
    if before.network != after.network or _online(after.states) - _online(before.states):
        return True
    pictures = [
        {i.id for i in inputs.analogue or () if i.status is SlotStatus.ONLINE}
        for inputs in (before, after)
    ]
    return bool(pictures[1] - pictures[0])
