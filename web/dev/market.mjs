/** Made-up market, account and strategies of the development stand-in. Nothing here is real or tested. */

const MINUTE = 60_000_000;
const UNIT = { M: 1, H: 60, D: 1440, W: 10080 };
export const TIMEFRAMES = ["M1", "M2", "M3", "M4", "M5", "M6", "M10", "M12", "M15", "M20", "M30", "H1", "H2", "H3", "H4", "H6", "H8", "H12", "D1", "W1", "MN1"];
const span = (tf) => (tf === "MN1" ? 43200 : UNIT[tf[0]] * Number(tf.slice(1))) * MINUTE;

const symbol = (name, description, group, digits, pip_size, extra = {}) => ({
  symbol: name, description, group, digits, tick_size: (10 ** -digits).toFixed(digits), contract_size: "100000", volume_min: "0.01", volume_max: "100", volume_step: "0.01",
  currency_base: name.slice(0, 3), currency_profit: name.slice(3, 6), currency_margin: name.slice(0, 3), calc_mode: "forex", pip_size, ...extra,
});
export const SYMBOLS = [
  symbol("EURUSD", "Euro vs US Dollar", "Forex", 5, "0.0001"), symbol("GBPUSD", "Pound vs US Dollar", "Forex", 5, "0.0001"),
  symbol("USDJPY", "US Dollar vs Yen", "Forex", 3, "0.01"), symbol("XAUUSD", "Gold vs US Dollar", "Metals", 2, "0.1"),
  symbol("DEMO24", "Demo symbol, always open", "Demo", 2, null, { always_open: true }),
];
const START = { EURUSD: 1.0842, GBPUSD: 1.2711, USDJPY: 151.42, XAUUSD: 2331.4, DEMO24: 100 };
const SPREAD = { EURUSD: 8, GBPUSD: 12, USDJPY: 11, XAUUSD: 25, DEMO24: 4 };

export class Market {
  constructor(speed) {
    Object.assign(this, { speed, deals: [], decisions: [], deployments: new Map(), positions: [], balance: 10_000, ticket: 1000, seqs: {}, ep: Math.random().toString(16).slice(2, 10), say: () => {} });
    this.wall0 = Date.now();
    this.books = {};
    this.strategies = [
      { strategy: "example-ema-cross", name: "EMA cross with ATR stop", version: 1, hash: "ab", document: {}, example: true, explanation: "Buys when EMA(20) crosses above EMA(50) and RSI(14) is below 70; sells the other way round. Stop 2 ATR, target 3 ATR." },
      { strategy: "example-band-return", name: "Return into the Bollinger bands", version: 1, hash: "cd", document: {}, example: true, explanation: "" },
    ];
    for (const { symbol: name } of SYMBOLS) this.books[name] = this.history(name);
  }
  now() { return (this.wall0 + (Date.now() - this.wall0) * this.speed) * 1000; }
  stamp(key, ts = this.now()) {
    this.seqs[key] = (this.seqs[key] ?? 0) + 1;
    return { id: crypto.randomUUID(), ts: Math.round(ts), seq: this.seqs[key], ep: this.ep, at: Date.now() * 1000, mode: "demo" };
  }
  sessionOf(name) { return name === "XAUUSD" ? "closed" : "open"; }
  history(name) {
    const end = this.now() - (this.now() % MINUTE);
    let price = START[name];
    const bars = [];
    for (let i = 6000; i > 0; i--) {
      const open = price;
      const step = () => (Math.random() - 0.5) * price * 0.00025;
      const points = [open, open + step(), open + step(), (price = open + step())];
      bars.push({ time: end - i * MINUTE, open, high: Math.max(...points), low: Math.min(...points), close: price, volume: Math.round(40 + Math.random() * 120), spread: SPREAD[name] });
    }
    return { m1: bars, price, forming: {} };
  }
  round(name, value) { return Number(value.toFixed(SYMBOLS.find((s) => s.symbol === name).digits)); }
  fold(name, tf) {
    const out = [];
    for (const bar of this.books[name].m1) {
      const time = bar.time - (bar.time % span(tf));
      const last = out.at(-1);
      if (last?.time !== time) out.push({ ...bar, time });
      else Object.assign(last, { high: Math.max(last.high, bar.high), low: Math.min(last.low, bar.low), close: bar.close, volume: last.volume + bar.volume });
    }
    return out.map((b) => ({ ...b, open: this.round(name, b.open), high: this.round(name, b.high), low: this.round(name, b.low), close: this.round(name, b.close) }));
  }
  candles({ symbol: name, timeframe, limit = 500, to_time = Infinity, from_time = 0 }) {
    const all = this.fold(name, timeframe).filter((b) => b.time < to_time && b.time >= from_time);
    const bars = all.slice(-limit);
    const column = (key) => bars.map((b) => b[key]);
    const forming = timeframe === "M1" ? (this.books[name].forming.M1 ?? null) : null;
    return { venue: "demo", symbol: name, timeframe, source: "terminal", time: column("time"), open: column("open"), high: column("high"), low: column("low"), close: column("close"), volume: column("volume"), spread: column("spread"), forming, more: all.length > bars.length };
  }
  indicators({ symbol: name, timeframe, limit }, operands) {
    const bars = this.fold(name, timeframe);
    const ema = (n) => { let v = bars[0].close; return bars.map((b) => (v += (b.close - v) * (2 / (n + 1)))); };
    const cut = (values, warm) => values.map((v, i) => (i < warm ? null : v)).slice(-limit);
    const series = operands.map((text) => JSON.parse(text)).flatMap((o) => {
      if (o.ind === "rsi") { let up = 0, down = 0; const v = bars.map((b, i) => { const d = i ? b.close - bars[i - 1].close : 0; up += (Math.max(d, 0) - up) / 14; down += (Math.max(-d, 0) - down) / 14; return 100 - 100 / (1 + up / (down || 1e-9)); }); return [{ name: "RSI(14)", line: "", pane: "below", values: cut(v, 14) }]; }
      if (o.ind === "macd") { const a = ema(12), b = ema(26), m = a.map((v, i) => v - b[i]); let s = 0; const g = m.map((v) => (s += (v - s) * 0.2)); return [{ name: "MACD(12, 26, 9)", line: "main", pane: "below", values: cut(m, 26) }, { name: "MACD(12, 26, 9)", line: "signal", pane: "below", values: cut(g, 34) }]; }
      const middle = ema(o.period ?? 14);
      if (o.ind === "bbands") return ["upper", "middle", "lower"].map((line, i) => ({ name: "BB(20, 2)", line, pane: "price", values: cut(middle.map((v) => v * (1 + (1 - i) * 0.0004)), 20) }));
      if (o.ind === "atr") return [{ name: "ATR(14)", line: "", pane: "below", values: cut(bars.map((b) => b.high - b.low), 14) }];
      return [{ name: `${o.ind.toUpperCase()}(${o.period})`, line: "", pane: "price", values: cut(middle, o.period) }];
    });
    return { symbol: name, timeframe, time: bars.slice(-limit).map((b) => b.time), series };
  }
  mark() {
    const positions = this.positions.map((p) => { const price = this.books[p.symbol].price; return { ...p, price_current: String(this.round(p.symbol, price)), profit: ((price - p.price_open) * (p.side === "buy" ? 1 : -1) * 10_000).toFixed(2) }; });
    const floating = positions.reduce((sum, p) => sum + Number(p.profit), 0);
    const margin = positions.length * 108.42;
    return { ...this.stamp("mark"), account: "paper-1", currency: "USD", leverage: 100, balance: this.balance.toFixed(2), equity: (this.balance + floating).toFixed(2), floating: floating.toFixed(2), margin: margin.toFixed(2), margin_free: (this.balance + floating - margin).toFixed(2), positions, margin_level: margin ? (((this.balance + floating) / margin) * 100).toFixed(2) : null };
  }
  start({ strategy, symbol: name, timeframe }) {
    const deployment = `d-${Math.random().toString(16).slice(2, 14)}`;
    const status = { ...this.stamp(deployment), deployment, strategy, name: this.strategies.find((s) => s.strategy === strategy).name, account: "paper-1", symbol: name, timeframe, state: "warming_up", document_hash: "ab", started_at: this.now(), conditions: this.conditions(name, true), bars_seen: 0, bars_missing: 3, trades: 0 };
    this.deployments.set(deployment, status);
    return status;
  }
  conditions(name, isCold = false) {
    const p = this.books[name].price;
    const light = (path, text, left, right) => ({ path, text, truth: isCold ? "not_warmed_up" : left > right ? "true" : "false", ...(isCold ? {} : { left, right }) });
    const wobble = () => p * (1 + (Math.random() - 0.5) * 2e-4);
    return [light("/entry/long/all/0", "EMA(20) crosses above EMA(50)", wobble(), wobble()), light("/entry/long/all/1", "RSI(14) is below 70", 70, 40 + Math.random() * 40), light("/entry/short/all/0", "EMA(20) crosses below EMA(50)", wobble(), wobble())];
  }
  stop(id) { const s = { ...this.deployments.get(id), ...this.stamp(id), state: "stopped", detail: "stopped by user" }; this.deployments.set(id, s); this.tell(s); return s; }
  stopAll() { const on = [...this.deployments.values()].filter((d) => d.state !== "stopped"); on.forEach((d) => this.stop(d.deployment)); return on.length; }
  tell(status) { this.say(`algo:${status.deployment}`, this.frame("algo", status.deployment, status)); }
  frame(channel, key, data, extra = {}) { return { channel, key, kind: "update", seq: data.seq, prev_seq: data.seq - 1, ...extra, data }; }
  feed() { return { ...this.stamp("feed"), venue: "demo", transport: "up", terminal: "up", broker: "up", feed: "up", synchronised: "up", market_time: this.now(), history_from: 0, speed: this.speed, symbols: SYMBOLS.map((s) => ({ symbol: s.symbol, session: this.sessionOf(s.symbol), opens: this.sessionOf(s.symbol) === "closed" ? this.now() + 7.2e10 : null })) }; }
  snapshots(names) { return names.includes("account:paper-1") ? [this.frame("account", "paper-1", this.mark(), { kind: "snapshot" })] : []; }
  deal(position, entry, price, profit) {
    const side = entry === "in" ? position.side : position.side === "buy" ? "sell" : "buy";
    const deal = { ...this.stamp("deal"), account: "paper-1", ticket: ++this.ticket, symbol: position.symbol, position: position.ticket, side, entry, volume: position.volume, price: String(price), profit: profit.toFixed(2), commission: "0.00", swap: "0.00", balance: this.balance.toFixed(2), reason: entry === "in" ? "expert" : profit > 0 ? "tp" : "sl" };
    this.deals.unshift(deal);
    this.say("positions:paper-1", this.frame("positions", "paper-1", deal));
  }
  trade() {
    for (const [id, old] of this.deployments) {
      if (old.state === "stopped") continue;
      const missing = Math.max(0, (old.bars_missing ?? 0) - 1);
      const held = this.positions.find((p) => p.deployment === id);
      const price = this.round(old.symbol, this.books[old.symbol].price);
      let action = "none", trades = old.trades;
      if (!missing && !held && Math.random() < 0.3) {
        const side = Math.random() < 0.5 ? "buy" : "sell", sign = side === "buy" ? 1 : -1;
        const position = { ticket: ++this.ticket, symbol: old.symbol, side, volume: "0.10", price_open: String(price), time: this.now(), stop_loss: String(this.round(old.symbol, price * (1 - sign * 4e-4))), take_profit: String(this.round(old.symbol, price * (1 + sign * 6e-4))), deployment: id };
        this.positions.push(position); this.deal(position, "in", price, 0); trades++; action = `enter_${side === "buy" ? "long" : "short"}`;
      } else if (held && Math.random() < 0.15) {
        const profit = (price - held.price_open) * (held.side === "buy" ? 1 : -1) * 10_000;
        this.balance += profit; this.positions = this.positions.filter((p) => p !== held); this.deal(held, "out", price, profit); action = "exit";
      }
      const conditions = this.conditions(old.symbol, missing > 0);
      const status = { ...old, ...this.stamp(id), state: missing ? "warming_up" : "running", bars_missing: missing, bars_seen: old.bars_seen + 1, trades, conditions, bar_time: this.now() };
      this.deployments.set(id, status);
      this.decisions.unshift({ ...this.stamp("dec"), deployment: id, symbol: old.symbol, timeframe: old.timeframe, bar_time: this.now(), action, reason: action === "none" ? "EMA(20) did not cross above EMA(50)" : "all entry conditions were true", conditions });
      this.decisions.length = Math.min(this.decisions.length, 500);
      this.tell(status);
    }
  }
  tick(name) {
    const book = this.books[name];
    book.price += (Math.random() - 0.5) * book.price * 4e-5;
    const digits = SYMBOLS.find((s) => s.symbol === name).digits;
    const bid = this.round(name, book.price), ask = this.round(name, bid + SPREAD[name] * 10 ** -digits);
    this.say(`tick:${name}`, this.frame("tick", name, { ...this.stamp(`tick:${name}`), venue: "demo", symbol: name, bid, ask }));
    const now = this.now();
    for (const tf of ["M1", "M5", "M15", "H1"]) {
      const time = now - (now % span(tf));
      const old = book.forming[tf];
      if (old && old.time < time) {
        if (tf === "M1") book.m1.push({ ...old });
        this.say(`bar:${name}:${tf}`, this.frame("bar", `${name}:${tf}`, { ...old, ...this.stamp(`bar:${name}:${tf}`, time) }, { closed: true }));
        book.forming[tf] = null;
      }
      const bar = (book.forming[tf] ??= { venue: "demo", symbol: name, timeframe: tf, time, open: bid, high: bid, low: bid, close: bid, volume: 0, spread: SPREAD[name] });
      Object.assign(bar, { high: Math.max(bar.high, bid), low: Math.min(bar.low, bid), close: bid, volume: bar.volume + 1 });
      this.say(`bar:${name}:${tf}`, this.frame("bar", `${name}:${tf}`, { ...bar, ...this.stamp(`form:${name}:${tf}`) }, { closed: false }));
    }
  }
  run() {
    setInterval(() => { for (const { symbol: name } of SYMBOLS) if (this.sessionOf(name) === "open" && Math.random() < 0.6) this.tick(name); }, 60);
    setInterval(() => this.say("account:paper-1", this.frame("account", "paper-1", this.mark())), 500);
    setInterval(() => this.say("system", this.frame("system", "demo", this.feed(), { type: "feed" })), 1000);
    setInterval(() => this.trade(), 1500);
  }
}
