"""Makes the integration's rooms importable where Home Assistant isn't installed.

Importing `custom_components.rt_cctv.sync` would run the integration's own `__init__`, which needs
Home Assistant. A bare package of the same name, with the same folder, stands in for it.
"""

from importlib.util import find_spec
from pathlib import Path
import sys
from types import ModuleType

PACKAGE = "custom_components.rt_cctv"
FOLDER = Path(__file__).parent.parent / "custom_components" / "rt_cctv"


def make_importable(*, always: bool = False) -> None:
    """Put the bare package in place, unless the real one is loaded or could be."""
    if PACKAGE in sys.modules or (find_spec("homeassistant") is not None and not always):
        return
    bare = ModuleType(PACKAGE)
    bare.__path__ = [str(FOLDER)]
    sys.modules[PACKAGE] = bare
