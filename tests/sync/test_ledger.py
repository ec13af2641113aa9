"""The hub's ledger: order, bounds, what must go and how that is said."""

from collections.abc import Iterator
from pathlib import Path
import sqlite3

import pytest

from custom_components.rt_cctv.model import SlotStatus
from custom_components.rt_cctv.sync.codec import body_of, encode
from custom_components.rt_cctv.sync.ledger import DAY_MS, Entry, Ledger, LedgerError
from custom_components.rt_cctv.sync.ledger_bounds import forget_slot, keep_within_bounds
from custom_components.rt_cctv.sync.messages import (
    MAX_BYTES,
    MAX_RECORDS,
    DayBody,
    GapBody,
    HourBody,
    IncidentBody,
    SlotBody,
)

SID = "0a1b2c3d4e5f-1"
NOW = 1_790_000_000_000
HOUR = NOW // 3_600_000


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    made = Ledger(tmp_path / "ledger.db")
    yield made
    made.close()


def slot(n: int = 1) -> SlotBody:
    return SlotBody(n=n, to=SlotStatus.OFFLINE)


def all_bodies(ledger: Ledger) -> list[object]:
    found: list[object] = []
    while (batch := ledger.batch(SID)) is not None:
        found += [body_of(record) for record in batch.r]
        ledger.confirm(batch.r[-1].seq, NOW)
    return found


def test_records_come_out_in_order_and_are_gone_only_when_confirmed(ledger: Ledger) -> None:
    ledger.append(Entry(NOW + n, slot(1 + n % 4)) for n in range(300))
    first = ledger.batch(SID)
    assert first is not None
    assert [record.seq for record in first.r] == list(range(1, MAX_RECORDS + 1))
    assert ledger.batch(SID) == first
    ledger.confirm(MAX_RECORDS, NOW)
    second = ledger.batch(SID)
    assert second is not None
    assert (second.p, second.r[0].seq, second.r[-1].seq) == (MAX_RECORDS, MAX_RECORDS + 1, 300)
    ledger.confirm(300, NOW)
    assert ledger.batch(SID) is None
    assert ledger.waiting().count == 0


def test_a_batch_fits_into_a_message(ledger: Ledger) -> None:
    words = {f"word_{'x' * 20}_{chr(97 + n)}": 1_000_000 for n in range(20)}
    ledger.append(Entry(NOW, HourBody(n=1, h=n, c=words)) for n in range(200))
    batch = ledger.batch(SID)
    assert batch is not None
    assert 1 < len(batch.r) < 200
    assert len(encode(batch)) <= MAX_BYTES


def test_nothing_beyond_the_newest_can_be_confirmed(ledger: Ledger) -> None:
    ledger.append([Entry(NOW, slot())])
    ledger.confirm(99, NOW)
    assert ledger.place().acked == 0


def test_everything_survives_closing_and_opening(tmp_path: Path) -> None:
    one = Ledger(tmp_path / "ledger.db")
    one.append([Entry(NOW, slot()), Entry(NOW, slot(2))])
    one.confirm(1, NOW)
    place = one.place()
    one.close()
    other = Ledger(tmp_path / "ledger.db")
    assert other.place() == place
    assert other.waiting().count == 1
    other.close()


def test_numbers_are_never_used_again(ledger: Ledger) -> None:
    ledger.append([Entry(NOW, slot())] * 3)
    ledger.confirm(3, NOW)
    keep_within_bounds(ledger, NOW + 30 * DAY_MS)
    ledger.append([Entry(NOW, slot())])
    assert ledger.place().head == 4


def test_hours_are_counted_and_closed_once(ledger: Ledger) -> None:
    ledger.count([(HOUR, 1, 2, "flooding", 1), (HOUR, 1, 2, "flooding", 2)])
    ledger.count([(HOUR, 1, 2, "illegal_parking", 1), (HOUR + 1, 1, 2, "flooding", 5)])
    ledger.close_hours(HOUR + 1, NOW)
    ledger.close_hours(HOUR + 1, NOW)
    expected = HourBody(n=2, h=HOUR, c={"flooding": 3, "illegal_parking": 1})
    assert all_bodies(ledger) == [expected]


def test_confirmed_records_stay_for_a_week_so_that_the_city_can_ask_again(ledger: Ledger) -> None:
    ledger.append([Entry(NOW, slot())] * 10)
    ledger.confirm(10, NOW)
    keep_within_bounds(ledger, NOW + 6 * DAY_MS)
    ledger.rewind(4)
    batch = ledger.batch(SID)
    assert batch is not None
    assert [record.seq for record in batch.r] == list(range(5, 11))
    ledger.confirm(10, NOW)
    keep_within_bounds(ledger, NOW + 8 * DAY_MS)
    ledger.append([Entry(NOW, slot())])
    ledger.rewind(4)
    again = ledger.batch(SID)
    assert again is not None
    assert (again.p, again.f, [record.seq for record in again.r]) == (4, 10, [11])


def test_a_new_epoch_begins_behind_what_was_agreed(ledger: Ledger) -> None:
    ledger.append([Entry(NOW, slot())] * 5)
    old = ledger.place()
    ledger.new_epoch(behind=3)
    batch = ledger.batch(SID)
    assert batch is not None
    assert batch.e != old.epoch
    assert [record.seq for record in batch.r] == [4, 5]
    ledger.rewind(0)
    assert ledger.place().acked == 3


def test_hours_become_days_before_anything_is_lost(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.db", max_size=200_000)
    ledger.append(Entry(NOW, HourBody(n=1, h=HOUR + n, c={"flooding": 1})) for n in range(24 * 200))
    ledger.append(Entry(NOW, slot()) for _ in range(50))
    keep_within_bounds(ledger, NOW)
    assert ledger.size() <= 200_000
    bodies = all_bodies(ledger)
    days = [body for body in bodies if isinstance(body, DayBody)]
    assert sum(body.c["flooding"] for body in days) == 24 * 200
    assert sum(isinstance(body, SlotBody) for body in bodies) == 50
    assert not [body for body in bodies if isinstance(body, GapBody | HourBody)]
    ledger.close()


def test_what_must_go_is_stated_and_incidents_go_last(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.db", max_size=150_000)
    incidents = [IncidentBody(id=f"{n:08}", k="flooding", ph="raised", n=1) for n in range(500)]
    ledger.append(Entry(NOW, slot(1 + n % 4)) for n in range(6000))
    ledger.append(Entry(NOW, body) for body in incidents)
    keep_within_bounds(ledger, NOW)
    assert ledger.size() <= 150_000
    bodies = all_bodies(ledger)
    kept = sum(isinstance(body, SlotBody) for body in bodies)
    lost = sum(body.n for body in bodies if isinstance(body, GapBody))
    assert kept + lost == 6000
    assert [body for body in bodies if isinstance(body, IncidentBody)] == incidents
    ledger.close()


def test_what_is_older_than_a_year_goes_and_is_stated(ledger: Ledger) -> None:
    ledger.append([Entry(NOW, slot())] * 3 + [Entry(NOW + 300 * DAY_MS, slot())])
    keep_within_bounds(ledger, NOW + 400 * DAY_MS)
    assert all_bodies(ledger) == [slot(), GapBody(why="full", n=3, a=1, z=3)]


def test_what_may_have_been_sent_is_never_changed(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.db", max_size=30_000)
    ledger.append(Entry(NOW, HourBody(n=1, h=HOUR + n, c={"flooding": 1})) for n in range(1000))
    sent = ledger.batch(SID)
    keep_within_bounds(ledger, NOW)
    assert sent is not None
    again = ledger.batch(SID)
    assert again is not None
    assert again.r[: len(sent.r)] == sent.r[: len(again.r)]
    ledger.close()


def test_consent_that_is_taken_back_deletes_what_was_not_sent(ledger: Ledger) -> None:
    ledger.append(
        [
            Entry(NOW, HourBody(n=2, h=HOUR, c={"flooding": 1})),
            Entry(NOW, HourBody(n=2, h=HOUR, c={"flooding": 1}, r=2)),
            Entry(NOW, slot(2)),
        ]
    )
    ledger.count([(HOUR, 1, 2, "flooding", 1)])
    forget_slot(ledger, 2, 1, NOW)
    ledger.close_hours(HOUR + 1, NOW)
    assert all_bodies(ledger) == [
        HourBody(n=2, h=HOUR, c={"flooding": 1}, r=2),
        slot(2),
        GapBody(why="consent", n=1, a=1, z=1),
    ]


def test_a_backup_sees_a_complete_file_and_nothing_is_lost_meanwhile(
    ledger: Ledger, tmp_path: Path
) -> None:
    ledger.append([Entry(NOW, slot())])
    ledger.hold()
    ledger.append([Entry(NOW, slot(2))])
    copy = sqlite3.connect(f"file:{ledger.path}?immutable=1", uri=True)
    assert copy.execute("SELECT count(*) FROM record").fetchone() == (1,)
    copy.close()
    ledger.release()
    assert ledger.waiting().count == 2


def test_a_clock_that_jumps_changes_no_order(ledger: Ledger) -> None:
    stamps = [NOW, NOW - 400 * DAY_MS, NOW + 400 * DAY_MS, 0]
    ledger.append(Entry(ts, slot(1 + n)) for n, ts in enumerate(stamps))
    batch = ledger.batch(SID)
    assert batch is not None
    assert [record.ts for record in batch.r] == stamps


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(LedgerError):
        Ledger(tmp_path / "nowhere" / "ledger.db")


def test_a_ledger_that_cannot_be_read_says_so_as_a_ledger_does(ledger: Ledger) -> None:
    ledger.db.execute("DROP TABLE record")
    with pytest.raises(LedgerError):
        keep_within_bounds(ledger, NOW)
    with pytest.raises(LedgerError):
        forget_slot(ledger, 1, 1, NOW)
