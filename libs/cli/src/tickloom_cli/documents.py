"""Strategy documents from files, in JSON or YAML."""

import sys
from pathlib import Path

from tickloom.domain.errors import InvalidInput
from tickloom.strategy.document import StrategyDocument
from tickloom.strategy.parse import TEXT_BYTES_MAX, Parsed, parse_text
from tickloom.strategy.yaml_text import parse_yaml
from tickloom_cli.output import BadDocument


def read_text(path: Path, what: str, *, most: int) -> str:
    """The text of a file, `-` for standard input; raises `InvalidInput`."""
    if str(path) == "-":
        return sys.stdin.read(most + 1)
    try:
        if path.stat().st_size > most:
            raise InvalidInput(what, str(path), f"a file of at most {most} bytes")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as problem:
        raise InvalidInput(what, str(path), "text in UTF-8") from problem
    except OSError as problem:
        reason = problem.strerror or "not readable"
        raise InvalidInput(what, str(path), f"a file that can be read ({reason})") from problem


def parse_file(path: Path) -> Parsed:
    """Read a document; JSON when it begins with a brace, YAML else."""
    text = read_text(path, "SPEC", most=TEXT_BYTES_MAX)
    is_json = text.lstrip().startswith("{") and path.suffix.lower() not in {".yaml", ".yml"}
    return parse_text(text) if is_json else parse_yaml(text)


def document_of(path: Path) -> StrategyDocument:
    """A document without errors; raises `BadDocument` with every one of them."""
    parsed = parse_file(path)
    if parsed.document is None:
        raise BadDocument(str(path), [f for f in parsed.findings if f.severity == "error"])
    return parsed.document
