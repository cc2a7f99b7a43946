/** The pages of the shell: navigation, keys and commands are made of this list. */

export const PAGE_LIST = [
  { path: "/live", name: "Live", key: "l", what: "Market, account and strategies" },
  { path: "/orders", name: "Orders", key: "o", what: "Orders and positions" },
  { path: "/lab", name: "Backtest lab", key: "b", what: "Test strategies on recorded bars" },
  { path: "/connection", name: "Connection", key: "c", what: "The way to the broker, step by step" },
] as const;

export type PagePath = (typeof PAGE_LIST)[number]["path"];
