/** The search of the form as a request, or what is wrong with it. */

import type { Mode, SearchForm } from "@/pages/lab/form_store";
import { countSets, fits, parsePart, type DeclaredParameter, type Space } from "@/pages/lab/space";

export interface SearchBody {
  space: Space;
  method: string;
  trials?: number;
  objective: string;
  seed: number;
  scheme?: string;
  in_sample?: string;
  out_of_sample?: string;
  groups?: number;
  held_out?: number;
  embargo_bars?: number;
}

export interface Searched {
  problems: Readonly<Record<string, string>>;
  /** How many sets are tried; null while a range cannot be read. */
  sets: number | null;
  body: SearchBody | null;
}

const MOST_SETS = 1_000_000;

type Whole = (name: "trials" | "seed" | "inSample" | "outOfSample" | "groups" | "heldOut" | "embargo", low: number) => number;

function windowsOf({ scheme }: SearchForm, whole: Whole) {
  if (scheme === "purged") return { scheme, groups: whole("groups", 3), held_out: whole("heldOut", 1), embargo_bars: whole("embargo", 0) };
  return { scheme, in_sample: `${whole("inSample", 1)}d`, out_of_sample: `${whole("outOfSample", 1)}d` };
}

export function searchOf(mode: Mode, search: SearchForm, parameters: readonly DeclaredParameter[]): Searched {
  const problems: Record<string, string> = {};
  const space: Space = {};
  for (const parameter of parameters) {
    const { name, range, min, max } = parameter;
    const text = (search.ranges[name] ?? range).trim();
    if (text === "") continue;
    const part = parsePart(text);
    if (part === null) problems[`ranges.${name}`] = `A range such as 10..50 step 5 or a list such as 10, 20, 40, not "${text}"`;
    else if (!fits(part, parameter)) problems[`ranges.${name}`] = `The document allows ${min ?? "any"} to ${max ?? "any"}`;
    else space[name] = part;
  }
  const isGrid = search.method === "grid";
  const whole: Whole = (name, low) => {
    const value = Number(search[name]);
    if (!Number.isInteger(value) || value < low || search[name].trim() === "") problems[name] = `A whole number from ${low}, not "${search[name]}"`;
    return value;
  };
  const trials = isGrid ? undefined : whole("trials", 1);
  const seed = isGrid ? 1 : whole("seed", 0);
  const windows = mode === "walk_forward" ? windowsOf(search, whole) : {};
  if (Object.keys(space).length === 0) problems.ranges = "At least one parameter needs a range";
  const hasSpace = Object.keys(problems).every((name) => !name.startsWith("ranges"));
  const sets = hasSpace ? (trials ?? countSets(space)) : null;
  if (sets !== null && sets > MOST_SETS) problems.method = `${sets.toLocaleString("en-US")} sets are too many: take larger steps or random sets`;
  const body = Object.keys(problems).length > 0 ? null : { space, method: search.method, trials, objective: search.objective, seed, ...windows };
  return { problems, sets, body };
}
