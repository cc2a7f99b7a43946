"""A plan that is running: its faults in order, asked at each place where a terminal may fail."""

from dataclasses import replace

from tickloom_terminal.faults.catalogue import CATALOGUE
from tickloom_terminal.faults.fate import Call, Fate, SeenQuote, Status
from tickloom_terminal.faults.fault import Fault, Hands, Records, Rows
from tickloom_terminal.faults.occasions import Dice, Occasions
from tickloom_terminal.faults.plan import FaultPlan, When
from tickloom_terminal.faults.scenario import found
from tickloom_terminal.faults.switches import AnotherAccount
from tickloom_terminal.trade.records import Request

_AS_ASKED = Fate()


class FaultScript:
    """The same plan, seed, calls and times give the same faults; `began_ns` opens the windows."""

    def __init__(self, plan: FaultPlan, *, began_ns: int) -> None:
        self._faults: list[tuple[str, Fault]] = []
        for index, step in enumerate(plan.steps):

            def occasions(when: When, index: int = index, name: str = step.name) -> Occasions:
                return Occasions(when, Dice(plan.seed, index, name), began_ns=began_ns)

            self._faults.append((step.name, found(CATALOGUE, step.name).armed(step, occasions)))

    @property
    def happened(self) -> dict[str, int]:
        """How often each scenario happened so far."""
        counts: dict[str, int] = {}
        for name, fault in self._faults:
            counts[name] = counts.get(name, 0) + fault.happened
        return counts

    def fate(self, call: Call) -> Fate:
        """What becomes of a call: the first fault that says more than "slowly" decides."""
        decided, delay_s = _AS_ASKED, 0.0
        for _, fault in self._faults:
            if decided is not _AS_ASKED:
                break
            fate = fault.on_call(call)
            if fate is None:
                continue
            if fate == Fate(delay_s=fate.delay_s):
                delay_s += fate.delay_s
            else:
                decided = fate
        if not delay_s:
            return decided
        return replace(decided, delay_s=decided.delay_s + delay_s)

    def shown(self, records: Records, now_ns: int) -> Records:
        """What queries show of the books."""
        for _, fault in self._faults:
            records = fault.on_records(records, now_ns)
        return records

    def status(self, status: Status, now_ns: int) -> Status:
        for _, fault in self._faults:
            status = fault.on_status(status, now_ns)
        return status

    def quote(self, symbol: str, quote: SeenQuote, now_ns: int) -> SeenQuote:
        for _, fault in self._faults:
            quote = fault.on_quote(symbol, quote, now_ns)
        return quote

    def ticks(self, symbol: str, rows: Rows, now_ns: int) -> Rows:
        """Rows of a tick query, in the package's dtype."""
        for _, fault in self._faults:
            rows = fault.on_ticks(symbol, rows, now_ns)
        return rows

    def clock_shift_s(self, utc_ns: int) -> int:
        """To be added to what the server's rule makes of an instant."""
        return sum(fault.clock_shift_s(utc_ns) for _, fault in self._faults)

    def on_time(self, hands: Hands) -> None:
        for _, fault in self._faults:
            fault.on_time(hands)

    def before_send(self, hands: Hands, request: Request) -> None:
        for _, fault in self._faults:
            fault.before_send(hands, request)

    def is_elsewhere(self, now_ns: int) -> bool:
        """Whether the terminal is logged on to another account."""
        others = (f for _, f in self._faults if isinstance(f, AnotherAccount))
        return any(fault.is_elsewhere(now_ns) for fault in others)
