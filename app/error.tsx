"use client";

import Link from "next/link";
import { buttonLook } from "@/components/ui/button";
import { ErrorNotice } from "@/components/ui/error-notice";

/** The last net under a page that could not be drawn. What was captured is with the server, untouched. */
export default function PageError({ error, retry }: { error: Error; retry: () => void }) {
  return (
    <main className="mx-auto grid min-h-dvh w-130 max-w-[calc(100vw-2rem)] content-center gap-3">
      <ErrorNotice error={error} onRetry={retry} />
      <div className="flex items-center gap-3 text-sm text-ink-2">
        <Link href="/" className={buttonLook()}>
          Go to the start
        </Link>
        Nothing captured is lost.
      </div>
    </main>
  );
}
