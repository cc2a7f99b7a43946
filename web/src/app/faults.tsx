import { Link } from "@tanstack/react-router";
import { Button } from "@/ui/button";

export function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center p-4 text-center text-sm">
      <div>
        <h1 className="mb-2 text-lg font-semibold">There is no such page</h1>
        <Link to="/live" className="text-accent underline">Go to Live</Link>
      </div>
    </main>
  );
}

export function PageFault({ error }: { error: unknown }) {
  return (
    <div role="alert" className="grid flex-1 place-items-center p-6 text-center text-sm">
      <div>
        <h1 className="mb-2 text-lg font-semibold">This page made a mistake</h1>
        <p className="mb-4 max-w-prose text-quiet">{error instanceof Error ? error.message : String(error)}. Strategies go on running on the server; the kill switch above works.</p>
        <Button size="large" onClick={() => location.reload()}>Reload</Button>
      </div>
    </div>
  );
}
