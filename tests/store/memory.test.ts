import { createMemoryStore } from "@/lib/capture/memory-store";
import { systemClock } from "@/lib/clock";
import { storeSuite } from "./suite";

storeSuite("memory store", async () => {
  const store = createMemoryStore({ clock: systemClock });
  return { store, dispose: () => store.close() };
});
