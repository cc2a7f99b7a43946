/** Takes the one-time token out of the address at once, trades it for a session, goes to Live. */

import { useNavigate, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { api } from "@/api/client";
import { asProblem, type ProblemDetails } from "@/api/problem";
import { SignedOut, tokenIn } from "@/app/signed_out";
import { useTheme } from "@/app/theme";
import { useSession } from "@/state/session";

export function SignIn() {
  useTheme();
  const navigate = useNavigate();
  const hash = useRouterState({ select: (state) => state.location.hash });
  const [problem, setProblem] = useState<ProblemDetails | null>(null);
  const tried = useRef("");
  const token = hash ? tokenIn(`#${hash}`) : "";
  useEffect(() => {
    if (!token || tried.current === token) return;
    tried.current = token;
    setProblem(null);
    history.replaceState(history.state, "", location.pathname);
    api.signIn(token).then(
      () => {
        useSession.getState().set({ signed: "unknown" });
        void navigate({ to: "/live", replace: true });
      },
      (error: unknown) => setProblem(asProblem(error).details),
    );
  }, [navigate, token]);
  if (!token && !tried.current) return <SignedOut />;
  if (problem) return <SignedOut problem={problem} />;
  return (
    <main className="grid min-h-dvh place-items-center">
      <h1 role="status" className="text-sm text-quiet">Signing in</h1>
    </main>
  );
}
