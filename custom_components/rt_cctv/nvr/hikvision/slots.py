"""Which input of a Hikvision recorder is which slot: pure.

Analogue inputs and network inputs share one row of slots. A recorder without analogue inputs has as
many slots as it can take network cameras; one with them has those, and a further slot for each
network camera that was added.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ...model import FindingKind, Slot, SlotStatus, Stream
from ..text import clean_name
from .read import SLOT_LIMIT, Input, InputState, Sizes

DIGITAL_OFFSET = 32
"""Alarms count network inputs from 33 on in the old format and on hybrid recorders."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SlotMap:
    """Slot numbers by input number, and by what number each slot's streams go."""

    analogue: Mapping[int, int] = field(default_factory=dict)
    network: Mapping[int, int] = field(default_factory=dict)
    streams: Mapping[int, int] = field(default_factory=dict)
    known: frozenset[int] = frozenset()

    def resolve(self, channel: int | None, dynamic: int | None = None) -> int | None:
        """Return the slot of an alarm's or trigger's channel, None where it names none.

        `channel` counts, if it isn't missing or 0, else `dynamic` (a network input).
        """
        if channel:
            order = (self.analogue, self.network)
        else:
            channel, order = dynamic, (self.network, self.analogue)
        if not channel:
            return None
        for inputs in order:
            if channel in inputs:
                return inputs[channel]
        if channel in self.known:
            return channel
        if channel <= DIGITAL_OFFSET:
            return None if self.known else channel
        return self._digital(channel - DIGITAL_OFFSET)

    def _digital(self, nth: int) -> int | None:
        network = sorted(self.network.values())
        if self.analogue:
            return network[nth - 1] if nth <= len(network) else None
        return nth if nth in self.known or not self.known else None

    def stream(self, slot: int, profile: int) -> int:
        """Return the number of a slot's stream: 102 is the second stream of the first."""
        return self.streams.get(slot, slot) * 100 + profile


@dataclass(frozen=True, kw_only=True, slots=True)
class Inputs:
    """All that is known of the inputs. None: the recorder has no such list."""

    sizes: Sizes
    analogue: tuple[Input, ...] | None = None
    network: tuple[Input, ...] | None = None
    states: Mapping[int, InputState] | None = None


def map_slots(inputs: Inputs) -> SlotMap:
    """Give every input its slot number."""
    analogue = {item.id: item.id for item in inputs.analogue or ()}
    # Some recorders count their network inputs on from the sockets, some from 1 again.
    again = any(item.id in analogue for item in inputs.network or ())
    shift = max(analogue, default=0) if again else 0
    network: dict[int, int] = {}
    streams = {number: number for number in analogue.values()}
    for item in inputs.network or ():
        number = network[item.id] = item.id + shift
        state = (inputs.states or {}).get(item.id)
        streams[number] = (state.streams if state else None) or item.id
    known = set(analogue.values()) | set(network.values())
    if not analogue:
        free = inputs.sizes.network or 0
        known |= set(range(1, min(free, SLOT_LIMIT) + 1))
    return SlotMap(analogue=analogue, network=network, streams=streams, known=frozenset(known))


@dataclass(frozen=True, kw_only=True, slots=True)
class Extras:
    """What else is known of the slots."""

    streams: Mapping[int, Stream] = field(default_factory=dict)
    armed: Mapping[int, frozenset[FindingKind]] | None = None
    targets: Mapping[int, frozenset[FindingKind]] = field(default_factory=dict)
    seen: frozenset[int] = frozenset()
    """Slots that had a picture since we look."""


def build_slots(inputs: Inputs, slots: SlotMap, extras: Extras) -> tuple[Slot, ...]:
    """Put the slots together, lowest number first."""
    found = {
        slots.analogue[item.id]: _analogue_slot(item, slots, extras)
        for item in inputs.analogue or ()
    }
    for item in inputs.network or ():
        found[slots.network[item.id]] = _network_slot(item, inputs, slots, extras)
    for number in slots.known - found.keys():
        # Its network inputs aren't known where the list was never to be had.
        status = SlotStatus.UNKNOWN if inputs.network is None else SlotStatus.EMPTY
        found[number] = Slot(number=number, name=_name("", number), status=status)
    return tuple(found[number] for number in sorted(found))


def _analogue_slot(item: Input, slots: SlotMap, extras: Extras) -> Slot:
    status = item.status
    if status is SlotStatus.EMPTY and item.id in extras.seen:
        # A socket can't tell a pulled plug from a dead camera: what showed a picture has one.
        status = SlotStatus.OFFLINE
    return _slot(slots.analogue[item.id], item, status, item.reason, slots, extras)


def _network_slot(item: Input, inputs: Inputs, slots: SlotMap, extras: Extras) -> Slot:
    state = (inputs.states or {}).get(item.id)
    status = state.status if state else SlotStatus.UNKNOWN
    reason = state.reason if state else None
    return _slot(slots.network[item.id], item, status, reason, slots, extras)


def _slot(
    number: int,
    item: Input,
    status: SlotStatus,
    reason: str | None,
    slots: SlotMap,
    extras: Extras,
) -> Slot:
    if status is SlotStatus.EMPTY:
        return Slot(number=number, name=_name(item.name, number), status=status, reason=reason)
    streams = (extras.streams.get(slots.stream(number, profile)) for profile in (1, 2))
    armed = None
    if extras.armed is not None:
        armed = extras.armed.get(number, frozenset())
        if FindingKind.MOTION in armed:
            armed |= extras.targets.get(number, frozenset())
    return Slot(
        number=number,
        name=_name(item.name, number),
        status=status,
        reason=reason,
        camera=item.camera,
        streams=tuple(stream for stream in streams if stream is not None),
        armed=armed,
    )


def _name(name: str, number: int) -> str:
    return clean_name(name) or f"Slot {number}"
