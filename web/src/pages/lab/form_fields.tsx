/** The parts of the form below strategy and market: size, account, costs, simulation. */

import { ACCOUNTS, COMMISSIONS, INTRABARS, NEWS, PRESETS, ROADS, SIZES, SPREADS, SWAPS, TRIPLE_DAYS, type RunForm } from "@/pages/lab/run_form";
import { useRunForm } from "@/pages/lab/form_store";
import { Button } from "@/ui/button";
import { SelectField, TextField } from "@/ui/field";

const words = (names: Record<string, string>) => Object.entries(names);
const labels = (names: Record<string, { label: string }>) => Object.entries(names).map(([value, { label }]) => [value, label] as const);
const TWO = "grid grid-cols-2 gap-2";

function useField() {
  const { form, problems, change } = useRunForm();
  const text = (name: keyof RunForm) => ({
    value: form[name] as string, problem: problems[name],
    onChange: (event: { target: { value: string } }) => change({ [name]: event.target.value }),
  });
  return { form, change, text };
}

export function SizeFields() {
  const { form, change, text } = useField();
  const { unit } = SIZES[form.sizing];
  const choose = (sizing: RunForm["sizing"]) => change({ sizing, sizingAmount: SIZES[sizing].start });
  return (
    <div className={TWO}>
      <SelectField label="Position size" options={labels(SIZES)} value={form.sizing} onChange={(event) => choose(event.target.value as RunForm["sizing"])} className={unit ? "" : "col-span-2"} />
      {unit && <TextField label="Amount" isNumber unit={unit} {...text("sizingAmount")} />}
    </div>
  );
}

export function AccountFields() {
  const { text } = useField();
  return (
    <div className={TWO}>
      <TextField label="Balance" isNumber {...text("balance")} />
      <TextField label="Currency" maxLength={5} {...text("currency")} />
      <TextField label="Leverage" isNumber unit=": 1" {...text("leverage")} />
      <SelectField label="Account kind" options={words(ACCOUNTS)} {...text("account")} />
    </div>
  );
}

export function CostFields() {
  const { form, change, text } = useField();
  return (
    <div className="flex flex-col gap-2">
      <div role="group" aria-label="Cost presets" className="flex flex-wrap gap-1">
        {PRESETS.map(({ name, what, values }) => {
          const isChosen = Object.entries(values).every(([field, value]) => form[field as keyof RunForm] === value);
          return (
            <Button key={name} size="small" title={what} aria-pressed={isChosen} tone={isChosen ? "plain" : "quiet"} className={isChosen ? "border-accent" : "border-edge"} onClick={() => change(values)}>
              {name}
            </Button>
          );
        })}
      </div>
      <div className={TWO}>
        <SelectField label="Spread" options={words(SPREADS)} {...text("spread")} className={form.spread === "fixed" ? "" : "col-span-2"} />
        {form.spread === "fixed" && <TextField label="Spread" isNumber unit="points" {...text("spreadPoints")} />}
        <SelectField label="Commission" options={labels(COMMISSIONS)} {...text("commission")} className={form.commission === "none" ? "col-span-2" : ""} />
        {form.commission !== "none" && <TextField label="Commission" isNumber unit={COMMISSIONS[form.commission].unit} {...text("commissionAmount")} />}
        <SelectField label="Swap" options={words(SWAPS)} {...text("swap")} />
        <TextField label="Slippage" isNumber unit="points" {...text("slippage")} />
        {form.swap !== "none" && (
          <>
            <TextField label="Swap long" isNumber {...text("swapLong")} />
            <TextField label="Swap short" isNumber {...text("swapShort")} />
            <SelectField label="Three days' swap on" className="col-span-2" options={TRIPLE_DAYS.map((day, i) => [String(i), day] as const)} {...text("tripleDay")} />
          </>
        )}
      </div>
    </div>
  );
}

export function SimulationFields() {
  const { text } = useField();
  return (
    <div className={TWO}>
      <SelectField label="Stop and target in one bar" className="col-span-2" options={words(INTRABARS)} {...text("intrabar")} />
      <SelectField label="Simulator" options={words(ROADS)} {...text("road")} />
      <TextField label="Signals act later by" isNumber unit="bars" {...text("delay")} />
    </div>
  );
}

/** What most runs leave as it is. */
export function MoreFields() {
  const { form, text } = useField();
  return (
    <div className={TWO}>
      <TextField label="The broker's clock" placeholder="as the terminal's" hint="Days, sessions, swap nights: UTC, GMT+2/us, Europe/Athens" className="col-span-2" {...text("serverClock")} />
      <SelectField label="News filter" options={words(NEWS)} {...text("news")} />
      <TextField label="Warm-up" isNumber unit="bars" placeholder="as needed" {...text("warmUp")} />
      <TextField label="Rate of the account" isNumber placeholder="as known" title="account currency for one unit of the symbol's profit currency" {...text("conversionRate")} />
      <TextField label="Stop-out" isNumber unit="%" {...text("stopOut")} />
      <TextField label="Spread times" isNumber {...text("spreadMultiplier")} />
      <TextField label="Least commission" isNumber unit="a deal" disabled={form.commission === "none"} {...text("commissionMinimum")} />
      <TextField label="Slippage up to" isNumber unit="points" title="above the slippage: drawn between the two; 0: not drawn" {...text("slippageMost")} />
      <TextField label="Seed" isNumber title="for slippage that is drawn" {...text("seed")} />
    </div>
  );
}
