// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { readFile } from "node:fs/promises";
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".bin": "application/octet-stream",
};

export interface StaticServer {
  /** Where the folder is served: not the root of its host, to find out about absolute addresses. */
  readonly url: string;
  /** Answer requests to this path, relative to the folder, with that status (to see what the page makes of it). */
  readonly broken: Map<string, number>;
  /** Every path that was asked for, in order. */
  readonly requests: string[];
  close(): Promise<void>;
}

/**
 * Serves a folder under a sub-path of localhost. `csp` goes out with every file: a worker knows no other policy than its
 * own response's, so that the page's meta tag alone would leave it unchecked.
 */
export async function serveFolder(folder: string, subPath: string, csp: string): Promise<StaticServer> {
  const broken = new Map<string, number>();
  const requests: string[] = [];
  const server: Server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    requests.push(pathname);
    const send = (status: number, headers: Record<string, string> = {}, body: string | Buffer = ""): void => {
      response.writeHead(status, { "content-security-policy": csp, ...headers });
      response.end(body);
    };
    if (!pathname.startsWith(subPath)) {
      send(404);
      return;
    }
    const relative = decodeURIComponent(pathname.slice(subPath.length)) || "index.html";
    const file = path.join(folder, relative);
    const failure = [...broken].find(([pattern]) => relative.includes(pattern));
    if (!file.startsWith(folder + path.sep) || failure) {
      send(failure?.[1] ?? 404);
      return;
    }
    readFile(file).then(
      (body) => {
        const type = TYPES[path.extname(file)] ?? "application/octet-stream";
        send(200, { "content-type": type, "content-length": String(body.length) }, body);
      },
      () => {
        send(404);
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}${subPath}`,
    broken,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
