"""What outlives a restart: the scenes by day and night, what stands, and what has been said."""

import io
import json
import struct
from typing import Any
import zipfile
import zlib

import numpy as np
import numpy.typing as npt

from ..model import FindingKind
from .blobs import Blob
from .grid import Grid
from .scene import Mode, Models, Scene
from .standing import Standing, Thing
from .tamper import Tamper, View
from .voice import Voice

VERSION = 1
DAMAGED = (
    KeyError,
    OSError,
    ValueError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    MemoryError,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
)
"""What reading a damaged archive may raise."""
NOISE_STEPS = 8.0
type Stored = npt.NDArray[np.uint8] | npt.NDArray[np.bool_]
type Header = dict[str, Any]
"""Read from JSON: anything, until it is taken up."""


def dump(scene: Scene, standing: Standing, tamper: Tamper, voice: Voice) -> bytes:
    """Return the state as a compressed archive of arrays."""
    arrays: dict[str, Stored] = {}
    for mode, model in scene.models.items():
        arrays[f"{mode}_level"] = _bytes(model.reference.level)
        arrays[f"{mode}_dry"] = _bytes(model.dry.level)
        arrays[f"{mode}_noise"] = _bytes(model.reference.noise * NOISE_STEPS)
    for thing in standing.things:
        arrays[f"thing_{thing.key}_mask"] = thing.mask
        for mode, patch in thing.patches.items():
            arrays[f"thing_{thing.key}_{mode}"] = _bytes(patch)
    header = {
        "version": VERSION,
        "shape": scene.shape,
        "mode": scene.mode,
        "modes": list(scene.models),
        "built": {mode: model.built for mode, model in scene.models.items()},
        "things": [_thing(thing) for thing in standing.things],
        "tamper": tamper.view,
        "active": [[kind, zone, at] for (kind, zone), at in voice.active.items()],
    }
    arrays["header"] = np.frombuffer(json.dumps(header).encode(), np.uint8)
    out = io.BytesIO()
    np.savez_compressed(out, allow_pickle=False, **arrays)
    return out.getvalue()


def load(
    state: bytes, scene: Scene, standing: Standing, tamper: Tamper, voice: Voice, at: float
) -> bool:
    """Take up a state; tell whether it could be read and was for this shape of grid."""
    header, arrays = _read(state)
    try:
        if tuple(header["shape"]) != scene.shape:
            return False
        for name in header["modes"]:
            level, dry = (arrays[f"{name}_{part}"].astype(np.float32) for part in ("level", "dry"))
            noise = arrays[f"{name}_noise"].astype(np.float32) / np.float32(NOISE_STEPS)
            _check_shapes(scene, level, dry, noise)
            scene.models[Mode(name)] = Models.of(level, noise, float(header["built"][name]), dry)
        scene.mode = Mode(header["mode"])
        for each in header["things"]:
            key = int(each["key"])
            patches = {
                mode: arrays[name].astype(np.float32)
                for mode in Mode
                if (name := f"thing_{key}_{mode}") in arrays
            }
            thing = Thing(
                key=key,
                blob=Blob(*each["blob"]),
                mask=arrays[f"thing_{key}_mask"].astype(bool),
                patches=patches,
                since=float(each["since"]),
                seen=at,
                said=bool(each["said"]),
                said_sure=bool(each["sure"]),
            )
            standing.take_up(thing)
        tamper.view = View(header["tamper"])
        voice.active.update(
            {(FindingKind(kind), zone): float(when) for kind, zone, when in header["active"]}
        )
    except KeyError, TypeError, ValueError:
        scene.models.clear()
        standing.things.clear()
        voice.active.clear()
        tamper.view = View.CLEAR
        return False
    return True


def _check_shapes(scene: Scene, *grids: Grid) -> None:
    if any(grid.shape != scene.shape for grid in grids):
        raise ValueError("arrays of another shape than the header says")


def _bytes(grid: Grid) -> Stored:
    return np.clip(np.round(grid), 0, 255).astype(np.uint8)


def _thing(thing: Thing) -> dict[str, object]:
    blob = thing.blob
    fields = [blob.area, blob.x, blob.y, blob.left, blob.top, blob.right, blob.bottom]
    return {
        "key": thing.key,
        "blob": fields,
        "since": thing.since,
        "said": thing.said,
        "sure": thing.said_sure,
    }


def _read(state: bytes) -> tuple[Header, dict[str, Stored]]:
    try:
        with np.load(io.BytesIO(state), allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        header = json.loads(arrays.pop("header").tobytes())
    except DAMAGED:
        return {}, {}
    return (
        (header, arrays)
        if isinstance(header, dict) and header.get("version") == VERSION
        else ({}, {})
    )
