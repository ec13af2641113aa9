"""scripts/registry: who may speak, where the city runs outside Home Assistant."""

import argparse
from collections.abc import Callable, Iterable
import csv
from pathlib import Path
import sys

from custom_components.rt_cctv.sync.identity import HubId, NotAHubIdError
from custom_components.rt_cctv.sync.registry import Registry
from custom_components.rt_cctv.sync.store import Store, StoreError


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="scripts/registry", description=__doc__)
    parser.add_argument("--db", required=True, help="sqlite:////path/city.db or postgresql://…")
    parser.add_argument("what", choices=["expect", "confirm", "revoke", "reinstate"])
    parser.add_argument("hubs", nargs="*", help="ids such as 3374011001-003-005")
    parser.add_argument("--file", type=Path, help="a file with one id a line")
    return parser.parse_args()


def read_hubs(options: argparse.Namespace) -> list[HubId]:
    """Return the hubs that are meant; raises NotAHubIdError, OSError."""
    lines = options.file.read_text(encoding="utf-8").split() if options.file else []
    return [HubId.parse(text) for text in (*options.hubs, *lines)]


def main() -> int:
    """Do one thing; claim codes go to standard output as CSV."""
    options = arguments()
    try:
        hubs = read_hubs(options)
        store = Store(options.db)
    except NotAHubIdError as error:
        print(f"{error} is no hub id: kelurahan-RW-RT, such as 3374011001-003-005", file=sys.stderr)
        return 1
    except (OSError, StoreError) as error:
        print(error, file=sys.stderr)
        return 1
    try:
        act(Registry(store), options.what, hubs)
    except StoreError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        store.close()
    return 0


def act(registry: Registry, what: str, hubs: list[HubId]) -> None:
    """Do it and say what came of it; raises StoreError."""
    codes: dict[str, Callable[[Iterable[HubId]], dict[str, str]]] = {
        "expect": registry.expect,
        "reinstate": registry.reinstate,
    }
    if what in codes:
        writer = csv.writer(sys.stdout)
        writer.writerow(["hub", "code"])
        writer.writerows(codes[what](hubs).items())
        return
    changed = registry.revoke(hubs) if what == "revoke" else registry.vouch(hubs, "confirmed")
    print(f"{changed} of {len(hubs)} changed", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
