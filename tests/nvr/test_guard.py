"""The guard against being locked out."""

import pytest

from custom_components.rt_cctv.nvr.base import InvalidAuthError, LockedError
from custom_components.rt_cctv.nvr.guard import (
    LONGEST_LOCK,
    UNKNOWN_LOCK,
    LoginGuard,
    read_lock,
)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("<userCheck><lockStatus>lock</lockStatus><unlockTime>1740</unlockTime></userCheck>", 1740),
        ("<a:lockStatus> Locked </a:lockStatus><a:unlockTime>7</a:unlockTime>", 7),
        ("<userCheck><lockStatus>lock</lockStatus></userCheck>", UNKNOWN_LOCK),
        ("<lockStatus>lock</lockStatus><unlockTime>0</unlockTime>", UNKNOWN_LOCK),
        ('{"ErrorCode":268632081,"Result":false,"RmLock":1800,"RmLogin":0}', 1800),
        ('{"userCheck":{"lockStatus":"lock","unlockTime":55}}', 55),
        ('{"lockStatus":"locked"}', UNKNOWN_LOCK),
        ("<userCheck><lockStatus>unlock</lockStatus><unlockTime>0</unlockTime></userCheck>", None),
        ('{"ErrorCode":268632079,"Result":false,"RmLock":0,"RmLogin":3}', None),
        ('{"RmLock":"soon"}', None),
        ('{"RmLock":true}', None),
        ('{"userCheck":"lockStatus"}', None),
        ('[1, 2, "RmLock"]', None),
        ("RmLock, but no JSON", None),
        ("<html>Unauthorized</html>", None),
        ("", None),
    ],
)
def test_the_lock_is_read_as_each_brand_says_it(text: str, seconds: float | None) -> None:
    assert read_lock(text) == seconds


def test_a_refused_login_is_never_tried_again() -> None:
    guard = LoginGuard()
    guard.check()
    assert isinstance(guard.refuse(), InvalidAuthError)
    assert guard.refused
    with pytest.raises(InvalidAuthError):
        guard.check()


def test_a_lock_is_waited_out_and_then_forgotten() -> None:
    now = 0.0
    guard = LoginGuard(lambda: now)
    assert guard.lock(100).seconds == 100
    now = 40.0
    with pytest.raises(LockedError) as caught:
        guard.check()
    assert caught.value.seconds == 60
    now = 100.0
    guard.check()
    guard.check()


def test_no_lock_is_believed_to_last_longer_than_a_day() -> None:
    assert LoginGuard().lock(1e9).seconds == LONGEST_LOCK
