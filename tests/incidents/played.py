"""An RT whose alerts are played step by step, with clocks that the test turns."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from custom_components.rt_cctv.incidents import (
    Change,
    Changed,
    Clear,
    Delivered,
    Effect,
    Event,
    Incident,
    Mode,
    Now,
    Person,
    Policy,
    Refused,
    Restarted,
    Seen,
    SetMode,
    State,
    Tell,
    Tick,
    Trouble,
    due_in,
    from_json,
    step,
    to_json,
)
from custom_components.rt_cctv.incidents.incident import Part
from custom_components.rt_cctv.model import Finding, FindingKind, FindingSource

JAKARTA = ZoneInfo("Asia/Jakarta")
EVENING = datetime(2026, 11, 24, 21, 14, tzinfo=JAKARTA)
NIGHT = datetime(2026, 11, 24, 23, 0, tzinfo=JAKARTA)

BUDI = Person(key="budi", name="Budi", order=1)
SITI = Person(key="siti", name="Siti", order=2)
JOKO = Person(key="joko", name="Joko", order=3)
POLICY = Policy(people=(BUDI, SITI, JOKO))


def seen(
    kind: FindingKind = FindingKind.INTRUSION,
    slot: int | None = 2,
    *,
    active: bool = True,
    change: Callable[[Finding], Finding] = lambda f: f,
) -> Seen:
    finding = Finding(kind=kind, slot=slot, active=active, at=NIGHT, source=FindingSource.RECORDER)
    return Seen(finding=change(finding))


def ended(kind: FindingKind = FindingKind.INTRUSION, slot: int | None = 2) -> Seen:
    return seen(kind, slot, active=False)


def dark(slot: int, *, active: bool = True) -> Trouble:
    return Trouble(part=Part.SLOT_DARK, slot=slot, active=active)


class Played:
    """Keeps the state and all effects; answers every Tell unless told not to."""

    def __init__(self, policy: Policy = POLICY, at: datetime = NIGHT) -> None:
        self.policy = policy
        self.state = State()
        self.at = at
        self.ticks = 1000.0
        self.effects: list[Effect] = []
        self.answers = True
        self.unreachable: set[str] = set()

    @property
    def now(self) -> Now:
        return Now(at=self.at, ticks=self.ticks)

    def do(self, event: Event) -> list[Effect]:
        """Take one step and return its effects (and those of the answers to it)."""
        self.state, effects = step(self.policy, self.state, event, self.now)
        new = list(effects)
        self.effects += effects
        if self.answers:
            for effect in effects:
                if isinstance(effect, Tell):
                    new += self.answer(effect)
        return new

    def answer(self, tell: Tell) -> list[Effect]:
        failed = tuple(p for p in tell.people if p in self.unreachable)
        reached = tuple(p for p in tell.people if p not in failed)
        return self.do(Delivered(incident=tell.incident.id, reached=reached, failed=failed))

    def wait(self, seconds: float) -> list[Effect]:
        """Let time go by as the hub would: a tick whenever one is due."""
        new: list[Effect] = []
        end = self.ticks + seconds
        while (due := due_in(self.state, self.policy)) is not None and self.ticks + due < end:
            due = max(due, 0.001)
            self.pass_by(due)
            new += self.do(Tick())
        self.pass_by(end - self.ticks)
        return new + self.do(Tick())

    def pass_by(self, seconds: float) -> None:
        self.ticks += seconds
        self.at += timedelta(seconds=seconds)

    def restart(self, seconds: float = 30) -> list[Effect]:
        self.state = from_json(to_json(self.state))
        self.at += timedelta(seconds=seconds)
        self.ticks = 5.0
        return self.do(Restarted())

    def mode(self, mode: Mode | None) -> None:
        self.do(SetMode(mode=mode))

    @property
    def only(self) -> Incident:
        (incident,) = self.state.incidents.values()
        return incident


def tells(effects: list[Effect]) -> list[Tell]:
    return [e for e in effects if isinstance(e, Tell)]


def clears(effects: list[Effect]) -> list[Clear]:
    return [e for e in effects if isinstance(e, Clear)]


def refusals(effects: list[Effect]) -> list[Refused]:
    return [e for e in effects if isinstance(e, Refused)]


def changes(effects: list[Effect]) -> list[Change]:
    return [e.change for e in effects if isinstance(e, Changed)]
