"""ONVIF's pull points."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
import re

from .faults import Answer
from .onvif_media import configuration_token, source_token, sources
from .soap import envelope, fault, utc
from .world import AlarmChange, World

_ACTION = "http://www.onvif.org/ver10/events/wsdl/"
_PERIOD = re.compile(r"-?PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?")


@dataclass(frozen=True, kw_only=True, slots=True)
class Topic:
    """How a kind of finding is told. `state` None is a bare pulse."""

    path: str
    source: str
    state: str | None


TOPIC_OF_KIND = {
    "motion": Topic(path="VideoSource/MotionAlarm", source="Source", state="State"),
    "person": Topic(path="RuleEngine/MyRuleDetector/PeopleDetect", source="Source", state="State"),
    "vehicle": Topic(path="RuleEngine/MyRuleDetector/VehicleDetect", source="Source", state="State"),
    "line_crossing": Topic(path="RuleEngine/LineDetector/Crossed", source="VideoSourceConfigurationToken", state=None),
    "intrusion": Topic(path="RuleEngine/FieldDetector/ObjectsInside", source="VideoSourceConfigurationToken", state="IsInside"),
    "tamper": Topic(path="RuleEngine/TamperDetector/Tamper", source="VideoSourceConfigurationToken", state="IsTamper"),
    "scene_change": Topic(path="VideoSource/GlobalSceneChange/ImagingService", source="Source", state="State"),
    "defocus": Topic(path="VideoSource/ImageTooBlurry/ImagingService", source="Source", state="State"),
    "video_loss": Topic(path="VideoSource/SignalLoss", source="Source", state="State"),
    "disk_problem": Topic(path="Device/HardwareFailure/StorageFailure", source="Token", state="Failed"),
}  # fmt: skip
"""Kinds absent here no ONVIF recorder tells."""


@dataclass(kw_only=True, slots=True)
class Subscription:
    """One pull point."""

    ends: datetime
    messages: deque[str] = field(default_factory=lambda: deque(maxlen=1000))
    news: asyncio.Event = field(default_factory=asyncio.Event)
    gone: bool = False


class PullPoints:
    """Every subscription; forgotten ones stay until they expire, as on real devices."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._next = 1
        self.open: dict[int, Subscription] = {}

    def create(self, base: str, period: str) -> Answer:
        """CreatePullPointSubscription."""
        self._expire()
        if len(self.open) >= self._world.alarm_stream.limit:
            return fault("wsnt:SubscribeCreationFailedFault", "Too many subscriptions", status=500)
        if not self.open:
            self._world.board.listeners.add(self._changed)
        number, self._next = self._next, self._next + 1
        subscription = Subscription(ends=self._until(period))
        self.open[number] = subscription
        self._tell_all(subscription)
        inner = (
            "<tev:CreatePullPointSubscriptionResponse><tev:SubscriptionReference>"
            f"<wsa:Address>{base}/onvif/subscription?Idx={number}</wsa:Address>"
            f"</tev:SubscriptionReference>{self._times(subscription, 'wsnt')}"
            "</tev:CreatePullPointSubscriptionResponse>"
        )
        action = f"{_ACTION}EventPortType/CreatePullPointSubscriptionResponse"
        return envelope(inner, action)

    async def answer(self, number: int, action: str, fields: dict[str, str]) -> Answer:
        """Answer a call to one subscription."""
        self._expire()
        subscription = self.open.get(number)
        lost = self._world.scenario.quirks.lost_subscription and action == "PullMessages"
        if subscription is None or lost:
            return fault(
                "wsrf-rw:ResourceUnknownFault", "Resource unknown",
                detail="<wsrf-rw:ResourceUnknownFault/>",
            )  # fmt: skip
        match action:
            case "PullMessages":
                return await self._pull(subscription, fields)
            case "Renew":
                subscription.ends = self._until(fields.get("TerminationTime", ""))
                times = self._times(subscription, "wsnt", reverse=True)
                return envelope(f"<wsnt:RenewResponse>{times}</wsnt:RenewResponse>")
            case "Unsubscribe":
                self._end(number)
                return envelope("<wsnt:UnsubscribeResponse/>")
            case "SetSynchronizationPoint":
                self._tell_all(subscription)
                return envelope("<tev:SetSynchronizationPointResponse/>")
            case _:
                return fault("ter:ActionNotSupported", "Not supported")

    def forget(self) -> None:
        """End every subscription, as a restart does."""
        for number in tuple(self.open):
            self._end(number)

    async def _pull(self, subscription: Subscription, fields: dict[str, str]) -> Answer:
        wait = min(_seconds(fields.get("Timeout", "PT60S")), 60.0)
        limit = int(fields.get("MessageLimit") or 100)
        if self._world.stream_stalled:
            await asyncio.Event().wait()
        if not subscription.messages:
            subscription.news.clear()
            try:
                async with asyncio.timeout(wait):
                    await subscription.news.wait()
            except TimeoutError:
                pass
        if subscription.gone:
            return fault("wsrf-rw:ResourceUnknownFault", "Resource unknown")
        taken = [
            subscription.messages.popleft() for _ in range(min(limit, len(subscription.messages)))
        ]
        inner = (
            f"<tev:PullMessagesResponse>{self._times(subscription, 'tev')}"
            f"{''.join(taken)}</tev:PullMessagesResponse>"
        )
        return envelope(inner, f"{_ACTION}PullPointSubscription/PullMessagesResponse")

    def _changed(self, change: AlarmChange) -> None:
        alarm = change.alarm
        topic = TOPIC_OF_KIND.get(alarm.kind)
        if topic is None or not self._world.heard(alarm):
            return
        if not change.active and (topic.state is None or not self._world.alarm_stream.ends):
            return
        states = [change.active]
        if alarm.pulse and topic.state is not None:
            states.append(False)
        for state in states:
            message = self._message(topic, alarm.slot, "Changed", active=state)
            for subscription in self.open.values():
                subscription.messages.append(message)
                subscription.news.set()

    def _tell_all(self, subscription: Subscription) -> None:
        """Put the state of everything that has one in line."""
        on = {(kind, slot) for kind, slot, _ in self._world.board.active}
        for slot in sources(self._world):
            for kind, topic in TOPIC_OF_KIND.items():
                if kind in slot.armed and slot.notify and topic.state is not None:
                    active = (kind, slot.number) in on
                    message = self._message(topic, slot.number, "Initialized", active=active)
                    subscription.messages.append(message)
        subscription.news.set()

    def _message(self, topic: Topic, slot: int | None, operation: str, *, active: bool) -> str:
        token = "Disk_1" if slot is None else source_token(slot)
        if topic.source == "VideoSourceConfigurationToken" and slot is not None:
            token = configuration_token(slot)
        words = ("1", "0") if self._world.scenario.quirks.motion_as_number else ("true", "false")
        name, value = topic.state or "ObjectId", words[0 if active else 1] if topic.state else "1"
        rule = '<tt:SimpleItem Name="Rule" Value="Rule_1"/>' if "RuleEngine" in topic.path else ""
        return (
            "<wsnt:NotificationMessage><wsnt:Topic "
            'Dialect="http://www.onvif.org/ver10/tev/topicExpression/ConcreteSet">'
            f"tns1:{topic.path}</wsnt:Topic><wsnt:Message>"
            f'<tt:Message UtcTime="{utc(self._world.now())}" PropertyOperation="{operation}">'
            f'<tt:Source><tt:SimpleItem Name="{topic.source}" Value="{token}"/>{rule}</tt:Source>'
            f'<tt:Data><tt:SimpleItem Name="{name}" Value="{value}"/></tt:Data></tt:Message>'
            "</wsnt:Message></wsnt:NotificationMessage>"
        )

    def _times(self, subscription: Subscription, prefix: str, *, reverse: bool = False) -> str:
        both = [
            f"<{prefix}:CurrentTime>{utc(self._world.now())}</{prefix}:CurrentTime>",
            f"<{prefix}:TerminationTime>{utc(subscription.ends)}</{prefix}:TerminationTime>",
        ]
        return "".join(both[::-1] if reverse else both)

    def _until(self, said: str) -> datetime:
        now = self._world.now()
        if said.lstrip("-").startswith("P") or not said:
            return now + timedelta(seconds=_seconds(said) if said else 600)
        try:
            return datetime.fromisoformat(said)
        except ValueError:
            return now + timedelta(seconds=60)

    def _expire(self) -> None:
        now = self._world.now()
        for number in [n for n, s in self.open.items() if s.ends < now]:
            self._end(number)

    def _end(self, number: int) -> None:
        subscription = self.open.pop(number)
        subscription.gone = True
        subscription.news.set()
        if not self.open:
            self._world.board.listeners.discard(self._changed)


def _seconds(period: str) -> float:
    """Read an xs:duration of hours, minutes and seconds; 60 where it can't be read."""
    if not (found := _PERIOD.fullmatch(period)):
        return 60.0
    hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + seconds
