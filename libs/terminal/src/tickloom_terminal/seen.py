"""What a terminal shows of its accounts and its market, through a script of faults.

The books stay the truth. With no faults everything is shown as it is.
"""

from tickloom_terminal.accounts import Accounts
from tickloom_terminal.faults.fate import SeenQuote, Status
from tickloom_terminal.faults.fault import Records, Rows
from tickloom_terminal.faults.plan import FaultPlan
from tickloom_terminal.faults.script import FaultScript
from tickloom_terminal.faults.terminal import FaultyTerminal
from tickloom_terminal.settings import Switches


class SeenTerminal:
    """One view for all accounts; what was taken in and acts later stays when the plan changes."""

    def __init__(self, accounts: Accounts, switches: Switches) -> None:
        self._accounts = accounts
        self._switches = switches
        self._plan = FaultPlan()
        self._script = FaultScript(self._plan, began_ns=0)
        self._views: dict[int, FaultyTerminal] = {}

    @property
    def has_faults(self) -> bool:
        return bool(self._plan.steps)

    def set_plan(self, plan: FaultPlan, *, now_ns: int) -> None:
        """Begin a plan now; raises `InvalidInput` for a scenario or a number that cannot be."""
        self._script = FaultScript(plan, began_ns=now_ns)
        self._plan = plan
        for view in self._views.values():
            view.script = self._script

    @property
    def happened(self) -> dict[str, int]:
        """How often each scenario happened since the plan began."""
        return self._script.happened

    @property
    def misdirected(self) -> int:
        """Requests that went to another account, because nobody looked at the login."""
        return sum(len(view.misdirected) for view in self._views.values())

    @property
    def view(self) -> FaultyTerminal:
        """The account that is logged in."""
        login = self._accounts.login
        if login not in self._views:
            self._views[login] = FaultyTerminal(self._accounts.current, self._script)
        return self._views[login]

    def advance(self, time_ns: int) -> None:
        """Time passes for every account."""
        current = self.view
        for server in self._accounts.servers:
            view = self._views.get(server.rules.login)
            if view is None:
                server.advance(time_ns)
            elif view is current or view.next_due_ns is not None:
                view.advance(time_ns)
            else:
                server.advance(time_ns)

    def records(self) -> Records:
        return self.view.shown()

    def quote(self, symbol: str) -> SeenQuote | None:
        return self.view.seen(symbol)

    def ticks(self, symbol: str, rows: Rows) -> Rows:
        return self._script.ticks(symbol, rows, self.view.now_ns)

    def status(self) -> Status:
        """The switches and the login, as they are shown."""
        rules, switches = self._accounts.current.rules, self._switches
        plain = Status(
            login=rules.login, server=rules.server, is_connected=switches.is_connected,
            is_algo_trading=switches.is_algo_trading, is_api_disabled=not switches.is_api_trading,
        )  # fmt: skip
        return self._script.status(plain, self.view.now_ns)

    def clock_shift_s(self, utc_ns: int) -> int:
        return self._script.clock_shift_s(utc_ns)
