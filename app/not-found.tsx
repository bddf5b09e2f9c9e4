import Link from "next/link";
import { buttonLook } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Mark } from "@/components/ui/mark";

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center">
      <EmptyState
        icon={<Mark className="size-7" />}
        title="There is nothing at this address"
        action={
          <Link href="/" className={buttonLook({ variant: "primary" })}>
            Go to the start
          </Link>
        }
      >
        A capture that was deleted, or a link that was cut short when it was copied.
      </EmptyState>
    </main>
  );
}
