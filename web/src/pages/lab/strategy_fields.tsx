/** What is tested: a stored strategy or a pasted document, its findings where they belong, its words. */

import { useEffect } from "react";
import type { Strategy } from "@/contracts.gen";
import { useChecked } from "@/pages/lab/use_checked";
import { useRunForm } from "@/pages/lab/form_store";
import { parametersOf } from "@/pages/lab/space";
import { Button } from "@/ui/button";
import { SelectField, TextField } from "@/ui/field";

export function StrategyFields({ strategies }: { strategies: readonly Strategy[] }) {
  const { form, problems, change } = useRunForm();
  const chosen = strategies.find(({ strategy }) => strategy === form.strategy);
  useEffect(() => {
    if (form.source === "list" && !chosen && strategies[0]) change({ strategy: strategies[0].strategy, params: {} });
  }, [change, chosen, form.source, strategies]);
  return (
    <div className="flex flex-col gap-2">
      <div role="group" aria-label="Where the strategy comes from" className="grid grid-cols-2 gap-1 rounded-md bg-raised p-0.5">
        {(["list", "document"] as const).map((source) => (
          <Button key={source} size="small" tone="quiet" aria-pressed={form.source === source} className={form.source === source ? "bg-panel text-ink shadow" : ""} onClick={() => change({ source })}>
            {source === "list" ? "Stored strategy" : "Paste a document"}
          </Button>
        ))}
      </div>
      {form.source === "list" ? (
        <SelectField
          label="Strategy"
          data-testid="lab-strategy"
          problem={problems.strategy}
          options={strategies.map(({ strategy, name }) => [strategy, name] as const)}
          value={form.strategy}
          onChange={(event) => change({ strategy: event.target.value, params: {} })}
        />
      ) : <PastedDocument example={chosen?.document ?? strategies[0]?.document} />}
      {form.source === "list" && chosen?.explanation && <ReadBack text={chosen.explanation} />}
    </div>
  );
}

function ReadBack({ text }: { text: string }) {
  return (
    <details className="rounded border bg-page/40 px-2 py-1.5 text-2xs text-quiet" open>
      <summary className="font-medium text-ink">In words</summary>
      <p className="mt-1 max-h-28 overflow-auto whitespace-pre-line" tabIndex={0}>{text}</p>
    </details>
  );
}

function PastedDocument({ example }: { example: object | undefined }) {
  const { form, problems, change } = useRunForm();
  const checked = useChecked(form);
  const problem = problems.document ?? checked.problem;
  return (
    <div className="flex flex-col gap-1">
      <div className="flex items-end gap-2">
        <label htmlFor="lab-document" className="label">Strategy document (JSON)</label>
        {example && form.document === "" && (
          <Button size="small" tone="quiet" className="ml-auto" onClick={() => change({ document: JSON.stringify(example, null, 1), params: {} })}>Begin with an example</Button>
        )}
      </div>
      <textarea
        id="lab-document"
        data-testid="lab-document"
        spellCheck={false}
        value={form.document}
        onChange={(event) => change({ document: event.target.value, params: {} })}
        aria-invalid={problem || checked.findings.length > 0 ? true : undefined}
        aria-describedby="lab-findings"
        className="h-44 w-full resize-y rounded-[5px] border border-edge bg-raised p-2 font-mono text-2xs leading-4 aria-[invalid=true]:border-danger"
      />
      <div id="lab-findings" aria-live="polite" className="flex flex-col gap-1">
        {problem && <p className="text-2xs text-danger">{problem}</p>}
        {checked.findings.map(({ path, message, hint, severity }) => (
          <p key={path + message} className={`rounded border px-2 py-1 text-2xs ${severity === "error" ? "border-danger/50 tint-danger" : "border-warn/50 tint-warn"}`}>
            <code className="font-semibold break-all">{path || "/"}</code> {message} {hint}
          </p>
        ))}
      </div>
      {checked.readBack && <ReadBack text={checked.readBack} />}
    </div>
  );
}

/** The numbers a document leaves open. An empty field takes the document's own. */
export function ParameterFields({ document }: { document: Readonly<Record<string, unknown>> | null }) {
  const { form, problems, change } = useRunForm();
  const parameters = parametersOf(document);
  if (parameters.length === 0) return null;
  return (
    <fieldset className="grid grid-cols-2 gap-2">
      <legend className="label mb-1">Parameters</legend>
      {parameters.map(({ name, start, range }) => (
        <TextField
          key={name}
          label={name}
          isNumber
          placeholder={start}
          title={range ? `The document allows ${range}` : undefined}
          problem={problems[`params.${name}`]}
          value={form.params[name] ?? ""}
          onChange={(event) => change({ params: { ...form.params, [name]: event.target.value } })}
        />
      ))}
    </fieldset>
  );
}
