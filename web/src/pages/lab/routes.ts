/** The lab's pages, fetched together when the first of them is opened. */

export { BacktestPage } from "@/pages/lab/backtest_page";
export { LabHome } from "@/pages/lab/home";
export { LabPage } from "@/pages/lab/lab_page";
export { SweepPage } from "@/pages/lab/sweep_page";
export { WalkForwardPage } from "@/pages/lab/walk_forward_page";
