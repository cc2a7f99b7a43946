/** Every address of the page; what a page shows stands in its address. */

import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from "@tanstack/react-router";
import { NotFound, PageFault } from "@/app/faults";
import { Shell } from "@/app/shell";
import { SignIn } from "@/app/sign_in";
import { isTimeframe, type Timeframe } from "@/format/timeframes";
import { ordersSearch } from "@/pages/orders/address";
import { backtestSearch, labSearch, sweepSearch } from "@/pages/lab/address";

export interface LiveSearch {
  symbol?: string;
  tf?: Timeframe;
}

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

const signIn = createRoute({ getParentRoute: () => root, path: "/sign-in", component: SignIn });

const shell = createRoute({ getParentRoute: () => root, id: "shell", component: Shell });

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/live" });
  },
});

const livePage = createRoute({
  getParentRoute: () => shell,
  path: "/live",
  validateSearch: (search: Record<string, unknown>): LiveSearch => ({
    symbol: typeof search.symbol === "string" && search.symbol ? search.symbol : undefined,
    tf: isTimeframe(search.tf) ? search.tf : undefined,
  }),
  component: lazyRouteComponent(() => import("@/pages/live/live_page"), "LivePage"),
});

const ordersPage = createRoute({
  getParentRoute: () => shell,
  path: "/orders",
  validateSearch: ordersSearch,
  component: lazyRouteComponent(() => import("@/pages/orders/orders_page"), "OrdersPage"),
});

const connectionPage = createRoute({
  getParentRoute: () => shell,
  path: "/connection",
  component: lazyRouteComponent(() => import("@/pages/connection/connection_page"), "ConnectionPage"),
});

const labPage = createRoute({
  getParentRoute: () => shell,
  path: "/lab",
  component: lazyRouteComponent(() => import("@/pages/lab/routes"), "LabPage"),
});

const labHome = createRoute({
  getParentRoute: () => labPage,
  path: "/",
  validateSearch: labSearch,
  component: lazyRouteComponent(() => import("@/pages/lab/routes"), "LabHome"),
});

const backtestPage = createRoute({
  getParentRoute: () => labPage,
  path: "/backtests/$id",
  validateSearch: backtestSearch,
  component: lazyRouteComponent(() => import("@/pages/lab/routes"), "BacktestPage"),
});

const sweepPage = createRoute({
  getParentRoute: () => labPage,
  path: "/sweeps/$id",
  validateSearch: sweepSearch,
  component: lazyRouteComponent(() => import("@/pages/lab/routes"), "SweepPage"),
});

const walkForwardPage = createRoute({
  getParentRoute: () => labPage,
  path: "/walk-forwards/$id",
  component: lazyRouteComponent(() => import("@/pages/lab/routes"), "WalkForwardPage"),
});

const lab = labPage.addChildren([labHome, backtestPage, sweepPage, walkForwardPage]);

export const router = createRouter({
  routeTree: root.addChildren([home, signIn, shell.addChildren([livePage, ordersPage, connectionPage, lab])]),
  defaultErrorComponent: PageFault,
  defaultPreload: false,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
