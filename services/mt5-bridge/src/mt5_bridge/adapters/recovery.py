"""Keeps a terminal within reach: looks at it, and takes the step that the ladder names."""

from typing import Protocol

from mt5_bridge.adapters.owned_terminal import OwnedTerminal
from mt5_bridge.adapters.restart_ladder import RestartLadder, Rung
from mt5_bridge.port.answers import WRONG_ACCOUNT_CODE, Answer, CallFailed
from mt5_bridge.port.identity import ExpectedAccount
from mt5_bridge.port.records import TerminalStatus
from tickloom.runtime.clock import Clock


class TerminalProgram(Protocol):
    """The terminal's own process; connecting starts it again."""

    def stop(self) -> None:
        """End it, however it behaves; nothing happens when it does not run."""
        ...


class Recovery:
    """`tend` is called every second or so; it never sends anything but a connection."""

    def __init__(
        self,
        terminal: OwnedTerminal,
        ladder: RestartLadder,
        clock: Clock,
        *,
        account: ExpectedAccount | None = None,
        program: TerminalProgram | None = None,
    ) -> None:
        self._terminal = terminal
        self._ladder = ladder
        self._clock = clock
        self._account = account
        self._program = program

    @property
    def halted(self) -> str | None:
        """Why a person is needed."""
        return self._ladder.halted

    def clear(self) -> None:
        """A person looked, and wants it tried again."""
        self._ladder.clear()

    def tend(self) -> Answer[TerminalStatus]:
        """The terminal's status as it is now, after the step that was due."""
        status = self._of_account(self._terminal.status())
        now_s = self._clock.monotonic_s()
        if not isinstance(status, CallFailed):
            self._ladder.on_good(now_s)
            return status
        rung = self._ladder.on_failure(status, now_s, hung_s=self._terminal.hung_s)
        if rung is Rung.RECONNECT:
            self._terminal.close()
            return self._of_account(self._terminal.connect())
        if rung is Rung.RESTART and self._program is not None:
            self._program.stop()
            return self._of_account(self._terminal.connect())
        return status

    def _of_account(self, status: Answer[TerminalStatus]) -> Answer[TerminalStatus]:
        if isinstance(status, CallFailed) or self._account is None:
            return status
        problem = self._account.problem(login=status.login, server=status.server)
        if problem is None:
            return status
        return CallFailed(code=WRONG_ACCOUNT_CODE, text=problem)
