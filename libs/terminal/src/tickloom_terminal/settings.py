"""What a simulated terminal is started with."""

from dataclasses import dataclass, field
from pathlib import Path

from tickloom.domain.server_time import ServerClock
from tickloom_terminal.trade.records import AccountRules
from tickloom_terminal.trade.sheet import SymbolSheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """An account of the terminal, and the password that opens it."""

    rules: AccountRules
    password: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalSettings:
    """One terminal in one folder: its market (generated, or a file), its accounts, its switches.

    `sheets` overrides symbols by name; a symbol without one gets its instrument and the defaults
    of `SymbolSheet`. `speed` 0 plays as fast as it is read.
    """

    folder: Path
    seed: int = 1
    symbols: tuple[str, ...] = ()
    replay_file: Path | None = None
    speed: float = 1.0
    clock: ServerClock = field(default_factory=ServerClock)
    logins: tuple[Login, ...] = (Login(rules=AccountRules()),)
    sheets: tuple[SymbolSheet, ...] = ()
    is_algo_trading: bool = True
    is_api_trading: bool = True
    bars_max: int = 100_000
