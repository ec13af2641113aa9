"""The clock that messages carry."""

import time


def now_ms() -> int:
    """Return this clock in UTC milliseconds since 1970."""
    return time.time_ns() // 1_000_000
