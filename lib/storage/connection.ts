import Database from "libsql";

/**
 * Milliseconds that a statement waits for the other connection: only opening, closing and restarting the write-ahead log
 * ever need it for themselves.
 */
const TIMEOUT_MS = 2_000;

const TO_WRITE = [
  // NORMAL in WAL mode: a killed process loses nothing; a power cut may lose the last transactions, never tears one.
  "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY",
  // 16 MB of pages, and a WAL of some 16 MB between checkpoints.
  "PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 4000",
];

/** Makes a file, and the one connection of it that writes. */
export function openNew(path: string): Database.Database {
  // Before anything else is in the file: what retention removes can be given back in steps. Later it would be a write.
  return connect(path, ["PRAGMA auto_vacuum = INCREMENTAL", ...TO_WRITE]);
}

/** The one connection of a file that writes. Writes nothing itself: a full disk can be read. */
export function openToWrite(path: string): Database.Database {
  return connect(path, TO_WRITE);
}

/** A connection for queries, of a file that the other one has opened: of this version, whole, and with a log. */
export function openToRead(path: string): Database.Database {
  return connect(path, ["PRAGMA query_only = 1; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384"]);
}

function connect(path: string, pragmas: readonly string[]): Database.Database {
  const db = new Database(path, { timeout: TIMEOUT_MS });
  try {
    for (const pragma of pragmas) db.exec(pragma);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
