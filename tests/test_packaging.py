"""What HACS and Home Assistant ask of the repository, and what the set-up stands on."""

import json
from pathlib import Path
import re
import tomllib
from typing import Any

from awesomeversion import AwesomeVersion
import homeassistant
from homeassistant.const import Platform
from homeassistant.util.yaml import load_yaml_dict
from PIL import Image
import pytest

ROOT = Path(__file__).parent.parent
COMPONENT = ROOT / "custom_components" / "rt_cctv"
CORE = Path(homeassistant.__file__).parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PIN = re.compile(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==[0-9A-Za-z.]+")

# The folders below the component that are no rooms of Python.
NOT_ROOMS = {"blueprints", "brand", "frontend", "translations", "__pycache__"}


def _read_json(path: Path) -> dict[str, Any]:
    tree = json.loads(path.read_text("utf-8"))
    assert isinstance(tree, dict)
    return tree


def _pins(name: str) -> dict[str, str]:
    """Return version by normalised name."""
    lines = (ROOT / "requirements" / name).read_text("utf-8").splitlines()
    return dict(_split(line) for line in lines if "==" in line)


def _split(pin: str) -> tuple[str, str]:
    name, version = pin.split("==")
    return re.sub(r"[-_.]+", "-", name.partition("[")[0]).lower(), version


MANIFEST = _read_json(COMPONENT / "manifest.json")


def test_the_manifest_has_its_keys_in_order() -> None:
    keys = list(MANIFEST)

    assert keys == ["domain", "name", *sorted(keys[2:])]


def test_the_manifest_says_what_a_custom_integration_has_to() -> None:
    assert MANIFEST["domain"] == COMPONENT.name == PROJECT["project"]["name"]
    assert MANIFEST["version"] == PROJECT["project"]["version"]
    assert AwesomeVersion(MANIFEST["version"]).valid
    assert MANIFEST["codeowners"]
    assert MANIFEST["documentation"].startswith("https://")
    assert MANIFEST["issue_tracker"].startswith("https://")
    assert MANIFEST["integration_type"] == "hub"
    assert MANIFEST["iot_class"] == "local_push"
    assert MANIFEST["config_flow"] == (COMPONENT / "config_flow.py").exists()
    # The scale is core's to award; quality_scale.yaml is our own account.
    assert "quality_scale" not in MANIFEST


def test_the_manifest_requires_ranges_and_nothing_that_core_brings() -> None:
    """A pin would fight with other integrations over the one environment that they share."""
    core = {
        re.sub(r"[-_.]+", "-", re.split(r"[=<>\[ ;]", line)[0]).lower()
        for line in _core_requirements()
    }
    for requirement in MANIFEST["requirements"]:
        name = re.split(r"[=<>~!\[]", requirement)[0].lower().replace("_", "-")
        assert "==" not in requirement
        assert name not in core, f"{name} comes with Home Assistant"
        assert name in _pins("test.txt"), f"{name} is not in requirements/test.txt"


def _core_requirements() -> list[str]:
    metadata = next(CORE.parent.glob("homeassistant-*.dist-info")) / "METADATA"
    return [
        line.removeprefix("Requires-Dist: ")
        for line in metadata.read_text("utf-8").splitlines()
        if line.startswith("Requires-Dist: ")
    ]


def test_hacs_gets_keys_that_its_closed_schema_knows() -> None:
    hacs = _read_json(ROOT / "hacs.json")

    assert hacs.keys() <= {
        "content_in_root",
        "country",
        "filename",
        "hacs",
        "hide_default_branch",
        "homeassistant",
        "name",
        "persistent_directory",
        "render_readme",
        "zip_release",
    }
    assert hacs["name"] == MANIFEST["name"]
    assert hacs["country"] == "ID"
    tested = AwesomeVersion(_pins("test.in")["homeassistant"])
    assert AwesomeVersion("2026.9.0") <= AwesomeVersion(hacs["homeassistant"]) <= tested


def test_there_is_a_licence() -> None:
    assert "Apache License" in (ROOT / "LICENSE").read_text("utf-8")
    assert PROJECT["project"]["license"] == "Apache-2.0"


@pytest.mark.parametrize(("suffix", "height"), [("", 256), ("@2x", 512)])
def test_the_brand_has_the_sizes_that_home_assistant_wants(suffix: str, height: int) -> None:
    with Image.open(COMPONENT / "brand" / f"icon{suffix}.png") as icon:
        assert icon.size == (height, height)
        assert icon.convert("RGBA").getpixel((0, 0)) == (0, 0, 0, 0)
    with Image.open(COMPONENT / "brand" / f"logo{suffix}.png") as logo:
        assert logo.height == height
        assert logo.width > height


def test_every_room_is_watched_by_the_import_linter() -> None:
    """Only names of rooms that exist may stand in a contract, so each has to be added when it is built."""
    watched = PROJECT["tool"]["importlinter"]["contracts"][0]["source_modules"]
    rooms = {
        path.name
        for path in COMPONENT.iterdir()
        if path.is_dir() and path.name not in NOT_ROOMS and any(path.glob("*.py"))
    }
    rooms |= {name for name in ("model", "incidents") if (COMPONENT / f"{name}.py").exists()}

    for room in rooms:
        assert (COMPONENT / room / "__init__.py").exists() or (COMPONENT / f"{room}.py").exists()
        assert f"{COMPONENT.parent.name}.rt_cctv.{room}" in watched, room


@pytest.mark.parametrize(
    "path", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda path: path.name
)
def test_every_requirement_is_pinned(path: Path) -> None:
    for line in path.read_text("utf-8").splitlines():
        assert PIN.fullmatch(line), line


@pytest.mark.parametrize(
    "path", sorted((ROOT / "requirements").glob("*.in")), ids=lambda path: path.stem
)
def test_what_is_asked_for_is_what_is_locked(path: Path) -> None:
    assert _pins(path.name).items() <= _pins(f"{path.stem}.txt").items(), "run scripts/lock"


def test_whatever_home_assistant_installs_at_its_start_is_installed_already() -> None:
    """Or the first start takes half a minute, and on a hub without network the frontend never shows."""
    installed = _pins("test.txt")
    wanted: set[str] = set()
    seen: set[str] = set()
    ahead = {"frontend", "mobile_app", "mqtt", "onvif", *Platform, *MANIFEST["dependencies"]}
    while ahead:
        manifest = _read_json(CORE / "components" / ahead.pop() / "manifest.json")
        seen.add(manifest["domain"])
        wanted.update(manifest.get("requirements", []))
        ahead.update(set(manifest.get("dependencies", [])) - seen)

    assert {_split(pin) for pin in wanted} <= installed.items()


def test_the_quality_scale_answers_every_rule_that_core_asks() -> None:
    model = load_yaml_dict(str(CORE / "components" / "peblar" / "quality_scale.yaml"))["rules"]
    rules = load_yaml_dict(str(COMPONENT / "quality_scale.yaml"))["rules"]

    assert rules.keys() == model.keys()
    for rule, answer in rules.items():
        status = answer if isinstance(answer, str) else answer["status"]
        assert status in {"done", "exempt", "todo"}, rule
        assert isinstance(answer, str) == (status == "done") or answer.get("comment"), rule
