import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { actionOf, nameOf, type Action } from "@/app/keyboard";
import { useOverlays } from "@/state/overlays";
import { usePreferences } from "@/state/preferences";

const CHORD_MS = 1_000;
const TYPING = "input, textarea, select, [contenteditable=true]";

/** Listen to the whole page; `onKill` is what Shift+Esc twice does. */
export function useKeyboard(onKill: () => void): void {
  const navigate = useNavigate();
  const single = usePreferences((state) => state.shortcuts);
  const show = useOverlays((state) => state.show);
  useEffect(() => {
    let before: string | null = null;
    let beforeAt = 0;
    const run = (action: Action) => {
      if (action.do === "kill") onKill();
      else if (action.do === "page") void navigate({ to: action.path, search: (old) => (action.path === "/live" ? old : {}) });
      else if (action.do === "ticket") void navigate({ to: "/orders", search: (old) => ({ ...old, side: action.side }) });
      else if (action.do === "timeframe" && !location.pathname.startsWith("/live")) return;
      else if (action.do === "timeframe") void navigate({ to: "/live", search: (old) => ({ ...old, tf: action.timeframe }) });
      else show(action.do);
    };
    const onKey = (event: KeyboardEvent) => {
      if (["Shift", "Control", "Alt", "Meta"].includes(event.key) || event.repeat) return;
      const now = performance.now();
      const action = actionOf(
        {
          key: event.key, ctrl: event.ctrlKey, meta: event.metaKey, alt: event.altKey, shift: event.shiftKey,
          isTyping: event.target instanceof Element && event.target.closest(TYPING) !== null,
          before: now - beforeAt < CHORD_MS ? before : null,
        },
        single,
      );
      before = nameOf({ key: event.key, shift: event.shiftKey });
      beforeAt = now;
      if (!action) return;
      event.preventDefault();
      if (action.do === "kill") before = null;
      run(action);
    };
    // Capturing: an open dialog must not swallow the kill switch.
    window.addEventListener("keydown", onKey, true);
    return () => window.removeEventListener("keydown", onKey, true);
  }, [navigate, onKill, show, single]);
}
