import type { Connection } from "@/lib/api/contract";

/** The home page with a stream filled in, over a connection that reaches it: where to start is the person's choice. */
export function openStreamHref(arn: string, source: Connection): string {
  return `/?${new URLSearchParams({ arn, connection: source.id })}`;
}
