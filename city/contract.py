"""scripts/contract: writes the wire contract's AsyncAPI document and JSON Schemas into docs/ from messages.py."""

from collections.abc import Iterator
import json
from pathlib import Path
import sys
from typing import Any

import msgspec

from custom_components.rt_cctv.sync.messages import (
    BODIES,
    MAX_BYTES,
    MAX_RECORDS,
    UP,
    VERSION,
    Ack,
    Aggregate,
    Command,
    Records,
)

FOLDER = Path(__file__).parent.parent / "docs" / "contract"
_REF = "#/components/schemas/{name}"

type Json = dict[str, Any]


def schemas() -> Json:
    """Return the JSON Schemas of all messages and of the bodies of records, by name."""
    kinds = [*UP.values(), Ack, Command, Aggregate, *BODIES.values()]
    _, found = msgspec.json.schema_components(kinds, ref_template=_REF)
    bodies = {kind: {"$ref": _REF.format(name=body.__name__)} for kind, body in BODIES.items()}
    record = found["Record"]
    record["prefixItems"][3] = {"anyOf": list(bodies.values())}
    record["x-bodies"] = bodies
    return dict(sorted(found.items()))


def asyncapi() -> Json:
    """Return the AsyncAPI document: who sends what on which topic."""
    hub = "rtcctv/v1/{kecamatan}/{hub}"
    channels: Json = {}
    operations: Json = {}

    def add(
        name: str, address: str, message: str, *, by_hub: bool, qos: int = 0, retained: bool = False
    ) -> None:
        parameters = {
            key: {"description": text}
            for key, text in _PARAMETERS.items()
            if f"{{{key}}}" in address
        }
        bindings = {"mqtt": {"qos": qos, "retain": retained}}
        channels[name] = {
            "address": address,
            "messages": {message: {"$ref": f"#/components/messages/{message}"}},
            "parameters": parameters,
        }
        operations[f"{'hub' if by_hub else 'city'}_{name}"] = {
            "action": "send",
            "channel": {"$ref": f"#/channels/{name}"},
            "bindings": bindings,
        }

    for leaf, kind in UP.items():
        # Records ask for the broker's word only when they are sent again.
        qos = 0 if kind is Records else 1
        add(leaf, f"{hub}/up/{leaf}", kind.__name__, by_hub=True, qos=qos)
    add("ack", f"{hub}/down/ack", "Ack", by_hub=False)
    add("cmd", f"{hub}/down/cmd", "Command", by_hub=False)
    add("pub", "rtcctv/v1/pub/{area}", "Command", by_hub=False)
    add("agg", "rtcctv/v1/agg/{code}", "Aggregate", by_hub=False, retained=True)
    names = [*(kind.__name__ for kind in UP.values()), "Ack", "Command", "Aggregate"]
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "rt_cctv: hubs of RTs and the city",
            "version": f"{VERSION}.0.0",
            "description": f"At most {MAX_RECORDS} records and {MAX_BYTES} bytes in a message."
            " Unknown fields are ignored. docs/protocol.md binds.",
        },
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": operations,
        "components": {
            "messages": {name: {"payload": {"$ref": _REF.format(name=name)}} for name in names},
            "schemas": schemas(),
        },
    }


_PARAMETERS = {
    "kecamatan": "six digits, the first of the hub's",
    "hub": "kelurahan (ten digits), RW, RT: 3374011001-003-005",
    "area": "a kecamatan, or all",
    "code": "3374, a kecamatan or a kelurahan",
}


def files() -> Iterator[tuple[Path, str]]:
    """Return the generated files and what belongs into them."""
    yield FOLDER / "asyncapi.json", _text(asyncapi())
    for name, schema in schemas().items():
        text = json.dumps(schema).replace("#/components/schemas/", "./")
        local = json.loads(text)
        for reference in _references(local):
            reference["$ref"] += ".json"
        head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
        yield FOLDER / f"{name}.json", _text(head | local)


def _references(tree: object) -> Iterator[Json]:
    if isinstance(tree, dict):
        if "$ref" in tree:
            yield tree
        for value in tree.values():
            yield from _references(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _references(value)


def _text(content: Json) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def main() -> int:
    """Write the files that changed."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = dict(files())
    for path in set(FOLDER.glob("*.json")) - wanted.keys():
        path.unlink()
    for path, text in wanted.items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
