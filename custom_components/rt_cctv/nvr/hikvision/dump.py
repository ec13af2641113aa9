"""Replays a Hikvision recorder's read endpoints for a diagnosis, redacted."""

from collections.abc import Iterable
from functools import partial

from ..base import BadAnswerError
from ..dumping import ask_all
from ..http import Answer, HttpClient
from ..redact import REDACTED, is_private, redact_text
from ..xml_nodes import Node, parse_xml
from .isapi import ROOT

PATHS = (
    "System/deviceInfo",
    "System/capabilities",
    "System/time",
    "System/status",
    "System/Video/inputs/channels",
    "ContentMgmt/InputProxy/channels",
    "ContentMgmt/InputProxy/channels/status",
    "ContentMgmt/Storage",
    "ContentMgmt/record/tracks",
    "Security/adminAccesses",
    "Security/videoEncryption",
    "Streaming/channels",
    "Event/triggers",
    "Event/notification/httpHosts",
)

type Tree = str | dict[str, "Tree"] | list["Tree"]


async def dump(
    client: HttpClient, further: Iterable[str], secrets: Iterable[str]
) -> dict[str, object]:
    """Return per path its status and what it answered; see `ask_all`."""
    hidden = [s for s in secrets if s]

    async def ask(path: str) -> dict[str, object]:
        return _shown(await client.get(ROOT + path), hidden)

    return await ask_all((path, partial(ask, path)) for path in dict.fromkeys((*PATHS, *further)))


def _shown(answer: Answer, secrets: list[str]) -> dict[str, object]:
    shown: dict[str, object] = {"status": answer.status}
    try:
        node = parse_xml(answer.body)
    except BadAnswerError:
        return shown | {"content_type": answer.content_type, "length": len(answer.body)}
    return shown | {"root": node.name, "body": _tree(node, secrets)}


def _tree(node: Node, secrets: list[str]) -> Tree:
    if is_private(node.name, node.text):
        return REDACTED
    children = list(node)
    if not children:
        return redact_text(node.text, secrets)
    tree: dict[str, Tree] = {}
    for child in children:
        value = _tree(child, secrets)
        before = tree.get(child.name)
        if before is None:
            tree[child.name] = value
        elif isinstance(before, list):
            before.append(value)
        else:
            tree[child.name] = [before, value]
    return tree
