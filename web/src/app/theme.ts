/** The chosen theme, colours and mode as attributes of the root element: style sheets do the rest. */

import { useEffect } from "react";
import { useSummary, live } from "@/api/live";
import { usePreferences, type Theme } from "@/state/preferences";

const DARK = "(prefers-color-scheme: dark)";

export function resolveTheme(theme: Theme, systemIsDark: boolean): "dark" | "light" {
  return theme === "system" ? (systemIsDark ? "dark" : "light") : theme;
}

/** Set before the first paint, so that nothing flashes. */
export function applyTheme(): void {
  const { theme, colours } = usePreferences.getState();
  const root = document.documentElement;
  root.dataset.theme = resolveTheme(theme, matchMedia(DARK).matches);
  root.dataset.colours = colours;
}

export function useTheme(): void {
  const theme = usePreferences((state) => state.theme);
  const colours = usePreferences((state) => state.colours);
  const mode = useSummary(live.mode);
  useEffect(() => {
    applyTheme();
    const media = matchMedia(DARK);
    media.addEventListener("change", applyTheme);
    return () => media.removeEventListener("change", applyTheme);
  }, [theme, colours]);
  useEffect(() => {
    if (mode) document.documentElement.dataset.mode = mode;
  }, [mode]);
}
