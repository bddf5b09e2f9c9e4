import { type LookupAddress, lookup as systemLookup } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { ShardscopeError } from "@/lib/stream/error";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

function isLoopback(address: string): boolean {
  const version = isIP(address);
  return version !== 0 && loopback.check(address, version === 6 ? "ipv6" : "ipv4");
}

function refused(text: string, why: string): ShardscopeError {
  return new ShardscopeError("endpointRefused", `The endpoint ${text} is not allowed: ${why}`, {
    hint: "An endpoint is http:// or https:// on this machine (127.0.0.1, localhost, [::1]); others must be named in SHARDSCOPE_ENDPOINTS when the dashboard is started.",
  });
}

/**
 * Checks an endpoint that a person gave. Loopback only, or an origin from the operator's list. Returns the origin.
 * The URL parser has already turned every spelling of an IPv4 address (hex, octal, one number) into dotted decimal.
 */
export function checkEndpoint(text: string, allowed: readonly string[]): string {
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    throw refused(JSON.stringify(text.slice(0, 200)), "it is not a URL.");
  }
  const shown = url.origin === "null" ? url.protocol : url.origin;
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw refused(shown, "it must begin with http:// or https://.");
  if (url.username || url.password) throw refused(shown, "it must not carry a user name or password.");
  if (url.pathname !== "/" || url.search || url.hash)
    throw refused(shown, "it must be a host and port without a path.");
  if (allowed.includes(url.origin)) return url.origin;
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (host === "localhost" || isLoopback(host)) return url.origin;
  throw refused(shown, "it is not on this machine.");
}

/**
 * Name resolution for connections to loopback endpoints. The address that is checked is the one connected to, so a
 * DNS answer that changes between check and use gains nothing.
 */
export const loopbackLookup: LookupFunction = (hostname, options, callback) => {
  systemLookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error) return callback(error, "", 4);
    const local = addresses.filter((entry) => isLoopback(entry.address));
    const first = local[0];
    if (!first)
      return callback(refused(hostname, "its name does not lead to this machine.") as NodeJS.ErrnoException, "", 4);
    if (options.all) (callback as unknown as (e: null, all: LookupAddress[]) => void)(null, local);
    else callback(null, first.address, first.family);
  });
};

/** The operator's list, SHARDSCOPE_ENDPOINTS: comma-separated URLs. An entry that is no URL is a start-up error. */
export function operatorEndpoints(environment: NodeJS.ProcessEnv): string[] {
  const configured = [
    ...(environment.SHARDSCOPE_ENDPOINTS ?? "").split(","),
    environment.AWS_ENDPOINT_URL_DYNAMODB_STREAMS ??
      environment.AWS_ENDPOINT_URL_DYNAMODB ??
      environment.AWS_ENDPOINT_URL ??
      "",
  ];
  return configured
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "")
    .map((entry) => {
      try {
        return new URL(entry).origin;
      } catch {
        throw new ShardscopeError(
          "badRequest",
          `SHARDSCOPE_ENDPOINTS or AWS_ENDPOINT_URL… holds ${JSON.stringify(entry)}, which is not a URL.`,
        );
      }
    });
}
