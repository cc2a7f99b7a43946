"""Whose terminal it is, whether it may trade, and what keeps entries back.

What is wrong with the terminal halts the account; the health check of reconciliation lifts that
once it has looked right for a while.
"""

import structlog

from mt5_bridge.halts.causes import (
    ACCOUNT_SWITCHED,
    API_DISABLED,
    AUTHORISATION_FAILED,
    AUTOTRADING_OFF,
)
from mt5_bridge.orders.parts import Parts
from mt5_bridge.orders.retcodes import (
    HALTING_ERRORS,
    MEANINGS,
    Outcome,
    Retcode,
    meaning_of,
    meaning_of_error,
)
from mt5_bridge.orders.states import Event
from mt5_bridge.orders.verdict import Stop, refused
from mt5_bridge.port.answers import CallFailed
from mt5_bridge.port.identity import ExpectedAccount
from mt5_bridge.port.records import SendAnswer, TerminalStatus
from tickloom.domain.errors import TickloomError

log = structlog.get_logger(__name__)

_HEALTHY_S = 30.0
"""How long the terminal has to look right before a halt that the venue caused is lifted."""


class TerminalHealth:
    """`is_ready` is the reconciler's word that the books have been read since the connection.

    `lacking` are deals that were in the history before, and that the last reading did not have.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.is_ready = False
        self.lacking: tuple[int, ...] = ()

    def check_terminal(self) -> TerminalStatus | Stop:
        """Connected, the right account, allowed to trade: or nothing is sent, not even an exit."""
        status = self._parts.port.status()
        if isinstance(status, CallFailed):
            self.is_ready = False
            self.note_answer(status)
            meaning = meaning_of_error(status.code)
            return Stop(
                event=Event.REFUSED, reason=meaning.reason,
                detail=f"the terminal does not answer ({status.code} {status.text}); "
                "nothing was sent",
            )  # fmt: skip
        if not status.connected:
            self.is_ready = False
            return refused(
                Retcode.CONNECTION,
                "the terminal is not connected to the trade server; nothing was sent",
            )
        return self._account_trouble(status) or status

    def review(self, status: TerminalStatus) -> None:
        """The health check: halt on what is wrong, lift what has become right."""
        trouble = self._account_trouble(status)
        now_us = self._parts.clock.now_us()
        for halt in self._parts.halts.now:
            is_old = now_us - halt.since_us >= _HEALTHY_S * 1e6
            if halt.ends_by_itself and trouble is None and is_old:
                self._lift(halt.cause)

    def _lift(self, cause: str) -> None:
        try:
            self._parts.halts.clear(
                cause, by="health check", reason="the terminal looks right again"
            )
        except TickloomError as error:  # a full disk: it stands until it can be written
            log.error("halt_not_lifted", cause=cause, detail=error.detail)
        else:
            log.warning("halt_lifted", cause=cause)

    def is_switched(self, status: TerminalStatus) -> bool:
        """Another account's books say nothing about ours, and nobody's nothing at all."""
        if status.login == 0:
            return True
        expected = self._expected(status)
        return expected.problem(login=status.login, server=status.server) is not None

    def entry_trouble(self) -> Stop | None:
        """Why no entry is let through now; None when one may be."""
        halts = self._parts.halts.now
        if halts:
            return Stop(event=Event.REFUSED, reason="halted", detail=halts[0].detail)
        open_records = self._parts.journal.open_records()
        if any(record.instruction.verb == "flatten" for record in open_records):
            return Stop(
                event=Event.REFUSED, reason="flattening",
                detail="the account is being flattened; nothing is opened until it is flat",
            )  # fmt: skip
        if self.lacking:
            return Stop(
                event=Event.REFUSED, reason="not_reconciled",
                detail=f"the terminal's history lacks deal {self.lacking[0]}, which was in it "
                "before: it is not loaded yet; nothing was sent",
            )  # fmt: skip
        if not self.is_ready:
            return Stop(
                event=Event.REFUSED, reason="not_reconciled",
                detail="the account's books have not been read yet; nothing was sent",
            )  # fmt: skip
        return None

    def note_answer(self, answer: SendAnswer | CallFailed) -> None:
        """Some answers halt the account, whatever became of the order."""
        if isinstance(answer, CallFailed):
            if answer.code in HALTING_ERRORS:
                reason = AUTHORISATION_FAILED if answer.code == -6 else API_DISABLED
                self._parts.halts.halt(reason, meaning_of_error(answer.code).words)
        elif meaning_of(answer.retcode).outcome is Outcome.HALT:
            self._parts.halts.halt(AUTOTRADING_OFF, meaning_of(answer.retcode).words)

    def _account_trouble(self, status: TerminalStatus) -> Stop | None:
        if status.login == 0:
            self.is_ready = False
            return Stop(
                event=Event.REFUSED, reason="not_logged_on",
                detail="the terminal is not logged on to any account; nothing was sent",
            )  # fmt: skip
        problem = self._expected(status).problem(login=status.login, server=status.server)
        if problem is not None:
            self.is_ready = False
            self._parts.halts.halt(ACCOUNT_SWITCHED, problem)
            return Stop(event=Event.REFUSED, reason=ACCOUNT_SWITCHED, detail=problem)
        return self._permission_trouble(status)

    def _permission_trouble(self, status: TerminalStatus) -> Stop | None:
        if status.api_disabled:
            words = meaning_of_error(-8).words
            self._parts.halts.halt(API_DISABLED, words)
            return Stop(event=Event.REFUSED, reason=API_DISABLED, detail=words)
        if not status.trade_allowed:
            return self._autotrading_off(Retcode.CLIENT_DISABLES_AT)
        if not status.account_expert_allowed:
            return self._autotrading_off(Retcode.SERVER_DISABLES_AT)
        if not status.account_trade_allowed:
            return refused(
                Retcode.TRADE_DISABLED,
                "the account may not trade: it was logged on with the investor password, "
                "or the broker has closed it for trading",
            )
        return None

    def _expected(self, status: TerminalStatus) -> ExpectedAccount:
        """The configured account; without one, the first that this journal ever saw."""
        if self._parts.settings.expected is not None:
            return self._parts.settings.expected
        journal = self._parts.journal
        login, server = journal.fact("login"), journal.fact("server")
        if login is None or server is None:
            journal.set_fact("login", str(status.login))
            journal.set_fact("server", status.server)
            return ExpectedAccount(login=status.login, server=status.server)
        return ExpectedAccount(login=int(login), server=server)

    def _autotrading_off(self, code: Retcode) -> Stop:
        self._parts.halts.halt(AUTOTRADING_OFF, MEANINGS[code].words)
        return refused(code, MEANINGS[code].words)
