"""What a simulated terminal is started with."""

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from tickloom.domain.server_time import ServerClock
from tickloom_terminal import constants as mt5
from tickloom_terminal.trade.records import AccountRules
from tickloom_terminal.trade.sheet import SymbolSheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """An account of the terminal, and the password that opens it."""

    rules: AccountRules
    password: str = ""


@dataclass(slots=True, kw_only=True)
class Switches:
    """What a person can switch in a terminal; `is_connected` is the line to the broker."""

    is_algo_trading: bool
    is_api_trading: bool
    is_connected: bool = True


DEMO_PASSWORD = "demo"  # noqa: S105 - of play money, and written in the documentation
DEMO_ACCOUNTS = (
    Login(rules=AccountRules(), password=DEMO_PASSWORD),
    Login(
        rules=AccountRules(
            login=1_000_002, name="Demo netting",
            margin_mode=mt5.ACCOUNT_MARGIN_MODE_RETAIL_NETTING,
        ),
        password=DEMO_PASSWORD,
    ),
    Login(
        rules=AccountRules(
            login=1_000_003, name="Demo exchange", margin_mode=mt5.ACCOUNT_MARGIN_MODE_EXCHANGE
        ),
        password=DEMO_PASSWORD,
    ),
    Login(
        rules=AccountRules(
            login=1_000_004, name="Demo in euro", currency="EUR", leverage=30,
            deposit=Decimal(5_000),
        ),
        password=DEMO_PASSWORD,
    ),
)  # fmt: skip
"""One of each kind; the first is logged in at the beginning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalSettings:
    """One terminal in one folder: its market (generated, or a file), its accounts, its switches.

    `sheets` overrides symbols by name; a symbol without one gets its instrument and the defaults
    of `SymbolSheet`. `speed` 0 plays as ticks are read. `suffix` is what the broker hangs on its
    symbols' names; `symbols` are without it.
    """

    folder: Path
    seed: int = 1
    symbols: tuple[str, ...] = ()
    suffix: str = ""
    replay_file: Path | None = None
    speed: float = 1.0
    clock: ServerClock = field(default_factory=ServerClock)
    has_closings: bool = False
    """Whether the generated market closes at weekends, and gold for its daily hour."""
    logins: tuple[Login, ...] = DEMO_ACCOUNTS
    sheets: tuple[SymbolSheet, ...] = ()
    is_algo_trading: bool = True
    is_api_trading: bool = True
    bars_max: int = 100_000
