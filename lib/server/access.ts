import { createHash, timingSafeEqual } from "node:crypto";
import { ShardscopeError } from "@/lib/stream/error";
import { ownHosts, type Settings } from "./settings";

/**
 * Who may speak to the dashboard. Runs in the proxy (pages, assets) AND in each route's guard, so that a route is safe
 * even if the proxy is ever taken out.
 *
 * Only the raw Host header counts, never a host from `request.url`, which frameworks rebuild from other headers.
 * Rejects: hostRefused (DNS rebinding), originRefused (another site), tokenRefused.
 */
export function checkAccess(headers: Headers, settings: Settings): void {
  const host = headers.get("host");
  if (host === null || !ownHosts(settings).has(host)) {
    throw new ShardscopeError("hostRefused", "This server does not answer to that host name.", {
      hint: `Open http://127.0.0.1:${settings.port}.`,
    });
  }
  if (settings.token !== undefined && !hasToken(headers.get("authorization"), settings.token)) {
    throw new ShardscopeError("tokenRefused", "This dashboard asks for its token.", {
      hint: "Send it as `Authorization: Bearer TOKEN`; in a browser give it as the password.",
    });
  }
}

/**
 * Refuses what another site's page could make a browser send. A page of ours sends `same-origin`; a person's address
 * bar or curl sends `none` or nothing. `same-site` is refused too: another port on localhost is another program.
 */
export function checkSameOrigin(headers: Headers): void {
  const site = headers.get("sec-fetch-site");
  const origin = headers.get("origin");
  const originOk =
    origin === null || origin === `http://${headers.get("host")}` || origin === `https://${headers.get("host")}`;
  if (!originOk || (site !== null && site !== "same-origin" && site !== "none")) {
    throw new ShardscopeError("originRefused", "Another site may not use this dashboard.");
  }
}

function hasToken(authorization: string | null, token: string): boolean {
  const [, scheme, value = ""] = /^(Basic|Bearer) (.*)$/.exec(authorization ?? "") ?? [];
  // Browsers can only send Basic by themselves: the token is then the password, under any name.
  const given =
    scheme === "Basic"
      ? Buffer.from(value, "base64")
          .toString("utf8")
          .replace(/^[^:]*:/, "")
      : value;
  return timingSafeEqual(digest(given), digest(token));
}

/** Equal lengths for timingSafeEqual, whatever was sent. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
