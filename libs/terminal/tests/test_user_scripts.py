"""Scripts as users write them from the documentation run as they are, in their own processes.

They end in .script because they are not in our style, and must not be.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tickloom_terminal.ledger import read_books

pytestmark = pytest.mark.processes

SCRIPTS = Path(__file__).parent / "scripts"


@pytest.fixture(scope="module")
def home(
    tmp_path_factory: pytest.TempPathFactory,
    end_terminal: Callable[[Path, signal.Signals], None],
) -> Iterator[Path]:
    """Where the scripts' terminal lives; nothing runs there before the first of them."""
    folder = tmp_path_factory.mktemp("home")
    yield folder
    end_terminal(folder, signal.SIGTERM)


def ran(home: Path, *command: str) -> str:
    """What a script prints; it must end well."""
    done = subprocess.run(
        [sys.executable, *command], check=False, capture_output=True, text=True, timeout=120,
        env={**os.environ, "TICKLOOM_TERMINAL": str(home)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_script_that_imports_metatrader5_reads_the_market(home: Path) -> None:
    script = str(SCRIPTS / "market_reader.script")
    assert ran(home, "-m", "tickloom_terminal.run", script).endswith("all read\n")


@pytest.mark.parametrize("login", [1_000_001, 1_000_002, 1_000_003])
def test_a_script_trades_on_each_kind_of_account(home: Path, login: int) -> None:
    assert ran(home, str(SCRIPTS / "trader.script"), str(login)).endswith("all traded\n")
    book = read_books(home, login)
    assert (book.positions, book.orders) == ({}, {})
    assert len(book.deals) >= 4
    assert book.balance == sum(deal.net for deal in book.deals.values())
