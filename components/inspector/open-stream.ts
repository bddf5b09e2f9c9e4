import type { Connection } from "@/lib/api/contract";

/** The home page with a newer stream of the table filled in, over the same connection: where to start is the person's choice. */
export function newerStreamHref(arn: string, source: Connection): string {
  return `/?${new URLSearchParams({ arn, connection: source.id })}`;
}
