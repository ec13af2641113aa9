"""Reads recorders' XML: tolerant of its firmwares, not of bombs.

Namespaces vary and are mixed within one document, so only local names count, in lower case.
Document types and entity declarations are refused; size, depth and number of elements are limited.
"""

from collections.abc import Callable, Iterator
import re
from typing import override
from xml.parsers import expat
from xml.sax.saxutils import escape

from .base import BadAnswerError

SIZE_LIMIT = 2 * 1024 * 1024
DEPTH_LIMIT = 32
ELEMENT_LIMIT = 10_000
"""Twenty times what a recorder of eight channels sends; more would hold up a small hub."""

_LONG_ELEMENT_LIMIT = 100_000
"""For what is read off the event loop."""

_MENDING_LIMIT = 256 * 1024
"""Bytes over which a broken document isn't mended: that would hold up the hub."""

_BARE_AMPERSAND = re.compile(r"&(?!(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);)")
_CHANNEL_NAME = re.compile(r"(<((?:\w+:)?channelName)>)(.{0,300}?)(</\2>)", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


class Node:
    """One element: local name in lower case, stripped text, children in order."""

    __slots__ = ("_children", "_parts", "name")

    def __init__(self, name: str) -> None:
        """Begin an element."""
        self.name = name
        self._children: list[Node] = []
        self._parts: list[str] = []

    @property
    def text(self) -> str:
        """The element's own text."""
        return "".join(self._parts).strip()

    def add(self, child: Node) -> None:
        """Put `child` last."""
        self._children.append(child)

    def write(self, text: str) -> None:
        """Add to the text."""
        self._parts.append(text)

    def __iter__(self) -> Iterator[Node]:
        return iter(self._children)

    def all(self, name: str) -> Iterator[Node]:
        """Yield every element of that name at any depth, in document order."""
        name = name.lower()
        for child in self._children:
            if child.name == name:
                yield child
            yield from child.all(name)

    def find(self, path: str) -> Node | None:
        """Return the first element at `path` (names divided by /), None where there is none."""
        node: Node | None = self
        for name in path.lower().split("/"):
            node = next((c for c in node if c.name == name), None) if node is not None else None
        return node

    def get(self, path: str) -> str | None:
        """Return the text at `path`, None where it is missing or empty."""
        node = self.find(path)
        return (node.text or None) if node is not None else None

    def get_int(self, path: str) -> int | None:
        """Return the whole number at `path`, None where there is none."""
        text = self.get(path)
        return int(text) if text and re.fullmatch(r"-?[0-9]{1,15}", text) else None

    def get_bool(self, path: str) -> bool | None:
        """Return the truth at `path`, None where there is none."""
        return {"true": True, "1": True, "false": False, "0": False}.get(
            (self.get(path) or "").lower()
        )


class _Limits:
    """Follows a document and refuses what is nested too deeply or too long."""

    def __init__(self, elements: int) -> None:
        self._left = elements
        self.depth = 0

    def start(self, _name: str, _attributes: dict[str, str]) -> None:
        self._left -= 1
        self.depth += 1
        if self.depth > DEPTH_LIMIT or self._left < 0:
            raise BadAnswerError("The recorder's answer is nested too deeply or too long")

    def end(self, _name: str) -> None:
        self.depth -= 1

    def text(self, data: str) -> None:
        """Pass it over."""


class _Builder(_Limits):
    """Makes a tree of it."""

    def __init__(self, elements: int) -> None:
        super().__init__(elements)
        self._open = [Node("")]

    @property
    def root(self) -> Node:
        return next(iter(self._open[0]))

    @override
    def start(self, name: str, attributes: dict[str, str]) -> None:
        super().start(name, attributes)
        node = Node(name.rpartition(":")[2].lower())
        self._open[-1].add(node)
        self._open.append(node)

    @override
    def end(self, name: str) -> None:
        super().end(name)
        self._open.pop()

    @override
    def text(self, data: str) -> None:
        self._open[-1].write(data)


def _refuse(*_: object) -> None:
    raise BadAnswerError("The recorder's answer declares a document type")


def _follow(data: bytes, follower: _Limits) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = follower.start
    parser.EndElementHandler = follower.end
    parser.CharacterDataHandler = follower.text
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.Parse(data, True)


def _mended(data: bytes) -> bytes:
    """Put right what many firmwares get wrong."""
    text = _CONTROL.sub("", data.decode("utf-8", "replace"))
    text = _DECLARATION.sub("", text.lstrip("\ufeff")).strip()
    text = _CHANNEL_NAME.sub(lambda m: f"{m[1]}{escape(_plain(m[3]))}{m[4]}", text)
    return _BARE_AMPERSAND.sub("&amp;", text).encode()


def _read[F: _Limits](data: bytes, make: Callable[[], F]) -> tuple[bytes, F]:
    """Follow a document, mended where it must be; return it as it was followed."""
    if len(data) > SIZE_LIMIT:
        raise BadAnswerError("The recorder's answer is too long")
    data = data.strip()
    try:
        _follow(data, whole := make())
    except (expat.ExpatError, LookupError, ValueError) as err:
        if len(data) > _MENDING_LIMIT:
            raise BadAnswerError("The recorder's answer is no XML") from err
    else:
        return data, whole
    data = _mended(data)
    try:
        _follow(data, whole := make())
    except (expat.ExpatError, LookupError, ValueError) as err:
        raise BadAnswerError("The recorder's answer is no XML") from err
    return data, whole


def parse_xml(data: bytes) -> Node:
    """Return the document's root element.

    What many firmwares get wrong is mended: bytes that are no UTF-8, control characters, a bare &,
    markup in a channel's name. Raises `BadAnswerError` for what still isn't XML or is over a limit.
    """
    return _read(data, lambda: _Builder(ELEMENT_LIMIT))[1].root


def well_formed(data: bytes) -> bytes:
    """Return a document that can be read whole: `data`, or what `parse_xml` would make of it.

    For a library that guesses at the rest of a document that was cut off. Raises `BadAnswerError`
    as `parse_xml` does, but allows for long documents.
    """
    return _read(data, lambda: _Limits(_LONG_ELEMENT_LIMIT))[0]


def from_json(name: str, value: object, depth: int = 0) -> Node:
    """Return parsed JSON in the shape of XML: newer firmwares send some alarms so."""
    if depth > DEPTH_LIMIT:
        raise BadAnswerError("The recorder's answer is nested too deeply")
    node = Node(name.lower())
    if isinstance(value, dict):
        for key, entry in value.items():
            for item in entry if isinstance(entry, list) else [entry]:
                node.add(from_json(str(key), item, depth + 1))
    elif isinstance(value, bool):
        node.write("true" if value else "false")
    elif value is not None and not isinstance(value, list):
        node.write(str(value))
    return node


def _plain(name: str) -> str:
    """Undo the escapes of a name, so that escaping it anew doubles none."""
    for entity, char in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        name = name.replace(entity, char)
    return name
