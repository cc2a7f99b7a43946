"""The command of a run, carried out on the command line, comes to the run's own digest."""

import asyncio
import json
import os
import shlex
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from tickloom.contracts import backtest
from tickloom.domain.market import Timeframe
from tickloom.engine.result_document import plain
from tickloom.engine.run_settings import RunSettings

EVERYTHING: dict[str, Any] = {
    "balance": "5000", "leverage": 30, "account": "netting", "server_clock": "GMT+2/us",
    "spread": {"mode": "fixed", "points": 7, "multiplier": "1.5"},
    "commission": {"mode": "per_lot", "amount": "3.5", "minimum": "1.25"},
    "swap": {"mode": "interest_current", "long": "-4.5", "short": "1.1", "triple_day": 5},
    "slippage": {"points": 1, "maximum_points": 9}, "road": "reference", "seed": 11,
    "warm_up_bars": 333, "entry_delay_bars": 1, "intrabar": "one_minute_ohlc",
    "conversion_rate": "0.91", "currency": "CHF", "ignore_news": True, "stop_out_pct": "20",
}  # fmt: skip
RUNS: list[dict[str, Any]] = [
    {},
    {"params": {"fast": 7, "slow": 33}, "settings": EVERYTHING,
     "sizing": {"mode": "risk_pct", "pct": 0.8, "of": "equity"},
     "from_time": 1_704_412_800_000_000, "to_time": 1_706_227_200_000_000},
    {"settings": {"commission": {"mode": "per_deal", "amount": "0", "minimum": "2"}},
     "sizing": {"mode": "risk_money", "amount": 40}},
    {"settings": {"spread": {"multiplier": "2.5"}, "intrabar": "drill_down"},
     "document": "near"},
    {"settings": {"currency": "JPY", "balance": "1000000"}},
]  # fmt: skip


async def tickloom(command: str, document: Any, pool: Any, folder: Path) -> Any:
    """What the command line answers, with the document as SPEC.json."""
    (folder / "SPEC.json").write_text(json.dumps(document))
    name, *words = shlex.split(command)
    assert name == "tickloom"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tickloom_cli", *words, "--json", cwd=folder,
        env={**os.environ, "TICKLOOM_DATA": str(pool.imports_folder)},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, errors = await process.communicate()
    assert process.returncode == 0, (command, out.decode(), errors.decode())
    return json.loads(out)


def leaves(settings: Any, prefix: str = "") -> dict[str, Any]:
    """Every setting of a header by its path."""
    found: dict[str, Any] = {}
    for name, part in settings.items():
        found |= leaves(part, f"{name}.") if isinstance(part, dict) else {prefix + name: part}
    return found


async def test_the_command_of_every_run_comes_to_its_digest(
    pool: Any, document: Any, tmp_path: Path
) -> None:
    pool.import_bars(3_000 * 15, Timeframe.M1)
    pool.import_bars(3_000, symbol="USDJPY", digits=3)
    await pool.start()
    document = {**document, "filters": {"windows": [{"from": "07:00", "to": "21:00"}]}}
    near = {**document, "stop_loss": {"unit": "points", "value": 40},
            "take_profit": [{"unit": "points", "value": 40}]}  # fmt: skip
    digests: set[str] = set()
    for number, run in enumerate(RUNS):
        asked = {**run, "document": near if run.get("document") == "near" else document}
        started = await pool.run(**asked)
        job = await pool.ended(started.job)
        assert job.state == "done", job
        reply = await pool.read(started.run)
        header = reply.report["header"]
        made = await tickloom(header["command"], reply.request["document"], pool, tmp_path)
        assert made["header"]["digest"] == header["digest"], (number, header["command"])
        assert made["statistics"]["total_trades"] == reply.report["statistics"]["total_trades"] > 5
        digests.add(header["digest"])
        given, repeated = (leaves(one["header"]["settings"]) for one in (reply.report, made))
        differ = {name for name, value in given.items() if repeated[name] != value}
        assert differ <= {"spread.points", "spread.multiplier"}, "points are told as they are paid"
        if run.get("settings") is EVERYTHING:
            usual = leaves(plain(asdict(RunSettings())) | {"server_clock": "UTC"})
            same = {name for name, value in given.items() if value == usual[name]}
            assert same == {"account.digits", "spread.by_minute"}
    assert len(digests) == len(RUNS), "no two of them are the same run"


@pytest.mark.parametrize("method", ["grid", "random"])
async def test_the_command_of_a_sweep_tries_its_sets(
    pool: Any, tmp_path: Path, method: Any
) -> None:
    await pool.start()
    search = backtest.Search(
        space={"fast": {"min": 3, "max": 9, "step": 2}}, method=method, trials=3, seed=4,
        objective="expected_payoff",
    )  # fmt: skip
    started = await pool.run("sweep", search=search, params={"slow": 33})
    await pool.ended(started.job)
    reply = await pool.read(started.run, "sweep")
    page = await pool.ask(
        "sweeps.trials", backtest.TrialsRequest(run=started.run), backtest.TrialsReply
    )
    made = await tickloom(reply.report["command"], reply.request["document"], pool, tmp_path)
    tried = [(one["params"], one["digest"]) for one in made["results"]]
    assert tried == [(one.params, one.digest) for one in page.trials]
    assert len(tried) == (4 if method == "grid" else 3)
