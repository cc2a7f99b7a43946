/** What a frame means for a reader who has seen `known`: the pure heart of the socket's reducer. */

export interface Stamp {
  ep: string;
  seq: number;
  at: number;
}

/** `apply` and `hole` are taken over, a hole also asks for what is missing; the others are not. */
export type Verdict = "apply" | "hole" | "old";

/**
 * Within a producer's life the higher `seq` wins; between lives the later `at` does.
 * A new life and an unexplained jump are holes; a jump in a conflated frame (`skips`) is not.
 */
export function judge(known: Stamp | undefined, next: Stamp, skips: boolean): Verdict {
  if (known === undefined) return "apply";
  if (known.ep !== next.ep) return next.at < known.at ? "old" : "hole";
  if (next.seq <= known.seq) return "old";
  return next.seq === known.seq + 1 || skips ? "apply" : "hole";
}

/** State of one stream: the newest message it has seen. */
export interface Newest<T> {
  stamp: Stamp;
  value: T;
}

/** Fold one frame into a stream whose newest message is the whole state (tick, account, algo). */
export function newest<T extends Stamp>(state: Newest<T> | undefined, value: T): Newest<T> {
  return judge(state?.stamp, value, true) === "old" && state
    ? state
    : { stamp: { ep: value.ep, seq: value.seq, at: value.at }, value };
}
