"""What the recorder's disk holds: whole hours of the last day, for slots that have a camera."""

from datetime import datetime, timedelta

from .world import World


def recordings(
    world: World, number: int, start: datetime, end: datetime
) -> list[tuple[datetime, datetime]]:
    """List recordings of a slot between two moments of the recorder's clock (naive), oldest first."""
    if not world.watchable(number) or not world.scenario.quirks.recordings:
        return []
    now = world.now().replace(tzinfo=None, microsecond=0)
    hour = now.replace(minute=0, second=0) - timedelta(hours=24)
    found: list[tuple[datetime, datetime]] = []
    while hour < now:
        finish = min(hour + timedelta(hours=1), now)
        if hour < end and finish > start:
            found.append((hour, finish))
        hour += timedelta(hours=1)
    return found
