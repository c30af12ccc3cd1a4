// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";

const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/** The strictest policy under which WebAssembly runs: no eval, no inline script, no data: or blob: address. */
export const strictPolicy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; frame-src 'self'";

/**
 * Serves a folder on localhost, with headers. `special` answers some paths itself: `(body) => ({ status, type, body })`.
 * Resolves to { url, requests, close }.
 */
export async function serve(folder, headers = { "content-security-policy": strictPolicy }, special = {}) {
  const requests = [];
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    if (pathname !== "/favicon.ico") requests.push(pathname);
    const parts = [];
    for await (const part of request) parts.push(part);
    const send = ({ status = 200, type = "text/plain", body = "" }) => {
      // A sandboxed frame is of no origin: all is foreign to it.
      response.writeHead(status, { "content-type": type, "access-control-allow-origin": "*", ...headers });
      response.end(body);
    };
    if (pathname === "/favicon.ico") {
      send({ status: 204 });
      return;
    }
    const file = path.join(folder, pathname === "/" ? "index.html" : pathname);
    try {
      send(
        special[pathname]?.(Buffer.concat(parts)) ?? {
          type: types[path.extname(file)] ?? "application/octet-stream",
          body: readFileSync(file),
        },
      );
    } catch {
      send({ status: 404 });
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://localhost:${server.address().port}/`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
