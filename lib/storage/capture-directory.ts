import { existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import Database from "libsql";
import type { StoredCapture } from "@/lib/capture/store";
import { ShardscopeError } from "@/lib/stream/error";
import { CaptureFile } from "./capture-file";
import { captureNotFound, isDamage } from "./errors";
import { UNIT } from "./text-index";

/** Files that make up one database, the main one last: it is what says that the capture exists. */
const SUFFIXES = ["-wal", "-shm", ""] as const;

/** Where a capture is kept, by its id as the store made it. */
export function capturePath(directory: string, id: string): string {
  return join(directory, "captures", `${id}.sqlite`);
}

/**
 * <directory>/captures/<id>.sqlite, one file a capture: a damaged one takes no other along, a deleted one gives its room
 * back at once. Held by one process at a time.
 */
export class CaptureDirectory {
  private readonly captures: string;
  private readonly lock: Database.Database;
  private readonly files = new Map<string, CaptureFile>();
  /** Checked by this process: a file that is opened anew after a failure, such as a full disk, is not read through again. */
  private readonly checked = new Set<string>();

  constructor(private readonly directory: string) {
    this.captures = join(directory, "captures");
    mkdirSync(this.captures, { recursive: true, mode: 0o700 });
    this.lock = takeLock(directory);
  }

  /** Every capture that can be read. A damaged one is set aside and left out. */
  list(now: number): StoredCapture[] {
    const captures: StoredCapture[] = [];
    for (const name of readdirSync(this.captures)) {
      const id = /^([a-z0-9]+)\.sqlite$/.exec(name)?.[1];
      if (id === undefined) continue;
      try {
        captures.push(this.use(id, now, (file) => file.capture));
      } catch {
        // Said by name when someone asks for that capture; the others are shown.
      }
    }
    return captures;
  }

  has(id: string): boolean {
    if (!/^[a-z0-9]{1,40}$/.test(id)) return false;
    // A link could lead out of the directory.
    return this.files.has(id) || lstatSync(this.path(id), { throwIfNoEntry: false })?.isFile() === true;
  }

  create(capture: StoredCapture): void {
    if (!/^[a-z0-9]{1,40}$/.test(capture.id) || existsSync(this.path(capture.id))) {
      throw new ShardscopeError("storageFailed", "A new capture needs a new id.", { retriable: true });
    }
    try {
      this.files.set(capture.id, CaptureFile.create(this.path(capture.id), capture));
    } catch (error) {
      this.remove(capture.id);
      throw error;
    }
  }

  delete(id: string): void {
    if (!this.has(id)) throw captureNotFound(id);
    this.release(id);
    this.remove(id);
  }

  /** Runs `task` on an open capture. Whatever it throws, the next use sees what the file holds. */
  use<T>(id: string, now: number, task: (file: CaptureFile) => T): T {
    try {
      return task(this.file(id));
    } catch (error) {
      if (error instanceof ShardscopeError && error.code === "badRequest") throw error;
      if (isDamage(error) || (error instanceof ShardscopeError && error.code === "captureDamaged")) {
        throw this.setAside(id, now, error);
      }
      this.release(id);
      throw error;
    }
  }

  /** A damaged file may be all that is left of a day: it is kept, under a name that is never opened. */
  setAside(id: string, now: number, cause?: unknown): ShardscopeError {
    this.release(id);
    const aside = `${this.path(id)}.damaged-${new Date(now).toISOString().replace(/[:.]/g, "-")}`;
    for (const suffix of SUFFIXES) {
      if (existsSync(this.path(id) + suffix)) renameSync(this.path(id) + suffix, aside + suffix);
    }
    return damaged(aside, cause);
  }

  /** Indexes a step of the text of some capture; true when there may be more to do. */
  idle(now: number): boolean {
    for (const [id, { text, cursor }] of this.files) {
      if (cursor - text.head < UNIT) continue;
      this.use(id, now, (file) => file.text.step(file.cursor));
      return true;
    }
    return false;
  }

  close(): void {
    for (const id of [...this.files.keys()]) this.release(id);
    this.lock.close();
  }

  private file(id: string): CaptureFile {
    const open = this.files.get(id);
    if (open) return open;
    if (!this.has(id)) throw this.damagedBefore(id) ?? captureNotFound(id);
    const file = CaptureFile.open(this.path(id), !this.checked.has(id));
    this.files.set(id, file);
    this.checked.add(id);
    return file;
  }

  private path(id: string): string {
    return capturePath(this.directory, id);
  }

  private release(id: string): void {
    this.files.get(id)?.close();
    this.files.delete(id);
  }

  private remove(id: string): void {
    for (const suffix of SUFFIXES) rmSync(this.path(id) + suffix, { force: true });
  }

  private damagedBefore(id: string): ShardscopeError | undefined {
    if (!/^[a-z0-9]{1,40}$/.test(id)) return undefined;
    const kept = readdirSync(this.captures).find(
      (name) => /\.damaged-[\dTZ-]+$/.test(name) && name.startsWith(`${id}.`),
    );
    return kept === undefined ? undefined : damaged(join(this.captures, kept));
  }
}

function damaged(path: string, cause?: unknown): ShardscopeError {
  return new ShardscopeError("captureDamaged", "The file of this capture is damaged, so the capture cannot be read.", {
    hint: `The file is kept as ${path}. Open the stream again to capture it anew.`,
    cause,
  });
}

/** An exclusive lock that the system itself drops when the process ends, however it ends. Never read or written. */
function takeLock(directory: string): Database.Database {
  const lock = new Database(join(directory, "lock.sqlite"), { timeout: 2000 });
  try {
    lock.exec("PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE");
    return lock;
  } catch (cause) {
    lock.close();
    throw new ShardscopeError("storageFailed", `Another Shardscope is using ${directory}.`, {
      retriable: true,
      hint: "Stop the other one, or start this one with SHARDSCOPE_DATA set to another directory.",
      cause,
    });
  }
}
