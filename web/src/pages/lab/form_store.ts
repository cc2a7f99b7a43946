/** The form's text, kept while the reader looks at results: change one thing and run again. */

import { z } from "zod/mini";
import { create } from "zustand";
import { START, type FormField, type Problems, type RunForm } from "@/pages/lab/run_form";

export type Mode = "backtest" | "sweep" | "walk_forward";

export interface SearchForm {
  ranges: Readonly<Record<string, string>>;
  method: "grid" | "random" | "optuna";
  trials: string;
  objective: string;
  seed: string;
  scheme: "rolling" | "anchored" | "purged";
  groups: string;
  heldOut: string;
  embargo: string;
  inSample: string;
  outOfSample: string;
}

export const SEARCH_START: SearchForm = {
  ranges: {}, method: "grid", trials: "200", objective: "net_profit", seed: "1", scheme: "rolling", inSample: "60", outOfSample: "20",
  groups: "6", heldOut: "2", embargo: "0",
};

interface FormState {
  mode: Mode;
  form: RunForm;
  search: SearchForm;
  problems: Problems;
  setMode(mode: Mode): void;
  change(change: Partial<RunForm>): void;
  changeSearch(change: Partial<SearchForm>): void;
  setProblems(problems: Problems): void;
}

const KEY = "tickloom.lab.form";

const kept = z.object({
  mode: z.optional(z.enum(["backtest", "sweep", "walk_forward"])),
  form: z.optional(z.record(z.string(), z.unknown())),
});

/** Of what was stored only the fields that still exist, with the type they have now. */
export function restore(text: string | null): { mode: Mode; form: RunForm } {
  const otherwise = { mode: "backtest" as Mode, form: START };
  try {
    const { mode = "backtest", form = {} } = kept.parse(JSON.parse(text ?? "{}"));
    const fits = Object.entries(form).filter(([name, value]) => name in START && typeof value === typeof START[name as keyof RunForm]);
    return { mode, form: { ...START, ...Object.fromEntries(fits) } };
  } catch {
    return otherwise;
  }
}

function load() {
  try {
    return restore(localStorage.getItem(KEY));
  } catch {
    return restore(null);
  }
}

function store({ mode, form }: Pick<FormState, "mode" | "form">): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ mode, form }));
  } catch {
    // A browser that forbids storage keeps the form until the page is left.
  }
}

/** What was mended is no longer called wrong. */
function without(problems: Problems, fields: readonly string[]): Problems {
  return Object.fromEntries(Object.entries(problems).filter(([field]) => !fields.includes(field as FormField) && !fields.some((name) => field.startsWith(`${name}.`))));
}

export const useRunForm = create<FormState>((set, get) => ({
  ...load(),
  search: SEARCH_START,
  problems: {},
  setMode(mode) {
    set({ mode });
    store(get());
  },
  change(change) {
    set(({ form, problems }) => ({ form: { ...form, ...change }, problems: without(problems, Object.keys(change)) }));
    store(get());
  },
  changeSearch(change) {
    set(({ search }) => ({ search: { ...search, ...change } }));
  },
  setProblems(problems) {
    set({ problems });
  },
}));
