/** Which overlay is open: one at a time. */

import { create } from "zustand";

export type Overlay = "palette" | "symbols" | "help" | null;

interface Overlays {
  open: Overlay;
  show(overlay: Overlay): void;
}

export const useOverlays = create<Overlays>((set) => ({
  open: null,
  show: (open) => set({ open }),
}));
