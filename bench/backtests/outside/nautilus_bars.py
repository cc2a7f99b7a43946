"""nautilus_trader on the workload; run by its own Python, so it imports nothing of ours.

Takes a folder of columns (.npy, prices in points) and `workload.json`, and a number of repeats;
prints one line of JSON. Bid and ask bars are given, as nautilus needs both sides of the quote, and
are one price. Only `engine.run` is timed: the bars are objects in its memory before. Logging, the
risk engine and the analysis after a run are off, as its documentation advises for speed.

It fills a market order at the close on which it was decided.
"""

# pyright: reportMissingImports=false, reportMissingModuleSource=false, reportUnknownVariableType=false
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownParameterType=false, reportUntypedBaseClass=false
# pyright: reportMissingTypeStubs=false, reportAttributeAccessIssue=false
# pyright: reportGeneralTypeIssues=false, reportCallIssue=false
import json
import math
import sys
import time
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from nautilus_trader.backtest.engine import BacktestEngine, BacktestEngineConfig
from nautilus_trader.config import LoggingConfig, RiskEngineConfig, StrategyConfig
from nautilus_trader.core.rust.model import AccountType, OmsType, OrderSide
from nautilus_trader.indicators import (
    AverageTrueRange,
    ExponentialMovingAverage,
    MovingAverageType,
    RelativeStrengthIndex,
)
from nautilus_trader.model.currencies import EUR, USD
from nautilus_trader.model.data import Bar, BarType
from nautilus_trader.model.identifiers import InstrumentId, Symbol, TraderId, Venue
from nautilus_trader.model.instruments import CurrencyPair
from nautilus_trader.model.objects import Money, Price, Quantity
from nautilus_trader.trading.strategy import Strategy

_MINUTE_NS = 60_000_000_000
_SIM = Venue("SIM")
_EURUSD = InstrumentId(Symbol("EURUSD"), _SIM)
_BID = BarType.from_str("EURUSD.SIM-1-MINUTE-BID-EXTERNAL")
_ASK = BarType.from_str("EURUSD.SIM-1-MINUTE-ASK-EXTERNAL")


class CrossConfig(StrategyConfig, frozen=True):
    """The numbers of the workload; entries are decided from `first_ns` on."""

    fast: int
    slow: int
    strength: int
    range: int
    stop: float
    target: float
    units: int
    digits: int
    first_ns: int


class Cross(Strategy):
    """EMA cross with an RSI filter; stop and target in whole points from the entry."""

    def __init__(self, config: CrossConfig) -> None:
        super().__init__(config)
        self.quick = ExponentialMovingAverage(config.fast)
        self.slower = ExponentialMovingAverage(config.slow)
        self.rsi = RelativeStrengthIndex(config.strength, MovingAverageType.WILDER)
        self.atr = AverageTrueRange(config.range, MovingAverageType.SIMPLE)
        self.was_above = False
        self.ended_ns = 0
        self.units = Quantity(config.units, 0)
        self.trades: list[list[int]] = []

    def on_start(self) -> None:
        for indicator in (self.quick, self.slower, self.rsi, self.atr):
            self.register_indicator_for_bars(_BID, indicator)
        self.subscribe_bars(_BID)

    def on_bar(self, bar: Bar) -> None:
        above = self.quick.value > self.slower.value
        crossed, self.was_above = above is not self.was_above, above
        now_ns = bar.ts_init
        if not crossed or now_ns < self.config.first_ns or now_ns == self.ended_ns:
            return
        is_strong = self.rsi.value > 0.5 if above else self.rsi.value < 0.5
        if is_strong and self.cache.positions_open_count() == 0:
            self._enter(bar, 1 if above else -1)

    def _enter(self, bar: Bar, side: int) -> None:
        digits = self.config.digits
        points = 10**digits
        begin = round(float(bar.close) * points)
        near, far = (
            math.floor(each * self.atr.value * points + 1e-9)
            for each in (self.config.stop, self.config.target)
        )
        self.submit_order_list(
            self.order_factory.bracket(
                instrument_id=_EURUSD,
                order_side=OrderSide.BUY if side > 0 else OrderSide.SELL,
                quantity=self.units,
                sl_trigger_price=Price((begin - side * near) / points, digits),
                tp_price=Price((begin + side * far) / points, digits),
                tp_post_only=False,
            )
        )

    def on_position_opened(self, event: Any) -> None:  # noqa: ANN401 - has no types
        side = 1 if event.entry == OrderSide.BUY else -1
        price = round(event.avg_px_open * 10**self.config.digits)
        self.trades.append([event.ts_opened - _MINUTE_NS, side, price, 0, 0])

    def on_position_closed(self, event: Any) -> None:  # noqa: ANN401 - has no types
        self.ended_ns = event.ts_closed
        price = round(event.avg_px_close * 10**self.config.digits)
        self.trades[-1][3:] = [event.ts_closed - _MINUTE_NS, price]


def _instrument(digits: int, fees: str) -> CurrencyPair:
    return CurrencyPair(
        instrument_id=_EURUSD, raw_symbol=Symbol("EURUSD"), base_currency=EUR, quote_currency=USD,
        price_precision=digits, size_precision=0, price_increment=Price(10**-digits, digits),
        size_increment=Quantity(1, 0), ts_event=0, ts_init=0, margin_init=Decimal("0.01"),
        margin_maint=Decimal("0.01"), maker_fee=Decimal(fees), taker_fee=Decimal(fees),
    )  # fmt: skip


def _bars(folder: Path, digits: int) -> list[Bar]:
    """Ask before bid of the same minute: the quote is whole when the strategy sees the bid."""
    names = ("time_ns", "open", "high", "low", "close")
    columns = [np.load(folder / f"{name}.npy").tolist() for name in names]
    volume = Quantity(100_000_000, 0)
    made: list[Bar] = []
    for begin_ns, *prices in zip(*columns, strict=True):
        ohlc = [Price(points / 10**digits, digits) for points in prices]
        end_ns = begin_ns + _MINUTE_NS
        made += [Bar(kind, *ohlc, volume, end_ns, end_ns) for kind in (_ASK, _BID)]
    return made


def main() -> None:
    folder, repeats = Path(sys.argv[1]), int(sys.argv[2])
    words = json.loads((folder / "workload.json").read_text())
    engine = BacktestEngine(
        BacktestEngineConfig(
            trader_id=TraderId("BENCH-001"), logging=LoggingConfig(bypass_logging=True),
            risk_engine=RiskEngineConfig(bypass=True), run_analysis=False,
        )
    )  # fmt: skip
    engine.add_venue(
        venue=_SIM, oms_type=OmsType.NETTING, account_type=AccountType.MARGIN,
        base_currency=USD, starting_balances=[Money(1_000_000, USD)],
    )  # fmt: skip
    engine.add_instrument(_instrument(words["digits"], words["fees"]))
    engine.add_data(_bars(folder, words["digits"]))
    config = CrossConfig(**{name: words[name] for name in CrossConfig.__annotations__})
    taken: list[float] = []
    trades: list[list[int]] = []
    for number in range(repeats):
        if number:
            engine.reset()
            engine.clear_strategies()
        strategy = Cross(config)
        engine.add_strategy(strategy)
        began = time.process_time()
        engine.run()
        taken.append(time.process_time() - began)
        trades = [list(trade) for trade in strategy.trades]
    said = {"version": version("nautilus_trader"), "cpu_s": taken, "trades": trades}
    print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main()
