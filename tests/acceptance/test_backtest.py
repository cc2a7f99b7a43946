"""A trader tests a strategy on what the platform recorded itself, from the page's own requests."""

import asyncio
import csv
import io
import json
from typing import Any

from websockets.asyncio.client import connect

TERMS = {"balance": "10000", "spread": {"mode": "recorded"},
         "commission": {"mode": "per_lot", "amount": "3.5"}}  # fmt: skip
BAD: tuple[tuple[str, dict[str, Any], int, str], ...] = (
    ("backtests", {}, 422, "invalid:request"),
    ("backtests", {"symbol": "EURUSD", "timeframe": "M1"}, 422, "invalid:field"),
    ("backtests", {"strategy": "none", "symbol": "EURUSD", "timeframe": "M1"}, 404, ""),
    ("backtests", {"strategy": "x", "symbol": "EURUSD", "timeframe": "M9"}, 422, "invalid:request"),
    ("backtests", {"strategy": "x", "symbol": "EURUSD", "timeframe": "M1", "from": "today"}, 422,
     "invalid:request"),
    ("backtests", {"strategy": "x", "symbol": "EURUSD", "timeframe": "M1", "from": "2024-02-01",
                   "to": "2024-01-01"}, 422, "invalid:field"),
    ("sweeps", {"strategy": "x", "symbol": "EURUSD", "timeframe": "M1", "method": "random"}, 422,
     "invalid:field"),
)  # fmt: skip


async def document_of(platform: Any) -> tuple[str, dict[str, Any]]:
    """An example that trades on M1."""
    for row in (await platform.get("strategies"))["strategies"]:
        if row["document"].get("timeframe") == "M1":
            return row["strategy"], row["document"]
    raise AssertionError("no example on M1")


async def ended(platform: Any, job: str) -> Any:
    async def has_ended() -> Any:
        found = await platform.get(f"jobs/{job}")
        return found if found["state"] not in {"queued", "running"} else None

    return await platform.eventually(has_ended, within_s=240, what=f"{job} ends")


async def test_what_was_recorded_is_tested_and_explained(start_platform: Any) -> None:
    platform = await start_platform("--symbols", "EURUSD", "--seed", "4", "--workers", "1")
    strategy, document = await document_of(platform)
    await data_is_listed(platform)
    for path, body, status, code in BAD:
        reply = await platform.post(path, body)
        assert reply.status_code == status, (path, body, reply.text)
        assert code in reply.json()["code"]

    wanted = {"strategy": strategy, "symbol": "EURUSD", "timeframe": "M1", "settings": TERMS}
    reply = await platform.post("backtests", wanted, key="first")
    assert reply.status_code == 202, reply.text
    started = reply.json()
    assert reply.headers["location"] == f"/api/v1/jobs/{started['job']}"
    again = await platform.post("backtests", wanted, key="first")
    assert again.json() == started
    job = await ended(platform, started["job"])
    assert (job["state"], job["result"]) == ("done", started["backtest"]), (job, platform.logs())
    await result_is_whole(platform, started["backtest"])
    await sweep_is_told_on_the_socket(platform, document)


async def data_is_listed(platform: Any) -> None:
    async def has_minutes() -> Any:
        series = (await platform.get("market-data"))["series"]
        return any((s["symbol"], s["timeframe"]) == ("EURUSD", "M1") for s in series)

    await platform.eventually(has_minutes, within_s=60, what="minutes can be tested")


async def result_is_whole(platform: Any, run: str) -> None:
    result = (await platform.get(f"backtests/{run}"))["result"]
    total = result["statistics"]["total_trades"]
    assert total > 5
    trades = await platform.get(f"backtests/{run}/trades", limit=1_000)
    assert (len(trades["trades"]), trades["total"]) == (min(total, 1_000), total)
    deals = await platform.get(f"backtests/{run}/deals", limit=2)
    assert deals["next_cursor"]
    curve = await platform.get(f"backtests/{run}/equity", points=300)
    assert len(curve["time"]) == len(curve["equity"])
    why = await platform.get(f"backtests/{run}/trades/1/why")
    assert "true" in {c["truth"] for c in why["entry"]["conditions"]}
    candles = await platform.get(
        f"backtests/{run}/candles", around=trades["trades"][0]["time_open"]
    )
    assert len(candles["time"]) > 100
    rolled = await platform.post(f"backtests/{run}/monte-carlo", {"method": "block", "runs": 100})
    assert rolled.status_code == 200, rolled.text
    stressed = await platform.post(f"backtests/{run}/stress", {})
    assert len(stressed.json()["runs"]) == 3
    whole = (await platform.http.get(f"/api/v1/backtests/{run}/export")).json()
    assert len(whole["trades"]) == total
    assert whole["header"]["digest"] == result["header"]["digest"]
    table = (await platform.http.get(f"/api/v1/backtests/{run}/export?format=csv")).text
    assert len(list(csv.DictReader(io.StringIO(table)))) == total
    page = await platform.http.get(f"/api/v1/backtests/{run}/report")
    assert page.headers["content-disposition"].startswith("attachment")


async def sweep_is_told_on_the_socket(platform: Any, document: dict[str, Any]) -> None:
    varied = {**document, "params": {"period": {"default": 14, "min": 5, "max": 30, "step": 1}}}
    text = json.dumps(varied).replace('"period": 14', '"period": {"param": "period"}')
    body = {"document": json.loads(text), "symbol": "EURUSD", "timeframe": "M1",
            "settings": TERMS, "space": {"period": {"min": 5, "max": 24, "step": 1}}}  # fmt: skip
    ticket = (await platform.post("ws-ticket", {})).json()["ticket"]
    url = platform.url.replace("http", "ws") + "/ws/v1"
    async with connect(url, max_queue=None) as socket:
        await socket.send(json.dumps({"id": 1, "op": "auth", "args": {"ticket": ticket}}))
        reply = await platform.post("sweeps", body)
        assert reply.status_code == 202, reply.text
        started = reply.json()
        channel = f"job:{started['job']}"
        await socket.send(json.dumps({"id": 2, "op": "subscribe", "channel": channel}))
        states: list[str] = []
        async with asyncio.timeout(120):
            while "done" not in states:
                frame = json.loads(await socket.recv())
                if frame.get("channel") == "job" and frame.get("data"):
                    states.append(frame["data"]["state"])
    assert states[-1] == "done"
    sweep = await platform.get(f"sweeps/{started['sweep']}")
    assert (sweep["done"], sweep["trials"], sweep["axes"][0]["name"]) == (20, 20, "period")
    rows = await platform.get(f"sweeps/{started['sweep']}/results", sort="-total_trades", limit=5)
    counts = [row["statistics"]["total_trades"] for row in rows["results"]]
    assert counts == sorted(counts)
