import { defaultDataDirectory } from "@/lib/data-directory";
import { ShardscopeError } from "@/lib/stream/error";

/** What the environment says (README, "Settings"). Read once, at start. */
export interface Settings {
  port: number;
  host: string;
  /** Required as soon as `host` is wider than loopback. */
  token: string | undefined;
  /** Origin of the sandbox; undefined when SANDBOX=off. */
  sandbox: string | undefined;
  dataDirectory: string;
  environment: NodeJS.ProcessEnv;
}

const LOOPBACK_HOSTS = ["127.0.0.1", "localhost", "::1"];

export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const host = environment.SHARDSCOPE_HOST || "127.0.0.1";
  const token = environment.SHARDSCOPE_TOKEN || undefined;
  if (!LOOPBACK_HOSTS.includes(host) && !token) {
    throw new ShardscopeError(
      "badRequest",
      `SHARDSCOPE_HOST=${host} listens beyond this machine, so SHARDSCOPE_TOKEN must be set.`,
    );
  }
  return {
    port: Number(environment.PORT || 4400),
    host,
    token,
    sandbox: environment.SANDBOX === "off" ? undefined : `http://127.0.0.1:${environment.SANDBOX_PORT || 4401}`,
    dataDirectory: environment.SHARDSCOPE_DATA || defaultDataDirectory(environment),
    environment,
  };
}

/** Every value of the Host header that names this server: exact strings, so a rebound DNS name never matches. */
export function ownHosts(settings: Pick<Settings, "host" | "port">): Set<string> {
  const names = ["127.0.0.1", "localhost", "[::1]"];
  if (!LOOPBACK_HOSTS.includes(settings.host))
    names.push(settings.host.includes(":") ? `[${settings.host}]` : settings.host);
  return new Set(names.map((name) => `${name}:${settings.port}`));
}
