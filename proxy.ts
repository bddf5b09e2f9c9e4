import { type NextRequest, NextResponse } from "next/server";
import { checkAccess } from "@/lib/server/access";
import { errorResponse } from "@/lib/server/errors";
import { readSettings } from "@/lib/server/settings";

/**
 * All but the import: Next keeps 10 MB of a body that passes through here, and drops the rest. That route's own guard
 * checks the same.
 */
export const config = { matcher: "/((?!api/captures/import$).*)" };

/**
 * Stands before every page and asset: refuses foreign Host headers (DNS rebinding) and gives each page a policy under
 * which nothing that comes out of a record can run.
 */
export function proxy(request: NextRequest): Response {
  try {
    checkAccess(request.headers, readSettings(process.env));
  } catch (error) {
    return errorResponse(error);
  }
  const nonce = Buffer.from(crypto.randomUUID()).toString("base64");
  const policy = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  // Next reads the nonce for its own scripts from the request's policy.
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  response.headers.set("x-content-type-options", "nosniff");
  response.headers.set("x-frame-options", "DENY");
  response.headers.set("referrer-policy", "no-referrer");
  response.headers.set("cross-origin-resource-policy", "same-origin");
  response.headers.set("cross-origin-opener-policy", "same-origin");
  return response;
}

function contentSecurityPolicy(nonce: string): string {
  const dev = process.env.NODE_ENV === "development";
  return [
    "default-src 'none'",
    // Hot reload evaluates code; a built dashboard never does.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ""}`,
    `style-src-elem 'self' ${dev ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    // Style attributes place panels and rows; they cannot run code or load anything under this policy.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
