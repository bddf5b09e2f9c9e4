import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { themeScript } from "@/components/theme/theme-script";
import "./globals.css";
import { Providers } from "./providers";

export const metadata: Metadata = {
  title: { default: "Shardscope", template: "%s · Shardscope" },
  description: "See every change your DynamoDB tables make.",
  robots: { index: false },
};

export const viewport: Viewport = { colorScheme: "light dark" };

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Made per request by the proxy; without it (a test of one page) there is no policy that asks for one.
  const nonce = (await headers()).get("x-nonce");
  return (
    // The theme script sets data-theme before React arrives.
    <html lang="en" suppressHydrationWarning>
      <head>
        {/* Browsers hide a nonce from scripts once it is used, so the two sides never agree on it. */}
        <script {...(nonce && { nonce })} suppressHydrationWarning>
          {themeScript}
        </script>
      </head>
      <body>
        <Providers>{children}</Providers>
      </body>
    </html>
  );
}
