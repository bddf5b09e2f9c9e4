import type { BatchOperation } from "dynalite/db/index.js";
import { idempotentMismatch } from "./aws-error";
import type { Parts } from "./write-unit";

const TOKEN = "token~";
/** [D] A client token counts for ten minutes. */
const LIFE_MS = 10 * 60_000;

interface Seen {
  digest: string;
  /** Milliseconds by the sandbox's clock. */
  at: number;
}

/** Where a token is on disk; its lock has the same name. */
export function tokenKey(region: string, token: string): string {
  return `${TOKEN}${region}/${token}`;
}

/**
 * The operations that remember a token with the transaction; undefined when this very request was done under it.
 * Throws IdempotentParameterMismatchException when another was.
 */
export async function rememberToken(
  parts: Parts,
  key: string,
  digest: string,
  now: number,
): Promise<BatchOperation[] | undefined> {
  const seen = (await parts.db.get(key)) as Seen | undefined;
  if (!seen || now - seen.at >= LIFE_MS) return [{ type: "put", key, value: { digest, at: now } satisfies Seen }];
  if (seen.digest !== digest) throw idempotentMismatch();
  return undefined;
}

/** Every SDK sends a token with every transaction: without this they would gather for ever. */
export async function forgetTokens(parts: Parts, now: number): Promise<void> {
  const tokens = parts.db.iterator({ gte: TOKEN, lt: `${TOKEN}\xff` });
  try {
    for (let page = await tokens.nextv(1000); page.length > 0; page = await tokens.nextv(1000)) {
      const old = page.filter(([, seen]) => now - (seen as Seen).at >= LIFE_MS);
      if (old.length > 0) await parts.commits.write(old.map(([key]) => ({ type: "del", key })));
    }
  } finally {
    await tokens.close();
  }
}
