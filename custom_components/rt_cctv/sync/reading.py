"""Reads, commits and answers a drained queue of raw messages: the collector's work in its thread."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import msgspec

from .clock import now_ms
from .codec import BadMessageError, decode_up, encode
from .commands import due_commands
from .identity import HubId, NotAHubIdError, down, sender
from .ingest import Answer, Faulty, Incoming, commit
from .messages import Ack, Epoch, Sid
from .store import Store

type Raw = tuple[str, bytes]
"""A message's topic and payload."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What a drained queue came to; the messages (topic and payload) may be sent."""

    answers: list[Answer]
    messages: list[Raw]
    committed: int
    faults: int


class _Envelope(msgspec.Struct):
    """What is needed to answer a message that can't be read otherwise."""

    sid: Sid
    e: Epoch


def read_and_commit(store: Store, scope: frozenset[str], queue: Iterable[Raw]) -> Outcome:
    """Take raw messages in one transaction; blocks.

    Raises StoreError: then nothing was taken, and everything may be given again.
    """
    good: list[Incoming] = []
    faulty: list[Faulty] = []
    refused: list[Answer] = []
    now = now_ms()
    for topic, payload in queue:
        try:
            hub, leaf = sender(topic)
        except NotAHubIdError:
            faulty.append(Faulty("", "topic"))
            continue
        if scope and hub.kecamatan not in scope:
            continue
        try:
            good.append(Incoming(hub, decode_up(leaf, payload)))
        except BadMessageError as error:
            faulty.append(Faulty(hub.text, error.reason))
            refused += _refusal(hub, leaf, payload, error.reason, now)
    answers = [*refused, *commit(store, good, faulty, now)]
    messages = [(down(answer.hub, "ack"), encode(answer.ack)) for answer in answers]
    due = due_commands(store, answers, now)
    return Outcome(
        answers=answers,
        messages=messages + [(down(item.hub, "cmd"), encode(item.command)) for item in due],
        committed=len(good),
        faults=len(faulty),
    )


def _refusal(hub: HubId, leaf: str, payload: bytes, reason: str, now: int) -> list[Answer]:
    """Tell a hub why nothing comes of its message, where one can tell what it was."""
    if leaf not in {"hello", "rec"} or reason == "oversized":
        return []
    try:
        envelope = msgspec.json.decode(payload, type=_Envelope)
    except msgspec.DecodeError, UnicodeDecodeError, RecursionError:
        return []
    why: Literal["version", "damaged"] = "version" if reason == "version" else "damaged"
    ack = Ack(v=1, sid=envelope.sid, e=envelope.e, s=0, t=now, hi=leaf == "hello", no=why)
    return [Answer(hub, ack)]
