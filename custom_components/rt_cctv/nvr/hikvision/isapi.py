"""Asks a Hikvision recorder (ISAPI): documents in, documents out, refusals told apart."""

from ..base import BadAnswerError, NotSupportedError, PermissionDeniedError, RecorderError
from ..http import Answer, HttpClient
from ..xml_nodes import Node, parse_xml

ROOT = "/ISAPI/"

_FORBIDDEN = ("lowprivilege", "badauthorization", "insufficientpermission", "nopermission")
_ABSENT = ("notsupport", "methodnotallowed", "invalidoperation", "invalidurl", "badurlformat")
_DONE = {0, 1, 7}
"""ResponseStatus codes of success: 1 OK, 7 done and a restart is needed."""


def refusal(answer: Answer) -> RecorderError:
    """Return what a refused request means: firmwares say 400, 403 or 404 for what they lack."""
    word = sub_status(answer)
    if word in _FORBIDDEN:
        return PermissionDeniedError("The recorder forbids this to the user")
    if word in _ABSENT or answer.status in (400, 403, 404, 405, 501):
        return NotSupportedError("The recorder has no such function")
    return BadAnswerError(f"The recorder answered with status {answer.status}")


def sub_status(answer: Answer) -> str:
    """Return a ResponseStatus's subStatusCode, lower-case; empty where the answer is none."""
    try:
        node = parse_xml(answer.body)
    except BadAnswerError:
        return ""
    return (node.get("subStatusCode") or "").lower() if node.name == "responsestatus" else ""


async def read(client: HttpClient, path: str) -> Node:
    """GET a document below /ISAPI/.

    Raises `NotSupportedError`, `PermissionDeniedError`, `BadAnswerError`, and `HttpClient`'s.
    """
    return document(await client.get(ROOT + path))


def document(answer: Answer) -> Node:
    """Return the document that was asked for; raises what a refusal means, or that it's none."""
    if not answer.ok:
        raise refusal(answer)
    node = parse_xml(answer.body)
    if node.name == "responsestatus":
        raise refusal(answer)
    return node


async def write(client: HttpClient, path: str, body: bytes = b"", method: str = "PUT") -> None:
    """Send a document below /ISAPI/; raises as `read` does where the recorder won't have it."""
    answer = await client.request(method, ROOT + path, body=body)
    if not answer.ok:
        error = refusal(answer)
        if answer.status == 403 and not sub_status(answer):
            error = PermissionDeniedError("The recorder forbids this to the user")
        raise error
    if not answer.body.strip():
        return
    node = parse_xml(answer.body)
    if node.name == "responsestatus" and node.get_int("statusCode") not in _DONE:
        raise refusal(answer)
