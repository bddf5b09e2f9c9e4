import { systemClock } from "@/lib/clock";
import { createSqliteStore } from "@/lib/storage/sqlite-store";
import { benchCapture, benchPages } from "./store-records";

export const REGION = "eu-west-1";

/** Stores a capture of `count` records of a day that were read from `endpoint`, and gives its id. */
export async function seedCapture(directory: string, endpoint: string, count: number): Promise<string> {
  const store = await createSqliteStore({ directory, clock: systemClock });
  const now = systemClock.now();
  const { id } = await store.create({
    ...benchCapture,
    connection: {
      id: `endpoint:${endpoint}@${REGION}`,
      kind: "endpoint",
      label: endpoint.replace("http://", ""),
      endpoint,
      region: REGION,
    },
    start: { at: "latest" },
    createdAt: now,
    openedAt: now,
    reading: "running",
  });
  for (const page of benchPages(count)) await store.commit(id, { ...page, checkpoints: [] });
  await store.close();
  return id;
}
