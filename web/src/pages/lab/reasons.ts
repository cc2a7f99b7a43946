/** Code words of entries, exits and refusals in sentences that a trader reads. */

const ENTRIES: Record<string, string> = {
  signal: "All entry conditions were true at the close of the bar before.",
  reversal: "The opposite signal came: the old position was closed and turned.",
  limit_order: "The price came to the waiting limit order.",
  stop_order: "The price came to the waiting stop order.",
};

const EXITS: Record<string, string> = {
  stop_loss: "The price touched the stop.",
  take_profit: "The price touched the target.",
  exit_condition: "The exit condition became true.",
  opposite_signal: "The opposite signal came.",
  max_bars: "It had been held for as many bars as allowed.",
  max_minutes: "It had been held for as long as allowed.",
  at_time: "The time of day to be out had come.",
  before_weekend: "The weekend was near.",
  break_even: "The price came back to the stop that had been moved to the entry.",
  trailing_stop: "The price touched the stop that had followed it.",
  stop_out: "The margin level fell below the broker's limit: stop-out.",
  end_of_data: "The data ended; it was closed at the last price.",
};

const REFUSALS: Record<string, string> = {
  session: "outside the trading session", window: "outside the hours of the strategy", weekday: "on a day the strategy does not trade",
  news_blackout: "near news", weekend: "too near the weekend", no_execution_bar: "no bar followed to execute on",
  not_warmed_up: "the indicators were not warmed up", both_sides: "long and short were true at once",
  exit_blocks_entry: "the exit condition was true as well", max_positions: "as many positions as allowed were open",
  cooldown: "too soon after the last trade", max_trades_per_day: "the day's trades were used up",
  max_daily_loss: "the day's loss was at its limit", max_consecutive_losses: "too many losses in a row",
  spread_too_wide: "the spread was too wide", stop_wrong_side: "the stop lay on the wrong side", stop_too_near: "the stop was nearer than the broker allows",
  target_wrong_side: "the target lay on the wrong side", target_too_near: "the target was nearer than the broker allows",
  below_minimum_volume: "the risk allowed less than the smallest volume", not_enough_margin: "not enough free margin",
  no_level: "a level was not known", account_ruined: "the account was ruined",
};

const spaced = (word: string) => word.replaceAll("_", " ");

export const entryReason = (word: string): string => ENTRIES[word] ?? spaced(word);
export const exitReason = (word: string): string => EXITS[word] ?? spaced(word);
export const ASSUMED = "The bar met the target as well: that the stop came first is assumed. Shorter bars or ticks (drill down) would decide.";
export const refusalReason = (word: string): string => REFUSALS[word] ?? spaced(word);
export const shortReason = (word: string): string => ({ stop_loss: "stop", take_profit: "target", exit_condition: "exit rule", opposite_signal: "opposite", trailing_stop: "trailing", before_weekend: "weekend", end_of_data: "end of data" })[word] ?? spaced(word);
