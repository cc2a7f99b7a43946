/** The chart colours of the present theme, read anew when theme or colours change. */

import { useSyncExternalStore } from "react";
import { readPalette, type Palette } from "@/charts/palette";

let palette: Palette | null = null;

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(() => {
    palette = null;
    listener();
  });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "data-colours"] });
  return () => observer.disconnect();
}

const read = (): Palette => (palette ??= readPalette(document.documentElement));

export function usePalette(): Palette {
  return useSyncExternalStore(subscribe, read);
}
