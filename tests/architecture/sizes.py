"""Prints the sizes of modules and functions: a mirror, not a fence."""

import ast
import statistics
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Print medians and the five longest of each."""
    modules: list[tuple[int, str]] = []
    functions: list[tuple[int, str]] = []
    for path in sorted([*ROOT.glob("libs/*/src/**/*.py"), *ROOT.glob("services/*/src/**/*.py")]):
        text = path.read_text()
        name = str(path.relative_to(ROOT))
        lines = sum(1 for line in text.splitlines() if line.strip())
        if path.name != "__init__.py":
            modules.append((lines, name))
        functions.extend(
            (node.end_lineno - node.lineno + 1, f"{name}:{node.name}")
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
        )
    for what, rows in (("modules", modules), ("functions", functions)):
        median = statistics.median(size for size, _ in rows)
        longest = ", ".join(f"{name} {size}" for size, name in sorted(rows, reverse=True)[:5])
        print(f"{what}: {len(rows)}, median {median:g} lines, longest: {longest}")


if __name__ == "__main__":
    main()
