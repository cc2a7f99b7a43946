import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { live } from "@/api/live";
import { noteSignedOut, shouldRetry } from "@/api/queries";
import { router } from "@/app/router";
import { applyTheme } from "@/app/theme";
import { installProbe } from "@/live/probe";
import "@/app/app.css";

applyTheme();
installProbe(live);

const client = new QueryClient({
  queryCache: new QueryCache({ onError: noteSignedOut }),
  defaultOptions: { queries: { retry: shouldRetry, refetchOnWindowFocus: false } },
});

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no element #root");
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
