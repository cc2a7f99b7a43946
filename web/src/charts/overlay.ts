/** Curves with times of their own on one time axis. */

export interface Timed {
  time: readonly number[];
  values: readonly number[];
}

export interface Overlaid {
  time: readonly number[];
  /** A line a curve; null before its first and after its last point. */
  lines: readonly (readonly (number | null)[])[];
}

/** All times of all curves, each curve carried forward between its points. */
export function overlay(curves: readonly Timed[]): Overlaid {
  const time = [...new Set(curves.flatMap((curve) => curve.time))].sort((a, b) => a - b);
  const lines = curves.map((curve) => {
    let at = -1;
    const last = curve.time.at(-1) ?? -Infinity;
    return time.map((moment) => {
      while (at + 1 < curve.time.length && (curve.time[at + 1] ?? Infinity) <= moment) at += 1;
      return at < 0 || moment > last ? null : (curve.values[at] ?? null);
    });
  });
  return { time, lines };
}
