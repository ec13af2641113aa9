"""The optional confirmer in the worker: a detector that is loaded at the first question."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
from PIL.Image import Image

from ..vision.detector import Detector, ModelError, ModelFiles
from ..vision.sighting import Box


class Trouble(StrEnum):
    """Why nothing can be named: ncnn doesn't run here, or the model is none that it can use."""

    LIBRARY = "library"
    MODEL = "model"


type Tell = Callable[[Trouble | None], None]
"""Takes what keeps the confirmer from answering, None once it answers."""


class Confirmer:
    """Names what is inside a box; gives up for good where the model can't be used."""

    def __init__(self, model: Mapping[str, Any], tell: Tell) -> None:
        """`model` has the paths `param` and `weights`, and perhaps the `sha256` of the latter.

        `tell` is called once, at the first question.
        """
        self._files = ModelFiles(
            param=Path(model["param"]), weights=Path(model["weights"]), sha256=model.get("sha256")
        )
        self._tell = tell
        self._detector: Detector | None = None
        self._answers = False
        self._broken = False

    def ask(self, image: Image, box: Box) -> frozenset[str] | None:
        """Return the labels seen, None where nobody can tell."""
        if self._broken:
            return None
        try:
            if self._detector is None:
                self._detector = Detector(self._files)
            labels = self._detector.see(np.asarray(image), box)
        except (ImportError, ModelError, OSError) as err:
            self._broken = True
            self._tell(Trouble.LIBRARY if isinstance(err, ImportError) else Trouble.MODEL)
            return None
        if not self._answers:
            self._answers = True
            self._tell(None)
        return labels
