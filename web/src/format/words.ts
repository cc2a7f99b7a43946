/** Code words of decisions and deals, in words that a trader reads. Unknown ones are shown as they are. */

const DECISIONS: Record<string, string> = {
  no_signal: "the entry conditions are not all true",
  signal: "all entry conditions are true",
  reversal: "the opposite signal came: closed and turned",
  not_warmed_up: "the indicators are not warmed up",
  max_positions: "as many positions as allowed are open",
  cooldown: "waiting some bars after the last trade",
  max_trades_per_day: "the day's trades are used up",
  both_sides: "long and short were true at once",
  exit_blocks_entry: "the exit condition is true as well",
  exit_condition: "the exit condition is true",
  opposite_signal: "the opposite signal came",
  max_bars: "held for as many bars as allowed",
  stop_too_near: "the stop is nearer than the broker allows",
  below_minimum_volume: "the risk allows less than the smallest volume",
  maximum_volume: "more than the largest volume",
  not_enough_margin: "not enough free margin",
  nothing_to_risk: "there is nothing to risk",
  no_loss_at_stop: "the stop is on the wrong side",
  bar_too_old: "the bar was too old to trade on",
  exit_in_flight: "a close is already on its way",
};

const DEALS: Record<string, string> = {
  stop_loss: "stop loss", take_profit: "take profit", stop_out: "stop-out", expert: "strategy", client: "by hand",
  rollover: "rollover by the broker", variation_margin: "variation margin", split: "split", other: "by the broker",
};

const SHORT: Record<string, string> = { stop_loss: "SL", take_profit: "TP", stop_out: "stop-out" };

export const decisionWords = (reason: string): string => DECISIONS[reason] ?? reason.replaceAll("_", " ");
export const dealWords = (reason: string): string => DEALS[reason] ?? reason.replaceAll("_", " ");
const ENTRIES: Record<string, string> = { in: "in", out: "out", in_out: "in/out", out_by: "out by" };

/** What a deal did to its position, as MetaTrader writes it; `in_out` turned it round. */
export const entryWord = (entry: string): string => ENTRIES[entry] ?? entry;
export const exitWord = (reason: string): string => SHORT[reason] ?? "exit";
