"""The optional confirmer: a small detector that says what a candidate is."""

from collections.abc import Callable

from PIL.Image import Image

from ..vision.sighting import Box

type Confirmer = Callable[[Image, Box], frozenset[str]]
"""Takes the whole picture and the box in question; returns the labels seen in it."""
