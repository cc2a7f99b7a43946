/** The frame around every page: top bar, banner, overlays, keys, and the live connection's life. */

import { Outlet, useNavigate, useSearch } from "@tanstack/react-router";
import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useCallback, useEffect, useState } from "react";
import { api } from "@/api/client";
import { live } from "@/api/live";
import { useShownSymbol } from "@/api/queries";
import type { PagePath } from "@/app/pages";
import { ConnectionBanner } from "@/app/connection_banner";
import { KillBanner } from "@/app/kill_banner";
import { useKill } from "@/app/use_kill";
import { SignedOut } from "@/app/signed_out";
import { useSignIn, tellOtherTabs } from "@/app/use_sign_in";
import { useTheme } from "@/app/theme";
import { TopBar } from "@/app/top_bar";
import { useKeyboard } from "@/app/use_keyboard";
import type { Timeframe } from "@/format/timeframes";
import { useOverlays } from "@/state/overlays";
import { useSession } from "@/state/session";
import { Skeleton } from "@/ui/skeleton";

const Overlays = lazy(() => import("@/app/overlays"));

export function Shell() {
  useTheme();
  useSignIn();
  const signed = useSession((state) => state.signed);
  if (signed === "out") return <SignedOut />;
  if (signed === "unknown") return <main className="p-4"><h1 className="sr-only">Tickloom</h1><Skeleton rows={8} /></main>;
  return <SignedIn />;
}

function SignedIn() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const search = useSearch({ strict: false });
  const symbol = useShownSymbol(search.symbol);
  const { open, show } = useOverlays();
  const { kill, isPending, report } = useKill();
  const account = useSession((state) => state.account);
  useKeyboard(kill);
  useEffect(() => {
    live.start();
    const leave = ["system", "algo:*", "signals", `account:${account}`, `positions:${account}`, `orders:${account}`].map((name) => live.socket.want(name));
    const offGap = live.onGap((channel) => {
      // Deals and strategies are whole again once they are read from the record.
      if (channel === "positions") void client.invalidateQueries({ queryKey: ["deals"] });
      if (channel === "orders") void client.invalidateQueries({ queryKey: ["orders"] });
      if (channel === "algo") void client.invalidateQueries({ queryKey: ["deployments"] });
      if (channel === "*") void client.invalidateQueries();
    });
    return () => {
      offGap();
      leave.forEach((stop) => stop());
      live.stop();
    };
  }, [account, client]);
  const [hasOpened, setOpened] = useState(false);
  if (open !== null && !hasOpened) setOpened(true);
  const close = useCallback(() => show(null), [show]);
  const toSymbol = (next: string) => void navigate({ to: "/live", search: (old) => ({ ...old, symbol: next }) });
  const toTimeframe = (tf: Timeframe) => void navigate({ to: "/live", search: (old) => ({ ...old, tf }) });
  const toPage = (path: PagePath) => void navigate({ to: path });
  const signOut = () => {
    void api.signOut().catch(() => undefined).then(() => {
      tellOtherTabs();
      useSession.getState().set({ signed: "out" });
    });
  };
  return (
    <>
      <a href="#main" className="sr-only focus:not-sr-only focus:absolute focus:top-1 focus:left-1 focus:z-50 focus:rounded focus:bg-accent focus:px-3 focus:py-2 focus:text-on-accent">
        Skip to the content
      </a>
      <div className="flex min-h-dvh flex-col border-x-2 border-t-2 border-mode lg:h-dvh lg:border-b-2">
        <TopBar symbol={symbol} isStopping={isPending} onKill={kill} onSignOut={signOut} />
        <ConnectionBanner />
        <KillBanner />
        <main id="main" tabIndex={-1} className="flex min-h-0 flex-1 flex-col outline-none"><Outlet /></main>
      </div>
      <Suspense>
        {hasOpened && <Overlays open={open} onClose={close} onSymbol={toSymbol} onTimeframe={toTimeframe} onSignOut={signOut} onPage={toPage} />}
      </Suspense>
      {report}
    </>
  );
}
