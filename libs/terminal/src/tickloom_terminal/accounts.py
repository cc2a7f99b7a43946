"""The accounts of a terminal: which there are, who may open them, and the one that is logged in."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, replace

from tickloom_terminal import constants as mt5
from tickloom_terminal.errors import Refused
from tickloom_terminal.ledger_file import Entry
from tickloom_terminal.settings import Login
from tickloom_terminal.trade.records import AccountRules
from tickloom_terminal.trade.server import TradeServer

_DEMO = "-demo"


class Accounts:
    """At least one account; `note` is told of every account opened and every login."""

    def __init__(
        self,
        offered: Iterable[Login],
        open_server: Callable[[AccountRules], TradeServer],
        note: Callable[[Entry], None],
    ) -> None:
        self._open_server = open_server
        self._note = note
        self._known: dict[int, Login] = {}
        self._servers: dict[int, TradeServer] = {}
        self._offered = tuple(offered)
        self.login = self._offered[0].rules.login

    def restore(self, opened: Iterable[Login], last_login: int | None) -> None:
        """Take up the accounts of an earlier life, then those that are offered now."""
        for each in opened:
            self._add(each)
        for each in self._offered:
            if each.rules.login not in self._known:
                self.open(each)
        if last_login is None:
            self._log_in(self.login)
        elif last_login in self._known:
            self.login = last_login

    def open(self, opened: Login) -> None:
        """A new account with its deposit."""
        self._note(
            Entry(
                login=opened.rules.login, kind="account",
                body={"rules": asdict(opened.rules), "password": opened.password},
            )
        )  # fmt: skip
        self._add(opened)

    def log_in(self, login: int, password: str, server: str) -> None:
        """Change the account; raises `Refused` (-6) for a wrong login, password or server.

        A login of another broker's demo server ("MetaQuotes-Demo") opens a demo account there, with
        the password that comes with it: a script with an account in it finds one.
        """
        known = self._known.get(login)
        if known is None and self._is_foreign_demo(server) and password and login > 0:
            rules = replace(self._offered[0].rules, login=login, server=server)
            known = Login(rules=rules, password=password)
            self.open(known)
        if known is None or (password and password != known.password):
            raise Refused(mt5.RES_E_AUTH_FAILED)
        if server and server != known.rules.server:
            raise Refused(mt5.RES_E_AUTH_FAILED)
        self._log_in(login)

    @property
    def current(self) -> TradeServer:
        return self._servers[self.login]

    @property
    def servers(self) -> Iterable[TradeServer]:
        return self._servers.values()

    def server(self, login: int) -> TradeServer:
        """Raises `Refused` (-4) where there is no such account."""
        if login not in self._servers:
            raise Refused(mt5.RES_E_NOT_FOUND)
        return self._servers[login]

    def _add(self, opened: Login) -> None:
        self._known[opened.rules.login] = opened
        self._servers[opened.rules.login] = self._open_server(opened.rules)

    def _log_in(self, login: int) -> None:
        self.login = login
        self._note(Entry(login=login, kind="login", body={}))

    def _is_foreign_demo(self, server: str) -> bool:
        own = {each.rules.server for each in self._offered}
        return server.lower().endswith(_DEMO) and server not in own
