"""Every subject with the message it carries: the one table that documents are generated from."""

from dataclasses import dataclass
from typing import Literal

import msgspec

from tickloom.contracts import algo, backtest, market, positions, system, trading

Carrier = Literal["core", "stream", "request"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A subject pattern, what travels on it, who says it, and (for requests) what comes back."""

    subject: str
    message: type[msgspec.Struct]
    carrier: Carrier
    by: str
    reply: type[msgspec.Struct] | None = None


def _say(subject: str, message: type[msgspec.Struct], carrier: Carrier, by: str) -> Entry:
    return Entry(subject=subject, message=message, carrier=carrier, by=by)


def _ask(subject: str, message: type[msgspec.Struct], reply: type[msgspec.Struct]) -> Entry:
    return Entry(
        subject=subject, message=message, carrier="request", by=subject.split(".")[1], reply=reply
    )


REGISTRY = (
    _say("md.tick.<venue>.<symbol>", market.Tick, "core", "mt5-bridge"),
    _say("md.bar.<venue>.<symbol>.<timeframe>", market.BarClosed, "core", "mt5-bridge"),
    _say("md.forming.<venue>.<symbol>.<timeframe>", market.BarForming, "core", "mt5-bridge"),
    _say("md.feed.<venue>", market.FeedStatus, "core", "mt5-bridge"),
    _say("md.bridge.<venue>", system.BridgeStatus, "core", "mt5-bridge"),
    _say("cmd.<tenant>.<account>.new", trading.SubmitOrder, "stream", "algo, gateway"),
    _say("cmd.<tenant>.<account>.close", trading.ClosePosition, "stream", "algo, gateway"),
    _say("cmd.<tenant>.<account>.close_by", trading.CloseBy, "stream", "gateway"),
    Entry(
        subject="ctl.kill.<tenant>.<account>",
        message=trading.KillSwitch,
        carrier="request",
        by="mt5-bridge",
        reply=trading.KillReply,
    ),
    _say("cmd.<tenant>.<account>.modify", trading.ModifyPosition, "stream", "gateway"),
    _say("cmd.<tenant>.<account>.change", trading.ModifyOrder, "stream", "gateway"),
    _say("cmd.<tenant>.<account>.cancel", trading.CancelOrder, "stream", "gateway"),
    _say("cmd.<tenant>.<account>.flatten", trading.FlattenAccount, "stream", "gateway"),
    _say("evt.<tenant>.<account>.order", trading.OrderChanged, "stream", "mt5-bridge"),
    _say("evt.<tenant>.<account>.deal", trading.DealMade, "stream", "mt5-bridge"),
    _say("evt.<tenant>.<account>.position", positions.PositionStated, "stream", "mt5-bridge"),
    _say("mark.<tenant>.<account>", trading.AccountMarked, "core", "mt5-bridge"),
    _say("algo.<tenant>.<deployment>.status", algo.StrategyStatus, "core", "algo"),
    _say("algo.<tenant>.<deployment>.decision", algo.Decision, "stream", "algo"),
    _say("algo.<tenant>.<deployment>.signal", algo.SignalRaised, "stream", "algo"),
    _say("bt.job.step", backtest.JobStep, "stream", "backtester"),
    _say("bt.job.chunk", backtest.JobChunk, "stream", "backtester"),
    _say("bt.progress.<job>", backtest.JobProgress, "core", "backtester"),
    _say("bt.cancel.<job>", backtest.JobCancelled, "core", "backtester"),
    _say("bt.result.<job>", backtest.RunEnded, "stream", "backtester"),
    _say("dlq.<subject>", backtest.DeadLetter, "stream", "backtester"),
    _say("sys.health.<service>", system.ServiceHealth, "core", "every service"),
    _ask("rpc.bridge.symbols", market.SymbolsRequest, market.SymbolsReply),
    _ask("rpc.bridge.ticks", market.TicksRequest, market.TicksReply),
    _ask("rpc.bridge.bars", market.BarsRequest, market.BarsReply),
    _ask("rpc.bridge.accounts", trading.AccountsRequest, trading.AccountsReply),
    _ask("rpc.analytics.ticks", market.TicksRequest, market.TicksReply),
    _ask("rpc.analytics.bars", market.BarsRequest, market.BarsReply),
    _ask("rpc.analytics.deals", trading.DealsRequest, trading.DealsReply),
    _ask("rpc.analytics.orders", trading.OrdersRequest, trading.OrdersReply),
    _ask("rpc.analytics.coverage", system.CoverageRequest, system.CoverageReply),
    _ask("rpc.analytics.series", system.SeriesRequest, system.SeriesReply),
    _ask("rpc.algo.strategies.list", algo.StrategiesRequest, algo.StrategiesReply),
    _ask("rpc.algo.strategies.save", algo.SaveStrategy, algo.SaveStrategyReply),
    _ask("rpc.algo.deployments.list", algo.DeploymentsRequest, algo.DeploymentsReply),
    _ask("rpc.algo.deployments.start", algo.StartDeployment, algo.StrategyStatus),
    _ask("rpc.algo.deployments.stop", algo.StopDeployment, algo.DeploymentsReply),
    _ask("rpc.algo.decisions", algo.DecisionsRequest, algo.DecisionsReply),
    _ask("rpc.algo.indicators", algo.IndicatorsRequest, algo.IndicatorsReply),
    _ask("rpc.backtester.runs.start", backtest.StartRun, backtest.RunStarted),
    _ask("rpc.backtester.runs.list", backtest.RunsRequest, backtest.RunsReply),
    _ask("rpc.backtester.runs.read", backtest.RunRequest, backtest.RunReply),
    _ask("rpc.backtester.runs.delete", backtest.RunRequest, backtest.RunDeleted),
    _ask("rpc.backtester.runs.rows", backtest.RowsRequest, backtest.RowsReply),
    _ask("rpc.backtester.runs.equity", backtest.EquityRequest, backtest.EquityReply),
    _ask("rpc.backtester.runs.candles", backtest.CandlesRequest, backtest.CandlesReply),
    _ask("rpc.backtester.runs.why", backtest.WhyRequest, backtest.WhyReply),
    _ask("rpc.backtester.runs.monte_carlo", backtest.MonteCarloRequest, backtest.MonteCarloReply),
    _ask("rpc.backtester.runs.stress", backtest.RunRequest, backtest.StressReply),
    _ask("rpc.backtester.runs.report", backtest.RunRequest, backtest.ReportReply),
    _ask("rpc.backtester.sweeps.trials", backtest.TrialsRequest, backtest.TrialsReply),
    _ask("rpc.backtester.jobs.list", backtest.JobsRequest, backtest.JobsReply),
    _ask("rpc.backtester.jobs.cancel", backtest.CancelJob, backtest.Job),
    _ask("rpc.backtester.market", backtest.MarketDataRequest, backtest.MarketDataReply),
)
