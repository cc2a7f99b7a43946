/** What a sweep or a walk-forward searches: ranges of parameters, how, and for what. */

import type { TrialStatistic } from "@/contracts.gen";
import { formatNumber } from "@/format/numbers";
import { SWEEP_EXAMPLE } from "@/pages/lab/examples";
import { useRunForm, type SearchForm } from "@/pages/lab/form_store";
import { searchOf } from "@/pages/lab/search";
import { parametersOf } from "@/pages/lab/space";
import { Button } from "@/ui/button";
import { SelectField, TextField } from "@/ui/field";

const METHODS = [["grid", "Grid: every set"], ["random", "Random sets"], ["optuna", "Guided (Optuna)"]] as const;
export const OBJECTIVES = [
  ["net_profit", "Net profit"], ["sharpe_ratio", "Sharpe ratio"], ["profit_factor", "Profit factor"],
  ["recovery_factor", "Recovery factor"], ["expected_payoff", "Expected payoff"], ["sqn", "System quality number"],
] as const satisfies readonly (readonly [TrialStatistic, string])[];
const SCHEMES = [["rolling", "Rolling: both ends move"], ["anchored", "Anchored: the start stays"], ["purged", "Purged: parts held out in turn"]] as const;

export function SearchFields({ document }: { document: Readonly<Record<string, unknown>> | null }) {
  const { mode, search, change, changeSearch } = useRunForm();
  const parameters = parametersOf(document);
  const { problems, sets } = searchOf(mode, search, parameters);
  const text = (name: keyof SearchForm) => ({ value: search[name] as string, problem: problems[name], onChange: (event: { target: { value: string } }) => changeSearch({ [name]: event.target.value }) });
  if (parameters.length === 0) {
    return (
      <div className="flex flex-col items-start gap-1.5 rounded border border-warn/50 tint-warn px-2 py-1.5 text-2xs">
        <p>
          This document declares no parameters, so there is nothing to vary. A document with <code>params</code> says which numbers may change, and uses <code>{'{"param": "fast"}'}</code> in their place.
        </p>
        <Button size="small" data-testid="lab-example" onClick={() => change({ source: "document", document: JSON.stringify(SWEEP_EXAMPLE, null, 1), params: {} })}>Begin with an example</Button>
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-2">
      <fieldset className="flex flex-col gap-2">
        <legend className="label mb-1">Ranges: 10..50 step 5, or 10, 20, 40; empty stays as it is</legend>
        {parameters.map(({ name, range, start }) => (
          <TextField
            key={name}
            label={`${name} (now ${start})`}
            placeholder={start}
            problem={problems[`ranges.${name}`]}
            value={search.ranges[name] ?? range}
            onChange={(event) => changeSearch({ ranges: { ...search.ranges, [name]: event.target.value } })}
          />
        ))}
      </fieldset>
      <div className="grid grid-cols-2 gap-2">
        <SelectField label="Search" options={METHODS} {...text("method")} />
        <SelectField label="For the best" options={OBJECTIVES} {...text("objective")} />
        {search.method !== "grid" && <TextField label="Sets to try" isNumber {...text("trials")} />}
        {search.method !== "grid" && <TextField label="Seed" isNumber {...text("seed")} />}
        {mode === "walk_forward" && (
          <>
            <SelectField label="Windows" className="col-span-2" options={SCHEMES} {...text("scheme")} />
            {search.scheme === "purged" ? (
              <>
                <TextField label="Parts" isNumber {...text("groups")} />
                <TextField label="Held out at once" isNumber {...text("heldOut")} />
                <TextField label="Left out around them" isNumber unit="bars" className="col-span-2" {...text("embargo")} />
              </>
            ) : (
              <>
                <TextField label="In-sample" isNumber unit="days" {...text("inSample")} />
                <TextField label="Out-of-sample" isNumber unit="days" {...text("outOfSample")} />
              </>
            )}
          </>
        )}
      </div>
      <p className="text-2xs text-quiet">
        {sets === null ? "-" : `${formatNumber(sets, 0)} sets`}{mode === "walk_forward" && " a window"}. Every set that is tried is counted: the more there are, the better the best one looks by luck alone.
      </p>
    </div>
  );
}
