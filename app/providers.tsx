"use client";

import { CSPProvider } from "@base-ui/react/csp-provider";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { type ReactNode, useState } from "react";
import { ThemeKeeper } from "@/components/theme/theme-keeper";
import { TimeStyleProvider } from "@/components/ui/time-text";
import { ToastProvider } from "@/components/ui/toast";
import { TooltipProvider } from "@/components/ui/tooltip";
import { ApiError } from "@/lib/api/client";

function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // The server is on this machine: it answers also where the browser says that it is offline.
        networkMode: "always",
        staleTime: 2000,
        retry: (failures, error) => failures < 2 && error instanceof ApiError && error.retriable,
        retryDelay: (failures) => 400 * 2 ** failures,
      },
      mutations: { networkMode: "always" },
    },
  });
}

export function Providers({ children }: { children: ReactNode }) {
  const [queryClient] = useState(makeQueryClient);
  return (
    // The kit's popups would put <style> elements into the page, which the content security policy refuses.
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queryClient}>
        <NuqsAdapter>
          <TimeStyleProvider>
            <TooltipProvider delay={400}>
              <ToastProvider>
                <ThemeKeeper />
                {children}
              </ToastProvider>
            </TooltipProvider>
          </TimeStyleProvider>
        </NuqsAdapter>
      </QueryClientProvider>
    </CSPProvider>
  );
}
