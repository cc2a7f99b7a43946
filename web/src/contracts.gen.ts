// Generated from the message registry by deploy/generate.py; do not edit.

export const TRIAL_STATISTICS = ["net_profit", "profit_factor", "expected_payoff", "sharpe_ratio", "sortino_ratio", "calmar_ratio", "recovery_factor", "sqn", "cagr_pct", "total_trades", "profit_trades_pct", "equity_drawdown_maximal", "equity_drawdown_maximal_pct", "equity_drawdown_relative_pct", "exposure_pct"] as const;
export type TrialStatistic = (typeof TRIAL_STATISTICS)[number];

export interface Tick {
  id: string;
  ts: number;
  seq: number;
  ep: string;
  at: number;
  mode: "demo" | "replay" | "paper" | "live";
  venue: string;
  symbol: string;
  bid: number;
  ask: number;
  n?: number;
}

export interface BarClosed {
  id: string;
  ts: number;
  seq: number;
  ep: string;
  at: number;
  mode: "demo" | "replay" | "paper" | "live";
  venue: string;
  symbol: string;
  timeframe: string;
  time: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  spread: number;
  next_time?: number | null;
}

export interface BarForming {
  id: string;
  ts: number;
  seq: number;
  ep: string;
  at: number;
  mode: "demo" | "replay" | "paper" | "live";
  venue: string;
  symbol: string;
  timeframe: string;
  time: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  spread: number;
  next_time?: number | null;
}

export interface SymbolState {
  symbol: string;
  session: "open" | "closed";
  last_tick?: number | null;
  last_tick_at?: number | null;
  opens?: number | null;
}

export interface FeedStatus {
  id: string;
  ts: number;
  seq: number;
  ep: string;
  at: number;
  mode: "demo" | "replay" | "paper" | "live";
  venue: string;
  transport: "up" | "down" | "unknown";
  terminal: "up" | "down" | "unknown";
  broker: "up" | "down" | "unknown";
  feed: "up" | "down" | "unknown";
  synchronised: "up" | "down" | "unknown";
  market_time: number;
  history_from: number;
  speed: number;
  symbols: SymbolState[];
  ended?: boolean;
  detail?: string;
  source?: string;
}

export interface ConnectionStep {
  name: string;
  title: string;
  state: "ok" | "failed" | "waiting" | "unknown";
  detail?: string;
  action?: string;
  code?: number | null;
}

export interface BridgeStatus {
  id: string;
  ts: number;
  seq: number;
  ep: string;
  at: number;
  mode: "demo" | "replay" | "paper" | "live";
  venue: string;
  terminal: string;
  steps: ConnectionStep[];
  checked_at: number;
  server?: string;
  login?: string;
  build?: number | null;
  ping_ms?: number | null;
}

export interface SubmitOrder {
  id: string;
  ts: number;
  seq: number;
  ep: string;
  at: number;
  mode: "demo" | "replay" | "paper" | "live";
  order_id: string;
  account: string;
  symbol: string;
  side: "buy" | "sell";
  volume: string;
  expires_at: number;
  stop_loss?: string | null;
  take_profit?: string | null;
  deployment?: string | null;
  comment?: string;
  type?: "market" | "limit" | "stop" | "stop_limit";
  price?: string | null;
  limit_price?: string | null;
  time_in_force?: "gtc" | "day" | "specified" | "specified_day";
  good_till?: number | null;
  deviation_points?: number | null;
  lease_token?: number | null;
}

export interface ClosePosition {
  id: string;
  ts: number;
  seq: number;
  ep: string;
  at: number;
  mode: "demo" | "replay" | "paper" | "live";
  order_id: string;
  account: string;
  position: number;
  symbol: string;
  expires_at: number;
  volume?: string | null;
  deployment?: string | null;
  comment?: string;
  lease_token?: number | null;
}

export interface CloseBy {
  id: string;
  ts: number;
  seq: number;
  ep: string;
  at: number;
  mode: "demo" | "replay" | "paper" | "live";
  order_id: string;
  account: string;
  position: number;
  by: number;
  symbol: string;
  expires_at: number;
  deployment?: string | null;
  comment?: string;
  lease_token?: number | null;
}

export interface KillSwitch {
  id: string;
  ts: number;
  seq: number;
  ep: string;
  at: number;
  mode: "demo" | "replay" | "paper" | "live";
  account: string;
  by: string;
  reason: string;
  engaged?: boolean;
  flatten?: boolean;
}

export interface KillInfo {
  stage: "off" | "refusing" | "acknowledged" | "flat";
  flatten?: boolean;
  by?: string;
  reason?: string;
  detail?: string;
  path?: string;
  at?: number | null;
}

export interface KillReply {
  account: string;
  kill: KillInfo;
}

export interface ModifyPosition {
  id: string;
  ts: number;
  seq: number;
  ep: string;
  at: number;
  mode: "demo" | "replay" | "paper" | "live";
  order_id: string;
  account: string;
  position: number;
  symbol: string;
  expires_at: number;
  stop_loss: string | null;
  take_profit: string | null;
  deployment?: string | null;
  lease_token?: number | null;
}

export interface ModifyOrder {
  id: string;
  ts: number;
  seq: number;
  ep: string;
  at: number;
  mode: "demo" | "replay" | "paper" | "live";
  order_id: string;
  account: string;
  ticket: number;
  symbol: string;
  price: string;
  expires_at: number;
  stop_loss: string | null;
  take_profit: string | null;
  limit_price?: string | null;
  time_in_force?: "gtc" | "day" | "specified" | "specified_day";
  good_till?: number | null;
  deployment?: string | null;
  lease_token?: number | null;
}

export interface CancelOrder {
  id: string;
  ts: number;
  seq: number;
  ep: string;
  at: number;
  mode: "demo" | "replay" | "paper" | "live";
  order_id: string;
  account: string;
  symbol: string;
  expires_at: number;
  ticket?: number | null;
  target?: string | null;
  deployment?: string | null;
  lease_token?: number | null;
}

export interface FlattenAccount {
  id: string;
  ts: number;
  seq: number;
  ep: string;
  at: number;
  mode: "demo" | "replay" | "paper" | "live";
  order_id: string;
  account: string;
  expires_at: number;
  symbol?: string;
  deployment?: string | null;
  lease_token?: number | null;
}

export interface OrderChanged {
  id: string;
  ts: number;
  seq: number;
  ep: string;
  at: number;
  mode: "demo" | "replay" | "paper" | "live";
  order_id: string;
  account: string;
  symbol: string;
  state: string;
  volume?: string;
  side?: "buy" | "sell" | null;
  position?: number | null;
  price?: string | null;
  deployment?: string | null;
  retcode?: number | null;
  reason?: string;
  detail?: string;
  verb?: string;
  ticket?: number | null;
  slippage_points?: string | null;
  type?: "market" | "limit" | "stop" | "stop_limit" | null;
  target?: string | null;
  asked_volume?: string | null;
  asked_price?: string | null;
  stop_loss?: string | null;
  take_profit?: string | null;
  change?: number;
}

export interface DealMade {
  id: string;
  ts: number;
  seq: number;
  ep: string;
  at: number;
  mode: "demo" | "replay" | "paper" | "live";
  account: string;
  ticket: number;
  symbol: string;
  position: number;
  side: "buy" | "sell";
  entry: "in" | "out" | "in_out" | "out_by";
  volume: string;
  price: string;
  profit: string;
  commission: string;
  swap: string;
  balance: string;
  reason: string;
  order_id?: string | null;
  deployment?: string | null;
  stop_loss?: string | null;
  take_profit?: string | null;
  comment?: string;
  order?: number | null;
  is_external?: boolean;
}

export interface PositionStated {
  id: string;
  ts: number;
  seq: number;
  ep: string;
  at: number;
  mode: "demo" | "replay" | "paper" | "live";
  account: string;
  position: number;
  symbol: string;
  deal: number;
  ticket?: number | null;
  side?: "buy" | "sell" | null;
  volume?: string;
  price_open?: string | null;
  opened?: number | null;
  comment?: string;
}

export interface PositionInfo {
  ticket: number;
  symbol: string;
  side: "buy" | "sell";
  volume: string;
  price_open: string;
  time: number;
  price_current: string;
  profit: string;
  swap?: string;
  stop_loss?: string | null;
  take_profit?: string | null;
  deployment?: string | null;
  comment?: string;
  risk?: string | null;
  is_external?: boolean;
}

export interface PendingOrderInfo {
  ticket: number;
  symbol: string;
  side: "buy" | "sell";
  type: "market" | "limit" | "stop" | "stop_limit";
  volume: string;
  price: string;
  time: number;
  price_current?: string | null;
  limit_price?: string | null;
  stop_loss?: string | null;
  take_profit?: string | null;
  time_in_force?: "gtc" | "day" | "specified" | "specified_day";
  good_till?: number | null;
  deployment?: string | null;
  comment?: string;
  state?: number;
  order_id?: string | null;
  is_external?: boolean;
}

export interface Reconciled {
  unknown?: number;
  at?: number | null;
  detail?: string;
}

export interface HaltInfo {
  cause: string;
  detail: string;
  since: number;
  ends_by_itself?: boolean;
}

export interface AccountMarked {
  id: string;
  ts: number;
  seq: number;
  ep: string;
  at: number;
  mode: "demo" | "replay" | "paper" | "live";
  account: string;
  currency: string;
  leverage: number;
  balance: string;
  equity: string;
  floating: string;
  margin: string;
  margin_free: string;
  positions: PositionInfo[];
  margin_level?: string | null;
  orders?: PendingOrderInfo[];
  kill?: KillInfo | null;
  reconciled?: Reconciled | null;
  halted?: string;
  halts?: HaltInfo[];
  commands?: string[] | null;
}

export interface ConditionLight {
  path: string;
  text: string;
  truth: "true" | "false" | "not_warmed_up";
  left?: number | null;
  right?: number | null;
}

export interface StrategyStatus {
  id: string;
  ts: number;
  seq: number;
  ep: string;
  at: number;
  mode: "demo" | "replay" | "paper" | "live";
  deployment: string;
  strategy: string;
  name: string;
  account: string;
  symbol: string;
  timeframe: string;
  state: "warming_up" | "running" | "stopped" | "failed";
  document_hash: string;
  started_at: number;
  conditions: ConditionLight[];
  bars_seen?: number;
  bars_missing?: number;
  bar_time?: number | null;
  trades?: number;
  position?: number | null;
  detail?: string;
}

export interface Decision {
  id: string;
  ts: number;
  seq: number;
  ep: string;
  at: number;
  mode: "demo" | "replay" | "paper" | "live";
  deployment: string;
  symbol: string;
  timeframe: string;
  bar_time: number;
  action: "none" | "enter_long" | "enter_short" | "exit" | "refused";
  reason: string;
  conditions: ConditionLight[];
  order_id?: string | null;
  volume?: string | null;
  price?: string | null;
  stop_loss?: string | null;
  take_profit?: string | null;
}

export interface SignalRaised {
  id: string;
  ts: number;
  seq: number;
  ep: string;
  at: number;
  mode: "demo" | "replay" | "paper" | "live";
  deployment: string;
  strategy: string;
  symbol: string;
  timeframe: string;
  side: "buy" | "sell";
  bar_time: number;
  order_id: string;
  price: string;
  stop_loss?: string | null;
  take_profit?: string | null;
}

export interface JobStep {
  job: string;
  number?: number;
}

export interface JobChunk {
  job: string;
  first: number;
  stop: number;
}

export interface JobProgress {
  id: string;
  ts: number;
  seq: number;
  ep: string;
  at: number;
  mode: "demo" | "replay" | "paper" | "live";
  job: string;
  kind: "backtest" | "sweep" | "walk_forward";
  state: "queued" | "running" | "done" | "failed" | "cancelled";
  result: string;
  label: string;
  done: number;
  unit: string;
  created_at: number;
  total?: number | null;
  rate_per_s?: number | null;
  left_s?: number | null;
  detail?: string;
}

export interface JobCancelled {
  job: string;
}

export interface RunEnded {
  job: string;
  run: string;
  kind: "backtest" | "sweep" | "walk_forward";
  state: "queued" | "running" | "done" | "failed" | "cancelled";
  at: number;
  digest?: string;
  detail?: string;
}

export interface DeadLetter {
  subject: string;
  reason: string;
  deliveries: number;
  at: number;
  payload: string;
}

export interface ServiceHealth {
  id: string;
  ts: number;
  seq: number;
  ep: string;
  at: number;
  mode: "demo" | "replay" | "paper" | "live";
  service: string;
  ready: boolean;
  pid: number;
  detail?: string;
  counters?: Record<string, number>;
}

export interface SymbolsRequest {
  named?: string | null;
}

export interface SymbolInfo {
  symbol: string;
  description: string;
  group: string;
  digits: number;
  tick_size: string;
  contract_size: string;
  volume_min: string;
  volume_max: string;
  volume_step: string;
  currency_base: string;
  currency_profit: string;
  currency_margin: string;
  calc_mode: string;
  pip_size?: string | null;
  stops_level_points?: number;
  always_open?: boolean;
  origin?: string;
  aliases?: string[];
}

export interface SymbolsReply {
  venue: string;
  mode: "demo" | "replay" | "paper" | "live";
  symbols: SymbolInfo[];
  server_clock?: string;
}

export interface TicksRequest {
  symbol: string;
  from_ts?: number | null;
  to_ts?: number | null;
  limit?: number;
}

export interface TicksReply {
  venue: string;
  symbol: string;
  ts: number[];
  n: number[];
  bid: number[];
  ask: number[];
  until: number;
  next_from?: number | null;
}

export interface BarsRequest {
  symbol: string;
  timeframe: string;
  from_time?: number | null;
  to_time?: number | null;
  limit?: number;
  forming?: boolean;
}

export interface BarsReply {
  venue: string;
  symbol: string;
  timeframe: string;
  time: number[];
  open: number[];
  high: number[];
  low: number[];
  close: number[];
  volume: number[];
  spread: number[];
  forming?: BarForming | null;
  more?: boolean;
}

export interface AccountsRequest {

}

export interface AccountsReply {
  accounts: AccountMarked[];
}

export interface DealsRequest {
  account?: string | null;
  symbol?: string | null;
  deployment?: string | null;
  before?: number | null;
  limit?: number;
}

export interface DealsReply {
  deals: DealMade[];
  more?: boolean;
}

export interface OrdersRequest {
  account?: string | null;
  state?: string | null;
  before?: number | null;
  limit?: number;
  symbol?: string | null;
  order_id?: string | null;
}

export interface OrdersReply {
  orders: OrderChanged[];
  more?: boolean;
}

export interface CoverageRequest {

}

export interface Coverage {
  symbol: string;
  ticks: number;
  bars: number;
  first_ts?: number | null;
  last_ts?: number | null;
  repaired_ticks?: number;
  repaired_bars?: number;
  gaps_open?: number;
}

export interface CoverageReply {
  venue: string;
  symbols: Coverage[];
}

export interface SeriesRequest {

}

export interface Series {
  symbol: string;
  timeframe: string;
  bars: number;
  first_time: number;
  last_time: number;
}

export interface SeriesReply {
  venue: string;
  series: Series[];
}

export interface StrategiesRequest {
  strategy?: string | null;
}

export interface Strategy {
  strategy: string;
  name: string;
  version: number;
  hash: string;
  document: Record<string, unknown>;
  example?: boolean;
  explanation?: string;
}

export interface StrategiesReply {
  strategies: Strategy[];
}

export interface SaveStrategy {
  document: Record<string, unknown>;
  strategy?: string | null;
  version?: number | null;
}

export interface Finding {
  path: string;
  code: string;
  severity: "error" | "need" | "warning";
  message: string;
  hint?: string;
}

export interface SaveStrategyReply {
  findings: Finding[];
  strategy?: Strategy | null;
}

export interface DeploymentsRequest {
  deployment?: string | null;
}

export interface DeploymentsReply {
  deployments: StrategyStatus[];
}

export interface StartDeployment {
  strategy: string;
  account: string;
  deployment?: string | null;
  symbol?: string | null;
  timeframe?: string | null;
  sizing?: Record<string, unknown> | null;
}

export interface StopDeployment {
  deployment?: string | null;
  reason?: string;
}

export interface DecisionsRequest {
  deployment: string;
  before?: number | null;
  limit?: number;
}

export interface DecisionsReply {
  decisions: Decision[];
  more?: boolean;
}

export interface IndicatorsRequest {
  symbol: string;
  timeframe: string;
  indicators: (Record<string, unknown>)[];
  to_time?: number | null;
  limit?: number;
}

export interface IndicatorSeries {
  name: string;
  line: string;
  pane: "price" | "below";
  values: (number | null)[];
}

export interface IndicatorsReply {
  symbol: string;
  timeframe: string;
  time: number[];
  series: IndicatorSeries[];
}

export interface Search {
  space?: Record<string, unknown>;
  method?: "grid" | "random" | "optuna";
  trials?: number | null;
  objective?: string;
  seed?: number;
}

export interface Windows {
  scheme?: "rolling" | "anchored" | "purged";
  in_sample?: string;
  out_of_sample?: string;
  embargo_bars?: number;
  groups?: number;
  held_out?: number;
}

export interface StartRun {
  kind: "backtest" | "sweep" | "walk_forward";
  symbol: string;
  timeframe: string;
  run?: string | null;
  strategy?: string | null;
  document?: Record<string, unknown> | null;
  from_time?: number | null;
  to_time?: number | null;
  params?: Record<string, number | number>;
  sizing?: Record<string, unknown> | null;
  settings?: Record<string, unknown>;
  search?: Search | null;
  windows?: Windows | null;
}

export interface RunStarted {
  run: string;
  job: string;
}

export interface RunsRequest {
  kind: "backtest" | "sweep" | "walk_forward";
  before?: number | null;
  limit?: number;
}

export interface RunSummary {
  run: string;
  job: string;
  kind: "backtest" | "sweep" | "walk_forward";
  state: "queued" | "running" | "done" | "failed" | "cancelled";
  name: string;
  symbol: string;
  timeframe: string;
  currency: string;
  created_at: number;
  detail?: string;
  net_profit?: string | null;
  total_trades?: number | null;
  trials?: number | null;
}

export interface RunsReply {
  runs: RunSummary[];
  more?: boolean;
}

export interface RunRequest {
  run: string;
  kind?: "backtest" | "sweep" | "walk_forward";
}

export interface RunReply {
  summary: RunSummary;
  request: Record<string, unknown>;
  done: number;
  total?: number | null;
  report?: Record<string, unknown> | null;
}

export interface RunDeleted {
  run: string;
}

export interface RowsRequest {
  run: string;
  part: "trades" | "deals";
  first?: number;
  limit?: number;
}

export interface RowsReply {
  rows: (Record<string, unknown>)[];
  total: number;
}

export interface EquityRequest {
  run: string;
  points?: number;
}

export interface EquityReply {
  time: string[];
  balance: number[];
  equity: number[];
  drawdown_pct: number[];
}

export interface CandlesRequest {
  run: string;
  around?: number | null;
  before?: number | null;
  after?: number | null;
  limit?: number;
}

export interface CandlesReply {
  time: number[];
  open: number[];
  high: number[];
  low: number[];
  close: number[];
  volume: number[];
}

export interface WhyRequest {
  run: string;
  trade: number;
}

export interface WhyCondition {
  path: string;
  text: string;
  truth: "true" | "false" | "not_warmed_up";
  left?: number | null;
  right?: number | null;
}

export interface WhyMoment {
  reason: string;
  text: string;
  time?: number | null;
  price?: string | null;
  conditions?: WhyCondition[];
}

export interface WhyReply {
  entry: WhyMoment;
  exit?: WhyMoment | null;
}

export interface MonteCarloRequest {
  run: string;
  method?: "bootstrap" | "shuffle" | "block";
  runs?: number;
  seed?: number;
}

export interface Fan {
  steps: number[];
  levels: number[];
  lines: number[][];
}

export interface Quantiles {
  levels: number[];
  values: number[];
}

export interface MonteCarloReply {
  method: string;
  runs: number;
  seed: number;
  fan: Fan;
  drawdown_pct: Quantiles;
  final_equity: Quantiles;
  loss_chance: number;
  ruin_chance: number;
  notes?: string[];
}

export interface StressRun {
  name: string;
  statistics: Record<string, unknown>;
}

export interface StressReply {
  runs: StressRun[];
}

export interface ReportReply {
  html: string;
}

export interface TrialsRequest {
  run: string;
  sort?: string;
  ascending?: boolean;
  first?: number;
  limit?: number;
}

export interface Trial {
  number: number;
  params: Record<string, number | number>;
  statistics: Record<string, unknown>;
  objective?: number | null;
  digest?: string;
  error?: string;
}

export interface TrialsReply {
  trials: Trial[];
  total: number;
}

export interface JobsRequest {
  job?: string | null;
  limit?: number;
}

export interface Job {
  job: string;
  kind: "backtest" | "sweep" | "walk_forward";
  state: "queued" | "running" | "done" | "failed" | "cancelled";
  result: string;
  label: string;
  done: number;
  unit: string;
  created_at: number;
  at: number;
  total?: number | null;
  rate_per_s?: number | null;
  left_s?: number | null;
  detail?: string;
}

export interface JobsReply {
  jobs: Job[];
}

export interface CancelJob {
  job: string;
}

export interface MarketDataRequest {
  symbol?: string | null;
}

export interface MarketSeries {
  venue: string;
  symbol: string;
  timeframe: string;
  source: "terminal" | "recorded" | "imported";
  bars?: number | null;
  first_time?: number | null;
  last_time?: number | null;
  digits?: number | null;
  quality?: Record<string, number | null>;
}

export interface MarketDataReply {
  series: MarketSeries[];
}
