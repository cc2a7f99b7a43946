"""Real money takes two deliberate steps, written limits and a bus that stores what it says.

First step: the setting `TICKLOOM_LIVE=true`. Second: a file in the bridge's folder with one
sentence that names the account. A demo account needs neither; a contest account neither.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mt5_bridge.limits.rules import Limits
from mt5_bridge.orders.gate import Proposal, ProposalKind, Refusal
from mt5_bridge.port.records import TerminalStatus

FILE_NAME = "LIVE"
_DEMO, _CONTEST = 0, 1
_BYTES_MAX = 10_000


def sentence(*, login: int, server: str) -> str:
    """What the file has to say, to the letter but for case and blanks."""
    return f"I trade real money on account {login} at {server}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveFacts:
    """What live trading is judged by; `is_sync_always` None: the bus did not say."""

    is_asked: bool
    confirmation: str
    is_sync_always: bool | None
    limits: Limits


def live_problems(status: TerminalStatus, facts: LiveFacts) -> tuple[str, ...]:
    """Everything that stands between this account and an entry, in words; () when nothing does."""
    if status.trade_mode in {_DEMO, _CONTEST}:
        return ()
    problems: list[str] = []
    if not facts.is_asked:
        problems.append("the first step is missing: set TICKLOOM_LIVE=true")
    wanted = sentence(login=status.login, server=status.server)
    if _plain(facts.confirmation) != _plain(wanted):
        problems.append(f'the second step is missing: write "{wanted}" into the file {FILE_NAME}')
    if facts.is_sync_always is None:
        problems.append("the bus does not say whether it stores what it acknowledges (/varz)")
    elif not facts.is_sync_always:
        problems.append(
            "the bus acknowledges before it stores: set jetstream sync_interval: always"
        )
    missing = facts.limits.missing_live()
    if missing:
        problems.append(f"the limits file does not say: {', '.join(missing)}")
    return tuple(problems)


def read_confirmation(folder: Path) -> str:
    """The text of the file; "" when it is not there or cannot be read."""
    try:
        with (folder / FILE_NAME).open(encoding="utf-8") as file:
            return file.read(_BYTES_MAX)
    except (OSError, UnicodeDecodeError):
        return ""


class LiveGuard:
    """An interlock of the gate: no entry with real money while something is missing.

    The file is read again by `refresh`, so that taking it away stops entries; the gate itself
    touches no disk.
    """

    def __init__(self, folder: Path, limits: Callable[[], Limits], *, is_asked: bool) -> None:
        self._folder = folder
        self._limits = limits
        self._is_asked = is_asked
        self._lock = threading.Lock()
        self._confirmation = ""
        self._is_sync_always: bool | None = None
        self.refresh()

    def refresh(self) -> None:
        confirmation = read_confirmation(self._folder)
        with self._lock:
            self._confirmation = confirmation

    def tell_sync(self, is_sync_always: bool | None) -> None:
        """What the bus said of itself just now."""
        with self._lock:
            self._is_sync_always = is_sync_always

    def problems(self, status: TerminalStatus) -> tuple[str, ...]:
        with self._lock:
            facts = LiveFacts(
                is_asked=self._is_asked, confirmation=self._confirmation,
                is_sync_always=self._is_sync_always, limits=self._limits(),
            )  # fmt: skip
        return live_problems(status, facts)

    def refusal(self, proposal: Proposal) -> Refusal | None:
        if proposal.kind is not ProposalKind.ENTRY:
            return None
        problems = self.problems(proposal.status)
        if not problems:
            return None
        detail = "this account trades real money; " + "; ".join(problems)
        return Refusal(reason="live_not_allowed", detail=detail)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
