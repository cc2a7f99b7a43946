/** The one live side of this tab, and who is signed in. */

import { create } from "zustand";

export type Signed = "unknown" | "in" | "out";

interface SessionState {
  signed: Signed;
  userName: string;
  role: string;
  account: string;
  set(change: Partial<Pick<SessionState, "signed" | "userName" | "role" | "account">>): void;
}

export const useSession = create<SessionState>((set) => ({
  signed: "unknown",
  userName: "",
  role: "",
  account: "paper-1",
  set,
}));
