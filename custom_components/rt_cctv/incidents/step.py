"""The one door: `step(policy, state, event, now)` gives the next state and what is to be done."""

from dataclasses import replace

from . import life
from .events import (
    Acknowledge,
    CallHelp,
    Close,
    Delivered,
    Dismiss,
    Effect,
    Event,
    GoesOn,
    ModeChanged,
    Now,
    Raise,
    Reason,
    Restarted,
    Seen,
    SetMode,
    SnoozeFor,
    Tick,
    Trouble,
)
from .gather import gather, goes_on, release, seen
from .incident import Outcome, Stage, Topic
from .policy import Policy
from .ratings import Mode
from .state import Snooze, State, Turn
from .troubles import trouble, trouble_lasts

MANUAL_LASTS = 3600.0
"""Seconds for which an incident raised by hand is taken to go on."""

RESTART_BELIEF = 600.0
"""Seconds for which what went on before a restart is believed without being said again."""

type PersonsWord = Acknowledge | Dismiss | CallHelp | Close | SnoozeFor | SetMode
_PERSONS_WORD = (Acknowledge, Dismiss, CallHelp, Close, SnoozeFor, SetMode)


def step(policy: Policy, state: State, event: Event, now: Now) -> tuple[State, tuple[Effect, ...]]:
    """Return the state after `event`, and the effects to carry out in their order.

    Pure: the same arguments give the same answer. Whatever became due by now is done first, so
    that a late Tick is as good as one in time.
    """
    turn = Turn(policy, state, now)
    _mode(turn)
    _time(turn)
    if isinstance(event, _PERSONS_WORD):
        _by_a_person(turn, event)
    else:
        _by_itself(turn, event)
    return turn.finish()


type HubsWord = Seen | GoesOn | Trouble | Raise | Delivered | Restarted | Tick


def _by_itself(turn: Turn, event: HubsWord) -> None:
    match event:
        case Seen():
            seen(turn, event.finding)
        case GoesOn():
            goes_on(turn, event.finding)
        case Trouble():
            trouble(turn, event)
        case Raise():
            _raise(turn, event)
        case Delivered():
            life.delivered(turn, event.incident, event.reached, event.failed)
        case Restarted():
            _restarted(turn)
        case Tick():
            pass


def _by_a_person(turn: Turn, event: PersonsWord) -> None:
    match event:
        case Acknowledge():
            life.acknowledge(turn, event.incident, event.by)
        case Dismiss():
            life.dismiss(turn, event.incident, event.by)
        case CallHelp():
            life.call_help(turn, event.incident, event.by)
        case Close():
            if incident := life.find_open(turn, event.incident, event.by):
                life.close(turn, incident, Outcome.HANDLED, event.by)
        case SnoozeFor():
            _snooze(turn, event)
        case SetMode():
            _set_mode(turn, event.mode)


def _time(turn: Turn) -> None:
    naps = tuple(s for s in turn.state.snoozes if s.until > turn.elapsed)
    if len(naps) != len(turn.state.snoozes):
        turn.state = replace(turn.state, snoozes=naps)
    for incident in list(turn.incidents.values()):
        life.time_went_by(turn, incident)
    trouble_lasts(turn)
    for key, dam in list(turn.dams.items()):
        release(turn, key, dam)


def _raise(turn: Turn, event: Raise) -> None:
    hand = {f"hand/{event.by}": turn.elapsed + MANUAL_LASTS}
    same = (
        i
        for i in turn.incidents.values()
        if i.key == (event.topic, event.slot) and i.text == event.text
    )
    # An automation may say the same thing again; a drill is one each time.
    incident = next(same, None) if event.topic is not Topic.DRILL else None
    if incident is None:
        life.open_incident(
            turn,
            event.topic,
            event.slot,
            event.severity,
            live=hand,
            text=event.text,
            people=event.people,
        )
        return
    grown = replace(incident, live={**incident.live, **hand})
    if incident.stage is Stage.OPEN:
        gather(turn, grown, event.severity)
    else:
        grown = replace(grown, count=grown.count + 1, last_at=turn.at)
        life.worsen(turn, life.settle(turn, grown), event.severity)


def _snooze(turn: Turn, event: SnoozeFor) -> None:
    others = tuple(s for s in turn.state.snoozes if (s.slot, s.kind) != (event.slot, event.kind))
    until = turn.elapsed + event.seconds
    nap = Snooze(slot=event.slot, kind=event.kind, until=until, by=event.by)
    turn.state = replace(turn.state, snoozes=(*others, nap) if event.seconds > 0 else others)
    for incident in turn.incidents.values():
        if nap.covers(incident.key, incident.severity):
            # What is open already stays so, and is repeated no sooner than the snooze ends.
            turn.incidents[incident.id] = replace(
                incident,
                repeat_at=None if incident.repeat_at is None else max(incident.repeat_at, until),
                escalate_at=None
                if incident.escalate_at is None
                else max(incident.escalate_at, until),
            )


def _set_mode(turn: Turn, mode: Mode | None) -> None:
    scheduled = turn.policy.scheduled_mode(turn.at)
    turn.state = replace(turn.state, by_hand=mode, scheduled=scheduled)
    _mode(turn)


def _mode(turn: Turn) -> None:
    """Let the mode follow the timetable, unless one was picked by hand.

    Siang and ronda picked by hand hold until the timetable's next change; siaga and libur are
    no part of it and hold until somebody picks another.
    """
    state = turn.state
    scheduled = turn.policy.scheduled_mode(turn.at)
    by_hand = state.by_hand
    if by_hand in (Mode.SIANG, Mode.RONDA) and (
        scheduled is by_hand or scheduled is not state.scheduled
    ):
        by_hand = None
    mode = by_hand or scheduled
    if mode is not state.mode or by_hand is not state.by_hand:
        turn.effects.append(ModeChanged(mode=mode, by_hand=by_hand is not None))
    turn.state = replace(state, mode=mode, scheduled=scheduled, by_hand=by_hand)


def _restarted(turn: Turn) -> None:
    """Send what was to be sent when the hub went down, and doubt what went on then."""
    belief = turn.elapsed + RESTART_BELIEF
    for incident in list(turn.incidents.values()):
        live = {who: min(until, belief) for who, until in incident.live.items()}
        kept = replace(incident, live=live)
        turn.incidents[kept.id] = kept
        just_told = turn.told_now(kept)
        unsent = [key for key in kept.pending if key not in just_told]
        if unsent and kept.stage is Stage.OPEN:
            reason = Reason.RAISED if kept.sent_at is None else Reason.REPEAT
            turn.tell(kept, unsent, reason)
