import { homedir } from "node:os";
import path from "node:path";

/** Where this platform keeps a program's data; `SHARDSCOPE_DATA` names another place. Not for the browser. */
export function defaultDataDirectory(environment: NodeJS.ProcessEnv): string {
  if (process.platform === "darwin") return path.join(homedir(), "Library", "Application Support", "shardscope");
  if (process.platform === "win32") {
    return path.join(environment.LOCALAPPDATA ?? path.join(homedir(), "AppData", "Local"), "shardscope");
  }
  return path.join(homedir(), ".local", "share", "shardscope");
}
