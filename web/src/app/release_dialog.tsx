/** Releasing the kill switch: a reason and a typed word, because it lets orders pass again. */

import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api } from "@/api/client";
import { live, useSummary } from "@/api/live";
import { asProblem } from "@/api/problem";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";

const WORD = "RELEASE";
const SHORTEST = 3;

export default function ReleaseDialog({ account, onClose }: { account: string; onClose(): void }) {
  const [reason, setReason] = useState("");
  const [word, setWord] = useState("");
  const release = useMutation({ mutationFn: () => api.releaseKill(reason.trim(), crypto.randomUUID()), retry: false });
  const isReady = reason.trim().length >= SHORTEST && word === WORD;
  const problem = release.error ? asProblem(release.error).details : null;
  const stage = useSummary(live.account)?.kill?.stage;
  const failed = release.data?.accounts.filter((one) => one.stage !== "off") ?? [];
  // What the account itself says counts, also when the answer came too late.
  const isDone = release.data !== undefined && (failed.length === 0 || stage === "off");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady && !release.isPending) release.mutate();
  };
  return (
    <Dialog isOpen onClose={onClose} label="Release the kill switch">
      <form onSubmit={submit} className="flex flex-col gap-3 p-5 text-sm" data-testid="release-dialog">
        <h2 className="text-base font-semibold">{isDone ? "The switch is off: orders pass again" : `Release the kill switch of ${account}?`}</h2>
        {isDone ? <p className="text-xs">Strategies stay stopped until you start them.</p> : (
          <>
            <p className="text-xs">Orders pass again at once. Strategies stay stopped until you start them. Who released it and why is kept in the audit.</p>
            <TextField label="Why it is safe now" value={reason} onChange={(event) => setReason(event.target.value)} data-testid="release-reason" />
            <TextField label={`Type ${WORD}`} value={word} onChange={(event) => setWord(event.target.value)} data-testid="release-word" />
          </>
        )}
        {!isDone && failed.map((one) => <p key={one.account} role="alert" className="text-xs text-danger">{one.account}: {one.stage}. {one.detail}</p>)}
        {problem && <p role="alert" className="text-xs text-danger">{problem.detail} {problem.hint}</p>}
        <div className="flex justify-end gap-2">
          {!isDone && <Button type="submit" tone="danger" size="large" disabled={!isReady || release.isPending} data-testid="release-send">Release</Button>}
          <Button size="large" onClick={onClose}>{isDone ? "Close" : "Back"}</Button>
        </div>
      </form>
    </Dialog>
  );
}
