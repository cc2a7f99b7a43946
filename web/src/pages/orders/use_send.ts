/** Sending something that acts, once: the key stays the same until its outcome is known. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef } from "react";
import type { Outcome } from "@/api/types";

export type Send = (key: string) => Promise<Outcome>;

export interface Sending {
  /** The outcome as far as it is known; null before the first answer. */
  outcome: Outcome | null;
  error: unknown;
  isBusy: boolean;
  send(what: Send): void;
  /** Ask again what became of it; the gateway looks it up and sends nothing. */
  lookAgain(): void;
  reset(): void;
}

export function useSend(): Sending {
  const client = useQueryClient();
  const key = useRef("");
  const last = useRef<Send | null>(null);
  const { mutate, reset, data, error, isPending } = useMutation({
    mutationFn: (what: Send) => what(key.current),
    retry: false,
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["orders"] });
      void client.invalidateQueries({ queryKey: ["position-risk"] });
    },
  });
  const send = useCallback((what: Send) => {
    key.current = crypto.randomUUID();
    last.current = what;
    mutate(what);
  }, [mutate]);
  const lookAgain = useCallback(() => {
    if (last.current) mutate(last.current);
  }, [mutate]);
  return { outcome: data ?? null, error, isBusy: isPending, send, lookAgain, reset };
}
