"""Which driver is made, and what is imported for it."""

from pathlib import Path
import subprocess
import sys

import pytest

from custom_components.rt_cctv.model import Brand, StreamProfile
from custom_components.rt_cctv.nvr.base import RecorderConfig
from custom_components.rt_cctv.nvr.create import create_recorder

from .peer import session

ROOT = Path(__file__).parents[2]

_LOOK = """
import sys, types
for name in ("custom_components", "custom_components.rt_cctv"):
    # The rooms below Home Assistant's stand alone: its own start isn't what is looked at.
    module = sys.modules[name] = types.ModuleType(name)
    module.__path__ = [name.replace(".", "/")]
from custom_components.rt_cctv.model import Brand
from custom_components.rt_cctv.nvr.create import load_driver
if len(sys.argv) > 1:
    load_driver(Brand(sys.argv[1]))
print(*sys.modules)
"""


def _imported(*brand: Brand) -> set[str]:
    command = [sys.executable, "-c", _LOOK, *brand]
    run = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return set(run.stdout.split())


@pytest.mark.parametrize("brand", Brand)
def test_a_recorder_of_one_brand_brings_no_other_brands_modules(brand: Brand) -> None:
    imported = _imported(brand)
    brands = {
        other for other in Brand if f"custom_components.rt_cctv.nvr.{other}.recorder" in imported
    }
    assert brands == {brand}
    assert ("zeep" in imported) is (brand is Brand.ONVIF)


def test_nothing_of_a_brand_is_imported_before_there_is_a_recorder_of_it() -> None:
    imported = _imported()
    assert not {b for b in Brand if f"custom_components.rt_cctv.nvr.{b}" in imported}


@pytest.mark.parametrize("brand", Brand)
async def test_a_driver_is_imported_where_the_caller_says_and_nothing_is_sent(brand: Brand) -> None:
    config = RecorderConfig(
        brand=brand,
        host="192.0.2.1",
        port=80,
        username="admin",
        password="x",
        templates={1: {StreamProfile.MAIN: "rtsp://192.0.2.1/1"}},
    )
    loaded: list[Brand] = []

    async def load(function: object, brand: Brand) -> None:
        loaded.append(brand)

    async with session() as made:
        recorder = await create_recorder(config, made, load=load)
        assert loaded == [brand]
        assert recorder.stream_url(7, StreamProfile.MAIN) is None
        await recorder.close()
