/** The chart's colours, read from the style sheet so that themes live in one place. */

export interface Palette {
  background: string;
  text: string;
  grid: string;
  border: string;
  crosshair: string;
  up: string;
  upFill: string;
  down: string;
  downFill: string;
  volumeUp: string;
  volumeDown: string;
  openUp: string;
  openDown: string;
  entry: string;
  stop: string;
  target: string;
  ask: string;
  /** The middle of a diverging scale. */
  neutral: string;
  /** Frames that must be seen on any colour. */
  cursor: string;
  lines: readonly string[];
}

const LINES = 6;

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(`--chart-${name}`).trim() || "#888888";
  return {
    background: read("background"),
    text: read("text"),
    grid: read("grid"),
    border: read("border"),
    crosshair: read("crosshair"),
    up: read("up"),
    upFill: read("up-fill"),
    down: read("down"),
    downFill: read("down-fill"),
    volumeUp: read("volume-up"),
    volumeDown: read("volume-down"),
    openUp: read("open-up"),
    openDown: read("open-down"),
    entry: read("entry"),
    stop: read("stop"),
    target: read("target"),
    ask: read("ask"),
    neutral: read("neutral"),
    cursor: read("cursor"),
    lines: Array.from({ length: LINES }, (_, i) => read(`line-${i + 1}`)),
  };
}
