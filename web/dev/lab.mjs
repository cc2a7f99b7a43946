/**
 * FOR DEVELOPMENT OF THE PAGE ONLY: runs with made-up trades that speak the lab's contract.
 * It is no backtester, and no test of the platform uses it.
 */

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5);
const BARS = 6_000;
const iso = (ms) => new Date(ms).toISOString().replace(".000Z", "Z");

function random(seed) {
  let state = seed >>> 0 || 1;
  return () => ((state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32);
}

function makeBars(seed) {
  const next = random(seed);
  const bars = [];
  let price = 1.08;
  for (let i = 0, ms = START; i < BARS; ms += HOUR) {
    const day = new Date(ms).getUTCDay();
    if (day === 6 || day === 0) continue;
    const open = price;
    const path = Array.from({ length: 8 }, () => (price += (next() - 0.5) * 0.0009));
    bars.push({ ms, open, high: Math.max(open, ...path), low: Math.min(open, ...path), close: price });
    i += 1;
  }
  return bars;
}

const DOCUMENT = {
  spec_version: 1, name: "EMA cross, RSI filter",
  params: { fast: { default: 20, min: 5, max: 50, step: 5 }, slow: { default: 50, min: 40, max: 120, step: 10 }, atr: { default: 1.5, min: 1, max: 3, step: 0.5 } },
  entry: { long: { all: [{ left: { ind: "ema", period: { param: "fast" } }, op: "crosses_above", right: { ind: "ema", period: { param: "slow" } } }] } },
};
const READ_BACK = "On EURUSD H1: buy when EMA(20) crosses above EMA(50) and RSI(14) is below 70. The stop lies 1.5 average ranges away, the target 3. Each trade risks 1 % of the balance.";

function makeTrades(bars, seed, count) {
  const next = random(seed + 1);
  const trades = [];
  for (let i = 60; i < bars.length - 40 && trades.length < count; i += 12 + Math.floor((next() * bars.length) / count)) {
    const isBuy = next() > 0.48;
    const sign = isBuy ? 1 : -1;
    const held = 1 + Math.floor(next() * 30);
    const [open, close] = [bars[i].open, bars[i + held].close];
    const points = Math.round((close - open) * sign * 1e5);
    const span = bars.slice(i, i + held + 1);
    const best = Math.max(...span.map((bar) => (isBuy ? bar.high - open : open - bar.low)));
    const worst = Math.min(...span.map((bar) => (isBuy ? bar.low - open : open - bar.high)));
    const profit = (points * 0.21 + 2.2).toFixed(2);
    const money = (value) => (value * 1e5 * 0.21).toFixed(2);
    trades.push({
      id: trades.length + 1, side: isBuy ? "buy" : "sell", volume: "0.21", symbol: "EURUSD", time_open: iso(bars[i].ms), price_open: open.toFixed(5),
      time_close: iso(bars[i + held].ms + HOUR / 2), price_close: close.toFixed(5), stop_loss: (open - sign * 0.0022).toFixed(5), take_profit: (open + sign * 0.0044).toFixed(5),
      profit, commission: "-1.47", swap: held > 24 ? "-0.63" : "0.00", net: (Number(profit) - 1.47 - (held > 24 ? 0.63 : 0)).toFixed(2), points, planned_r: 220, achieved_r: 220,
      result_r: (points / 220).toFixed(2), mfe: Math.round(best * 1e5), mae: Math.round(worst * 1e5), mfe_money: money(best), mae_money: money(worst), bars_held: held,
      entry_reason: "signal", exit_reason: ["stop_loss", "take_profit", "opposite_signal", "trailing_stop"][Math.floor(next() * 4)], decision_time: iso(bars[i - 1].ms),
    });
  }
  return trades;
}

function makeRun(id, seed, count) {
  const bars = makeBars(seed);
  const trades = makeTrades(bars, seed, count);
  const equity = { time: [], balance: [], equity: [], drawdown_pct: [] };
  let [balance, peak, k] = [10_000, 10_000, 0];
  bars.forEach((bar, i) => {
    while (k < trades.length && Date.parse(trades[k].time_close) <= bar.ms + HOUR) balance += Number(trades[k++].net);
    if (i % 3) return;
    const open = trades[k] && Date.parse(trades[k].time_open) <= bar.ms ? (bar.close - Number(trades[k].price_open)) * (trades[k].side === "buy" ? 21_000 : -21_000) : 0;
    peak = Math.max(peak, balance + open);
    equity.time.push(iso(bar.ms)); equity.balance.push(balance); equity.equity.push(balance + open); equity.drawdown_pct.push(((balance + open) / peak - 1) * 100);
  });
  const nets = trades.map(({ net }) => Number(net));
  const sum = (list) => list.reduce((a, b) => a + b, 0);
  const [won, lost] = [nets.filter((net) => net > 0), nets.filter((net) => net <= 0)];
  const deepest = -Math.min(...equity.drawdown_pct);
  const statistics = {
    initial_deposit: "10000.00", net_profit: sum(nets).toFixed(2), gross_profit: sum(won).toFixed(2), gross_loss: sum(lost).toFixed(2), profit_factor: sum(won) / -sum(lost), expected_payoff: sum(nets) / nets.length,
    recovery_factor: 2.1, sharpe_ratio: 0.84, sortino_ratio: 1.2, calmar_ratio: null, equity_drawdown_maximal: (deepest * 100).toFixed(2), equity_drawdown_maximal_pct: deepest, balance_drawdown_maximal_pct: deepest * 0.9,
    total_trades: trades.length, total_deals: trades.length * 2, profit_trades: won.length, profit_trades_pct: (won.length / nets.length) * 100, loss_trades: lost.length, long_trades: trades.filter(({ side }) => side === "buy").length,
    short_trades: trades.filter(({ side }) => side === "sell").length, largest_profit_trade: Math.max(...nets).toFixed(2), largest_loss_trade: Math.min(...nets).toFixed(2), holding_time_average_s: 54_000, cagr_pct: 8.2, exposure_pct: 61.2, sqn: 1.4,
    maximum_consecutive_wins: 7, maximum_consecutive_losses: 6, ahpr: 1.0004, ghpr: 1.0003, z_score: -0.4, value_at_risk_95_pct: 1.2,
  };
  const monthly = Array.from({ length: 12 }, (_, i) => {
    const own = trades.filter(({ time_close }) => new Date(time_close).getUTCMonth() === i);
    return { year: 2026, month: i + 1, return_pct: own.length ? sum(own.map(({ net }) => Number(net))) / 100 : null, profit: sum(own.map(({ net }) => Number(net))).toFixed(2), trades: own.length };
  }).filter(({ trades: n }) => n > 0);
  const hash = (name) => `sha256:${Buffer.from(name + id + "0".repeat(40)).toString("hex").slice(0, 64)}`;
  return {
    id, bars, trades, equity,
    result: {
      format: "tickloom-result/1",
      header: {
        symbol: "EURUSD", timeframe: "H1", from: iso(START), to: iso(bars.at(-1).ms + HOUR), bars: bars.length, data_hash: hash("data"), document_hash: hash("doc"), bound_hash: hash("bound"), run_key: hash("run"), engine_version: "0.1.0",
        road: "event", road_reason: "", seed: 0, digest: hash("digest"), document: DOCUMENT, read_back: READ_BACK, warm_up_bars: 250, end: "end_of_data",
        settings: { account: { balance: "10000", currency: "USD", leverage: 100, margin_mode: "hedging" }, spread: { mode: "recorded", points: 0 }, commission: { mode: "per_lot", amount: "3.5" }, swap: { mode: "none" }, slippage: { points: 1 }, intrabar: "stop_first" },
        command: `tickloom backtest ema_cross.json --symbol EURUSD --timeframe H1 --from 2026-01-05 --to ${iso(bars.at(-1).ms).slice(0, 10)} --balance 10000 --currency USD --commission per_lot:3.5 --slippage 1`,
        data_quality: { bars: bars.length, gaps: 3, duplicates: 0, spikes: 0, zero_spreads: 12, negative_spreads: 0, weekend_bars: 0, missing_minutes: 41 },
      },
      statistics, intervals: { win_rate: [0.44, 0.56], mean_trade: [-1.2, 4.4], sharpe_ratio: [-0.21, 1.83], method: "bootstrap of trades", confidence: 0.95 },
      honesty: {
        trials: 41, probabilistic_sharpe: 0.87, deflated_sharpe: 0.31, pbo: 0.42,
        flags: [
          { code: "interval_spans_zero", severity: "warning", message: "The mean trade could be 0 or less: its 95 % interval spans 0." },
          { code: "many_trials", severity: "danger", message: "41 variants were tried on this data: the best of them looks good by luck alone." },
          { code: "data_gaps", severity: "info", message: "3 gaps in the data while the market was open." },
        ],
      },
      monthly, refused: { stop_too_near: 3, max_positions: 18 },
    },
  };
}

export class Lab {
  constructor(say) {
    this.say = say;
    this.runs = new Map([["b-1", makeRun("b-1", 5, 180)], ["b-2", makeRun("b-2", 9, 320)], ["b-3", makeRun("b-3", 11, 14)]]);
    this.jobs = new Map();
    this.sweepJob = { job: "j-sweep", kind: "sweep", state: "running", result: "s-2", label: "EMA cross EURUSD H1", done: 40, total: 8_000, rate_per_s: 120, left_s: 66, unit: "sets", detail: "", created_at: Date.now() * 1000, at: Date.now() * 1000 };
    this.jobs.set("j-sweep", this.sweepJob);
    let seq = 0;
    setInterval(() => {
      const job = this.sweepJob;
      if (job.state !== "running") return;
      Object.assign(job, { done: (job.done + 60) % job.total, left_s: Math.round((job.total - job.done) / 120), at: Date.now() * 1000 });
      say("job:j-sweep", { channel: "job", key: "j-sweep", kind: "update", seq: ++seq, prev_seq: seq - 1, data: { ...job, seq, ep: "e", mode: "demo" } });
    }, 500);
  }

  row = ({ id, result }) => ({ id, kind: "backtest", job: null, name: result.header.document.name, symbol: "EURUSD", timeframe: "H1", state: "done", created_at: (Date.now() - 6e6) * 1000, currency: "USD", net_profit: result.statistics.net_profit, total_trades: result.statistics.total_trades });

  variants() {
    const next = random(3);
    const found = [];
    for (let fast = 5; fast <= 50; fast += 5) for (let slow = 40; slow <= 120; slow += 10) for (let atr = 1; atr <= 3; atr += 0.5) {
      const score = 900 - 1.4 * (fast - 25) ** 2 - 0.25 * (slow - 90) ** 2 - 180 * (atr - 2) ** 2 + (next() - 0.5) * 600;
      const trades = Math.round(2_600 / fast + next() * 30 - slow / 4);
      found.push({ number: found.length, params: { fast, slow, atr }, objective: score, error: "", backtest: null, statistics: { total_trades: Math.max(4, trades), net_profit: score.toFixed(2), profit_factor: 1 + score / 4_000, sharpe_ratio: score / 900, equity_drawdown_maximal_pct: 8 - score / 300 } });
    }
    return found.sort((a, b) => b.objective - a.objective);
  }

  sweep = (id) => ({
    id, job: id === "s-2" ? "j-sweep" : null, state: id === "s-2" ? "running" : "done", name: DOCUMENT.name, symbol: "EURUSD", timeframe: "H1", currency: "USD", objective: "net_profit", method: "grid", trials: 450, done: 450, from: iso(START), to: iso(START + 200 * 24 * HOUR),
    kind: "sweep", detail: "", created_at: (Date.now() - 9e6) * 1000, command: "tickloom sweep ema_cross.json --symbol EURUSD --timeframe H1 --param fast=5..50:5", request: { document: DOCUMENT, settings: {}, from_time: START * 1000, to_time: (START + 200 * 24 * HOUR) * 1000 },
    honesty: { trials: 450, probabilistic_sharpe: 0.94, deflated_sharpe: 0.12, pbo: 0.58, flags: [{ code: "pbo", severity: "danger", message: "58 % chance that the best set is below the middle out of sample." }] },
  });

  walk = (id) => {
    const windows = Array.from({ length: 8 }, (_, i) => {
      const from = START + i * 20 * 24 * HOUR;
      const at = (days) => iso(from + days * 24 * HOUR);
      return { number: i + 1, in_from: at(0), in_to: at(60), out_from: at(60), out_to: at(80), params: { fast: 20 + 5 * (i % 3), slow: 80 + 10 * (i % 2) }, in_score: 900 - i * 20, out_score: 300 - i * 70, held_out: [], rank: null, in_profit: (900 - i * 20).toFixed(2), out_profit: (300 - i * 70).toFixed(2), out_trades: 22 + i };
    });
    const run = this.runs.get("b-1");
    return { id, job: null, state: "done", name: DOCUMENT.name, symbol: "EURUSD", timeframe: "H1", currency: "USD", scheme: "rolling", objective: "net_profit", windows, equity: { time: run.equity.time, equity: run.equity.equity }, statistics: run.result.statistics, efficiency: 0.41, trials: 3_600, honesty: { trials: 3_600, probabilistic_sharpe: 0.91, deflated_sharpe: 0.22, pbo: null, flags: [{ code: "many_trials", severity: "info", message: "the best of 3600 variants: read the deflated Sharpe ratio" }] }, command: "tickloom walk-forward …", kind: "walk_forward", detail: "", created_at: (Date.now() - 2e7) * 1000 };
  };

  /** A cross-validation: 15 choices of 2 parts out of 6. */
  purged = (id) => {
    const choices = [1, 2, 3, 4, 5, 6].flatMap((a) => [1, 2, 3, 4, 5, 6].filter((b) => b > a).map((b) => [a, b]));
    const windows = choices.map((held_out, i) => ({ ...this.walk(id).windows[0], number: i + 1, in_from: null, in_to: null, out_from: null, out_to: null, held_out, rank: (i % 7) / 6, out_profit: (40 * (i % 7) - 90).toFixed(2) }));
    const flags = [{ code: "overfitting", severity: "warning", message: "in 60.0 % of the splits the set that was best is below the middle where it was not chosen" }];
    return { ...this.walk(id), id, scheme: "purged", windows, equity: null, efficiency: null, statistics: { net_profit: "31.20", total_trades: 61, windows: 15, windows_won: 9 }, honesty: { trials: 450, probabilistic_sharpe: 0.83, deflated_sharpe: 0.09, pbo: 0.6, flags } };
  };

  candles(run, { around, before, after }) {
    const ms = run.bars.map((bar) => bar.ms);
    const find = (time) => ms.findLastIndex((one) => one <= Date.parse(time));
    const end = around ? find(around) + 250 : before ? find(before) : after ? find(after) + 501 : 500;
    const slice = run.bars.slice(Math.max(0, end - 500), Math.max(0, end));
    return { time: slice.map((bar) => bar.ms * 1000), ...Object.fromEntries(["open", "high", "low", "close"].map((name) => [name, slice.map((bar) => Number(bar[name].toFixed(5)))])) };
  }

  why(trade) {
    const condition = (path, text, left, right, truth = "true") => ({ path, text, truth, left, right });
    return {
      entry: { reason: "signal", text: "", price: trade.price_open, time: Date.parse(trade.decision_time) * 1000, conditions: [condition("/entry/long/all/0", "EMA(20) crosses above EMA(50)", 1.08123, 1.08119), condition("/entry/long/all/1", "RSI(14) is below 70", 58.21, 70)] },
      exit: { reason: trade.exit_reason, text: "", price: trade.price_close, time: Date.parse(trade.time_close) * 1000, conditions: trade.exit_reason === "opposite_signal" ? [condition("/entry/short/all/0", "EMA(20) crosses below EMA(50)", 1.0801, 1.0803)] : [] },
    };
  }

  fan() {
    const [levels, steps] = [[0.05, 0.25, 0.5, 0.75, 0.95], Array.from({ length: 181 }, (_, i) => i)];
    const z = [-1.645, -0.674, 0, 0.674, 1.645];
    return { method: "bootstrap", runs: 1_000, seed: 1, fan: { levels, steps, lines: z.map((q) => steps.map((n) => 10_000 + 3.1 * n + q * 48 * Math.sqrt(n))) }, drawdown_pct: { levels: [0.5, 0.75, 0.9, 0.95, 0.99], values: [7.1, 9.8, 13.2, 15.9, 21.4] }, final_equity: { levels: [0.5, 0.75, 0.9, 0.95, 0.99], values: [10_560, 11_020, 11_400, 11_700, 12_100] }, loss_chance: 0.21, ruin_chance: 0.0002 };
  }

  /** The answer to a request, or null for a path that is not the lab's. */
  answer(method, path, query) {
    const [, kind, id, sub, number] = path.split("/");
    if (kind === "market-data") return { series: [["EURUSD", "H1"], ["EURUSD", "M15"], ["XAUUSD", "M1"]].map(([symbol, timeframe], i) => ({ symbol, timeframe, from: iso(START), to: iso(START + 300 * 24 * HOUR), bars: 6_000 * (i + 1), source: "recorded", digits: 5, quality: { gaps: i } })) };
    if (path === "/strategies/validate") return { valid: true, runnable: true, findings: [], read_back: READ_BACK };
    if (kind === "jobs") {
      if (method === "DELETE") Object.assign(this.jobs.get(id), { state: "cancelled", at: Date.now() * 1000 });
      return { jobs: [...this.jobs.values()] };
    }
    if (kind === "sweeps" && method === "GET") return !id ? { sweeps: [this.sweep("s-1")] } : sub === "results" ? { results: this.variants(), next_cursor: null } : this.sweep(id);
    if (kind === "walk-forwards" && method === "GET") return id === "w-2" ? this.purged(id) : id ? this.walk(id) : { walk_forwards: [this.walk("w-1"), this.purged("w-2")] };
    if (kind === "sweeps") return { job: "j-sweep", sweep: "s-2" };
    if (kind === "walk-forwards") return { job: null, walk_forward: "w-1" };
    if (kind !== "backtests") return null;
    if (!id) return method === "POST" ? { job: null, backtest: "b-1" } : { backtests: [...this.runs.values()].map(this.row) };
    const run = this.runs.get(id);
    if (!run) return null;
    if (!sub) return { ...this.row(run), detail: "", request: { document: DOCUMENT, params: { fast: 25 }, settings: { server_clock: "GMT+2/us", commission: { mode: "per_lot", amount: "3.5" }, seed: 4 } }, result: run.result };
    if (sub === "trades") return number ? this.why(run.trades[number - 1]) : { trades: run.trades, next_cursor: null };
    if (sub === "equity") return run.equity;
    if (sub === "candles") return this.candles(run, query);
    if (sub === "monte-carlo") return this.fan();
    if (sub === "stress") return { runs: [{ name: "costs x 2", statistics: { ...run.result.statistics, net_profit: "-120.00" } }, { name: "one bar later", statistics: { ...run.result.statistics, net_profit: "80.10" } }] };
    return null;
  }
}
