"""Starts the fork server of the workers: `python -P child.py`, run by path.

Importing this room by its full name would import the integration's `__init__`, and with it Home
Assistant. So a bare package of the same shape is made first.
"""

from importlib import import_module
from pathlib import Path
import sys
from types import ModuleType

PACKAGE = "rt_cctv_worker"


def main() -> None:
    """Fork workers until the hub closes the socket."""
    package = ModuleType(PACKAGE)
    package.__path__ = [str(Path(__file__).resolve().parent.parent)]
    sys.modules[PACKAGE] = package
    worker = import_module(f"{PACKAGE}.video.worker")
    import_module(f"{PACKAGE}.video.fork_server").serve(worker.main)


if __name__ == "__main__":
    main()
