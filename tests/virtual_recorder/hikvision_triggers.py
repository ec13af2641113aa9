"""Hikvision's list of what could alarm, and whether the surveillance centre is told."""

from .faults import Answer
from .hikvision_xml import EVENT_OF_KIND, document, tag, tags
from .world import World

_TRIGGER_OF_KIND = EVENT_OF_KIND | {
    "tamper": "tamperdetection",
    "person": "VMDHumanVehicle",
    "vehicle": "VMDHumanVehicle",
}
_RECORDER_EVENTS = ("diskfull", "diskerror", "nicbroken", "ipconflict", "illaccess")


def triggers(world: World) -> Answer:
    """Event/triggers: everything that could alarm; those that tell the centre are armed."""
    found = [_trigger(f"IO-{n}", "IO", tag("inputIOPortID", n), notify=False) for n in range(1, 5)]
    for slot in world.filled():
        tagged = "dynVideoInputChannelID" if slot.input == "ip" else "videoInputChannelID"
        if slot.input == "ip":
            port = tag("dynInputIOPortID", f"{slot.number}01")
            found.append(_trigger(f"IO-{slot.number}01", "IO", port, notify=True))
        armed = {_TRIGGER_OF_KIND.get(kind) for kind in slot.armed} if slot.notify else set()
        offered = ["VMD", "tamperdetection", "videoloss", "fielddetection", "linedetection"]
        offered += sorted({event for event in armed if event} - set(offered))
        found += [
            _trigger(
                f"{event.removesuffix('detection') if event == 'tamperdetection' else event}"
                f"-{slot.number}",
                event,
                tag(tagged, slot.number),
                notify=event in armed,
            )
            for event in offered
        ]
    found += [_trigger(event, event, "", notify=True) for event in _RECORDER_EVENTS]
    return document(world, "EventTriggerList", "\n".join(found))


def _trigger(number: str, event: str, channel: str, *, notify: bool) -> str:
    center = "<EventTriggerNotification><id>center</id><notificationMethod>center</notificationMethod></EventTriggerNotification>"
    inner = f"<EventTriggerNotificationList>{center}</EventTriggerNotificationList>"
    return (
        f"<EventTrigger>{tags(id=number, eventType=event)}{channel}"
        f"{inner if notify else '<EventTriggerNotificationList/>'}</EventTrigger>"
    )
