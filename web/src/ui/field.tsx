/** A labelled input with its unit, and what is wrong with it under it. */

import { useId, type ComponentProps, type ReactNode } from "react";
import { classNames } from "@/ui/class_names";
import { Select } from "@/ui/select";

interface Shared {
  label: string;
  problem?: string;
  hint?: string;
  className?: string;
}

function Frame({ id, label, problem, hint, className, children }: Shared & { id: string; children: ReactNode }) {
  return (
    <div className={classNames("flex min-w-0 flex-col gap-0.5", className)}>
      <label htmlFor={id} className="label">{label}</label>
      {children}
      {problem && <p id={`${id}-problem`} role="alert" className="text-2xs text-danger">{problem}</p>}
      {!problem && hint && <p className="text-2xs text-quiet">{hint}</p>}
    </div>
  );
}

const INPUT = "h-7 w-full min-w-0 rounded-[5px] border border-edge bg-raised px-2 text-xs text-ink hover:border-control disabled:opacity-55 aria-[invalid=true]:border-danger";

export function TextField({ label, problem, hint, className, unit, isNumber, ...rest }: Shared & { unit?: string; isNumber?: boolean } & Omit<ComponentProps<"input">, "className">) {
  const id = useId();
  return (
    <Frame id={id} label={label} problem={problem} hint={hint} className={className}>
      <span className="relative flex">
        <input
          id={id}
          aria-invalid={problem ? true : undefined}
          aria-describedby={problem ? `${id}-problem` : undefined}
          inputMode={isNumber ? "decimal" : undefined}
          autoComplete="off"
          className={classNames(INPUT, isNumber && "text-right", unit && "pr-14")}
          {...rest}
        />
        {unit && <span aria-hidden className="pointer-events-none absolute top-1.5 right-2 text-2xs text-quiet">{unit}</span>}
      </span>
    </Frame>
  );
}

export function SelectField({ label, problem, hint, className, options, ...rest }: Shared & { options: readonly (readonly [value: string, label: string])[] } & Omit<ComponentProps<"select">, "className">) {
  const id = useId();
  return (
    <Frame id={id} label={label} problem={problem} hint={hint} className={className}>
      <Select id={id} aria-invalid={problem ? true : undefined} aria-describedby={problem ? `${id}-problem` : undefined} {...rest}>
        {options.map(([value, text]) => <option key={value} value={value}>{text}</option>)}
      </Select>
    </Frame>
  );
}
