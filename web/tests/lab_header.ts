/** The head of a result, for tests. */

import type { ResultHeader } from "@/api/result";

export const header = (change: object): ResultHeader => ({
  symbol: "EURUSD", timeframe: "H1", from: "2026-01-05T00:00:00Z", to: "2026-02-01T00:00:00Z", bars: 10, data_hash: "d", document_hash: "x", run_key: "r", engine_version: "1", road: "event", seed: 0, digest: "g",
  settings: {}, document: { name: "EMA" }, read_back: "", warm_up_bars: 0, end: "end_of_data", command: "", data_quality: {}, ...change,
});
