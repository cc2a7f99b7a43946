"""Orders by hand against a bridge on the real bus: sent once, told as they are, never guessed."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import pytest

from tickloom.contracts import algo, subjects
from tickloom.contracts.codec import encode
from tickloom.contracts.market import SymbolInfo, SymbolsReply, SymbolsRequest
from tickloom.contracts.message import Stamper
from tickloom.contracts.trading import (
    AccountMarked,
    AccountsReply,
    AccountsRequest,
    CancelOrder,
    CloseBy,
    ClosePosition,
    FlattenAccount,
    HaltInfo,
    KillInfo,
    KillReply,
    KillSwitch,
    ModifyOrder,
    ModifyPosition,
    OrderChanged,
    PendingOrderInfo,
    PositionInfo,
    SubmitOrder,
)
from tickloom.runtime.clock import LiveClock

pytestmark = pytest.mark.servers

EURUSD = SymbolInfo(
    symbol="EURUSD", description="Euro", group="Forex", digits=5, tick_size="0.00001",
    contract_size="100000", volume_min="0.01", volume_max="100", volume_step="0.01",
    currency_base="EUR", currency_profit="USD", currency_margin="EUR", calc_mode="forex",
    pip_size="0.0001", stops_level_points=10,
)  # fmt: skip
POSITION = PositionInfo(
    ticket=7, symbol="EURUSD", side="buy", volume="0.30", price_open="1.09500", time=1,
    price_current="1.10000", profit="150.00", stop_loss="1.09000",
)  # fmt: skip
WAITING = PendingOrderInfo(
    ticket=9, symbol="EURUSD", side="buy", type="limit", volume="0.10", price="1.09000", time=1
)
KINDS: dict[str, type[msgspec.Struct]] = {
    "new": SubmitOrder, "close": ClosePosition, "close_by": CloseBy, "modify": ModifyPosition,
    "change": ModifyOrder, "cancel": CancelOrder, "flatten": FlattenAccount,
}  # fmt: skip
ALL = [*KINDS, "pending"]
Answer = Callable[[Any], dict[str, Any] | None]


class Bridge:
    """Stands where the bridge stands: takes stored commands and says what became of them."""

    def __init__(self, running: Any) -> None:
        self.running = running
        self.taken: list[Any] = []
        self.commands: list[str] | None = ALL
        self.halts: list[HaltInfo] = []
        self.positions = [POSITION]
        self.orders = [WAITING]
        self.answer: Answer = lambda _: {"state": "filled", "price": "1.10002", "retcode": 10009}
        self.stamper = Stamper(mode="demo", now_us=LiveClock().now_us)

    def account(self) -> AccountMarked:
        return AccountMarked(
            **self.stamper.header("mark"), account="paper-1", currency="USD", leverage=100,
            balance="10000.00", equity="10000.00", floating="0.00", margin="0.00",
            margin_free="10000.00", positions=self.positions, orders=self.orders,
            commands=self.commands, halts=self.halts,
            halted="; ".join(halt.detail for halt in self.halts),
        )  # fmt: skip

    async def start(self) -> "Bridge":
        bus = self.running.producer

        async def accounts(_: AccountsRequest) -> AccountsReply:
            return AccountsReply(accounts=[self.account()])

        async def symbols(request: SymbolsRequest) -> SymbolsReply:
            offered = EURUSD
            if request.named == "EURUSD.std":
                offered = msgspec.structs.replace(EURUSD, aliases=[request.named])
            return SymbolsReply(venue="demo", mode="demo", symbols=[offered])

        await bus.serve("rpc.bridge.accounts", AccountsRequest, accounts)
        await bus.serve("rpc.bridge.symbols", SymbolsRequest, symbols)
        for verb, kind in KINDS.items():
            await bus.consume(
                stream="CMD", durable=f"bridge-{verb}", subject=f"cmd.local.paper-1.{verb}",
                kind=kind, handler=self._take,
            )  # fmt: skip
        await self.running.tick(bid=1.1)
        return self

    async def _take(self, command: Any, _: Any) -> None:
        self.taken.append(command)
        said = self.answer(command)
        if said is not None:
            await self.say(command.order_id, **said)

    async def say(self, order_id: str, **fields: Any) -> None:
        subject = subjects.event("paper-1", "order")
        fields = {"symbol": "EURUSD", **fields}
        message = OrderChanged(
            **self.stamper.header(subject), order_id=order_id, account="paper-1", **fields
        )
        self.running.producer.publish_raw(subject, encode(message))
        await self.running.producer.flush()


Ask = Callable[..., Awaitable[Any]]


@pytest.fixture
async def bridge(running: Any) -> Bridge:
    return await Bridge(running).start()


@pytest.fixture
def send(running: Any) -> Ask:
    async def send(method: str, path: str, key: str = "k1", **options: Any) -> Any:
        return await running.bearer(
            method, f"/api/v1/{path}", headers={"Idempotency-Key": key}, timeout=30, **options
        )

    return send


def order(**changes: Any) -> dict[str, Any]:
    return {
        "account": "paper-1", "symbol": "EURUSD", "side": "buy", "volume": "0.10",
        "stop_loss": "1.09500", "take_profit": "1.11000", **changes,
    }  # fmt: skip


async def test_an_order_is_sent_once_however_often_it_is_asked_for(
    bridge: Bridge, send: Ask
) -> None:
    first = await send("POST", "orders", json=order())
    assert first.status_code == 201, first.text
    body = first.json()
    assert (body["state"], body["is_known"], body["order"]["price"]) == ("filled", True, "1.10002")
    again = await send("POST", "orders", json=order())
    assert (again.status_code, again.json()) == (201, body)
    assert again.headers["idempotent-replayed"] == "true"
    other = await send("POST", "orders", json=order(volume="0.20"))
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    assert [c.order_id for c in bridge.taken] == [body["order_id"]]
    sent = bridge.taken[0]
    assert (sent.volume, sent.stop_loss, sent.take_profit) == ("0.10", "1.09500", "1.11000")
    assert (await send("GET", f"orders/{body['order_id']}")).json()["state"] == "filled"


async def asked_again(send: Ask, state: str) -> Any:
    """The same request until the gateway has heard what the bridge said last."""
    async with asyncio.timeout(20):
        while True:
            reply = await send("POST", "orders", json=order())
            known = reply.json()["order"]
            if known is not None and known["state"] == state:
                return reply


async def test_an_answer_that_does_not_come_is_unknown_and_is_looked_up_not_sent_again(
    bridge: Bridge, send: Ask
) -> None:
    bridge.running.parts.desk.answer_within_s = 0.3
    bridge.answer = lambda _: None
    first = await send("POST", "orders", json=order())
    assert (first.status_code, first.json()["state"]) == (202, "unknown")
    assert first.json()["is_known"] is False
    assert "never twice" in first.json()["next"]
    order_id = first.json()["order_id"]
    assert (await send("POST", "orders", json=order())).status_code == 202
    await bridge.say(order_id, state="unknown", detail="the terminal did not answer")
    again = await asked_again(send, "unknown")
    assert again.status_code == 202
    await bridge.say(order_id, state="filled", price="1.10010")
    last = await asked_again(send, "filled")
    assert (last.status_code, last.json()["order"]["price"]) == (201, "1.10010")
    assert len(bridge.taken) == 1


async def test_what_the_bridge_says_is_unknown_is_never_told_as_success_or_failure(
    bridge: Bridge, send: Ask
) -> None:
    bridge.answer = lambda _: {"state": "unknown", "retcode": 10012}
    reply = await send("POST", "orders", json=order())
    assert (reply.status_code, reply.json()["state"], reply.json()["is_known"]) == (
        202, "unknown", False,
    )  # fmt: skip
    assert "90 seconds" in reply.json()["next"]


async def test_a_refusal_carries_the_brokers_code_and_its_words(bridge: Bridge, send: Ask) -> None:
    bridge.answer = lambda _: {
        "state": "rejected", "retcode": 10019, "reason": "not_enough_margin",
        "detail": "there is not enough free margin for the order",
    }  # fmt: skip
    reply = await send("POST", "orders", json=order())
    body = reply.json()
    assert (reply.status_code, body["code"], body["retcode"]) == (
        422, "order.not_enough_margin", 10019,
    )  # fmt: skip
    assert "not enough free margin" in body["detail"]
    assert "10019" in body["detail"]
    assert (await send("POST", "orders", json=order())).json() == body
    assert len(bridge.taken) == 1


FAULTS = (
    ({"volume": "0.105"}, "/volume", "0.01 to 100 lots in steps of 0.01"),
    ({"volume": "abc"}, "/volume", "a number above 0"),
    ({"volume": "NaN"}, "/volume", "a number above 0"),
    ({"volume": "-1"}, "/volume", "a number above 0"),
    ({"stop_loss": "1.2"}, "/stop_loss", "below 1.1"),
    ({"stop_loss": "1.09995"}, "/stop_loss", "by at least 0.00010"),
    ({"take_profit": "1.0"}, "/take_profit", "above 1.1"),
    ({"stop_loss": "1.0950005"}, "/stop_loss", "steps of 0.00001"),
    ({"price": "1.05"}, "/price", "a market order takes the market's"),
    ({"type": "limit"}, "/price", "the price at which the limit order waits"),
    ({"type": "limit", "price": "1.2", "take_profit": None}, "/price", "below 1.1"),
    ({"type": "stop", "price": "1.05", "stop_loss": "1.04"}, "/price", "above 1.1"),
    ({"type": "stop_limit", "price": "1.105"}, "/limit_price", "the limit price"),
    ({"limit_price": "1.105"}, "/limit_price", "it belongs to type stop_limit"),
    ({"time_in_force": "specified", "type": "limit", "price": "1.099"}, "/good_till", "ends"),
    ({"type": "limit", "price": "1.099", "time_in_force": "specified", "good_till": 5},
     "/good_till", "after now"),
)  # fmt: skip


@pytest.mark.parametrize(("changes", "path", "expected"), FAULTS)
async def test_a_wrong_field_is_named_with_its_value_and_what_would_be_right(
    bridge: Bridge, send: Ask, changes: dict[str, Any], path: str, expected: str
) -> None:
    reply = await send("POST", "orders", json=order(**changes))
    assert reply.status_code == 422, reply.text
    found = {error["path"]: error["message"] for error in reply.json()["errors"]}
    assert expected in found[path]
    assert bridge.taken == []
    good = await send("POST", "orders", json=order())
    assert good.status_code == 201, "nothing was sent, so the key is free"


async def test_all_faults_are_said_at_once(bridge: Bridge, send: Ask) -> None:
    reply = await send("POST", "orders", json=order(volume="0", stop_loss="2", take_profit="1"))
    assert {error["path"] for error in reply.json()["errors"]} == {
        "/volume", "/stop_loss", "/take_profit",
    }  # fmt: skip
    assert bridge.taken == []


async def test_a_symbol_under_another_name_is_sent_by_the_brokers_own(
    bridge: Bridge, send: Ask
) -> None:
    placed = await send("POST", "orders", json=order(symbol="EURUSD.std"))
    assert placed.status_code == 201, placed.text
    assert [command.symbol for command in bridge.taken] == ["EURUSD"]


async def test_unknown_accounts_and_symbols_are_404_with_what_there_is(
    bridge: Bridge, send: Ask
) -> None:
    nowhere = await send("POST", "orders", json=order(account="nope"))
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "unknown_account")
    assert "paper-1" in nowhere.json()["hint"]
    nothing = await send("POST", "orders", json=order(symbol="NOPE"))
    assert (nothing.status_code, nothing.json()["code"]) == (404, "unknown_symbol")
    assert bridge.taken == []


async def test_a_ticket_is_valued_before_anything_is_sent(bridge: Bridge, running: Any) -> None:
    reply = await running.bearer(
        "POST", "/api/v1/orders", params={"validate_only": "true"}, json=order()
    )
    assert reply.status_code == 200, reply.text
    figures = reply.json()["estimate"]
    # 0.10 lots from 1.10000 to 1.09500: 500 points of 0.10 USD each.
    assert (figures["risk"], figures["risk_percent"]) == ("50.00", "0.50")
    assert (figures["reward"], figures["reward_to_risk"]) == ("100.00", "2.00")
    assert (figures["margin"], figures["margin_free_after"]) == ("110.00", "9890.00")
    assert (figures["stop_points"], figures["is_affordable"]) == (500, True)
    bare = await running.bearer(
        "POST", "/api/v1/orders", params={"validate_only": "true"}, json=order(stop_loss=None)
    )
    assert bare.json()["estimate"]["risk"] is None
    assert "no bound" in bare.json()["estimate"]["warnings"][0]
    assert bridge.taken == []


async def test_an_account_tells_what_halts_it(bridge: Bridge, running: Any) -> None:
    bridge.halts = [
        HaltInfo(cause="autotrading_off", detail="press the button", since=5, ends_by_itself=True),
        HaltInfo(cause="order_rate", detail="too many orders", since=7),
    ]
    reply = await running.bearer("GET", "/api/v1/accounts")
    (account,) = reply.json()["accounts"]
    assert account["halts"] == [
        {"cause": "autotrading_off", "detail": "press the button", "since": 5,
         "ends_by_itself": True},
        {"cause": "order_rate", "detail": "too many orders", "since": 7, "ends_by_itself": False},
    ]  # fmt: skip
    assert account["halted"] == "press the button; too many orders"


async def test_positions_say_what_their_stop_puts_at_stake(bridge: Bridge, running: Any) -> None:
    shown = (await running.bearer("GET", "/api/v1/positions")).json()["positions"]
    assert (shown[0]["risk"], shown[0]["risk_percent"], shown[0]["currency"]) == (
        "150.00", "1.50", "USD",
    )  # fmt: skip
    bridge.positions = [msgspec.structs.replace(POSITION, stop_loss=None)]
    shown = (await running.bearer("GET", "/api/v1/positions")).json()["positions"]
    assert (shown[0]["risk"], shown[0]["risk_percent"]) == (None, None)


async def test_a_position_is_closed_in_part_and_wholly(bridge: Bridge, send: Ask) -> None:
    part = await send(
        "POST", "positions/7/close", key="a", json={"account": "paper-1", "volume": "0.10"}
    )
    whole = await send("POST", "positions/7/close", key="b", json={"account": "paper-1"})
    assert (part.status_code, whole.status_code) == (200, 200), part.text
    assert [(c.position, c.volume) for c in bridge.taken] == [(7, "0.10"), (7, None)]
    for volume, word in (("0.31", "at most 0.30"), ("0.295", "steps of 0.01")):
        reply = await send(
            "POST", "positions/7/close", key=volume, json={"account": "paper-1", "volume": volume}
        )
        assert reply.status_code == 422
        assert word in reply.json()["detail"]
    gone = await send("POST", "positions/8/close", json={"account": "paper-1"})
    assert (gone.status_code, gone.json()["code"]) == (404, "position_not_open")


async def test_two_opposite_positions_are_closed_by_each_other(bridge: Bridge, send: Ask) -> None:
    sell = msgspec.structs.replace(POSITION, ticket=8, side="sell", stop_loss=None)
    same = msgspec.structs.replace(POSITION, ticket=11)
    bridge.positions = [POSITION, sell, same]
    body = {"account": "paper-1", "by": 8}
    done = await send("POST", "positions/7/close-by", key="a", json=body)
    assert (done.status_code, done.json()["state"]) == (200, "filled"), done.text
    (sent,) = bridge.taken
    assert isinstance(sent, CloseBy)
    assert (sent.position, sent.by, sent.symbol, sent.deployment) == (7, 8, "EURUSD", None)
    assert (await send("POST", "positions/7/close-by", key="a", json=body)).json() == done.json()
    for number, (by, status) in enumerate({11: 422, 7: 422, 99: 404}.items()):
        refused = await send(
            "POST", "positions/7/close-by", key=f"n{number}", json={"account": "paper-1", "by": by}
        )
        assert refused.status_code == status, refused.text
    bridge.commands = ["new", "close"]
    unknown = await send("POST", "positions/7/close-by", key="u", json=body)
    assert (unknown.status_code, unknown.json()["code"]) == (409, "bridge.not_supported")
    assert "closing positions by each other" in unknown.json()["detail"]
    assert len(bridge.taken) == 1


async def test_stops_are_moved_and_what_is_left_out_stays(bridge: Bridge, send: Ask) -> None:
    bridge.answer = lambda _: {"state": "done"}
    body = {"account": "paper-1", "take_profit": "1.12"}
    moved = await send("PATCH", "positions/7", json=body)
    assert moved.status_code == 200, moved.text
    none = {"account": "paper-1", "stop_loss": None}
    assert (await send("PATCH", "positions/7", key="none", json=none)).status_code == 200
    assert [(c.stop_loss, c.take_profit) for c in bridge.taken] == [
        ("1.09000", "1.12000"), (None, None),
    ]  # fmt: skip
    wrong = await send(
        "PATCH", "positions/7", key="w", json={"account": "paper-1", "stop_loss": "1.2"}
    )
    assert (wrong.status_code, wrong.json()["errors"][0]["path"]) == (422, "/stop_loss")
    nothing = await send("PATCH", "positions/7", key="n", json={"account": "paper-1"})
    assert nothing.status_code == 422


async def test_waiting_orders_are_listed_changed_and_cancelled(bridge: Bridge, send: Ask) -> None:
    listed = (await send("GET", "waiting-orders")).json()["orders"]
    assert [(one["ticket"], one["account"], one["type"]) for one in listed] == [
        (9, "paper-1", "limit")
    ]
    bridge.answer = lambda _: {"state": "done"}
    changed = await send("PATCH", "waiting-orders/9", json={"account": "paper-1", "price": "1.08"})
    assert changed.status_code == 200, changed.text
    assert isinstance(bridge.taken[-1], ModifyOrder)
    assert (bridge.taken[-1].ticket, bridge.taken[-1].price) == (9, "1.08000")
    bridge.answer = lambda _: {"state": "cancelled"}
    gone = await send("DELETE", "waiting-orders/9", params={"account": "paper-1"})
    assert (gone.status_code, gone.json()["state"]) == (200, "cancelled")
    assert isinstance(bridge.taken[-1], CancelOrder)


async def test_a_pending_order_waits_at_the_venue(bridge: Bridge, send: Ask) -> None:
    bridge.answer = lambda _: {"state": "placed", "ticket": 12}
    body = order(type="limit", price="1.095", stop_loss="1.09")
    reply = await send("POST", "orders", json=body)
    assert (reply.status_code, reply.json()["state"]) == (201, "placed"), reply.text
    assert (bridge.taken[0].type, bridge.taken[0].price) == ("limit", "1.09500")


async def test_what_the_running_bridge_does_not_know_is_refused_at_once(
    bridge: Bridge, send: Ask
) -> None:
    bridge.commands = ["new", "close"]
    limit = order(type="limit", price="1.095", stop_loss="1.09")
    for method, path, options in (
        ("POST", "orders", {"json": limit}),
        ("PATCH", "positions/7", {"json": {"account": "paper-1", "stop_loss": "1.09"}}),
        ("PATCH", "waiting-orders/9", {"json": {"account": "paper-1", "price": "1.08"}}),
        ("DELETE", "waiting-orders/9", {"params": {"account": "paper-1"}}),
    ):
        reply = await send(method, path, **options)
        assert (reply.status_code, reply.json()["code"]) == (409, "bridge.not_supported")
    assert bridge.taken == []


async def test_closing_everything_is_one_command_where_the_bridge_knows_it(
    bridge: Bridge, send: Ask
) -> None:
    def gone(_: Any) -> dict[str, Any]:
        bridge.positions, bridge.orders = [], []
        return {"state": "done"}

    bridge.answer = gone
    reply = await send("POST", "accounts/paper-1/flatten")
    body = reply.json()
    assert reply.status_code == 200, reply.text
    assert (body["open_positions"], body["waiting_orders"]) == (0, 0)
    assert [type(c) for c in bridge.taken] == [FlattenAccount]


async def test_closing_everything_closes_each_position_where_it_does_not(
    bridge: Bridge, send: Ask
) -> None:
    bridge.commands = ["new", "close"]
    bridge.orders = []
    bridge.positions = [POSITION, msgspec.structs.replace(POSITION, ticket=8)]

    def closed(command: Any) -> dict[str, Any]:
        bridge.positions = [one for one in bridge.positions if one.ticket != command.position]
        return {"state": "filled"}

    bridge.answer = closed
    reply = await send("POST", "accounts/paper-1/flatten")
    body = reply.json()
    assert (body["open_positions"], body["is_known"], len(body["outcomes"])) == (0, True, 2)
    assert sorted(c.position for c in bridge.taken) == [7, 8]


async def test_a_client_order_id_is_used_once_for_ever(bridge: Bridge, send: Ask) -> None:
    first = await send("POST", "orders", key="a", json=order(client_order_id="mine-1"))
    assert (first.status_code, first.json()["order_id"]) == (201, "c-mine-1")
    second = await send("POST", "orders", key="b", json=order(client_order_id="mine-1"))
    assert (second.status_code, second.json()["code"]) == (409, "client_order_id_used")
    assert len(bridge.taken) == 1


async def test_an_order_without_a_key_is_refused(bridge: Bridge, running: Any) -> None:
    reply = await running.bearer("POST", "/api/v1/orders", json=order())
    assert reply.status_code == 422
    assert "Idempotency-Key" in reply.json()["detail"]
    assert bridge.taken == []


async def test_the_kill_switch_reaches_every_account_and_is_released_with_a_reason(
    bridge: Bridge, send: Ask, running: Any
) -> None:
    words: list[KillSwitch] = []

    async def hear(word: KillSwitch) -> KillReply:
        words.append(word)
        stage = "acknowledged" if word.engaged else "off"
        return KillReply(account=word.account, kill=KillInfo(stage=stage, by=word.by))

    async def stopped(_: algo.StopDeployment) -> algo.DeploymentsReply:
        return algo.DeploymentsReply(deployments=[])

    await running.producer.serve("ctl.kill.*.*", KillSwitch, hear)
    await running.producer.serve("rpc.algo.deployments.stop", algo.StopDeployment, stopped)
    thrown = await send("POST", "kill-switch", json={"reason": "test", "flatten": True})
    assert thrown.status_code == 200, thrown.text
    body = thrown.json()
    assert [(k["account"], k["stage"]) for k in body["accounts"]] == [("paper-1", "acknowledged")]
    assert (body["stopped"], body["problems"]) == (0, [])
    bare = await send("POST", "kill-switch/release", key="r1", json={"reason": ""})
    assert bare.status_code == 422
    released = await send("POST", "kill-switch/release", key="r2", json={"reason": "all clear"})
    assert released.json()["accounts"][0]["stage"] == "off"
    assert [(w.engaged, w.flatten, w.reason) for w in words] == [
        (True, True, "test"), (False, False, "all clear"),
    ]  # fmt: skip
    assert bridge.taken == [], "the bridge's own switch closes what is open"
    table = await running.producer.key_value("KILL")
    row = await table.get(subjects.row("paper-1"))
    assert row is not None
    assert b'"engaged":false' in row[0], "a bridge that starts later finds the newest word"


async def test_a_kill_that_nobody_confirms_is_told_as_unconfirmed_and_closes_by_orders(
    bridge: Bridge, send: Ask, running: Any
) -> None:
    bridge.commands, bridge.orders = ["new", "close"], []

    async def stopped(_: algo.StopDeployment) -> algo.DeploymentsReply:
        return algo.DeploymentsReply(deployments=[])

    def closed(_: Any) -> dict[str, Any]:
        bridge.positions = []
        return {"state": "filled"}

    bridge.answer = closed
    await running.producer.serve("rpc.algo.deployments.stop", algo.StopDeployment, stopped)
    body = (await send("POST", "kill-switch", json={"flatten": True})).json()
    assert body["accounts"][0]["stage"] == "unconfirmed"
    assert body["problems"]
    assert body["closed"][0]["open_positions"] == 0


async def test_every_order_is_in_the_audit_with_its_answer(bridge: Bridge, send: Ask) -> None:
    order_id = (await send("POST", "orders", json=order())).json()["order_id"]
    assert len(bridge.taken) == 1
    rows = (await send("GET", "audit")).json()["rows"]
    assert [(row["what"], row["subject"]) for row in rows] == [
        ("order.new.answer", order_id), ("order.new", order_id),
    ]  # fmt: skip
    assert rows[1]["detail"]["volume"] == "0.10"
    assert rows[0]["detail"]["state"] == "filled"
