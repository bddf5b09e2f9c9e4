import { ShardscopeError } from "@/lib/stream/error";

/** True for what only a broken file can cause. */
export function isDamage(error: unknown): boolean {
  return error instanceof Error && "code" in error && /^SQLITE_(CORRUPT|NOTADB)/.test(String(error.code));
}

export function captureNotFound(id: string): ShardscopeError {
  return new ShardscopeError("captureNotFound", `There is no capture "${id.slice(0, 40)}".`);
}

/** Any failure inside the storage thread as the one that crosses module borders. */
export function storageError(error: unknown): ShardscopeError {
  if (error instanceof ShardscopeError) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  // A disk quota ends as a failed write, a full disk as SQLITE_FULL or, outside SQLite, as the system's own code.
  if (/^(SQLITE_FULL|SQLITE_IOERR_WRITE|ENOSPC|EDQUOT)/.test(code)) {
    return new ShardscopeError("storageFull", "There is no room left on the disk that holds the captures.", {
      retriable: true,
      hint: "Free some space or delete a capture; reading goes on by itself.",
      cause: error,
    });
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new ShardscopeError("storageFailed", `The capture store failed: ${reason}`, {
    retriable: /^SQLITE_(BUSY|LOCKED|IOERR)/.test(code),
    cause: error,
  });
}
