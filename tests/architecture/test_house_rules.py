"""House rules that no tool holds."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted([*ROOT.glob("libs/*/src/**/*.py"), *ROOT.glob("services/*/src/**/*.py")])
SURFACES = {ROOT / "libs/terminal/src/tickloom_terminal/__init__.py"}
"""Packages whose top is somebody else's surface: imports and dunder names, decision 0060."""

PACKAGES = [p for p in SOURCES if p.name == "__init__.py" and p not in SURFACES]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", PACKAGES, ids=name_of)
def test_a_package_file_holds_one_docstring_and_no_code(path: Path) -> None:
    body = ast.parse(path.read_text()).body
    assert len(body) == 1
    assert isinstance(body[0], ast.Expr)


def test_every_compiled_function_is_cached_and_nothing_else() -> None:
    """By `strategy.compiled.njit`, which caches, and without an option that could change a bit."""
    wrong: list[str] = []
    for path in SOURCES:
        wrong += [
            f"{name_of(path)}:{node.name} @{decorator}"
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.FunctionDef)
            for decorator in map(ast.unparse, node.decorator_list)
            if re.search(r"\bn?jit\b", decorator) and decorator != "njit()"
        ]
        if re.search(r"from numba import .*\bn?jit\b", path.read_text()):
            wrong.append(f"{name_of(path)}: numba's own decorator")
    assert wrong == []


def test_no_lock_names_an_address() -> None:
    for lock in (ROOT / "requirements.lock", ROOT / "bench" / "requirements.lock"):
        if lock.exists():
            assert "://" not in lock.read_text(), lock.name
    npm = ROOT / "web" / "package-lock.json"
    if npm.exists():
        assert '"resolved"' not in npm.read_text()


def test_an_empty_read_of_the_terminal_is_never_taken_for_flat() -> None:
    """`positions_get() or ()` reads an error (None) as no position; orders.md 4.1."""
    guilty = [
        name_of(path)
        for path in SOURCES
        if re.search(r"(positions|orders|deals)(_get)?\([^)]*\) or (\(\)|\[\])", path.read_text())
    ]
    assert guilty == []


def test_no_module_has_an_empty_name() -> None:
    empty = {"utils", "util", "misc", "base", "manager", "common", "helpers"}
    assert [name_of(p) for p in SOURCES if p.stem in empty] == []
