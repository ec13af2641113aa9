"""Debian's motion as a peer: it plays files at their own pace, so that all its runs go on at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
import os
from pathlib import Path
import shutil
import subprocess
import time

import av

from ._vision_clips import START, WARM, Clip, Looked, decoded, needed
from ._vision_score import Alarm, Score, score

COMMON = """daemon off
setup_mode off
log_level 4
netcam_url file://{film}
width {width}
height {height}
framerate {rate}
picture_output off
movie_output off
webcontrol_port 0
stream_port 0
on_event_start date +"start %s.%N" >> {log}
on_event_end date +"end %s.%N" >> {log}
"""
DEFAULT = "motion (default)"
GAP = "event_gap 2\nminimum_motion_frames 2\nlightswitch_percent 60\n"
SHARES = (0.0015, 0.003, 0.006, 0.012)
SETTINGS: dict[str, float | None] = {
    DEFAULT: None,
    **{f"motion, gap 2 s, threshold {share:.2%}": share for share in SHARES},
}
"""As shipped; and with gaps as short as the other peers', and a threshold in shares of the picture."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one run gave: its alarms in seconds of the clip, its CPU seconds, and how many seconds it saw."""

    alarms: tuple[Alarm, ...]
    cpu: float
    seconds: float


def is_installed() -> bool:
    """Tell whether Debian's motion is there."""
    return shutil.which("motion") is not None


def film(folder: Path, clip: Clip, into: Path) -> tuple[Path, int, int, float, float]:
    """Write a clip with its warm-up as a file; return it with its width, height, rate and length."""
    pictures = list(decoded(needed(folder, clip.file)))
    times = [float(each.time or 0.0) for each in pictures]
    rate = max(1, round((len(times) - 1) / max(times[-1] - times[0], 1e-3)))
    quiet = [
        each
        for each, at in zip(pictures, times, strict=True)
        if clip.quiet[0] <= at < clip.quiet[1]
    ]
    loop = quiet + quiet[::-1]
    path = into / f"{Path(clip.file).stem}.avi"
    first = pictures[0]
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=rate)
        stream.width, stream.height, stream.pix_fmt = first.width, first.height, "yuv420p"
        stream.bit_rate = 6_000_000
        warm = round(WARM * rate)
        for index in range(warm + len(pictures)):
            source = loop[index % len(loop)] if index < warm else pictures[index - warm]
            frame = source.reformat(format="yuv420p")
            frame.pts, frame.time_base = index, Fraction(1, rate)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path, first.width, first.height, float(rate), WARM + len(pictures) / rate


def run_all(folder: Path, clips: Sequence[Clip], work: Path) -> dict[str, dict[str, Run]]:
    """Run every setting on every clip at once; return the runs by setting and clip."""
    films = {clip.file: film(folder, clip, work) for clip in clips}
    started = {
        (name, file): _start(name, share, film_, work)
        for file, film_ in films.items()
        for name, share in SETTINGS.items()
    }
    longest = max(length for *_, length in films.values())
    begun = time.monotonic()
    results: dict[str, dict[str, Run]] = {name: {} for name in SETTINGS}
    for (name, file), (process, log) in sorted(
        started.items(), key=lambda item: films[item[0][1]][4]
    ):
        length = films[file][4]
        time.sleep(max(0.0, min(length, longest) + 1.5 - (time.monotonic() - begun)))
        process.terminate()
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
        results[name][file] = Run(_alarms(log, length), usage.ru_utime + usage.ru_stime, length)
    return results


def _start(
    name: str, share: float | None, film_: tuple[Path, int, int, float, float], work: Path
) -> tuple[subprocess.Popen[bytes], Path]:
    path, width, height, rate, _ = film_
    stem = f"{path.stem}-{list(SETTINGS).index(name)}"
    log, config = work / f"{stem}.log", work / f"{stem}.conf"
    text = COMMON.format(film=path, width=width, height=height, rate=round(rate), log=log)
    if share is not None:
        text += f"{GAP}threshold {round(share * width * height)}\n"
    config.write_text(text)
    # It opens the film within a tenth of a second.
    log.write_text(f"found {time.time():.3f}\n")
    process = subprocess.Popen(
        ["motion", "-n", "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    return process, log


def _alarms(log: Path, length: float) -> tuple[Alarm, ...]:
    """Read the hooks' log; what comes after the film's end is motion opening it once more."""
    zero, begin, alarms = None, None, []
    for line in log.read_text().splitlines():
        word, moment = line.split()
        at = float(moment) - WARM - (zero or 0.0)
        if word == "found" and zero is None:
            zero = float(moment)
        elif zero is None or at > length - WARM:
            continue
        elif word == "start":
            begin = at
        elif begin is not None:
            alarms.append(Alarm(begin, at))
            begin = None
    if begin is not None:
        alarms.append(Alarm(begin, length - WARM))
    return tuple(alarms)


def total(runs: Mapping[str, Run], clips: Sequence[Clip], looked: Mapping[str, Looked]) -> Score:
    """Return the score of one setting over all clips."""
    whole = Score()
    for clip in clips:
        alarms = [each for each in runs[clip.file].alarms if each.end >= 0]
        whole.add(score(alarms, clip.events, looked[clip.file].body[-1].at - START))
    return whole
