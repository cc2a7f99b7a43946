import { useMutation } from "@tanstack/react-query";
import { useCallback } from "react";
import { api } from "@/api/client";
import { asProblem } from "@/api/problem";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";

/** The kill switch's request and what it did, in words. */
export function useKill() {
  const { mutate, isPending, data, error, reset } = useMutation({
    mutationFn: () => api.kill("kill switch on the page"),
    retry: false,
  });
  const kill = useCallback(() => mutate(), [mutate]);
  const report = <KillReport stopped={data?.stopped} error={error} onClose={reset} onRetry={kill} />;
  return { kill, isPending, report };
}

interface KillReportProps {
  stopped: number | undefined;
  error: unknown;
  onClose(): void;
  onRetry(): void;
}

function KillReport({ stopped, error, onClose, onRetry }: KillReportProps) {
  const problem = error ? asProblem(error).details : null;
  const isOpen = stopped !== undefined || problem !== null;
  return (
    <Dialog isOpen={isOpen} onClose={onClose} label="Kill switch">
      <div role="alert" className="flex flex-col gap-3 p-5 text-sm">
        {problem ? (
          <>
            <h2 className="text-base font-semibold text-danger">The strategies may still run</h2>
            <p>{problem.detail} {problem.hint}</p>
          </>
        ) : (
          <>
            <h2 className="text-base font-semibold">{stoppedWords(stopped ?? 0)}</h2>
            <p>No strategy sends orders now. Nothing was closed: open positions stay open, and their stop loss and take profit stay with the broker.</p>
            <p className="text-quiet">To trade again, start a strategy in the Algo panel.</p>
          </>
        )}
        <div className="flex justify-end gap-2">
          {problem && <Button tone="danger" size="large" onClick={onRetry}>Try again</Button>}
          <Button size="large" onClick={onClose} data-first>Close</Button>
        </div>
      </div>
    </Dialog>
  );
}

function stoppedWords(count: number): string {
  if (count === 0) return "No strategy was running";
  return count === 1 ? "1 strategy was stopped" : `${count} strategies were stopped`;
}
