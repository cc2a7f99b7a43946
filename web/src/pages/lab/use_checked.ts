/** A pasted document as the platform reads it: findings by path and the words it stands for. */

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { lab } from "@/api/lab";
import { asProblem, type Finding } from "@/api/problem";
import { parseDocument, type RunForm } from "@/pages/lab/run_form";

const REST_MS = 400;

export interface Checked {
  problem: string | undefined;
  findings: readonly Finding[];
  readBack: string;
}

/** `value` once it has rested, so that typing asks no question per letter. */
export function useRested<T>(value: T, ms = REST_MS): T {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), ms);
    return () => clearTimeout(timer);
  }, [ms, value]);
  return rested;
}

/** What is still to be mended: the form itself says symbol, timeframe and, if chosen, the size. */
export function open(findings: readonly Finding[], form: Pick<RunForm, "sizing">): readonly Finding[] {
  const supplied = new Set(["need:symbols", "need:timeframe", ...(form.sizing === "document" ? [] : ["need:sizing"])]);
  return findings.filter(({ code }) => !supplied.has(code));
}

export function useChecked(form: Pick<RunForm, "source" | "document" | "sizing">): Checked {
  const text = useRested(form.document);
  const parsed = text.trim() === "" ? null : parseDocument(text);
  const document = parsed && "document" in parsed ? parsed.document : null;
  const query = useQuery({
    queryKey: ["lab", "checked", text],
    queryFn: () => lab.check(document ?? {}),
    enabled: form.source === "document" && document !== null,
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: Infinity,
  });
  const isCurrent = document !== null;
  const fault = query.error ? asProblem(query.error).details : null;
  return {
    problem: parsed && "problem" in parsed ? parsed.problem : fault ? `${fault.detail} ${fault.hint}` : undefined,
    findings: isCurrent ? open(query.data?.findings ?? [], form) : [],
    readBack: isCurrent ? (query.data?.read_back ?? "") : "",
  };
}
