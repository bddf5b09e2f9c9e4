import type { CaptureStore } from "@/lib/capture/store";
import { type Completion, completionPlace, fixedCompletions, needsCapture } from "@/lib/filter/completion";

/** What could go on from `prefix`, one term of a filter up to the caret; nothing where there is nothing to say. */
export async function completionsOf(store: CaptureStore, captureId: string, prefix: string): Promise<Completion[]> {
  const want = completionPlace(prefix, prefix.length)?.want;
  if (!want) return [];
  const fixed = fixedCompletions(want);
  return needsCapture(want) ? [...fixed, ...(await store.complete(captureId, want))] : fixed;
}
