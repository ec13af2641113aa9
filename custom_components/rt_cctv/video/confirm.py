"""The optional confirmer in the worker: a detector that is loaded at the first question."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from PIL.Image import Image

from ..vision.detector import Detector, ModelError, ModelFiles
from ..vision.sighting import Box

type Complain = Callable[[str], None]
"""Takes the name of what went wrong."""


class Confirmer:
    """Names what is inside a box; gives up for good where the model can't be used."""

    def __init__(self, model: Mapping[str, Any], complain: Complain) -> None:
        """`model` has the paths `param` and `weights`, and perhaps the `sha256` of the latter."""
        self._files = ModelFiles(
            param=Path(model["param"]), weights=Path(model["weights"]), sha256=model.get("sha256")
        )
        self._complain = complain
        self._detector: Detector | None = None
        self._broken = False

    def ask(self, image: Image, box: Box) -> frozenset[str] | None:
        """Return the labels seen, None where nobody can tell."""
        if self._broken:
            return None
        try:
            if self._detector is None:
                self._detector = Detector(self._files)
            return self._detector.see(np.asarray(image), box)
        except (ImportError, ModelError, OSError) as err:
            self._broken = True
            self._complain(type(err).__name__)
            return None
