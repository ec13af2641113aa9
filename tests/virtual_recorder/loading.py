"""Builds dataclasses of plain JSON data, saying where it is wrong."""

from dataclasses import fields, is_dataclass
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints


class ScenarioError(ValueError):
    """A scenario file says something that no scenario can."""


def build(kind: Any, data: Any, where: str) -> Any:
    """Make a value of `kind` (a type as annotated) of JSON data; raises ScenarioError."""
    origin, args = get_origin(kind), get_args(kind)
    if is_dataclass(kind) and isinstance(kind, type):
        return _object(kind, data, where)
    if origin is tuple:
        if not isinstance(data, list):
            raise ScenarioError(f"{where}: expected a list")
        return tuple(build(args[0], item, f"{where}[{n}]") for n, item in enumerate(data))
    if origin is Literal:
        if data not in args:
            raise ScenarioError(f"{where}: expected one of {', '.join(map(str, args))}")
        return data
    if isinstance(kind, UnionType):
        if data is None and NoneType in args:
            return None
        return build(next(a for a in args if a is not NoneType), data, where)
    return _plain(kind, data, where)


def _plain(kind: Any, data: Any, where: str) -> Any:
    """Check a word, number, flag or free object."""
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        try:
            return kind(data)
        except ValueError as err:
            raise ScenarioError(f"{where}: {err}") from err
    if kind is float and isinstance(data, int | float) and not isinstance(data, bool):
        return float(data)
    wanted = kind if isinstance(kind, type) else dict
    if not isinstance(data, wanted) or (wanted is int and isinstance(data, bool)):
        raise ScenarioError(f"{where}: expected {wanted.__name__}")
    return data


def _object(kind: type, data: Any, where: str) -> Any:
    if not isinstance(data, dict):
        raise ScenarioError(f"{where}: expected an object")
    hints = get_type_hints(kind)
    known = {f.name for f in fields(kind)}
    if unknown := set(data) - known:
        raise ScenarioError(f"{where}: unknown {', '.join(sorted(unknown))}")
    try:
        return kind(
            **{name: build(hints[name], value, f"{where}.{name}") for name, value in data.items()}
        )
    except TypeError as err:
        raise ScenarioError(f"{where}: {err}") from err
