/** The runs ticked for comparison, before they stand in an address. */

import { create } from "zustand";

interface Chosen {
  ids: readonly string[];
  set(ids: readonly string[]): void;
}

export const useChosen = create<Chosen>((set) => ({
  ids: [],
  set: (ids) => set({ ids }),
}));
