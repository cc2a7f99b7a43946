import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { Logo } from "@/app/logo";
import { Button } from "@/ui/button";

/** The token in a pasted sign-in link, or the text itself when only the token was pasted. */
export function tokenIn(text: string): string {
  const trimmed = text.trim();
  const hash = trimmed.includes("#") ? trimmed.slice(trimmed.indexOf("#") + 1) : "";
  return new URLSearchParams(hash).get("token") ?? trimmed;
}

/** What a signed-out browser sees: why, and the one way in. */
export function SignedOut({ problem }: { problem?: { detail: string; hint: string } }) {
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const token = tokenIn(text);
    if (token) void navigate({ to: "/sign-in", hash: `token=${encodeURIComponent(token)}` });
  };
  return (
    <main className="grid min-h-dvh place-items-center p-4">
      <div className="w-full max-w-md rounded-lg border bg-panel p-6 text-sm">
        <div className="mb-5 flex items-center gap-2.5 text-base font-semibold"><Logo size={26} /> Tickloom</div>
        <h1 className="mb-2 text-lg font-semibold">{problem ? "The sign-in did not work" : "You are signed out"}</h1>
        {problem && <p role="alert" className="mb-3 rounded border border-danger/50 bg-danger/10 px-3 py-2">{problem.detail} {problem.hint}</p>}
        <p className="mb-4 text-quiet">
          Open the sign-in link that the platform prints when it starts, or paste it here. A link works once.
        </p>
        <form onSubmit={submit} className="flex gap-2">
          <label htmlFor="link" className="sr-only">Sign-in link</label>
          <input
            id="link"
            value={text}
            onChange={(event) => setText(event.target.value)}
            autoComplete="off"
            spellCheck={false}
            placeholder="Sign-in link"
            className="h-9 min-w-0 flex-1 rounded-[5px] border border-control bg-raised px-3"
          />
          <Button type="submit" tone="accent" size="large" disabled={!text.trim()}>Sign in</Button>
        </form>
      </div>
    </main>
  );
}
