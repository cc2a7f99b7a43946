"""The terminal itself and its account."""

from tickloom_terminal.core import TerminalCore
from tickloom_terminal.structures import AccountInfo, TerminalInfo
from tickloom_terminal.translate import account, filled

VERSION = (500, 5833, "24 Apr 2026")
_PING_US = 1_000


class TerminalFunctions:
    """version, login, terminal_info, account_info."""

    def __init__(self, core: TerminalCore) -> None:
        self._core = core

    def version(self) -> tuple[int, int, str]:
        return VERSION

    def login(self, login: int, password: str, server: str) -> bool:
        self._core.accounts.log_in(login, password, server)
        self._core.settle()
        return True

    def terminal_info(self) -> TerminalInfo:
        core, status = self._core, self._core.seen.status()
        folder = str(core.settings.folder)
        return filled(
            TerminalInfo, connected=status.is_connected, trade_allowed=status.is_algo_trading,
            tradeapi_disabled=status.is_api_disabled, build=VERSION[1],
            maxbars=core.settings.bars_max, ping_last=_PING_US, company="Tickloom",
            name="Tickloom Terminal", language="English", path=folder, data_path=folder,
            commondata_path=folder,
        )  # fmt: skip

    def account_info(self) -> AccountInfo:
        return account(self._core.account, self._core.seen.status())
