/** A document with parameters, to begin a sweep from. Every number in `params` is an example, not advice. */

export const SWEEP_EXAMPLE = {
  spec_version: 1,
  name: "EMA cross with parameters",
  params: {
    fast: { default: 20, min: 5, max: 40, step: 5 },
    slow: { default: 60, min: 50, max: 150, step: 10 },
    stop_atr: { default: 2, min: 1, max: 3, step: 1 },
  },
  entry: {
    long: { left: { ind: "ema", period: { param: "fast" } }, op: "crosses_above", right: { ind: "ema", period: { param: "slow" } } },
    short: { left: { ind: "ema", period: { param: "fast" } }, op: "crosses_below", right: { ind: "ema", period: { param: "slow" } } },
  },
  exit: { opposite_signal: true },
  stop_loss: { unit: "atr", value: { param: "stop_atr" }, period: 14 },
  take_profit: [{ unit: "atr", value: 4, period: 14 }],
  sizing: { mode: "risk_pct", pct: 1 },
} as const;
