/**
 * The routes for people: `/` shows what the account holds, `/sandbox/view` the same as JSON, `/sandbox/reset` empties it.
 *
 * They ask for no token, so they answer only where the Host names this machine: another site's name that was pointed at it
 * (DNS rebinding) gets 421. A reset must carry a header that no other site's page can send without asking first.
 */
import { createHash } from "node:crypto";
import type { HubSpotSandbox } from "../hubspot/hubspot-sandbox.ts";
import { PAGE_SCRIPT } from "./page-script.ts";
import { PAGE_STYLE } from "./page-style.ts";
import { readQuestion, viewOf } from "./page-view.ts";
import { renderPage } from "./render-page.ts";

export const RESET_PATH = "/sandbox/reset";
export const RESET_HEADER = "x-tierline-sandbox";

export interface SandboxPage {
  /** Undefined: no request for the page, but for the stand-in. */
  answer(request: Request): Response | undefined;
}

const sha256 = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

const HEADERS: Readonly<Record<string, string>> = {
  "Cache-Control": "no-store",
  "Content-Security-Policy": [
    "default-src 'none'",
    `script-src ${sha256(PAGE_SCRIPT)}`,
    `style-src ${sha256(PAGE_STYLE)}`,
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/u;

export function createSandboxPage(sandbox: HubSpotSandbox): SandboxPage {
  const perform = ({ method, headers }: Request, url: URL): Response | undefined => {
    switch (`${method} ${url.pathname}`) {
      case "GET /": {
        const html = renderPage(viewOf(sandbox, readQuestion(url.searchParams)));
        return new Response(html, { headers: { ...HEADERS, "Content-Type": "text/html; charset=utf-8" } });
      }
      case "GET /sandbox/view":
        return Response.json(viewOf(sandbox, readQuestion(url.searchParams)), { headers: HEADERS });
      case `POST ${RESET_PATH}`:
        if (headers.get(RESET_HEADER) !== "reset") return new Response(null, { status: 403, headers: HEADERS });
        return Response.json({ removed: sandbox.reset() }, { headers: HEADERS });
      case "GET /favicon.ico":
        return new Response(null, { status: 204, headers: HEADERS });
      default:
        return undefined;
    }
  };
  return {
    answer: (request) => {
      const url = new URL(request.url);
      if (!isPagePath(url.pathname)) return undefined;
      const isHere = LOOPBACK.test(request.headers.get("host") ?? url.host);
      if (!isHere) return new Response(null, { status: 421, headers: HEADERS });
      return perform(request, url) ?? new Response(null, { status: 405, headers: HEADERS });
    },
  };
}

function isPagePath(path: string): boolean {
  return path === "/" || path.startsWith("/sandbox/") || path === "/favicon.ico";
}
