// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Tells the service worker what the site consists of. A library that makes service workers (Workbox) would bring more
// code than the whole of src/offline/, for strategies that the site has no use for.

import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Plugin } from "vite";

const script = "service-worker.js";
const firstLine = /^const BUILD = .*\n/;

/** Names in its script all that is in `folder`, a built site. A change of any file makes it another script. */
export function listFiles(folder: string): void {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, "/"))
    .filter((name) => name !== script)
    .sort();
  const revision = createHash("sha256");
  for (const name of names) revision.update(name).update(readFileSync(path.join(folder, name)));
  // The start is also asked for by its folder.
  const build = JSON.stringify({ revision: revision.digest("hex").slice(0, 16), files: ["./", ...names] });
  const code = readFileSync(path.join(folder, script), "utf8").replace(firstLine, "");
  writeFileSync(path.join(folder, script), `const BUILD = ${build};\n${code}`);
}

/** Builds the service worker, whose source is in `sources`, into the site's folder: what it may serve is below its own address. */
export function offline(sources: string): Plugin {
  return {
    name: "offline",
    apply: "build",
    buildStart() {
      this.emitFile({ type: "chunk", id: path.join(sources, "service_worker.ts"), fileName: script });
    },
    writeBundle: {
      order: "post",
      sequential: true,
      handler({ dir = "" }) {
        listFiles(dir);
      },
    },
  };
}
