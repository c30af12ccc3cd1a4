// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// A page's own script waits until the page is read and its styles are there. What can begin before that is a file of its
// own, from which the page's script imports: it runs once. (Vite makes one script of all that a page's HTML names.)

import path from "node:path";
import type { Plugin } from "vite";

import { pages } from "./pages.ts";

/** Before all else that a page fetches. */
function place(html: string, src: string): string {
  const tag = `<script type="module" async crossorigin fetchpriority="high" src="./${src}"></script>`;
  return html.replace("<title>", `${tag}\n    <title>`);
}

/** Gives each page in `folder` that has such a script a tag for it, in its head. */
export function earlyScripts(folder: string): Plugin {
  const sources = pages.flatMap(({ early }) => (early === undefined ? [] : [path.join(folder, early)]));
  const groups = [{ name: "early", test: (id: string): boolean => sources.includes(id) }];
  return {
    name: "early-scripts",
    config: () => ({ build: { rolldownOptions: { output: { codeSplitting: { groups } } } } }),
    transformIndexHtml: {
      order: "post",
      handler(html, { filename, bundle }) {
        const early = pages.find(({ file }) => file === path.basename(filename))?.early;
        if (early === undefined) return html;
        if (bundle === undefined) return place(html, early);
        const source = path.join(folder, early);
        const chunk = Object.values(bundle).find((file) => file.type === "chunk" && file.moduleIds.includes(source));
        if (chunk === undefined) throw new Error(`${filename}: ${early} was not built`);
        return place(html, chunk.fileName);
      },
    },
  };
}
