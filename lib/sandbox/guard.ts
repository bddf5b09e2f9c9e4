import type { IncomingMessage } from "node:http";

const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i;

/**
 * A page of another site must not drive the sandbox: neither by its own requests (Origin, Sec-Fetch-Site) nor by a name that
 * it points at 127.0.0.1 (Host). SDKs and command-line tools send none of these but a loopback Host. Answers why a request is
 * refused, with the status; undefined when it is welcome.
 */
export function refusal(request: IncomingMessage): { status: number; reason: string } | undefined {
  const hosts = request.headersDistinct.host ?? [];
  const [host] = hosts;
  if (hosts.length !== 1 || host === undefined || !LOOPBACK.test(host)) {
    return { status: 421, reason: "The sandbox answers to 127.0.0.1 and localhost only." };
  }
  const origins = request.headersDistinct.origin ?? [];
  if (origins.some((origin) => origin.toLowerCase() !== `http://${host.toLowerCase()}`)) {
    return { status: 403, reason: "The sandbox refuses requests from other sites." };
  }
  const site = request.headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") {
    return { status: 403, reason: "The sandbox refuses requests from other sites." };
  }
  return undefined;
}
