// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Serves the bench page on localhost and answers what it asks.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";

import { benchDir, benchModule, digitsFile } from "../host/node.mjs";
import { pageDir } from "./bundle.mjs";

const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".wasm": "application/wasm",
};

/** Where a GET leads on the disk; undefined for nowhere. */
function fileOf(pathname, dist, index) {
  const [, folder, ...rest] = pathname.split("/").map(decodeURIComponent);
  if (rest.includes("..")) return undefined;
  if (folder === "" && rest.length === 0) return path.join(benchDir, index);
  if (folder === "digits") return digitsFile(rest.join("/"));
  const folders = {
    page: pageDir,
    dist,
    onnxruntime: benchModule("onnxruntime-web/dist"),
    tfjs: benchModule("@tensorflow/tfjs-backend-wasm/dist"),
  };
  return Object.hasOwn(folders, folder) ? path.join(folders[folder], ...rest) : undefined;
}

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString());
}

/**
 * @param {object} options
 * @param {string} options.dist
 * @param {string} [options.index] the page itself, in bench/
 * @param {(path: string, body: object) => Promise<object>} [options.answer] to what the page asks
 * @returns {Promise<{ url: string, close: () => void }>}
 */
export async function servePage({ dist, index = "browser/index.html", answer }) {
  const get = async (pathname, response) => {
    const file = fileOf(pathname, dist, index);
    // No isolation headers: with them some peers would start threads.
    const content = file && (await readFile(file).catch(() => undefined));
    response.writeHead(content ? 200 : 404, {
      "content-type": types[path.extname(file ?? "")] ?? "application/octet-stream",
    });
    response.end(content);
  };
  const post = async (pathname, request, response) => {
    let reply;
    try {
      reply = await answer(pathname.slice(1), await bodyOf(request));
    } catch (error) {
      reply = { error: error.message };
    }
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(reply ?? {}));
  };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const work = request.method === "POST" ? post(pathname, request, response) : get(pathname, response);
    work.catch((error) => response.destroy(error));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://localhost:${server.address().port}/`, close };
}
