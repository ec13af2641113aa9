"""Dahua's way to recordings: make a finder, tell it what, take the files, put it away."""

from collections.abc import Mapping
from datetime import datetime
from itertools import count

from .recordings import recordings
from .world import World

type Span = tuple[datetime, datetime]


class MediaFinder:
    """mediaFileFind.cgi. Forgotten finders add up, as on real recorders: `open` counts them."""

    limit = 16

    def __init__(self, world: World) -> None:
        self._world = world
        self._numbers = count(8137)
        self.open: dict[str, tuple[int, list[Span]]] = {}

    def answer(self, query: Mapping[str, str]) -> list[str] | None:
        """Return the lines of an answer, None for 400."""
        number = query.get("object", "")
        match query.get("action"):
            case "factory.create" if len(self.open) < self.limit:
                number = str(next(self._numbers))
                self.open[number] = (0, [])
                return [f"result={number}"]
            case "findFile" if number in self.open:
                return self._find(number, query)
            case "findNextFile" if number in self.open:
                return self._next(number, query)
            case "close" if number in self.open:
                return ["OK"]
            case "destroy" if self.open.pop(number, None) is not None:
                return ["OK"]
            case _:
                return None

    def _find(self, number: str, query: Mapping[str, str]) -> list[str] | None:
        """Search; the channel is counted from 1 here, and nothing found is an error."""
        try:
            channel = int(query["condition.Channel"])
            start, end = (
                datetime.fromisoformat(query[f"condition.{which}"])
                for which in ("StartTime", "EndTime")
            )
        except KeyError, ValueError:
            return None
        found = recordings(self._world, channel, start, end)
        self.open[number] = (channel, found)
        return ["OK"] if found else None

    def _next(self, number: str, query: Mapping[str, str]) -> list[str]:
        """Give the next files; the channel is counted from 0 here."""
        channel, found = self.open[number]
        wanted = query.get("count", "100")
        size = int(wanted) if wanted.isdecimal() else 100
        page, rest = found[:size], found[size:]
        self.open[number] = (channel, rest)
        lines = [f"found={len(page)}"]
        for n, (start, end) in enumerate(page):
            path = f"/mnt/dvr/{start:%Y-%m-%d}/{channel - 1}/dav/{start:%H}/{start:%H.%M.%S}.dav"
            lines += [
                f"items[{n}].Channel={channel - 1}", f"items[{n}].StartTime={start}",
                f"items[{n}].EndTime={end}", f"items[{n}].Type=dav",
                f"items[{n}].FilePath={path}", f"items[{n}].Length=104857600",
            ]  # fmt: skip
        return lines
