/** A grid painted on a canvas: one pixel a cell off screen, drawn scaled; few trades are hatched. */

import { divergingTable, parseColour, scaleOf, stepOf, type Scale } from "@/charts/colours";
import type { Grid } from "@/charts/grid";
import type { Palette } from "@/charts/palette";

/** Fewer trades than this behind a cell, and it is hatched. */
export const FEW_TRADES = 30;

export interface HeatMapOptions {
  palette: Palette;
  /** The value that is neither good nor bad: 0 for money, 1 for a profit factor; null without any. */
  neutral: number | null;
  /** Lower is better: the colours are turned round. */
  isReversed: boolean;
}

export interface HeatMapMarks {
  chosen: number | null;
  peak: number | null;
  plateau: number | null;
}

export class HeatMap {
  private readonly pixels = document.createElement("canvas");
  private grid: Grid | null = null;
  private scale: Scale | null = null;

  constructor(private readonly canvas: HTMLCanvasElement) {}

  /** Colours of the scale from worst to best, for a legend. */
  static table({ palette, isReversed }: HeatMapOptions): Uint8ClampedArray {
    const [low, high] = isReversed ? [palette.up, palette.down] : [palette.down, palette.up];
    return divergingTable(parseColour(low), parseColour(palette.neutral), parseColour(high));
  }

  set(grid: Grid, options: HeatMapOptions): Scale | null {
    this.grid = grid;
    this.scale = scaleOf(grid.cells.map(({ value }) => value), options.neutral);
    const { xs, ys, cells } = grid;
    [this.pixels.width, this.pixels.height] = [Math.max(1, xs.length), Math.max(1, ys.length)];
    const context = this.pixels.getContext("2d");
    if (!context) return this.scale;
    const image = context.createImageData(this.pixels.width, this.pixels.height);
    const table = HeatMap.table(options);
    cells.forEach(({ value }, index) => {
      if (value === null || !this.scale) return;
      const row = ys.length - 1 - Math.floor(index / xs.length);
      const at = (row * xs.length + (index % xs.length)) * 4;
      const step = stepOf(value, this.scale) * 3;
      image.data.set([table[step]!, table[step + 1]!, table[step + 2]!, 255], at);
    });
    context.putImageData(image, 0, 0);
    return this.scale;
  }

  paint(marks: HeatMapMarks, palette: Palette): void {
    const { canvas, grid } = this;
    const context = canvas.getContext("2d");
    if (!context || !grid) return;
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(this.pixels, 0, 0, width, height);
    this.hatch(context, width, height, palette);
    this.frame(context, marks.plateau, width, height, palette.target, [5, 3]);
    this.frame(context, marks.peak, width, height, palette.entry, []);
    this.frame(context, marks.chosen, width, height, palette.cursor, []);
  }

  private box(index: number, width: number, height: number): [x: number, y: number, w: number, h: number] {
    const { xs, ys } = this.grid!;
    const [w, h] = [width / xs.length, height / ys.length];
    return [(index % xs.length) * w, (ys.length - 1 - Math.floor(index / xs.length)) * h, w, h];
  }

  /** Cells with few trades, and cells that nothing is known of. */
  private hatch(context: CanvasRenderingContext2D, width: number, height: number, palette: Palette): void {
    context.strokeStyle = palette.background;
    context.lineWidth = 1;
    this.grid!.cells.forEach(({ value, trades }, index) => {
      const isThin = value !== null && trades !== null && trades < FEW_TRADES;
      if (!isThin) return;
      const [x, y, w, h] = this.box(index, width, height);
      context.save();
      context.beginPath();
      context.rect(x, y, w, h);
      context.clip();
      context.beginPath();
      for (let at = -h; at < w; at += 6) {
        context.moveTo(x + at, y + h);
        context.lineTo(x + at + h, y);
      }
      context.stroke();
      context.restore();
    });
  }

  private frame(context: CanvasRenderingContext2D, index: number | null, width: number, height: number, colour: string, dash: number[]): void {
    if (index === null) return;
    const [x, y, w, h] = this.box(index, width, height);
    context.lineWidth = 2;
    context.setLineDash(dash);
    context.strokeStyle = colour;
    context.strokeRect(x + 1, y + 1, Math.max(2, w - 2), Math.max(2, h - 2));
    context.setLineDash([]);
  }
}
