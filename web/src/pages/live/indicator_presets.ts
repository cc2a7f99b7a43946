/** Indicators one can switch on: operands of the strategy document, as the engine names them. */

export interface Preset {
  id: string;
  label: string;
  operands: readonly object[];
}

export const PRESETS: readonly Preset[] = [
  { id: "ema-20", label: "EMA 20", operands: [{ ind: "ema", period: 20 }] },
  { id: "ema-50", label: "EMA 50", operands: [{ ind: "ema", period: 50 }] },
  { id: "ema-200", label: "EMA 200", operands: [{ ind: "ema", period: 200 }] },
  { id: "sma-20", label: "SMA 20", operands: [{ ind: "sma", period: 20 }] },
  { id: "bbands-20", label: "Bollinger bands 20, 2", operands: [{ ind: "bbands", period: 20, mult: 2 }] },
  { id: "rsi-14", label: "RSI 14", operands: [{ ind: "rsi", period: 14 }] },
  { id: "macd", label: "MACD 12, 26, 9", operands: [{ ind: "macd", fast: 12, slow: 26, signal: 9 }] },
  { id: "atr-14", label: "ATR 14", operands: [{ ind: "atr", period: 14 }] },
];

const LIMIT = 12;

/** The operands of the presets chosen, as the gateway takes them. */
export function operandsOf(ids: readonly string[]): string[] {
  return PRESETS.filter(({ id }) => ids.includes(id))
    .flatMap(({ operands }) => operands.map((operand) => JSON.stringify(operand)))
    .slice(0, LIMIT);
}
