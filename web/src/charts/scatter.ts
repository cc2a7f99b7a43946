/** Dots of a scatter plot on a canvas: where each lies, and which one is under the pointer. */

export interface Dot {
  id: number;
  x: number;
  y: number;
  isUp: boolean;
}

export interface PlacedDots {
  dots: readonly (Dot & { px: number; py: number })[];
  area: { left: number; right: number; top: number; bottom: number };
  highX: number;
  lowY: number;
  highY: number;
  x(value: number): number;
  y(value: number): number;
}

const ROOM = { left: 10, right: 64, top: 8, bottom: 24 };

/** Places for `dots` (x from 0) on a picture of `width` x `height`; 0 is always on the y axis. */
export function placeDots(dots: readonly Dot[], width: number, height: number): PlacedDots {
  const area = { left: ROOM.left, right: Math.max(ROOM.left + 1, width - ROOM.right), top: ROOM.top, bottom: Math.max(ROOM.top + 1, height - ROOM.bottom) };
  const highX = dots.reduce((most, { x }) => Math.max(most, x), 0) || 1;
  const lowY = dots.reduce((least, { y }) => Math.min(least, y), 0);
  const highY = dots.reduce((most, { y }) => Math.max(most, y), 0) || (lowY === 0 ? 1 : 0);
  const x = (value: number) => area.left + (value / highX) * (area.right - area.left);
  const y = (value: number) => area.bottom - ((value - lowY) / (highY - lowY)) * (area.bottom - area.top);
  return { dots: dots.map((dot) => ({ ...dot, px: x(dot.x), py: y(dot.y) })), area, highX, lowY, highY, x, y };
}

/** The id of the dot nearest to a point, null where none is within `reach`. */
export function nearestDot({ dots }: PlacedDots, px: number, py: number, reach: number): number | null {
  let found: number | null = null;
  let nearest = reach;
  for (const dot of dots) {
    const away = Math.hypot(dot.px - px, dot.py - py);
    if (away <= nearest) [found, nearest] = [dot.id, away];
  }
  return found;
}
