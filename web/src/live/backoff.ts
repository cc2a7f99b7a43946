/** How long to wait before the next attempt: 0.5 s doubling to 15 s, each with jitter. */

export const FIRST_MS = 500;
export const LIMIT_MS = 15_000;

/** Full jitter over the upper half, so a crowd that was cut off together comes back spread out. */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(LIMIT_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return ceiling / 2 + (ceiling / 2) * random();
}
