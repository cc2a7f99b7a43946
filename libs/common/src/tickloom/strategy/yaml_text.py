"""Strategy documents as YAML 1.2: an unquoted 17:00 stays text, and on, off, yes, no are words.

PyYAML reads YAML 1.1, where 17:00 is the number 1020 and `on` is true; its resolvers are replaced
by those of the YAML 1.2 core schema. What a document never needs is refused: aliases (they can
grow a small text without bound), tags, merge keys, several documents, a key given twice.
"""

import re
from typing import Any, cast

import yaml

from tickloom.domain.errors import InvalidInput
from tickloom.strategy.parse import TEXT_BYTES_MAX, Parsed, nothing, parse_document
from tickloom.strategy.reader import shown

DEPTH_MAX = 60
_RESOLVERS = (
    ("tag:yaml.org,2002:null", r"~|null|Null|NULL|", ("~", "n", "N", "")),
    ("tag:yaml.org,2002:bool", r"true|True|TRUE|false|False|FALSE", tuple("tTfF")),
    ("tag:yaml.org,2002:int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", tuple("-+0123456789")),
    (
        "tag:yaml.org,2002:float",
        r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
        tuple("-+0123456789."),
    ),
)
_DIGITS_MAX = 40


class _Loader(yaml.SafeLoader):
    """The safe loader with the scalars of the YAML 1.2 core schema."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML keeps them on the class

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = cast("Any", self.peek_event())  # pyright: ignore[reportUnknownMemberType]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise _fault("anchors and aliases are not read here", event)
        if getattr(event, "tag", None) not in {None, "!"}:
            raise _fault(f"the tag {event.tag} is not read here", event)
        if self.depth >= DEPTH_MAX:
            raise _fault(f"nested more than {DEPTH_MAX} deep", event)
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def mapping(self, node: yaml.MappingNode) -> dict[str, Any]:
        members: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = self.construct_object(key_node, deep=True)  # pyright: ignore[reportUnknownMemberType]
            if not isinstance(key, str):
                raise _fault(f"the key {shown(key)} is no text", key_node)
            if key in members:
                raise _fault(f"the key {shown(key)} stands here twice", key_node)
            members[key] = self.construct_object(value_node, deep=True)  # pyright: ignore[reportUnknownMemberType]
        return members

    def whole(self, node: yaml.ScalarNode) -> int:
        text: str = node.value
        if len(text) > _DIGITS_MAX:
            raise _fault("the number is too long", node)
        return (
            int(text, 8 if text.startswith("0o") else 16) if text[:2] in {"0o", "0x"} else int(text)
        )

    def real(self, node: yaml.ScalarNode) -> float:
        text = str(node.value).lower()
        return float(text.replace(".inf", "inf").replace(".nan", "nan"))


def _fault(message: str, place: Any) -> yaml.MarkedYAMLError:  # noqa: ANN401 - a node or an event
    return yaml.MarkedYAMLError(problem=message, problem_mark=place.start_mark)


for _tag, _pattern, _first in _RESOLVERS:
    for _character in _first:
        _Loader.yaml_implicit_resolvers.setdefault(_character, []).append(
            (_tag, re.compile(f"(?:{_pattern})$"))
        )
_Loader.add_constructor("tag:yaml.org,2002:map", _Loader.mapping)
_Loader.add_constructor("tag:yaml.org,2002:int", _Loader.whole)
_Loader.add_constructor("tag:yaml.org,2002:float", _Loader.real)


def parse_yaml(text: str) -> Parsed:
    """Read YAML text (JSON is YAML too); broken text gives one finding with line and column."""
    try:
        return parse_document(decode_yaml(text))
    except InvalidInput as fault:
        return nothing(fault.detail, fault.code)


def decode_yaml(text: str) -> object:
    """The one value in `text`; raises `InvalidInput` that says where it is broken."""
    if len(text.encode(errors="surrogatepass")) > TEXT_BYTES_MAX:
        raise _Unreadable(f"the text is longer than {TEXT_BYTES_MAX} bytes", "invalid:too_large")
    try:
        return read_yaml(text)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        place = "" if mark is None else f"line {mark.line + 1}, column {mark.column + 1}: "
        raise _Unreadable(f"this is not YAML: {place}{fault.problem}") from fault
    except yaml.reader.ReaderError as fault:
        place = f"line {text.count(chr(10), 0, fault.position) + 1}"
        raise _Unreadable(f"this is not YAML: {place}: {fault.reason}") from fault
    except RecursionError as fault:
        raise _Unreadable("the text is nested too deeply", "invalid:too_large") from fault


class _Unreadable(InvalidInput):
    """Text that is no YAML; the message is the whole of it."""

    def __init__(self, message: str, code: str = "invalid:schema") -> None:
        super().__init__("text", message, "YAML", code=code)
        self.detail = message
        self.args = (message,)


def read_yaml(text: str) -> object:
    """The one value in `text`; raises `yaml.YAMLError`."""
    loader = _Loader(text)
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


def write_yaml(raw: object) -> str:
    """A decoded document as YAML that readers of either YAML version read alike: clocks quoted."""
    text: str = yaml.safe_dump(raw, sort_keys=False, allow_unicode=True, width=100)  # pyright: ignore[reportUnknownMemberType]
    return text
