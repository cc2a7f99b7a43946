import type { SymbolInfo } from "@/contracts.gen";
import type { FieldProblems, OrderType, TicketForm } from "@/pages/orders/ticket_form";
import { classNames } from "@/ui/class_names";
import { SelectField, TextField } from "@/ui/field";

const TYPES: readonly (readonly [OrderType, string])[] = [
  ["market", "Market"], ["limit", "Limit"], ["stop", "Stop"], ["stop_limit", "Stop-limit"],
];
const SIDES = [["buy", "Buy", "\u2191"], ["sell", "Sell", "\u2193"]] as const;

export interface TicketFieldsProps {
  form: TicketForm;
  symbols: readonly SymbolInfo[];
  info: SymbolInfo | undefined;
  problems: FieldProblems;
  canWait: boolean;
  onChange(part: Partial<TicketForm>): void;
}

export function TicketFields({ form, symbols, info, problems, canWait, onChange }: TicketFieldsProps) {
  const isWaiting = form.type !== "market";
  const types = canWait ? TYPES : TYPES.slice(0, 1);
  const range = info ? `${info.volume_min} to ${info.volume_max}, step ${info.volume_step}` : undefined;
  const text = (name: keyof TicketForm) => ({ value: form[name], onChange: (event: { target: { value: string } }) => onChange({ [name]: event.target.value }) });
  return (
    <>
      <div className="grid grid-cols-2 gap-2" role="radiogroup" aria-label="Side">
        {SIDES.map(([side, word, arrow]) => (
          <button
            key={side}
            type="button"
            role="radio"
            aria-checked={form.side === side}
            data-testid={`ticket-${side}`}
            onClick={() => onChange({ side })}
            className={classNames(
              "h-9 rounded-[5px] border text-sm font-semibold",
              form.side === side ? (side === "buy" ? "border-up bg-up/15 text-up" : "border-down bg-down/15 text-down") : "border-edge text-quiet hover:border-control",
            )}
          >
            <span aria-hidden>{arrow}</span> {word}
          </button>
        ))}
      </div>
      <div className="grid grid-cols-2 gap-2">
        <SelectField label="Symbol" value={form.symbol} options={symbols.map(({ symbol }) => [symbol, symbol] as const)} problem={problems.symbol} onChange={(event) => onChange({ symbol: event.target.value, price: "", limitPrice: "", stopLoss: "", takeProfit: "" })} />
        <SelectField label="Type" value={form.type} options={types} hint={canWait ? undefined : "This bridge fills at market only."} problem={problems.type} onChange={(event) => onChange({ type: event.target.value as OrderType })} />
        <TextField label="Volume" unit="lots" isNumber hint={range} problem={problems.volume} data-testid="ticket-volume" className="col-span-2" {...text("volume")} />
        {isWaiting && <TextField label="Price" isNumber problem={problems.price} data-testid="ticket-price" {...text("price")} />}
        {form.type === "stop_limit" && <TextField label="Limit price" isNumber problem={problems.limit_price} {...text("limitPrice")} />}
        {isWaiting && <TextField label="Ends after" unit="min" isNumber hint="Empty: until cancelled" problem={problems.good_till} {...text("minutes")} />}
        <TextField label="Stop loss" isNumber problem={problems.stop_loss} data-testid="ticket-stop" className="col-start-1" {...text("stopLoss")} />
        <TextField label="Take profit" isNumber problem={problems.take_profit} data-testid="ticket-target" {...text("takeProfit")} />
      </div>
    </>
  );
}
