import type { Metadata } from "next";
import Link from "next/link";
import { buttonLook } from "@/components/ui/button";
import { Mark } from "@/components/ui/mark";

export const metadata: Metadata = { title: "Nothing here" };

export default function NotFound() {
  return (
    <main className="grid min-h-dvh content-center justify-items-center gap-1.5 px-6 text-center text-sm">
      <Mark className="mb-2 size-7" />
      <h1 className="text-lg font-semibold">There is nothing at this address</h1>
      <p className="text-ink-2">A capture that was deleted, or a link that was cut short when it was copied.</p>
      <Link href="/" className={buttonLook({ variant: "primary", className: "mt-3" })}>
        Go to the start
      </Link>
    </main>
  );
}
