"""Reads and writes messages.py: sizes first, then version, then every field's limits."""

from typing import Final

import msgspec

from .messages import BODIES, MAX_BODY, MAX_BYTES, UP, VERSION, Body, Record, Up

_encoder: Final = msgspec.json.Encoder(order="deterministic")
_UP_DECODERS: Final = {leaf: msgspec.json.Decoder(kind) for leaf, kind in UP.items()}
_BODY_DECODERS: Final = {kind: msgspec.json.Decoder(body) for kind, body in BODIES.items()}


class BadMessageError(Exception):
    """A message that can't be taken. `reason` is one of oversized, malformed, version, topic."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _Version(msgspec.Struct):
    v: int = 0


def encode(message: msgspec.Struct) -> bytes:
    """Write a message, or a record's body, as JSON."""
    return _encoder.encode(message)


def decode[T: msgspec.Struct](payload: bytes, kind: type[T]) -> T:
    """Read a message from the city; raises BadMessageError."""
    _check_size(payload)
    try:
        return msgspec.json.decode(payload, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadMessageError(_reason(payload)) from error


def decode_up(leaf: str, payload: bytes) -> Up:
    """Read a hub's message by the last level of its topic; raises BadMessageError."""
    if (decoder := _UP_DECODERS.get(leaf)) is None:
        raise BadMessageError("topic")
    _check_size(payload)
    try:
        return decoder.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadMessageError(_reason(payload)) from error


def body_of(record: Record) -> Body | None:
    """Read a record's body; None for a kind that only a newer hub knows.

    Raises BadMessageError.
    """
    raw = record.body
    if len(raw) > MAX_BODY:
        raise BadMessageError("oversized")
    if (decoder := _BODY_DECODERS.get(record.kind)) is None:
        return None
    try:
        return decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadMessageError("malformed") from error


def _check_size(payload: bytes) -> None:
    if len(payload) > MAX_BYTES:
        raise BadMessageError("oversized")


def _reason(payload: bytes) -> str:
    try:
        version = msgspec.json.decode(payload, type=_Version).v
    except msgspec.DecodeError, UnicodeDecodeError, RecursionError:
        return "malformed"
    return "version" if version > VERSION else "malformed"
