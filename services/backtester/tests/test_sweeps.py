"""Sweeps over a pool of real processes: shared, cancelled, killed, and the same in the end."""
# pyright: reportUnknownMemberType=false
# nats-py leaves a few parameters untyped.

import asyncio
import random
import time
from collections.abc import Callable
from typing import Any

import nats
import pytest

from tickloom.contracts import backtest
from tickloom.domain.market import Timeframe
from tickloom.engine.trials import KEPT

SPACE = {"fast": {"min": 3, "max": 22, "step": 1}, "slow": {"min": 25, "max": 49, "step": 1}}
SETS = 20 * 25


def grid(space: dict[str, Any] = SPACE, **more: Any) -> backtest.Search:
    return backtest.Search(space=space, **more)


def done_above(count: int) -> Callable[[backtest.Job], bool]:
    return lambda job: job.done > count


def codes_of(report: Any) -> set[str]:
    return {flag["code"] for flag in report["honesty"]["flags"]}


async def digest_of(pool: Any, run: str) -> str:
    reply = await pool.read(run, "sweep")
    assert reply.report is not None
    return str(reply.report["digest"])


async def counted_once(pool: Any, run: str, sets: int) -> None:
    """Every number is there, once, and the count says so."""
    rows = await pool.query("SELECT number, key FROM trials WHERE run = $1", run)
    assert sorted(row["number"] for row in rows) == list(range(sets))
    assert len({row["key"] for row in rows}) == sets
    assert [
        row["done"] for row in await pool.query("SELECT done FROM runs WHERE run = $1", run)
    ] == [sets]


async def test_two_processes_share_a_sweep_and_its_best_is_first(pool: Any) -> None:
    await pool.start(2)
    started = await pool.run("sweep", search=grid())
    job = await pool.ended(started.job)
    assert (job.state, job.done, job.total) == ("done", SETS, SETS), pool.logs()
    await counted_once(pool, started.run, SETS)
    reply = await pool.read(started.run, "sweep")
    report = reply.report
    assert report["honesty"]["trials"] == SETS
    assert 0 <= report["honesty"]["pbo"] <= 1
    page = await pool.ask(
        "sweeps.trials", backtest.TrialsRequest(run=started.run, limit=10), backtest.TrialsReply
    )
    objectives = [trial.objective for trial in page.trials]
    assert objectives == sorted(objectives, reverse=True)
    assert page.trials[0].params == report["best"]["params"]
    assert page.total == SETS
    assert set(page.trials[0].statistics) == set(KEPT)
    assert page.trials[0].statistics["equity_drawdown_maximal_pct"] > 0
    lowest = await pool.ask(
        "sweeps.trials",
        backtest.TrialsRequest(run=started.run, sort="total_trades", ascending=True, limit=3),
        backtest.TrialsReply,
    )  # fmt: skip
    trades = [trial.statistics["total_trades"] for trial in lowest.trials]
    assert trades == sorted(trades)
    alone = await pool.run(params=page.trials[0].params)
    await pool.ended(alone.job)
    single = await pool.read(alone.run)
    assert single.report["header"]["digest"] == page.trials[0].digest
    assert single.report["honesty"]["trials"] >= SETS, "the family remembers what was tried"


async def test_killed_workers_lose_nothing_and_double_nothing(pool: Any) -> None:
    """The end of a disturbed sweep is that of an undisturbed one, to the hash."""
    await pool.start(2)
    calm = await pool.run("sweep", search=grid())
    assert (await pool.ended(calm.job)).state == "done"
    random_ = random.Random(7)
    started = await pool.run("sweep", search=grid())
    kills = 0
    while (await pool.job(started.job)).state in {"queued", "running"} and kills < 4:
        await asyncio.sleep(random_.uniform(0.2, 1.2))
        victim = random_.randrange(2)
        pool.kill(victim)
        kills += 1
        await pool.replace(victim)
    job = await pool.ended(started.job)
    assert (job.state, job.done) == ("done", SETS), pool.logs()
    await counted_once(pool, started.run, SETS)
    assert await digest_of(pool, started.run) == await digest_of(pool, calm.run)
    assert kills


async def test_a_sweep_goes_on_after_all_workers_died(pool: Any) -> None:
    await pool.start(2)
    started = await pool.run("sweep", search=grid())
    await pool.until(started.job, done_above(20))
    for number in range(2):
        pool.kill(number)
        await pool.workers[number].wait()
    await pool.start(1)
    job = await pool.ended(started.job)
    assert (job.state, job.done) == ("done", SETS), pool.logs()
    await counted_once(pool, started.run, SETS)


async def test_a_sweep_goes_on_after_the_bus_was_killed(pool: Any, nats_server: Any) -> None:
    await pool.start(1)
    started = await pool.run("sweep", search=grid())
    await pool.until(started.job, done_above(10))
    await nats_server.kill()
    await asyncio.sleep(0.5)
    await nats_server.restart()
    job = await pool.ended(started.job)
    assert (job.state, job.done) == ("done", SETS), pool.logs()
    await counted_once(pool, started.run, SETS)


async def test_a_cancelled_sweep_stops_within_a_second_and_keeps_what_is_done(pool: Any) -> None:
    await pool.start(1)
    wide = {"fast": {"min": 3, "max": 60, "step": 1}, "slow": {"min": 61, "max": 200, "step": 1}}
    started = await pool.run("sweep", search=grid(wide))
    await pool.until(started.job, done_above(10))
    began = time.monotonic()
    job = await pool.ask(
        "jobs.cancel", backtest.CancelJob(job=started.job), backtest.Job, within_s=2
    )
    assert time.monotonic() - began < 1
    assert job.state == "cancelled"
    await asyncio.sleep(1 - min(1, time.monotonic() - began))
    one = await pool.job(started.job)
    await asyncio.sleep(0.7)
    two = await pool.job(started.job)
    assert one.done == two.done < two.total
    short = await pool.run()
    assert (await pool.ended(short.job, within_s=30)).state == "done", "the pool is free again"


async def test_a_chunk_that_cannot_be_worked_goes_to_the_dead_letters(pool: Any) -> None:
    await pool.start(1)
    started = await pool.run("sweep", search=grid())
    await pool.ended(started.job)
    await pool.query(
        "UPDATE runs SET state = 'running', plan = jsonb_set(plan, '{source,files}', '[\"gone\"]')"
    )
    await pool.query("DELETE FROM trials WHERE number > 400")
    poison = backtest.JobChunk(job=started.job, first=400, stop=500)
    await pool.start(1)  # one that does not remember the plan
    pool.kill(0)
    await pool.bus.publish_durable("bt.job.chunk", poison, message_id="poison")
    job = await pool.ended(started.job, within_s=60)
    assert job.state == "failed"
    assert "given up after 3 tries" in job.detail
    assert "neither on this machine nor in the object store" in job.detail


async def test_a_chunk_whose_workers_were_killed_again_and_again_is_tried_in_halves(
    pool: Any, bus_url: str
) -> None:
    await pool.start(1)
    started = await pool.run("sweep", search=grid())
    await pool.ended(started.job)
    pool.kill(0)
    await pool.query("DELETE FROM trials WHERE number >= 400")
    await pool.query("UPDATE runs SET state = 'running', done = 400")
    chunk = backtest.JobChunk(job=started.job, first=400, stop=SETS)
    await pool.bus.publish_durable("bt.job.chunk", chunk, message_id="unlucky")
    client = await nats.connect(bus_url)
    queue = await client.jetstream().pull_subscribe_bind("backtester-chunks", "JOBS")
    for _ in range(3):  # three workers took it, and nobody heard of them again
        (message,) = await queue.fetch(1, timeout=10)
        await message.nak()
    await client.close()
    await pool.start(1)
    job = await pool.ended(started.job)
    assert (job.state, job.done) == ("done", SETS), pool.logs()
    await counted_once(pool, started.run, SETS)
    assert "chunk_halved" in pool.logs()


@pytest.mark.parametrize("method", ["random", "optuna"])
async def test_a_seeded_search_tries_different_sets_and_repeats_itself(
    pool: Any, method: Any
) -> None:
    await pool.start(1)
    search = grid(method=method, trials=70, seed=5)
    first, again = [await pool.run("sweep", search=search) for _ in range(2)]
    for started in (first, again):
        job = await pool.ended(started.job)
        assert (job.state, job.done) == ("done", 70), (job, pool.logs())
        await counted_once(pool, started.run, 70)
    assert await digest_of(pool, first.run) == await digest_of(pool, again.run)


async def test_a_walk_forward_shows_its_winners_where_they_were_not_chosen(pool: Any) -> None:
    await pool.start(1)
    small = {"fast": [4, 8], "slow": [20, 40]}
    for scheme in ("rolling", "anchored"):
        windows = backtest.Windows(scheme=scheme, in_sample="1000bars", out_of_sample="500bars")
        started = await pool.run("walk_forward", search=grid(small), windows=windows)
        job = await pool.ended(started.job)
        assert (job.state, job.total) == ("done", 16), (job, pool.logs())
        report = (await pool.read(started.run, "walk_forward")).report
        assert len(report["windows"]) == 4
        assert report["windows"][0]["out_from"] > report["windows"][0]["in_to"]
        traded = sum(float(window["out_profit"]) for window in report["windows"])
        assert float(report["statistics"]["net_profit"]) == pytest.approx(traded, abs=0.01)
        assert len(report["equity"]["time"]) == len(report["equity"]["equity"]) > 100
        statistics = report["statistics"]
        assert statistics["equity_drawdown_relative_pct"] >= (
            statistics["equity_drawdown_maximal_pct"]
        ) > 0  # fmt: skip
        honesty = report["honesty"]
        assert honesty["trials"] >= 16
        assert 0 <= honesty["deflated_sharpe"] <= honesty["probabilistic_sharpe"] <= 1
        assert "many_trials" in codes_of(report)
        assert "few_trades" not in codes_of(report)


async def test_a_walk_forward_of_few_trades_knows_no_ratio_and_says_so(pool: Any) -> None:
    await pool.start(1)
    windows = backtest.Windows(in_sample="1200bars", out_of_sample="300bars")
    started = await pool.run(
        "walk_forward", search=grid({"fast": [50, 60], "slow": [180, 200]}), windows=windows
    )
    await pool.ended(started.job)
    report = (await pool.read(started.run, "walk_forward")).report
    assert 0 < report["statistics"]["total_trades"] < 30
    honesty = report["honesty"]
    ratios = (report["statistics"]["sharpe_ratio"], honesty["probabilistic_sharpe"],
              honesty["deflated_sharpe"])  # fmt: skip
    assert ratios == (None, None, None)
    assert "few_trades" in codes_of(report)


async def test_windows_without_enough_trades_choose_nothing_by_a_ratio(pool: Any) -> None:
    await pool.start(1)
    windows = backtest.Windows(in_sample="100bars", out_of_sample="500bars")
    search = grid({"fast": [4, 8], "slow": [20, 40]}, objective="profit_factor")
    started = await pool.run("walk_forward", search=search, windows=windows)
    assert (await pool.ended(started.job)).state == "done", pool.logs()
    report = (await pool.read(started.run, "walk_forward")).report
    assert len(report["windows"]) == 6
    for window in report["windows"]:
        assert (window["params"], window["in_score"], window["out_profit"]) == (None, None, None)
        assert window["out_trades"] == 0
    statistics = report["statistics"]
    assert (statistics["windows_chosen"], statistics["windows_won"]) == (0, 0)
    assert statistics["total_trades"] == 0
    assert set(report["equity"]["equity"]) == {10_000.0}
    assert report["efficiency"] is None
    (flag,) = [each for each in report["honesty"]["flags"] if each["code"] == "no_choice"]
    assert flag["code"] == "no_choice"
    assert "in 6 of 6 windows" in flag["message"]


async def test_both_parts_of_a_window_are_warm_from_the_bars_before_them(pool: Any) -> None:
    await pool.start(1)
    bars = pool.imports.read_bars("files", "EURUSD", Timeframe.M15)
    windows = backtest.Windows(in_sample="200bars", out_of_sample="200bars")
    started = await pool.run(
        "walk_forward", search=grid({"fast": [4], "slow": [20]}), windows=windows,
        from_time=int(bars.time_ns[800]) // 1_000,
    )  # fmt: skip
    assert (await pool.ended(started.job)).state == "done", pool.logs()
    report = (await pool.read(started.run, "walk_forward")).report
    assert len(report["windows"]) == 10
    assert report["statistics"]["windows_chosen"] == 10  # the indicators need more than 250 bars
    assert all(window["out_trades"] > 0 for window in report["windows"])
    assert codes_of(report).isdisjoint({"no_choice", "warm_up"})


async def test_a_sweep_in_which_nothing_can_be_best_says_so(pool: Any) -> None:
    await pool.start(1)
    bars = pool.imports.read_bars("files", "EURUSD", Timeframe.M15)
    begin, end = (int(bars.time_ns[row]) // 1_000 for row in (1_000, 1_100))
    search = grid({"fast": [4, 8], "slow": [20, 40]}, objective="expected_payoff")
    started = await pool.run("sweep", search=search, from_time=begin, to_time=end)
    assert (await pool.ended(started.job)).state == "done", pool.logs()
    report = (await pool.read(started.run, "sweep")).report
    assert report["best"] is None
    assert report["plateau"] is None
    assert [flag["code"] for flag in report["honesty"]["flags"]] == ["no_choice"]
    assert report["honesty"]["trials"] == 4


async def test_a_purged_cross_validation_looks_at_every_choice_of_parts(pool: Any) -> None:
    await pool.start(1)
    windows = backtest.Windows(scheme="purged", groups=5, held_out=2, embargo_bars=20)
    started = await pool.run(
        "walk_forward", search=grid({"fast": [4, 8], "slow": [20, 40]}), windows=windows
    )
    job = await pool.ended(started.job)
    assert (job.state, job.total) == ("done", 4), (job, pool.logs())
    report = (await pool.read(started.run, "walk_forward")).report
    assert len(report["windows"]) == report["statistics"]["windows_chosen"] == 10
    assert report["windows"][0]["held_out"] == [1, 2]
    honesty = report["honesty"]
    below = sum(window["rank"] < 0.5 for window in report["windows"])
    assert honesty["pbo"] == below / 10
    assert honesty["trials"] >= 4
    assert 0 <= honesty["deflated_sharpe"] <= honesty["probabilistic_sharpe"] <= 1
    assert ("overfitting" in codes_of(report)) == (honesty["pbo"] > 0.5)
    assert "many_trials" in codes_of(report)


async def test_the_socket_hears_how_a_job_goes_on(pool: Any) -> None:
    heard: list[backtest.JobProgress] = []

    async def hear(progress: backtest.JobProgress) -> None:
        heard.append(progress)

    await pool.bus.subscribe("bt.progress.*", backtest.JobProgress, hear)
    await pool.start(1)
    started = await pool.run("sweep", search=grid())
    await pool.ended(started.job)
    await asyncio.sleep(0.2)
    assert [heard[0].state, heard[-1].state] == ["queued", "done"]
    assert heard[-1].done == SETS
    assert [p.seq for p in heard] == sorted(p.seq for p in heard)
    assert any(p.left_s is not None and p.rate_per_s for p in heard if p.state == "running")
