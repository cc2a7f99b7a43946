/** Who is here: asked once at the start, ended by a 401 anywhere or a sign-out in another tab. */

import { useEffect } from "react";
import { api } from "@/api/client";
import { live } from "@/api/live";
import { asProblem } from "@/api/problem";
import type { Me } from "@/api/types";
import { useSession } from "@/state/session";

const CHANNEL = "tickloom.session";
const RETRY_MS = 1_500;

export function tellOtherTabs(): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage("signed-out");
  channel.close();
}

export function admit(me: Me): void {
  const account = me.accounts[0] ?? "paper-1";
  live.mode.set(me.mode);
  useSession.getState().set({ signed: "in", userName: me.user.name, role: me.user.role, account });
}

export function useSignIn(): void {
  useEffect(() => {
    let isHere = true;
    const ask = () => {
      api.me().then(admit, (error: unknown) => {
        if (!isHere) return;
        if (asProblem(error).isSignedOut) useSession.getState().set({ signed: "out" });
        else setTimeout(ask, RETRY_MS);
      });
    };
    ask();
    const channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = () => useSession.getState().set({ signed: "out" });
    return () => {
      isHere = false;
      channel.close();
    };
  }, []);
}
