/** What the reader chose, kept in this browser; unreadable storage means the defaults. */

import { z } from "zod/mini";
import { create } from "zustand";
import type { Zone } from "@/format/times";

const KEY = "tickloom.preferences";

const schema = z.object({
  theme: z._default(z.enum(["system", "dark", "light"]), "system"),
  zone: z._default(z.enum(["utc", "local"]), "utc"),
  colours: z._default(z.enum(["blue-orange", "green-red"]), "blue-orange"),
  shortcuts: z._default(z.boolean(), true),
  indicators: z._default(z.array(z.string()), ["ema-20", "ema-50", "rsi-14"]),
  volume: z._default(z.boolean(), true),
  labRail: z._default(z.boolean(), true),
});

export type Stored = z.infer<typeof schema>;
export type Theme = Stored["theme"];
export type Colours = Stored["colours"];

interface Preferences extends Stored {
  zone: Zone;
  set(change: Partial<Stored>): void;
}

/** The stored preferences in `text`, or the defaults for whatever does not fit. */
export function parseStored(text: string | null): Stored {
  try {
    return schema.parse(JSON.parse(text ?? "{}"));
  } catch {
    return schema.parse({});
  }
}

function load(): Stored {
  try {
    return parseStored(localStorage.getItem(KEY));
  } catch {
    return parseStored(null);
  }
}

export const usePreferences = create<Preferences>((set, get) => ({
  ...load(),
  set(change) {
    set(change);
    try {
      localStorage.setItem(KEY, JSON.stringify(schema.parse(get())));
    } catch {
      // A browser that forbids storage keeps the choice until the page is left.
    }
  },
}));
