/** The kill switch's requests; its dialogs come in a chunk of their own, fetched while it is at work. */

import { useMutation } from "@tanstack/react-query";
import { lazy, Suspense, useCallback, useState } from "react";
import { api } from "@/api/client";

const KillDialog = lazy(() => import("@/app/kill_dialog"));

/** `kill` stops new orders and strategies at once; closing what is open is asked for afterwards. */
export function useKill() {
  const [isOpen, setOpen] = useState(false);
  const stop = useMutation({ mutationFn: () => api.kill("kill switch on the page", false, crypto.randomUUID()), retry: false });
  const { mutate, reset } = stop;
  const kill = useCallback(() => {
    setOpen(true);
    mutate();
  }, [mutate]);
  const close = useCallback(() => {
    setOpen(false);
    reset();
  }, [reset]);
  const report = isOpen && (
    <Suspense>
      <KillDialog stopped={stop.data ?? null} error={stop.error} onAgain={kill} onClose={close} />
    </Suspense>
  );
  return { kill, isPending: stop.isPending, report };
}
