"""The package's names, values, tuples and record types are those of the real one."""

import ast
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tickloom_terminal as mt5
from tickloom_terminal import structures
from tickloom_terminal.dtypes import RATES, TICKS

REAL = json.loads((Path(__file__).parent / "data" / "metatrader5.json").read_text())
FUNCTIONS: list[str] = REAL["functions"]["all"]
WITHOUT_ARGUMENTS: list[str] = REAL["functions"]["without_arguments"]
UNNAMED_ONLY: list[str] = REAL["functions"]["unnamed_only"]


def constants_of_module() -> dict[str, int]:
    return {name: getattr(mt5, name) for name in vars(mt5) if name.isupper() and name != "REAL"}


def test_there_are_32_functions_and_3_helpers() -> None:
    assert len(FUNCTIONS) == 32
    assert all(callable(getattr(mt5, name)) for name in [*FUNCTIONS, "Buy", "Sell", "Close"])


def test_the_223_constants_have_the_values_of_the_real_package() -> None:
    assert len(REAL["constants"]) == 223
    assert constants_of_module() == REAL["constants"]


def test_version_and_author_are_those_of_the_package_whose_surface_this_is() -> None:
    assert (mt5.__version__, mt5.__author__) == (REAL["version"], "MetaQuotes Ltd.")


def assigned(source: str) -> dict[str, object]:
    """Names in capitals that a module assigns, with their values."""
    module: dict[str, object] = {}
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.Assign):
            name = ast.unparse(statement.targets[0])
            module[name] = eval(ast.unparse(statement.value), {}, module)
    return module


def test_the_wheel_of_the_package_index_has_the_same_constants(tmp_path: Path) -> None:
    command = [
        sys.executable, "-m", "pip", "download", f"metatrader5=={REAL['version']}", "--no-deps",
        "--only-binary=:all:", "--platform", "win_amd64", "--python-version", "3.11",
        "--quiet", "--disable-pip-version-check", "--retries", "0", "--timeout", "10",
        "--dest", str(tmp_path),
    ]  # fmt: skip
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    except subprocess.TimeoutExpired:
        pytest.skip("the package index did not answer within 60 s")
    wheels = list(tmp_path.glob("*.whl"))
    if not wheels:
        pytest.skip(f"the package index is not reachable: {done.stderr.strip()[-200:]}")
    with zipfile.ZipFile(wheels[0]) as wheel:
        real = assigned(wheel.read("MetaTrader5/__init__.py").decode())
    assert {n: v for n, v in real.items() if n.isupper()} == constants_of_module()
    assert (real["__version__"], real["__author__"]) == (mt5.__version__, mt5.__author__)


@pytest.mark.parametrize("name", REAL["tuples"])
def test_a_tuple_has_the_fields_of_the_real_one_in_order(name: str) -> None:
    kind = getattr(structures, name)
    fields = REAL["tuples"][name]
    made = kind(range(len(fields)))
    assert list(kind.__match_args__) == fields
    assert (kind.n_fields, kind.n_sequence_fields, kind.n_unnamed_fields) == (
        len(fields), len(fields), 0,
    )  # fmt: skip
    assert made == tuple(range(len(fields)))
    assert [getattr(made, field) for field in fields] == list(range(len(fields)))
    assert made._asdict() == {field: place for place, field in enumerate(fields)}
    assert repr(made).startswith(f"{name}({fields[0]}=0, ")
    assert not {"_replace", "_make", "_fields", "_field_defaults"} & set(dir(made))
    with pytest.raises(TypeError):
        kind(range(len(fields) - 1))


def test_bars_and_ticks_are_packed_in_60_bytes() -> None:
    assert np.dtype([
        ("time", "<i8"), ("open", "<f8"), ("high", "<f8"), ("low", "<f8"), ("close", "<f8"),
        ("tick_volume", "<u8"), ("spread", "<i4"), ("real_volume", "<u8"),
    ]) == RATES  # fmt: skip
    assert np.dtype([
        ("time", "<i8"), ("bid", "<f8"), ("ask", "<f8"), ("last", "<f8"), ("volume", "<u8"),
        ("time_msc", "<i8"), ("flags", "<u4"), ("volume_real", "<f8"),
    ]) == TICKS  # fmt: skip
    assert (RATES.itemsize, TICKS.itemsize) == (60, 60)


@pytest.mark.parametrize("name", WITHOUT_ARGUMENTS)
def test_a_function_without_arguments_takes_none(name: str) -> None:
    with pytest.raises(TypeError, match=rf"{name}\(\) takes no arguments \(1 given\)"):
        getattr(mt5, name)(1)
    with pytest.raises(TypeError, match=rf"{name}\(\) takes no keyword arguments"):
        getattr(mt5, name)(symbol="EURUSD")


@pytest.mark.parametrize("name", UNNAMED_ONLY)
def test_a_function_of_unnamed_arguments_takes_no_named_one(name: str) -> None:
    with pytest.raises(TypeError, match=rf"{name}\(\) takes no keyword arguments"):
        getattr(mt5, name)(symbol="EURUSD")


ASKED_BEFORE: dict[str, tuple[Any, ...]] = {
    "symbol_info": ("EURUSD",), "symbol_info_tick": ("EURUSD",), "symbol_select": ("EURUSD",),
    "market_book_add": ("EURUSD",), "market_book_get": ("EURUSD",),
    "market_book_release": ("EURUSD",), "copy_rates_from": ("EURUSD", 1, 0, 1),
    "copy_rates_from_pos": ("EURUSD", 1, 0, 1), "copy_rates_range": ("EURUSD", 1, 0, 1),
    "copy_ticks_from": ("EURUSD", 0, 1, -1), "copy_ticks_range": ("EURUSD", 0, 1, -1),
    "order_calc_margin": (0, "EURUSD", 1.0, 1.0), "order_send": ({},), "order_check": ({},),
    "order_calc_profit": (0, "EURUSD", 1.0, 1.0, 1.1), "history_orders_total": (0, 1),
    "history_deals_total": (0, 1), "history_orders_get": (0, 1), "history_deals_get": (0, 1),
    "login": (1,),
}  # fmt: skip
FALSE_ON_FAILURE = {"login", "symbol_select", "market_book_add", "market_book_release"}


@pytest.mark.parametrize("name", [n for n in FUNCTIONS if n not in {"initialize", "last_error"}])
def test_before_initialize_every_call_fails_with_no_ipc_connection(name: str) -> None:
    mt5.shutdown()
    answer = getattr(mt5, name)(*ASKED_BEFORE.get(name, ()))
    if name == "shutdown":
        assert (answer, mt5.last_error()) == (True, (1, "Success"))
        return
    assert answer is (False if name in FALSE_ON_FAILURE else None)
    assert mt5.last_error() == (-10004, "No IPC connection")


def test_bad_arguments_without_a_connection_are_still_no_connection() -> None:
    mt5.shutdown()
    assert mt5.symbol_info(5) is None
    assert mt5.last_error() == (-10004, "No IPC connection")
