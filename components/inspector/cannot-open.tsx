import Link from "next/link";
import { buttonLook } from "@/components/ui/button";
import { ErrorNotice } from "@/components/ui/error-notice";

/** A capture that cannot be opened: which one, why, and the way back. */
export function CannotOpen({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <div className="mx-auto mt-[18vh] grid w-120 max-w-[calc(100vw-2rem)] gap-3">
      <h1 className="text-lg font-semibold">This capture cannot be opened</h1>
      <ErrorNotice error={error} onRetry={onRetry} />
      <Link href="/" className={buttonLook({ className: "justify-self-start" })}>
        All captures
      </Link>
    </div>
  );
}
