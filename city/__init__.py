"""The city's programs: the collector on its own, and the engines that it can stand on."""

from ._bare import make_importable

make_importable()
