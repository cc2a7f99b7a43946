"""Our own adviser behind the package's adapter: what gets lost, what is refused, what both list."""

import ast
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mt5_bridge.adapters.adviser_folder import protocol
from mt5_bridge.adapters.opening import open_terminal
from mt5_bridge.adapters.package.terminal import PackageTerminal, TerminalLogin
from mt5_bridge.adapters.real_terminal import reach_real_terminal
from mt5_bridge.adapters.terminal_settings import TerminalSettings
from mt5_bridge.adapters.zeromq.adviser_module import AdviserModule, wire_text
from mt5_bridge.adapters.zeromq.adviser_peer import FIELDS, TickloomPeer, literal
from mt5_bridge.kept_state import KeptState
from mt5_bridge.port.answers import CallFailed
from mt5_bridge.port.identity import ExpectedAccount
from mt5_bridge.port.records import SendAnswer, VenueRequest, VenueTick
from tickloom.domain.errors import InvalidInput
from tickloom.runtime.clock import LiveClock

SURFACE = Path(__file__).resolve().parents[4] / "deploy" / "mt5" / "Include" / "Tickloom"
ACCOUNT = ExpectedAccount(login=1_000_001, server="Tickloom-Demo")
DONE, TRADE_DISABLED = 10009, 10017


@pytest.fixture
def impatient(own_peer: TickloomPeer) -> Iterator[PackageTerminal]:
    """Waits half a second for an answer."""
    module = AdviserModule(own_peer.addresses, LiveClock(), reply_timeout_s=2.0, send_timeout_s=0.5)
    terminal = PackageTerminal(module, TerminalLogin(account=ACCOUNT))
    status = terminal.connect()
    try:
        assert not isinstance(status, CallFailed), status
        yield terminal
    finally:
        terminal.close()


def buying(terminal: PackageTerminal, **changes: object) -> VenueRequest:
    assert terminal.select("EURUSD") is True
    tick = terminal.tick("EURUSD")
    assert isinstance(tick, VenueTick), tick
    fields = {
        "action": 1, "symbol": "EURUSD", "volume": Decimal("0.10"), "type": 0, "price": tick.ask,
        "magic": (1 << 52) - 1, "comment": "T1; it's", "type_filling": 1, **changes,
    }  # fmt: skip
    return VenueRequest(**fields)  # pyright: ignore[reportArgumentType]


def test_an_order_whose_reply_is_lost_is_unknown_and_found_in_the_books(
    impatient: PackageTerminal, own_peer: TickloomPeer
) -> None:
    request = buying(impatient)
    own_peer.loses = "order_send"
    answer = impatient.send(request)
    assert isinstance(answer, CallFailed)
    assert (answer.code, answer.may_have_acted) == (-10005, True)
    deals = impatient.history_deals(from_s=1, to_s=2_000_000_000)
    assert not isinstance(deals, CallFailed)
    (deal,) = [deal for deal in deals if deal.symbol]
    assert (deal.magic, deal.volume) == (request.magic, Decimal("0.1"))
    orders = impatient.history_orders(from_s=1, to_s=2_000_000_000)
    assert not isinstance(orders, CallFailed)
    assert [order.comment for order in orders] == ["T1 its"]
    assert sum("order_send" in text for text in own_peer.received) == 1


def test_entries_are_refused_while_the_switch_is_thrown_and_exits_pass(
    impatient: PackageTerminal, own_peer: TickloomPeer
) -> None:
    opened = impatient.send(buying(impatient))
    assert isinstance(opened, SendAnswer)
    assert opened.retcode == DONE
    own_peer.refuses = "kill button"
    refused = impatient.send(buying(impatient))
    assert isinstance(refused, SendAnswer)
    assert (refused.retcode, refused.comment) == (TRADE_DISABLED, "TICKLOOM_REFUSED: kill button")
    closed = impatient.send(buying(impatient, type=1, position=opened.order))
    assert isinstance(closed, SendAnswer)
    assert closed.retcode == DONE
    assert impatient.positions() == ()


def test_an_adviser_that_does_not_know_the_word_is_named_as_too_old(
    own_peer: TickloomPeer,
) -> None:
    own_peer.is_old = True
    terminal = PackageTerminal(AdviserModule(own_peer.addresses, LiveClock()), None)
    answer = terminal.connect()
    terminal.close()
    assert isinstance(answer, CallFailed)
    assert (answer.code, "compile it again" in answer.text) == (-5, True)


def test_another_account_is_not_traded(own_peer: TickloomPeer) -> None:
    module = AdviserModule(own_peer.addresses, LiveClock())
    stranger = ExpectedAccount(login=7, server="Elsewhere")
    terminal = PackageTerminal(module, TerminalLogin(account=stranger))
    assert isinstance(terminal.connect(), CallFailed)
    answer = terminal.send(VenueRequest(action=1, symbol="EURUSD", volume=Decimal("0.1")))
    terminal.close()
    assert isinstance(answer, CallFailed)
    assert answer.never_sent
    assert not any("order_send" in text for text in own_peer.received)


def test_a_name_that_the_wire_cannot_carry_is_not_sent(
    impatient: PackageTerminal, own_peer: TickloomPeer
) -> None:
    answer = impatient.symbol("EUR;USD")
    assert isinstance(answer, CallFailed)
    assert answer.code == -2
    assert not any("EUR;USD" in text for text in own_peer.received)


def test_without_an_adviser_nothing_is_sent() -> None:
    settings = TerminalSettings.model_validate(
        {"terminal": "adviser", "terminal_login": 7, "terminal_server": "S",
         "adviser_commands_port": 1, "adviser_replies_port": 1, "adviser_prices_port": 1}
    )  # fmt: skip
    opened = open_terminal(settings, LiveClock())
    answer = opened.port.send(VenueRequest(action=1, symbol="EURUSD", volume=Decimal("0.1")))
    opened.close()
    assert isinstance(answer, CallFailed)
    assert not answer.may_have_acted


async def test_the_plain_dwx_dialect_is_no_terminal_for_a_bridge(tmp_path: Path) -> None:
    settings = TerminalSettings.model_validate(
        {"terminal": "adviser", "terminal_login": 7, "terminal_server": "S",
         "adviser_dialect": "dwx"}
    )  # fmt: skip
    with pytest.raises(InvalidInput, match=r"TICKLOOM_ADVISER_DIALECT.*no deals"):
        await reach_real_terminal(settings, LiveClock(), KeptState(tmp_path / "kept.sqlite"))


@given(
    amount=st.decimals(allow_nan=False, allow_infinity=False, places=8, min_value=-9_999_999,
                       max_value=9_999_999)
)  # fmt: skip
def test_amounts_cross_the_wire_to_the_last_digit_both_ways(amount: Decimal) -> None:
    number = float(amount)
    assert ast.literal_eval(literal(number)) == number
    assert float(wire_text(number)) == number


def test_a_sheet_is_the_terminals_own(impatient: PackageTerminal) -> None:
    sheet = impatient.symbol("EURUSD")
    assert not isinstance(sheet, CallFailed)
    assert (sheet.point, sheet.contract_size, sheet.digits, sheet.path) == (
        Decimal("0.00001"), Decimal(100_000), 5, "Forex/EURUSD",
    )  # fmt: skip


# -- the source of the adviser --------------------------------------------------------------------

TEXTS = {
    "path", "description", "name", "server", "currency", "currency_base", "currency_profit",
    "currency_margin", "symbol", "comment", "commondata_path",
}  # fmt: skip


def written(body: str) -> list[str]:
    """The kinds of a row's values, in their order."""
    return re.findall(r"^\s+(Whole|Real|Words|Flag)\(", body, re.MULTILINE)


def bodies(source: str, name: str) -> list[str]:
    """Every row that is written under the remark of that list; past orders repeat the orders'."""
    parts = source.split(f"//--- TICKLOOM_{name}")[1:]
    found = [part[: part.index("End();")] for part in parts]
    if name == "ORDER_FIELDS":
        past = source[source.index("PastOrders(const long") :]
        found.append(past[: past.index("End();")])
    return found


@pytest.mark.parametrize(
    "name", ["TERMINAL", "ACCOUNT", "SYMBOL", "TICK", "RATE", "POSITION", "ORDER", "DEAL", "CHECK",
             "SEND"],
)  # fmt: skip
def test_the_advisers_rows_have_the_fields_that_the_bridge_reads(name: str) -> None:
    fields = str(getattr(protocol, f"{name}_FIELDS")).split(",")
    rows = bodies((SURFACE / "Surface.mqh").read_text(), f"{name}_FIELDS")
    assert rows
    for body in rows:
        kinds = written(body)
        assert len(kinds) == len(fields)
        texts = [field for kind, field in zip(kinds, fields, strict=True) if kind == "Words"]
        assert set(texts) == TEXTS & set(fields)


def test_the_adviser_reads_every_field_of_a_request_in_its_order() -> None:
    source = (SURFACE / "Surface.mqh").read_text()
    read = re.findall(r"request\.(\w+)\s+= .*fields\[(\d+)\]", source)
    fields = protocol.REQUEST_FIELDS.split(",")
    assert read == [(field, str(place)) for place, field in enumerate(fields, start=3)]


def test_the_adviser_knows_every_function_that_is_asked_for() -> None:
    source = (SURFACE / "Surface.mqh").read_text()
    asked = {*FIELDS, "symbol_select", "copy_ticks_range", "copy_rates_range",
             "order_calc_margin", "order_calc_profit"}  # fmt: skip
    assert set(re.findall(r'function == "(\w+)"', source)) == asked
