import Link from "next/link";
import { buttonLook } from "@/components/ui/button";
import { ErrorNotice } from "@/components/ui/error-notice";
import { Mark } from "@/components/ui/mark";
import { ApiError } from "@/lib/api/client";

/** A capture that cannot be opened: which one, why, and the way back. */
export function CannotOpen({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const gone = error instanceof ApiError && error.status === 404;
  return (
    <div className="mx-auto mt-[18vh] grid w-120 max-w-[calc(100vw-2rem)] gap-3">
      <Mark className="size-7" />
      <h1 className="text-lg font-semibold">This capture cannot be opened</h1>
      {/* What is deleted stays so, however often it is asked for. */}
      <ErrorNotice error={error} {...(!gone && { onRetry })} />
      <Link href="/" className={buttonLook({ variant: gone ? "primary" : "default", className: "justify-self-start" })}>
        All captures
      </Link>
    </div>
  );
}
