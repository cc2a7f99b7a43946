/** The lab's frame: the form and the runs beside whatever is shown, so that one thing can be changed and run again. */

import { Outlet, useRouterState } from "@tanstack/react-router";
import { PanelLeftClose, PanelLeftOpen } from "lucide-react";
import { RunPanel } from "@/pages/lab/run_panel";
import { RunsPanel } from "@/pages/lab/runs_panel";
import { usePreferences } from "@/state/preferences";
import { Button } from "@/ui/button";

export function LabPage() {
  const { labRail: isOpen, set } = usePreferences();
  const isHome = useRouterState({ select: ({ location }) => location.pathname.replace(/\/$/, "") === "/lab" && !("compare" in location.search) });
  const Icon = isOpen ? PanelLeftClose : PanelLeftOpen;
  const label = isOpen ? "Hide form and runs" : "Show form and runs";
  return (
    <div className="lab-frame" data-rail={isOpen ? "open" : "closed"} data-home={isHome}>
      <div className="lab-rail" data-testid="lab-rail">
        <RunPanel className="lab-form" />
        <RunsPanel className="lab-runs" />
      </div>
      <Button size="small" tone="quiet" className="lab-toggle" aria-expanded={isOpen} aria-label={label} title={label} onClick={() => set({ labRail: !isOpen })}>
        <Icon aria-hidden size={14} />
      </Button>
      <div className="lab-content"><Outlet /></div>
    </div>
  );
}
