/** A value React may look at: listeners hear of changes four times a second at most. */

export const SUMMARY_MS = 250;

export class Summary<T> {
  private listeners = new Set<() => void>();
  private shown: T;
  private current: T;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private shownAt = -Infinity;

  constructor(initial: T, private readonly intervalMs = SUMMARY_MS) {
    this.shown = this.current = initial;
  }

  /** The newest value, shown or not. */
  get newest(): T {
    return this.current;
  }

  /** What listeners were last told; stable between notifications, as React wants it. */
  readonly read = (): T => this.shown;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  set(value: T): void {
    if (Object.is(value, this.current)) return;
    this.current = value;
    if (this.timer !== null) return;
    const waitMs = this.shownAt + this.intervalMs - performance.now();
    if (waitMs <= 0) this.show();
    else this.timer = setTimeout(() => this.show(), waitMs);
  }

  private show(): void {
    this.timer = null;
    this.shownAt = performance.now();
    this.shown = this.current;
    for (const listener of [...this.listeners]) listener();
  }
}
