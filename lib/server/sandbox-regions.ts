import { z } from "zod";

const Regions = z.object({ regions: z.array(z.string().regex(/^[a-z0-9-]{1,32}$/)) });

/**
 * The regions in which the sandbox at this origin has streams; none where it does not say (an older one, or none that runs): what
 * is wrong then shows at the first call that matters.
 */
export async function sandboxRegions(origin: string, signal: AbortSignal): Promise<string[]> {
  try {
    const answer = await fetch(`${origin}/_sandbox/regions`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]),
    });
    return Regions.parse(await answer.json()).regions;
  } catch {
    signal.throwIfAborted();
    return [];
  }
}
