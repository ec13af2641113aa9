"""The words that people read: complete, equal in both languages, and used by the code."""

import ast
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
import inspect
import json
from pathlib import Path
import re
from typing import Any

from homeassistant import config_entries, data_entry_flow
from homeassistant.const import STATE_OFF, STATE_ON
from homeassistant.util.yaml import load_yaml_dict
import pytest

COMPONENT = Path(__file__).parent.parent / "custom_components" / "rt_cctv"
LANGUAGES = ("en", "id")

# JSON as it comes: objects of objects of strings, of a depth that differs from part to part.
type Tree = dict[str, Any]


@cache
def _sources() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text("utf-8")) for path in sorted(COMPONENT.rglob("*.py"))}


def _read_json(path: Path) -> Tree:
    tree = json.loads(path.read_text("utf-8"), object_pairs_hook=_only_once)
    assert isinstance(tree, dict)
    return tree


def _only_once(pairs: list[tuple[str, Any]]) -> Tree:
    """Take an object apart, where JSON would let the last of two equal keys win in silence."""
    assert len(dict(pairs)) == len(pairs), f"a key twice in {[key for key, _ in pairs]}"
    return dict(pairs)


def _texts(language: str) -> Tree:
    return _read_json(COMPONENT / "translations" / f"{language}.json")


def _leaves(tree: Tree, path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*path, key))
        else:
            yield ".".join((*path, key)), value


def _strings_of(*trees: ast.AST) -> set[str]:
    return {
        node.value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@dataclass(frozen=True, kw_only=True)
class _Said:
    """What code says: names outright, and patterns of formatted strings."""

    names: frozenset[str]
    patterns: tuple[re.Pattern[str], ...]

    def says(self, name: str) -> bool:
        """Tell whether code says a name, outright or by a string such as f"camera_{profile}"."""
        return name in self.names or any(p.fullmatch(name) for p in self.patterns)


def _said_in(trees: Collection[ast.AST]) -> _Said:
    joined = (n for tree in trees for n in ast.walk(tree) if isinstance(n, ast.JoinedStr))
    patterns = {pattern for node in joined if (pattern := _pattern_of(node))}
    return _Said(
        names=frozenset(_strings_of(*trees)), patterns=tuple(map(re.compile, sorted(patterns)))
    )


def _pattern_of(node: ast.JoinedStr) -> str | None:
    parts = [part.value if isinstance(part, ast.Constant) else None for part in node.values]
    if not any(isinstance(part, str) and re.fullmatch(r"\w{3,}", part) for part in parts):
        return None
    return "".join(re.escape(part) if isinstance(part, str) else r"\w+" for part in parts)


def _name_of_call(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)


def test_both_languages_say_the_same_things() -> None:
    english, indonesian = (dict(_leaves(_texts(language))) for language in LANGUAGES)

    assert english.keys() == indonesian.keys()


def test_both_languages_fill_in_the_same_blanks() -> None:
    english, indonesian = (
        {key: set(re.findall(r"\{\s*(\w+)", text)) for key, text in _leaves(_texts(language))}
        for language in LANGUAGES
    )

    assert english == indonesian


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_clean(language: str) -> None:
    for key, text in _leaves(_texts(language)):
        assert text, f"{key} is empty"
        assert text == text.strip(), f"{key} has space around it"
        assert not re.search(r"</?[a-z]+[ >/]", text), f"{key} has HTML in it"
        assert "[%key:" not in text, f"{key} refers to another text, which only core's build does"


def test_there_is_no_strings_json() -> None:
    assert not (COMPONENT / "strings.json").exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_of_a_form_is_described(language: str) -> None:
    def check(tree: Tree, path: str) -> None:
        if "data" in tree:
            described = tree.get("data_description", {}).keys()
            assert tree["data"].keys() == described, f"{path}: not every field is described"
        for key, value in tree.items():
            if isinstance(value, dict):
                check(value, f"{path}.{key}")

    for part in ("config", "options", "config_subentries"):
        check(_texts(language).get(part, {}), part)


def _texts_meant_by(call: ast.Call, module: str) -> str | None:
    """Return which part of the texts the translation_key of this call looks into; None for any."""
    name = _name_of_call(call)
    if name.endswith(("Error", "NotReady", "Failed", "Unauthorized")):
        return "exceptions"
    if name.endswith("EntityDescription"):
        return f"entity.{module}"
    parts = {
        "async_create_issue": "issues",
        "ChildDeviceInfo": "device",
        "DeviceInfo": "device",
        "SelectSelectorConfig": "selector",
    }
    return parts.get(name)


def test_every_translation_key_in_the_code_has_a_text() -> None:
    keys = [key for key, _ in _leaves(_texts("en"))]
    for path, tree in _sources().items():
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            for argument in call.keywords:
                if argument.arg != "translation_key" or not isinstance(
                    argument.value, ast.Constant
                ):
                    continue
                where, key = _texts_meant_by(call, path.stem), argument.value.value
                wanted = f"{where}.{key!s}." if where else f".{key!s}."
                assert any(wanted in f"{known}." for known in keys), f"{path.name}: no {wanted}"


def test_every_step_error_and_abort_in_the_flows_has_a_text() -> None:
    keys = [key for key, _ in _leaves(_texts("en"))]
    for path, tree in _sources().items():
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            part = {"step_id": "step", "reason": "abort"}
            for argument in call.keywords:
                value = argument.value
                if (
                    argument.arg not in part
                    or not isinstance(value, ast.Constant)
                    or not _name_of_call(call).lstrip("_").startswith(("async_", "abort"))
                ):
                    continue
                wanted = f".{part[argument.arg]}.{value.value!s}"
                assert any(wanted in key for key in keys), f"{path.name}: no {wanted}"


def _used_names(texts: Tree) -> Iterator[str]:
    """Return the names in the texts that code has to say, or nobody ever reads them."""
    for part in (
        "exceptions",
        "issues",
        "selector",
        "device",
        "services",
        "triggers",
        "conditions",
    ):
        yield from texts.get(part, {})
    for entities in texts.get("entity", {}).values():
        yield from entities
        for entity in entities.values():
            yield from entity.get("state", {}).keys() - {STATE_ON, STATE_OFF}
            for attribute in entity.get("state_attributes", {}).values():
                yield from attribute.get("state", {})
    for flow in (texts.get("config", {}), texts.get("options", {})):
        for part in ("error", "abort", "progress"):
            yield from flow.get(part, {})


def test_every_text_is_used() -> None:
    flows = [
        ast.parse(Path(inspect.getfile(module)).read_text("utf-8"))
        for module in (config_entries, data_entry_flow)
    ]
    ours = _said_in(list(_sources().values()))
    code = _said_in([*_sources().values(), *flows])
    steps = {
        node.name.removeprefix("async_step_")
        for tree in _sources().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.AsyncFunctionDef)
    }
    texts = _texts("en")
    yaml = "".join(path.read_text("utf-8") for path in COMPONENT.glob("*.yaml"))
    said_in_yaml = set(re.findall(r"translation_key: (\w+)", yaml))

    names = set(_used_names(texts)) - said_in_yaml
    assert [name for name in names if not code.says(name)] == []
    for flow in ("config", "options"):
        for step in texts.get(flow, {}).get("step", {}):
            assert step in steps or ours.says(step), step


def test_every_icon_belongs_to_something_that_has_a_text() -> None:
    icons, texts = _read_json(COMPONENT / "icons.json"), _texts("en")

    for platform, entities in icons.get("entity", {}).items():
        assert entities.keys() <= texts["entity"][platform].keys(), platform
    for part in ("services", "triggers", "conditions"):
        assert icons.get(part, {}).keys() == texts.get(part, {}).keys()
    for key, icon in _leaves(icons):
        assert icon.startswith("mdi:"), key


@pytest.mark.parametrize("part", ["services", "triggers", "conditions"])
def test_every_service_trigger_and_condition_is_described(part: str) -> None:
    described = _texts("en")[part]
    declared = load_yaml_dict(str(COMPONENT / f"{part}.yaml"))
    for name, content in declared.items():
        fields = (content or {}).get("fields", {})
        assert described[name]["name"]
        assert described[name]["description"]
        assert described[name].get("fields", {}).keys() == fields.keys(), name
    assert described.keys() == declared.keys()
