"""A Hikvision recorder's clock."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from custom_components.rt_cctv.nvr.base import BadAnswerError
from custom_components.rt_cctv.nvr.hikvision.clock import (
    Clock,
    Moment,
    read_clock,
    read_moment,
    read_zone,
    time_document,
)
from custom_components.rt_cctv.nvr.xml_nodes import parse_xml

_NOW = datetime(2026, 11, 24, 5, 0, 0, tzinfo=UTC)
_SEVEN = timedelta(hours=7)
_NOON = datetime(2026, 11, 24, 12, 0, 0)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-24T12:00:00", Moment(wall=_NOON)),
        ("2026-11-24T12:00:00.123", Moment(wall=_NOON)),
        ("2026-11-24T12:00:00Z", Moment(wall=_NOON, zulu=True)),
        ("20261124T120000Z", Moment(wall=_NOON, zulu=True)),
        ("2026-11-24T12:00:00+07:00", Moment(wall=_NOON, offset=_SEVEN)),
        ("2026-11-24T12:00:00-0930", Moment(wall=_NOON, offset=-timedelta(hours=9, minutes=30))),
        ("2024-01-22T11:47:0500:00", None),
        ("0000-00-00T00:00:00", None),
        ("2026-11-24T12:00:00+99:00", None),
        ("2026-13-24T12:00:00", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_a_time_is_read_strictly(text: str | None, moment: Moment | None) -> None:
    assert read_moment(text) == moment


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("CST-7:00:00", _SEVEN),
        ("CST-5:30:00", timedelta(hours=5, minutes=30)),
        ("CST+3", -timedelta(hours=3)),
        ("CST8", -timedelta(hours=8)),
        ("CST-1:00:00DST01:00:00,M3.5.0/02:00:00,M10.5.0/03:00:00", timedelta(hours=1)),
        ("CST-77:00:00", None),
        ("Asia/Jakarta", None),
        (None, None),
    ],
)
def test_a_posix_zone_is_the_other_way_round(text: str | None, offset: timedelta | None) -> None:
    assert read_zone(text) == offset


def _clock(local: str, zone: str = "CST-7:00:00") -> Clock | None:
    document = f"<Time><localTime>{local}</localTime><timeZone>{zone}</timeZone></Time>"
    return read_clock(parse_xml(document.encode()), _NOW)


@pytest.mark.parametrize(
    ("local", "drift"),
    [
        ("2026-11-24T12:00:00+07:00", 0),
        ("2026-11-24T12:05:00+07:00", 300),
        ("2026-11-24T13:00:00+08:00", 0),
        ("2026-11-24T12:00:00", 0),
        ("2026-11-24T11:58:00", -120),
        ("2026-11-24T05:00:00", -7 * 3600),
        ("2026-11-24T12:00:00Z", 0),
        ("2026-11-24T05:00:30Z", 30),
    ],
)
def test_the_drift_is_found_however_the_time_is_written(local: str, drift: int) -> None:
    clock = _clock(local)
    assert clock is not None
    # Half of the second that the recorder cuts off is given back.
    assert clock.drift == timedelta(seconds=drift + 0.5)


def test_a_clock_that_makes_no_sense_is_unknown() -> None:
    assert _clock("0000-00-00T00:00:00") is None
    with pytest.raises(BadAnswerError):
        read_clock(parse_xml(b"<html/>"), _NOW)


def test_without_any_zone_the_hubs_own_is_taken() -> None:
    clock = read_clock(parse_xml(b"<Time><localTime>2026-11-24T12:00:00</localTime></Time>"), _NOW)
    assert clock is not None
    assert clock.offset == _NOW.astimezone().utcoffset()


def test_moments_go_to_the_recorder_and_back() -> None:
    clock = Clock(offset=_SEVEN, drift=timedelta(minutes=3, seconds=0.4), zone=None, mode=None)
    shown = clock.to_device(_NOW)
    assert shown == _NOON + timedelta(minutes=3)
    assert clock.from_device(Moment(wall=shown, zulu=True)) == _NOW
    told = Moment(wall=shown + timedelta(hours=1), offset=timedelta(hours=8))
    assert clock.from_device(told) == _NOW


def test_a_drift_of_a_second_is_the_calls_own() -> None:
    clock = Clock(offset=_SEVEN, drift=timedelta(seconds=1.2), zone=None, mode=None)
    assert clock.to_device(_NOW) == _NOON


def test_the_clock_is_set_in_its_own_zone() -> None:
    clock = Clock(offset=_SEVEN, drift=timedelta(), zone="CST-7:00:00 & co", mode="NTP")
    moment = datetime(2026, 11, 24, 6, 0, tzinfo=timezone(timedelta(hours=1)))
    node = parse_xml(time_document(moment, clock))
    assert node.get("localTime") == "2026-11-24T12:00:00+07:00"
    assert node.get("timeZone") == "CST-7:00:00 & co"
    assert node.get("timeMode") == "manual"
    bare = parse_xml(
        time_document(moment, Clock(offset=_SEVEN, drift=_SEVEN, zone=None, mode=None))
    )
    assert bare.get("timeZone") is None
