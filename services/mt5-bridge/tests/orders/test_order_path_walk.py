"""A walk through faults of every kind, held against the terminal's own books after each step."""

import shutil
import tempfile
from collections import Counter
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from mt5_bridge.orders.retcodes import MEANINGS
from mt5_bridge.port.records import ZERO
from mt5_bridge.testing.order_desk import Crash, Desk
from mt5_bridge.testing.scripted_terminal import STATUS, Reply
from tickloom.contracts.trading import CancelOrder, FlattenAccount
from tickloom.domain.order import FINAL_STATES, OrderState

POINTS = ["", "bridge.after_fetch", "bridge.after_intent", "bridge.after_send",
          "bridge.after_result"]  # fmt: skip
CODES = [c for c in MEANINGS if c not in {10009, 10010, 10008}]
REPLIES = st.one_of(
    st.just(Reply()),
    st.sampled_from([Reply(code, acts=False) for code in CODES]),
    st.builds(
        Reply, error=st.sampled_from([-1, -10001, -10002, -10005]), acts=st.booleans(),
        visible_after_s=st.sampled_from([0.0, 3.0, 20.0, 50.0, 100.0]),
    ),
    st.builds(Reply, st.just(10010), fill=st.sampled_from([Decimal("0.01"), Decimal("0.04")])),
    st.builds(Reply, st.sampled_from([10012, 10031, 10009]), keep_stops=st.booleans(),
              is_mute=st.booleans()),
)  # fmt: skip
SILENCES = st.sets(
    st.sampled_from(["status", "positions", "orders", "history_deals", "history_orders", "tick",
                     "account", "symbol", "check", "margin"]), max_size=2,
)  # fmt: skip


class OrderPathWalk(RuleBasedStateMachine):
    """One desk, whose terminal keeps its own books whatever the bridge believes."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="tickloom-walk-"))
        self.desk = Desk(self.folder)
        self.given: list[object] = []
        self.asked: dict[str, Decimal] = {}

    @rule(replies=st.lists(REPLIES, max_size=3), point=st.sampled_from(POINTS),
          stop=st.sampled_from([None, "1.09000"]))  # fmt: skip
    def enter(self, replies: list[Reply], point: str, stop: str | None) -> None:
        order_id = f"o-{len(self.given)}"
        command = self.desk.buy(order_id, stop_loss=stop)
        self.asked[order_id] = Decimal("0.10")
        self._take(command, replies, point)

    @rule(replies=st.lists(REPLIES, max_size=2), point=st.sampled_from(POINTS),
          number=st.integers(0, 5), volume=st.sampled_from([None, "0.01", "0.03"]))  # fmt: skip
    def leave(self, replies: list[Reply], point: str, number: int, volume: str | None) -> None:
        positions = self.desk.terminal.open_positions
        if positions:
            ticket = positions[number % len(positions)].ticket
            command = self.desk.close(ticket, f"c-{len(self.given)}", volume=volume)
            self._take(command, replies, point)

    @rule(point=st.sampled_from(POINTS), code=st.sampled_from([10008, 10009]))
    def place(self, point: str, code: int) -> None:
        order_id = f"p-{len(self.given)}"
        self.asked[order_id] = Decimal("0.10")
        self._take(self.desk.buy(order_id, type="limit", price="1.09"), [Reply(code)], point)

    @rule(number=st.integers(0, 20), point=st.sampled_from(POINTS))
    def cancel(self, number: int, point: str) -> None:
        command = self.desk.command(
            CancelOrder, f"x-{len(self.given)}", target=f"p-{number % (len(self.given) + 2)}"
        )
        self._take(command, [], point)

    @rule(number=st.integers(0, 50))
    def deliver_again(self, number: int) -> None:
        if self.given:
            self.desk.executor.take(self.given[number % len(self.given)])  # pyright: ignore[reportArgumentType]

    @rule(silent=SILENCES, seconds=st.sampled_from([0.0, 5.0, 30.0]))
    def fall_silent(self, silent: set[str], seconds: float) -> None:
        self.desk.terminal.silent = silent
        self.desk.wait(seconds)

    @rule(seconds=st.sampled_from([1.0, 10.0, 70.0]))
    def wait(self, seconds: float) -> None:
        self.desk.terminal.silent = set()
        self.desk.terminal.replies = []
        self.desk.wait(seconds)

    @rule()
    def restart(self) -> None:
        self.desk.restart()

    @rule(reason=st.sampled_from([0, 4, 5, 6]))
    def close_outside(self, reason: int) -> None:
        if self.desk.terminal.open_positions:
            self.desk.terminal.outside_deal(self.desk.terminal.open_positions[0], reason=reason)

    @rule()
    def market_takes_a_pending_order(self) -> None:
        if self.desk.terminal.open_orders:
            self.desk.terminal.fill_pending(self.desk.terminal.open_orders[0])

    @rule(point=st.sampled_from(POINTS), replies=st.lists(REPLIES, max_size=3))
    def flatten(self, point: str, replies: list[Reply]) -> None:
        self._take(self.desk.command(FlattenAccount, f"f-{len(self.given)}"), replies, point)

    @invariant()
    def no_command_fills_more_than_it_asked(self) -> None:
        if not hasattr(self, "desk"):
            return
        done = Counter[str]()
        for deal in self.desk.terminal.deals:
            record = self.desk.journal.by_magic(deal.magic)
            if deal.entry == 0 and record is not None:
                assert done[record.command_id] == 0, record.command_id
                done[record.command_id] += 1
                assert deal.volume <= self.asked[record.command_id]

    def teardown(self) -> None:
        if not hasattr(self, "desk"):
            return
        desk = self.desk
        desk.terminal.silent, desk.terminal.replies = set(), []
        desk.terminal.status_now = STATUS
        desk.wait(400)
        self._every_deal_is_told_once()
        for order_id in self.asked:
            record = desk.journal.record(order_id)
            if record is None or record.state is OrderState.TOMBSTONE:
                continue
            deals = [d for d in desk.terminal.deals if d.magic == record.magic and d.entry == 0]
            assert record.state in FINAL_STATES | {OrderState.PLACED}, record
            assert record.filled == sum((d.volume for d in deals), ZERO), record
        unprotected = [p for p in desk.terminal.open_positions if self._wants_stop(p.magic)]
        assert all(p.sl != ZERO for p in unprotected), unprotected
        desk.journal.close()
        shutil.rmtree(self.folder)

    def _wants_stop(self, magic: int) -> bool:
        record = self.desk.journal.by_magic(magic)
        return record is not None and record.stop_loss != ZERO

    def _every_deal_is_told_once(self) -> None:
        told = Counter(deal["ticket"] for deal in self.desk.events("deal"))
        assert told == Counter(deal.ticket for deal in self.desk.terminal.deals)

    def _take(self, command: object, replies: list[Reply], point: str) -> None:
        self.given.append(command)
        self.desk.terminal.replies = list(replies)
        self.desk.crash_at = point
        try:
            self.desk.executor.take(command)  # pyright: ignore[reportArgumentType]
        except Crash:
            self.desk.restart()
        self.desk.crash_at = ""
        self.desk.terminal.replies = []


TestOrderPathWalk = OrderPathWalk.TestCase
TestOrderPathWalk.settings = settings(
    max_examples=12, stateful_step_count=25, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip
