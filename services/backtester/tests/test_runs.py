"""From a question to a stored result, by a real worker."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from backtester.documents import read_document
from tickloom.contracts import algo, backtest
from tickloom.contracts.instruments import info_of
from tickloom.contracts.market import BarsReply, BarsRequest, SymbolsReply, SymbolsRequest
from tickloom.domain.errors import CorrectIt, NotFound
from tickloom.domain.instrument import ContractOrigin
from tickloom.domain.market import Timeframe
from tickloom.engine.run import run_backtest
from tickloom.engine.run_settings import RunSettings
from tickloom.strategy.bind import bind_document
from tickloom_terminal.market.instruments import sheet_for


async def test_a_backtest_is_run_stored_and_read_in_parts(pool: Any) -> None:
    await pool.start()
    commission = {"mode": "per_lot", "amount": "3.5"}
    started = await pool.run(settings={"balance": "5000", "commission": commission})
    job = await pool.ended(started.job)
    assert (job.state, job.done, job.total) == ("done", 1, 1), pool.logs()
    reply = await pool.read(started.run)
    report = reply.report
    assert report["format"] == "tickloom-result/1"
    assert report["header"]["settings"]["account"]["balance"] == "5000"
    assert "trades" not in report
    total = report["statistics"]["total_trades"]
    assert total > 20
    rows = await pool.ask(
        "runs.rows", backtest.RowsRequest(run=started.run, part="trades", first=1, limit=5),
        backtest.RowsReply,
    )  # fmt: skip
    assert (rows.total, [row["id"] for row in rows.rows]) == (total, [2, 3, 4, 5, 6])
    curve = await pool.ask(
        "runs.equity", backtest.EquityRequest(run=started.run, points=200), backtest.EquityReply
    )
    assert 2 <= len(curve.time) <= 202
    assert curve.balance[-1] == pytest.approx(
        5_000 + float(report["statistics"]["net_profit"]), abs=0.01
    )
    listed = await pool.ask("runs.list", backtest.RunsRequest(kind="backtest"), backtest.RunsReply)
    assert [run.run for run in listed.runs] == [started.run]
    assert listed.runs[0].net_profit == report["statistics"]["net_profit"]


async def test_the_same_run_again_has_the_same_hash_and_the_same_id_starts_once(pool: Any) -> None:
    await pool.start()
    first, again = await pool.run(run="b-1"), await pool.run(run="b-1")
    assert first == again
    other = await pool.run(run="b-2")
    for started in (first, other):
        await pool.ended(started.job)
    one, two = await pool.read("b-1"), await pool.read("b-2")
    assert one.report["header"]["digest"] == two.report["header"]["digest"]
    assert one.report["header"]["run_key"] == two.report["header"]["run_key"]


async def test_questions_about_a_result_are_answered(pool: Any) -> None:
    await pool.start()
    started = await pool.run()
    await pool.ended(started.job)
    run = started.run
    why = await pool.ask("runs.why", backtest.WhyRequest(run=run, trade=3), backtest.WhyReply)
    assert why.entry.conditions
    assert {condition.truth for condition in why.entry.conditions} == {"true"}
    assert why.exit is not None
    rolled = await pool.ask(
        "runs.monte_carlo", backtest.MonteCarloRequest(run=run, runs=50), backtest.MonteCarloReply
    )
    assert len(rolled.fan.lines) == len(rolled.fan.levels)
    assert 0 <= rolled.loss_chance <= 1
    stressed = await pool.ask("runs.stress", backtest.RunRequest(run=run), backtest.StressReply)
    assert [each.name for each in stressed.runs] == ["costs x 2", "one bar late", "both"]
    page = await pool.ask("runs.report", backtest.RunRequest(run=run), backtest.ReportReply)
    assert page.html.startswith("<!doctype html>")
    bars = await pool.ask(
        "runs.candles", backtest.CandlesRequest(run=run, around=why.entry.time, limit=100),
        backtest.CandlesReply,
    )  # fmt: skip
    assert len(bars.time) == 100
    assert why.entry.time in bars.time
    with pytest.raises(NotFound, match="has no trade 9999"):
        await pool.ask("runs.why", backtest.WhyRequest(run=run, trade=9999), backtest.WhyReply)


BAD: list[tuple[dict[str, Any], str]] = [
    ({"symbol": "XXXYYY"}, "no bars of XXXYYY M15"),
    ({"timeframe": "M7"}, "timeframe: 'M7'"),
    ({"from_time": 1}, ""),
    ({"to_time": 1}, "dates within 2024-01-01T00:00:00Z to"),
    ({"document": {"spec_version": 1}}, "document"),
    ({"document": None}, "the id of a stored strategy, or a document"),
    ({"params": {"fast": 900}}, "fast 900 is outside 3 to 60"),
    ({"params": {"nothing": 9}}, "there is no param 'nothing'"),
    ({"settings": {"balance": "a lot"}}, "settings.balance: 'a lot'"),
    ({"settings": {"balance": "-5"}}, "an amount above 0"),
    ({"settings": {"stop_out_pct": "-1"}}, "0 or more percent"),
    ({"settings": {"spread": {"mode": "wide"}}}, "one of recorded, fixed"),
    ({"settings": {"currency": "JPY"}}, "settings.conversion_rate"),
    ({"sizing": {"mode": "fixed_lots", "lots": 0}}, "lots"),
    ({"run": "no blanks please"}, "letters, digits"),
    ({"kind": "sweep", "search": backtest.Search(space={"fast": []})}, "a list of numbers"),
    ({"kind": "sweep", "search": backtest.Search(space={"none": [1]})}, "a param of the document"),
    ({"kind": "sweep", "search": backtest.Search(space={"fast": {"min": 9, "max": 3, "step": 1}})},
     "min <= max"),
    ({"kind": "sweep", "search": backtest.Search(objective="beauty")}, "one of net_profit"),
    ({"kind": "sweep", "search": backtest.Search(method="random")}, "how many sets random may try"),
    ({"kind": "walk_forward", "windows": backtest.Windows(in_sample="soon")}, "5000bars, 90d"),
    ({"kind": "walk_forward", "windows": backtest.Windows(in_sample="9y")}, "a history longer"),
    ({"kind": "walk_forward", "windows": backtest.Windows(scheme="purged", held_out=6)},
     "fewer than the groups"),
]  # fmt: skip


async def nothing_recorded(asked: BarsRequest) -> BarsReply:
    """What the record answers about a symbol that it has never heard of."""
    return BarsReply(
        venue="demo", symbol=asked.symbol, timeframe=asked.timeframe, time=[], open=[], high=[],
        low=[], close=[], volume=[], spread=[],
    )  # fmt: skip


async def test_every_wrong_question_is_refused_with_what_would_be_right(pool: Any) -> None:
    await pool.start()
    await pool.bus.serve("rpc.analytics.bars", BarsRequest, nothing_recorded)
    for more, words in BAD:
        if not words:
            await pool.run(**more)  # a beginning before the data is no mistake
            continue
        with pytest.raises(CorrectIt) as caught:
            await pool.run(**more)
        assert words in caught.value.detail, (more, caught.value.detail)
    assert len(await pool.query("SELECT 1 FROM runs")) == 1, "nothing refused is written down"


async def test_market_data_names_what_can_be_tested_with_its_quality(pool: Any) -> None:
    await pool.start()
    reply = await pool.ask("market", backtest.MarketDataRequest(), backtest.MarketDataReply)
    assert [(s.symbol, s.timeframe, s.source, s.bars) for s in reply.series] == [
        ("EURUSD", "M15", "imported", 3_000)
    ]
    started = await pool.run()
    await pool.ended(started.job)
    reply = await pool.ask("market", backtest.MarketDataRequest(), backtest.MarketDataReply)
    assert reply.series[0].quality["bars"] == 3_000


async def test_a_number_turned_by_hand_is_another_trial_of_the_same_family(
    pool: Any, document: Any
) -> None:
    await pool.start()
    stops = [2, 3, 2]
    judged: list[Any] = []
    for number, stop in enumerate(stops):
        level = {"unit": "atr", "value": stop}
        turned = document | {"name": f"try {number}", "stop_loss": level}
        started = await pool.run(document=turned)
        assert (await pool.ended(started.job)).state == "done", pool.logs()
        judged.append((await pool.read(started.run)).report["honesty"])
    assert [honesty["trials"] for honesty in judged] == [1, 2, 2]  # the third is the first again
    assert judged[0]["deflated_sharpe"] is None
    assert judged[1]["deflated_sharpe"] is not None
    assert "many_trials" in {flag["code"] for flag in judged[1]["flags"]}


async def test_a_range_is_warm_from_its_first_bar_on_and_the_history_is_not_shown(
    pool: Any, document: Any
) -> None:
    await pool.start()
    whole = pool.imports.read_bars("files", "EURUSD", Timeframe.M15)
    begin_us = int(whole.time_ns[1_000]) // 1_000
    started = await pool.run(from_time=begin_us)
    assert (await pool.ended(started.job)).state == "done", pool.logs()
    report = (await pool.read(started.run)).report
    header = report["header"]
    assert (header["bars"], header["history_bars"]) == (2_000, 1_000)
    assert header["first_bar_time"] == header["from"] > header["history_from"]
    assert "warm_up" not in {flag["code"] for flag in report["honesty"]["flags"]}
    candles = await pool.ask(
        "runs.candles", backtest.CandlesRequest(run=started.run, limit=10), backtest.CandlesReply
    )
    assert candles.time[0] == begin_us
    bound = bind_document(read_document(document)).bound
    assert bound is not None
    alone = run_backtest(bound, replace(whole, begin=1_000), sheet_for("EURUSD"), RunSettings())
    assert (header["digest"], header["data_hash"]) == (alone.digest, whole.content_hash)
    why = await pool.ask(
        "runs.why", backtest.WhyRequest(run=started.run, trade=1), backtest.WhyReply
    )
    assert all(condition.truth for condition in why.entry.conditions)


async def test_history_is_fetched_from_the_record_as_well(pool: Any, document: Any) -> None:
    """Sixty days of bars are recorded, and the run begins after forty of them."""
    count, begin = 60 * 96, 40 * 96
    times = [1_704_067_200_000_000 + row * 900_000_000 for row in range(count)]
    level = [1.1 + 0.001 * ((row * 37) % 29) for row in range(count)]

    async def recorded(asked: BarsRequest) -> BarsReply:
        first, end = asked.from_time or 0, asked.to_time or times[-1] + 1
        rows = [row for row in range(count) if first <= times[row] < end][-asked.limit :]
        price = [level[row] for row in rows]
        return BarsReply(
            venue="demo", symbol=asked.symbol, timeframe=asked.timeframe,
            time=[times[row] for row in rows], open=price, high=[p + 0.001 for p in price],
            low=[p - 0.001 for p in price], close=price, volume=[1] * len(rows),
            spread=[8] * len(rows),
        )  # fmt: skip

    await pool.start()
    await pool.bus.serve("rpc.analytics.bars", BarsRequest, recorded)
    other = document | {"symbols": ["GBPUSD"]}
    started = await pool.run(symbol="GBPUSD", document=other, from_time=times[begin])
    assert (await pool.ended(started.job)).state == "done", pool.logs()
    header = (await pool.read(started.run)).report["header"]
    assert (header["bars"], header["history_bars"]) == (count - begin, begin)
    assert header["history_from"] == "2024-01-01T00:00:00Z"
    assert header["first_bar_time"] == header["from"]


async def test_a_deleted_run_is_gone_and_its_trials_stay_counted(pool: Any) -> None:
    await pool.start()
    started = await pool.run()
    await pool.ended(started.job)
    await pool.ask("runs.delete", backtest.RunRequest(run=started.run), backtest.RunDeleted)
    with pytest.raises(NotFound, match="no backtest"):
        await pool.read(started.run)
    assert len(await pool.query("SELECT 1 FROM ledger")) == 1


async def flags_of(pool: Any, **more: Any) -> dict[str, str]:
    """The flags of a run: messages by code."""
    started = await pool.run(**more)
    job = await pool.ended(started.job)
    assert job.state == "done", job
    report = (await pool.read(started.run)).report
    return {flag["code"]: flag["message"] for flag in report["honesty"]["flags"]}


async def test_a_run_that_could_not_look_into_its_bars_says_so(pool: Any) -> None:
    await pool.bus.serve("rpc.analytics.bars", BarsRequest, nothing_recorded)
    await pool.start()
    drilled = {"settings": {"intrabar": "drill_down"}}
    assert "no_detail" in await flags_of(pool, **drilled)
    pool.import_bars(3_000, Timeframe.M1)
    told = await flags_of(pool, **drilled)
    assert "for 6.6 % of the bars" in told["partial_detail"]
    plain = await flags_of(pool)
    assert not plain.keys() & {"no_detail", "partial_detail"}


async def test_what_is_wrong_with_a_document_on_its_symbol_stands_in_the_result(
    pool: Any, document: Any
) -> None:
    await pool.start()
    capped = document | {"filters": {"max_spread_points": 5}}
    told = await flags_of(pool, document=capped)
    assert "5 is below the usual spread of 8 points" in told["spread_cap"]
    narrow = await flags_of(
        pool, document=capped, settings={"spread": {"mode": "fixed", "points": 4}}
    )
    assert "spread_cap" not in narrow


async def test_a_stored_strategy_is_kept_as_it_was_when_it_was_run(
    pool: Any, document: Any
) -> None:
    async def strategies(asked: algo.StrategiesRequest) -> algo.StrategiesReply:
        found = algo.Strategy(
            strategy=asked.strategy or "", name="cross", version=1, hash="h", document=document
        )
        return algo.StrategiesReply(strategies=[found])

    await pool.bus.serve("rpc.algo.strategies.list", algo.StrategiesRequest, strategies)
    await pool.start()
    started = await pool.run(document=None, strategy="s-1", params={"fast": 7})
    await pool.ended(started.job)
    request = (await pool.read(started.run)).request
    assert (request["strategy"], request["document"]) == ("s-1", document)
    assert request["params"] == {"fast": 7}


async def test_a_run_goes_by_the_clock_of_the_terminal_unless_another_is_asked_for(
    pool: Any,
) -> None:
    async def offered(_asked: SymbolsRequest) -> SymbolsReply:
        return SymbolsReply(venue="broker", mode="demo", symbols=[], server_clock="GMT+2/us")

    await pool.start()

    async def clock_of(**settings: Any) -> tuple[str, str]:
        started = await pool.run(settings=settings)
        await pool.ended(started.job)
        read = await pool.read(started.run)
        return str(read.report["header"]["settings"]["server_clock"]), read.request["settings"][
            "server_clock"
        ]

    away = await clock_of()
    await pool.bus.serve("rpc.bridge.symbols", SymbolsRequest, offered)
    there, told = await clock_of(), await clock_of(server_clock="UTC")
    assert away == told
    assert (away[1], there[1]) == ("UTC", "GMT+2/us")
    assert there[0] != away[0]


async def test_a_brokers_contract_stays_its_own_on_bars_of_other_decimals(pool: Any) -> None:
    """Imported bars have five decimals, the broker quotes four and trades lots of 10,000."""
    await pool.start()
    alone = await pool.run()
    await pool.ended(alone.job)
    header = (await pool.read(alone.run)).report["header"]
    assert header["instrument"]["origin"] == "built_in"
    mini = replace(
        sheet_for("EURUSD").on_grid(4), contract_size=Decimal(10_000), stops_level_points=2,
        origin=ContractOrigin.STATED,
    )  # fmt: skip

    async def offered(_asked: SymbolsRequest) -> SymbolsReply:
        return SymbolsReply(venue="broker", mode="demo", symbols=[info_of(mini)])

    await pool.bus.serve("rpc.bridge.symbols", SymbolsRequest, offered)
    started = await pool.run()
    await pool.ended(started.job)
    report = (await pool.read(started.run)).report
    instrument = report["header"]["instrument"]
    assert (instrument["contract_size"], instrument["origin"]) == ("10000", "stated")
    assert (instrument["digits"], instrument["tick_size"]) == (5, "0.00001")
    assert instrument["stops_level_points"] == 20
    assert instrument["pip_size"] == "0.0001"
    flags = {flag["code"] for flag in report["honesty"]["flags"]}
    assert "built_in_contract" not in flags
