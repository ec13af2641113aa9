"""The virtual recorder tells of alarms in every way that real ones do."""

import asyncio
import re
from typing import Any

import pytest

from custom_components.rt_cctv.model import FindingKind

from .virtual_recorder import AlarmStream, Scenario, Slot, SlotState, VirtualRecorder
from .virtual_recorder.dahua_events import CODE_OF_KIND
from .virtual_recorder.hikvision_xml import EVENT_OF_KIND
from .virtual_recorder.onvif_events import TOPIC_OF_KIND
from .virtual_recorder.session import NO_LIMIT, log_in, read_until

pytestmark = pytest.mark.usefixtures("socket_enabled")

ALERTS = "/ISAPI/Event/notification/alertStream"


async def test_a_hybrid_counts_its_digital_slots_from_33_in_alarms() -> None:
    slots = (
        Slot(number=1, input="analogue"),
        Slot(number=2, input="analogue", state=SlotState.EMPTY),
        Slot(number=3),
    )
    async with VirtualRecorder(Scenario(slots=slots)) as recorder, log_in(recorder) as session:
        async with session.get("/ISAPI/System/Video/inputs/channels") as answer:
            assert (await answer.text()).count("NO VIDEO") == 1
        async with session.get(ALERTS, timeout=NO_LIMIT) as stream:
            recorder.fire(3, "motion")
            assert "<channelID>33</channelID>" in await read_until(stream.content, "VMD")


@pytest.mark.parametrize(
    ("habits", "pattern"),
    [
        ({"framing": "chunked"}, r"--boundary\r\nContent-Type: application/xml; charset=\"UTF-8\"\r\nContent-Length: \d+\r\n\r\n<"),
        ({"framing": "close"}, r"--boundary\r\n"),
        ({"newline": "lf"}, r"--boundary\nContent-Type: [^\r]*?\n\n<"),
        ({"length": "missing"}, r"--boundary\r\nContent-Type: [^\r]*\r\n\r\n<"),
        ({"length": "garbage"}, r"Content-Length: -1\r\n"),
        ({"blank_line": False}, r"Content-Length: \d+\r\n<"),
        ({"channel": "old"}, r'version="1.0" xmlns="urn:psialliance-org">.*<channelID>34</channelID>'),
        ({"channel": "dynamic"}, r"<dynChannelID>2</dynChannelID><channelID/>"),
        ({"duration": True}, r"<eventType>duration</eventType>.*<relationEvent>linedetection</relationEvent>"),
        ({"wrap_json": True}, r'application/json.*"channelID": 2.*"eventType": "linedetection"'),
        ({"bare_ampersand": True}, r"<channelName>Warung & Gang</channelName>"),
        ({"empty_count": True}, r"<activePostCount/>"),
        ({"clock": "zero"}, r"<dateTime>0000-00-00T00:00:00</dateTime>"),
        ({"clock": "malformed"}, r"<dateTime>\d{4}-\d\d-\d\dT\d\d:\d\d:\d{4}:\d\d</dateTime>"),
    ],
)  # fmt: skip
async def test_the_alarm_stream_has_every_habit_that_it_is_given(
    habits: dict[str, Any], pattern: str
) -> None:
    slots = (Slot(number=1), Slot(number=2, name="Warung & Gang"))
    scenario = Scenario(slots=slots, alarm_stream=AlarmStream(**habits))
    async with (
        VirtualRecorder(scenario) as recorder,
        log_in(recorder) as session,
        session.get(ALERTS, timeout=NO_LIMIT) as stream,
    ):
        chunked = stream.headers.get("Transfer-Encoding") == "chunked"
        assert chunked is (recorder.world.alarm_stream.framing == "chunked")
        recorder.fire(2, "line_crossing", target="person")
        text = await read_until(stream.content, r"linedetection.*(</EventNotificationAlert>|\})")
        assert re.search(pattern, text, re.DOTALL), text


async def test_an_alarm_is_repeated_while_it_lasts_and_ended_unless_the_habit_is_not_to() -> None:
    async with (
        VirtualRecorder(Scenario(alarm_stream=AlarmStream(repeat=0.1))) as recorder,
        log_in(recorder) as session,
        session.get(ALERTS, timeout=NO_LIMIT) as stream,
    ):
        recorder.fire(1, "motion")
        await read_until(stream.content, r"(VMD</eventType><eventState>active.*){3}")
        recorder.clear(1, "motion")
        await read_until(stream.content, r"VMD</eventType><eventState>inactive")
        recorder.set_stream(ends=False)
        recorder.fire(1, "intrusion")
        recorder.clear(1, "intrusion")
        recorder.fire(2, "tamper")
        assert "fielddetection</eventType><eventState>inactive" not in await read_until(
            stream.content, "shelteralarm"
        )


async def test_the_alarm_stream_can_be_dropped_stalled_spoilt_and_full() -> None:
    scenario = Scenario(alarm_stream=AlarmStream(limit=1, heartbeat=0.1))
    async with VirtualRecorder(scenario) as recorder, log_in(recorder) as session:
        async with session.get(ALERTS, timeout=NO_LIMIT) as stream:
            async with session.get(ALERTS) as second:
                assert (second.status, "deployExceedMax" in await second.text()) == (403, True)
            recorder.set(malformed_parts=1)
            recorder.fire(1, "motion")
            assert "event--boundary?" in await read_until(stream.content, "VMD")
            recorder.set(stream_stalled=True)
            with pytest.raises(TimeoutError):
                await read_until(stream.content, "nothing", 0.4)
            recorder.drop_stream()
            with pytest.raises(Exception, match=r"."):
                await read_until(stream.content, "nothing")
        async with asyncio.timeout(30):
            while recorder.alarm_streams:  # noqa: ASYNC110 -- a recorder tells nobody
                await asyncio.sleep(0.02)


async def test_a_picture_may_follow_an_alarm_that_begins() -> None:
    scenario = Scenario(alarm_stream=AlarmStream(picture=True))
    async with (
        VirtualRecorder(scenario) as recorder,
        log_in(recorder) as session,
        session.get(ALERTS, timeout=NO_LIMIT) as stream,
    ):
        recorder.fire(1, "motion")
        said = await read_until(stream.content, "image/jpeg.*JFIF")
        assert said.index("VMD") < said.index("image/jpeg")


async def test_old_alarms_may_be_told_again_to_whoever_connects() -> None:
    scenario = Scenario(alarm_stream=AlarmStream(backlog=2))
    async with VirtualRecorder(scenario) as recorder, log_in(recorder) as session:
        for kind in ("tamper", "motion", "intrusion"):
            recorder.fire(1, kind)
            recorder.clear(1, kind)
        async with session.get(ALERTS, timeout=NO_LIMIT) as stream:
            said = await read_until(stream.content, "fielddetection")
        assert "VMD" in said
        assert "shelteralarm" not in said


@pytest.mark.parametrize("framing", ["chunked", "close"])
async def test_the_recorder_may_end_the_stream_after_a_while(framing: Any) -> None:
    scenario = Scenario(alarm_stream=AlarmStream(life=0.2, framing=framing))
    async with (
        VirtualRecorder(scenario) as recorder,
        log_in(recorder) as session,
        session.get(ALERTS, timeout=NO_LIMIT) as stream,
        asyncio.timeout(30),
    ):
        assert (await stream.read()).count(b"videoloss</eventType>") == 1


async def test_a_slot_that_does_not_notify_the_centre_tells_nothing() -> None:
    slots = (Slot(number=1, notify=False), Slot(number=2))
    async with (
        VirtualRecorder(Scenario(slots=slots)) as recorder,
        log_in(recorder) as session,
        session.get(ALERTS, timeout=NO_LIMIT) as stream,
    ):
        recorder.fire(1, "motion")
        recorder.fire(2, "motion")
        assert "<channelID>1<" not in await read_until(stream.content, "<channelID>2<")


async def test_a_slot_that_goes_dark_raises_video_loss_and_light_ends_it() -> None:
    async with (
        VirtualRecorder() as recorder,
        log_in(recorder) as session,
        session.get(ALERTS, timeout=NO_LIMIT) as stream,
    ):
        recorder.set_slot(2, state="offline")
        await read_until(
            stream.content, r"<channelID>2</channelID>.*videoloss</eventType><eventState>active"
        )
        recorder.set_slot(2, state="online")
        await read_until(
            stream.content,
            r"<channelID>2</channelID>.*videoloss</eventType><eventState>inactive",
        )


def test_the_brands_tell_only_kinds_of_finding_that_there_are() -> None:
    kinds = {str(kind) for kind in FindingKind}
    for table in (EVENT_OF_KIND, CODE_OF_KIND, TOPIC_OF_KIND):
        assert table.keys() <= kinds
