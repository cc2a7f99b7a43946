import { useRouterState } from "@tanstack/react-router";
import { ChevronsUpDown, CommandIcon } from "lucide-react";
import { AccountStrip } from "@/app/account_strip";
import { KillSwitch } from "@/app/kill_switch";
import { Logo } from "@/app/logo";
import { ModeBadge } from "@/app/mode_badge";
import { Navigation } from "@/app/navigation";
import { StatusBadges } from "@/app/status_badges";
import { lazy, Suspense } from "react";
import { useOverlays } from "@/state/overlays";
import { Button } from "@/ui/button";

const SettingsMenu = lazy(() => import("@/app/settings_menu"));

export interface TopBarProps {
  symbol: string;
  isStopping: boolean;
  onKill(): void;
  onSignOut(): void;
}

/** Always there: where one is, what market this is, how fresh it is, and how to stop it. */
export function TopBar({ symbol, isStopping, onKill, onSignOut }: TopBarProps) {
  const show = useOverlays((state) => state.show);
  const isLive = useRouterState({ select: ({ location }) => location.pathname.startsWith("/live") });
  return (
    <header className="flex min-h-11 flex-wrap items-center gap-x-1.5 gap-y-1 border-b bg-panel px-2.5 py-1.5">
      <span className="mr-1 flex items-center gap-2 font-semibold tracking-tight">
        <Logo /> <span className="max-sm:hidden">Tickloom</span>
      </span>
      <span aria-hidden className="order-1 basis-full sm:hidden" />
      <Navigation />
      {isLive && (
        <Button onClick={() => show("symbols")} aria-label={`Symbol ${symbol}: choose another`} aria-haspopup="dialog" className="max-sm:order-2">
          <span className="font-semibold">{symbol}</span> <ChevronsUpDown aria-hidden size={12} className="text-quiet" />
        </Button>
      )}
      <ModeBadge />
      <div className="ml-auto flex items-center gap-1 max-sm:contents">
        <AccountStrip />
        <span className="max-sm:order-2"><StatusBadges symbol={symbol} /></span>
        <Button tone="quiet" aria-label="Commands (Ctrl+K)" title="Commands (Ctrl+K)" onClick={() => show("palette")} className="max-sm:order-2 max-sm:hidden">
          <CommandIcon aria-hidden size={14} />
        </Button>
        <span className="max-sm:order-2 max-sm:ml-auto">
          <Suspense fallback={<span className="inline-block h-7 w-10" />}>
            <SettingsMenu onHelp={() => show("help")} onSignOut={onSignOut} />
          </Suspense>
        </span>
        <span className="max-sm:ml-auto"><KillSwitch isBusy={isStopping} onKill={onKill} /></span>
      </div>
    </header>
  );
}
