import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { useRef, useState, type FormEvent } from "react";
import { api } from "@/api/client";
import { live } from "@/api/live";
import { asProblem } from "@/api/problem";
import { keys, useSymbols } from "@/api/queries";
import type { Strategy } from "@/contracts.gen";
import { TIMEFRAMES, type Timeframe } from "@/format/timeframes";
import { parseSizing, SIZINGS, type SizingMode } from "@/pages/live/sizing";
import { useSession } from "@/state/session";
import { Button } from "@/ui/button";
import { Select } from "@/ui/select";

export interface StartFormProps {
  strategies: readonly Strategy[];
  symbol: string;
  timeframe: Timeframe;
}

/** Choose what runs, on what, how large. The strategy's own sizing is the default. */
export function StartForm({ strategies, symbol, timeframe }: StartFormProps) {
  const client = useQueryClient();
  const account = useSession((state) => state.account);
  const symbols = useSymbols().data ?? [];
  const [chosen, setChosen] = useState("");
  const [ownSymbol, setSymbol] = useState<string | null>(null);
  const [ownTimeframe, setTimeframe] = useState<Timeframe | null>(null);
  const [mode, setMode] = useState<SizingMode>("document");
  const [amount, setAmount] = useState("");
  const idempotencyKey = useRef(crypto.randomUUID?.() ?? String(Math.random()));
  const strategy = strategies.find((one) => one.strategy === chosen) ?? strategies[0];
  const sizing = parseSizing(mode, amount);
  const start = useMutation({
    mutationFn: () => {
      if (!strategy || "problem" in sizing) throw new Error("nothing to start");
      const body = { strategy: strategy.strategy, account, symbol: ownSymbol ?? symbol, timeframe: ownTimeframe ?? timeframe, sizing: sizing.value };
      return api.start(body, idempotencyKey.current);
    },
    retry: false,
    onSuccess: (status) => {
      // The next press is another start; a repeated one after a failure is the same.
      idempotencyKey.current = crypto.randomUUID?.() ?? String(Math.random());
      live.takeStatuses([status]);
      void client.invalidateQueries({ queryKey: keys.deployments });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!start.isPending) start.mutate();
  };
  const problem = start.error ? asProblem(start.error).details : null;
  const sizingSpec = SIZINGS[mode];
  return (
    <form onSubmit={submit} className="flex flex-col gap-2 border-b p-2.5" aria-label="Start a strategy">
      <Select data-testid="strategy-select" aria-label="Strategy" value={strategy?.strategy ?? ""} onChange={(event) => setChosen(event.target.value)}>
        {strategies.map((one) => <option key={one.strategy} value={one.strategy}>{one.name}</option>)}
      </Select>
      {strategy?.explanation && <p className="line-clamp-3 text-2xs text-quiet" title={strategy.explanation}>{strategy.explanation}</p>}
      <div className="grid grid-cols-[1fr_5.2rem] gap-2">
        <Select aria-label="Symbol to trade" value={ownSymbol ?? symbol} onChange={(event) => setSymbol(event.target.value)}>
          {[...new Set([symbol, ...symbols.map((info) => info.symbol)])].map((name) => <option key={name}>{name}</option>)}
        </Select>
        <Select aria-label="Timeframe to trade" value={ownTimeframe ?? timeframe} onChange={(event) => setTimeframe(event.target.value as Timeframe)}>
          {TIMEFRAMES.map((name) => <option key={name}>{name}</option>)}
        </Select>
      </div>
      <div className="flex gap-2">
        <Select aria-label="Sizing" className="flex-1" value={mode} onChange={(event) => setMode(event.target.value as SizingMode)}>
          {Object.entries(SIZINGS).map(([value, { label }]) => <option key={value} value={value}>{label}</option>)}
        </Select>
        {sizingSpec.unit && (
          <input
            aria-label={sizingSpec.label}
            inputMode="decimal"
            value={amount}
            placeholder={sizingSpec.placeholder}
            onChange={(event) => setAmount(event.target.value)}
            className="h-7 w-16 rounded-[5px] border border-edge bg-raised px-2 text-right"
          />
        )}
        <Button type="submit" tone="accent" data-testid="algo-start" disabled={!strategy || start.isPending || "problem" in sizing}>
          <Play aria-hidden size={12} /> {start.isPending ? "Starting" : "Start"}
        </Button>
      </div>
      {"problem" in sizing && amount !== "" && <p role="alert" className="text-2xs text-danger">{sizing.problem}</p>}
      {problem && <p role="alert" className="rounded border border-danger/50 bg-danger/10 px-2 py-1.5 text-2xs">{problem.detail} {problem.hint}</p>}
    </form>
  );
}
