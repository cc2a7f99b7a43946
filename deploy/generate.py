"""Writes what is derived from the contracts: docs/contracts.md, the page's types, bus users.

`python deploy/generate.py` writes; a test fails while the files differ from the registry.
"""

import inspect
import json
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from tickloom.contracts.permissions import PERMISSIONS, RESPONSES
from tickloom.contracts.registry import REGISTRY
from tickloom.contracts.streams import STREAMS
from tickloom.engine.trials import KEPT

ROOT = Path(__file__).resolve().parent.parent
_SIMPLE: dict[type, str] = {
    str: "string",
    int: "number",
    float: "number",
    bool: "boolean",
    type(None): "null",
}


def outputs() -> dict[Path, str]:
    """Every generated file with its text."""
    return {
        ROOT / "docs" / "contracts.md": markdown(),
        ROOT / "web" / "src" / "contracts.gen.ts": typescript(),
        ROOT / "deploy" / "nats" / "nats-server.conf": nats_configuration(),
    }


def structs() -> list[type[msgspec.Struct]]:
    """Every struct of the registry and those inside them, each once, in order of first use."""
    found: dict[type[msgspec.Struct], None] = {}
    for entry in REGISTRY:
        for kind in (entry.message, entry.reply):
            if kind is not None:
                for struct in _reachable(kind):
                    found.setdefault(struct)
    return list(found)


def _reachable(kind: object) -> Iterator[type[msgspec.Struct]]:
    if inspect.isclass(kind) and issubclass(kind, msgspec.Struct):
        for hint in get_type_hints(kind).values():
            yield from _reachable(hint)
        yield kind
    for part in get_args(kind):
        yield from _reachable(part)


def typescript() -> str:
    """One interface a struct; what may be left out on the wire is optional."""
    parts = [
        "// Generated from the message registry by deploy/generate.py; do not edit.\n",
        _trial_statistics(),
    ]
    for struct in structs():
        hints = get_type_hints(struct)
        lines = [
            f"  {name}{'' if required else '?'}: {_typescript_of(hints[name])};"
            for name, required in _fields(struct)
        ]
        parts.append(f"export interface {struct.__name__} {{\n" + "\n".join(lines) + "\n}\n")
    return "\n".join(parts)


def _trial_statistics() -> str:
    """The statistics that a sweep keeps of each set: the page can name no other."""
    names = ", ".join(map(json.dumps, KEPT))
    return (
        f"export const TRIAL_STATISTICS = [{names}] as const;\n"
        "export type TrialStatistic = (typeof TRIAL_STATISTICS)[number];\n"
    )


def _fields(struct: type[msgspec.Struct]) -> Iterator[tuple[str, bool]]:
    for field in msgspec.structs.fields(struct):
        yield field.encode_name, field.required


def _typescript_of(kind: object) -> str:  # noqa: PLR0911  one line a kind of type
    if isinstance(kind, type) and kind in _SIMPLE:
        return _SIMPLE[kind]
    if inspect.isclass(kind) and issubclass(kind, msgspec.Struct):
        return kind.__name__
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Literal:
        return " | ".join(f'"{word}"' for word in arguments)
    if origin in (Union, types.UnionType):
        return " | ".join(_typescript_of(part) for part in arguments)
    if origin is list:
        inner = _typescript_of(arguments[0])
        return f"({inner})[]" if " " in inner else f"{inner}[]"
    if origin is dict:
        return f"Record<string, {_typescript_of(arguments[1])}>"
    return "unknown"


def markdown() -> str:
    """Tables of subjects and streams, then each message with its fields."""
    lines = [
        "# What is said", "",
        "Generated from the message registry by `deploy/generate.py`; do not edit.", "",
        "| subject | carried by | message | said by, or answered with |", "|---|---|---|---|",
    ]  # fmt: skip
    for entry in REGISTRY:
        other = f"`{entry.reply.__name__}`" if entry.reply is not None else entry.by
        lines.append(
            f"| `{entry.subject}` | {entry.carrier} | `{entry.message.__name__}` | {other} |"
        )
    lines += ["", "| stream | subjects | storage | kept |", "|---|---|---|---|"]
    lines += [
        f"| {s.name} | {', '.join(f'`{x}`' for x in s.subjects)} | {s.storage} | "
        f"{s.max_age_s / 3600:g} h, {s.max_bytes >> 20} MiB |"
        for s in STREAMS
    ]
    for struct in structs():
        lines += ["", f"## {struct.__name__}", "", inspect.cleandoc(struct.__doc__ or ""), ""]
        hints = get_type_hints(struct)
        fields = [
            f"`{name}`{'' if required else ' (optional)'}: {_typescript_of(hints[name])}"
            for name, required in _fields(struct)
        ]
        lines.append(" · ".join(fields) or "no fields")
    return "\n".join(lines) + "\n"


def nats_configuration() -> str:
    """The bus of docker-compose.yml: the same users and permissions as on one machine.

    A password is a variable of the environment and must begin with a letter: nats-server reads
    its value as a word of this file, and would take a leading digit for a number.
    """
    users = [_nats_user("deployment", "")]
    for permission in PERMISSIONS:
        publish, subscribe = json.dumps(permission.publish), json.dumps(permission.subscribe)
        users.append(_nats_user(
            permission.service,
            f", permissions: {{ publish: {{ allow: {publish} }}, "
            f"subscribe: {{ allow: {subscribe} }}, {RESPONSES} }}",
        ))  # fmt: skip
    listing = "\n".join(users)
    return f"""\
# Generated from contracts/permissions.py by deploy/generate.py; do not edit.
port: 4222
http: "127.0.0.1:8222"
server_name: tickloom
max_payload: 8MB
write_deadline: "500ms"
no_fast_producer_stall: true
jetstream {{
  store_dir: "/data/jetstream"
  sync_interval: always
  max_memory_store: 536870912
  max_file_store: 8589934592
}}
authorization {{
  users: [
{listing}
  ]
}}
"""


def _nats_user(name: str, permissions: str) -> str:
    variable = f"$TICKLOOM_{name.replace('-', '_').upper()}_PASSWORD"
    return f"    {{ user: {json.dumps(name)}, password: {variable}{permissions} }}"


def main() -> int:
    for path, text in outputs().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        sys.stdout.write(f"{path.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
