/** A canvas ready to be painted at the screen's own resolution, in CSS pixels. */

export interface Sheet {
  context: CanvasRenderingContext2D;
  width: number;
  height: number;
}

export function sheetOf(canvas: HTMLCanvasElement): Sheet | null {
  const context = canvas.getContext("2d");
  if (!context) return null;
  const ratio = window.devicePixelRatio || 1;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.font = "11px 'Inter Variable', system-ui, sans-serif";
  return { context, width, height };
}

/** Round steps between `low` and `high`, about `count` of them. */
export function roundTicks(low: number, high: number, count: number): number[] {
  if (!(high > low)) return [low];
  const raw = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((one) => one * power >= raw) ?? 10) * power;
  const ticks = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i += 1) ticks.push(i * step || 0);
  return ticks;
}
