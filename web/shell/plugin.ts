// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// What all pages share is written once. A page has a title, a description, a script and a content of its own, and says
// where the rest goes: `<!-- shell: head -->` first in its head, `<!-- shell: header -->` after its skip link.

import path from "node:path";
import type { Plugin } from "vite";

import { headerHtml, headHtml } from "./html.ts";
import { pages } from "./pages.ts";

function place(html: string, file: string, marker: string, content: string): string {
  const parts = html.split(`<!-- shell: ${marker} -->`);
  if (parts.length !== 2) throw new Error(`${file}: <!-- shell: ${marker} --> has to stand there once`);
  return parts.join(content);
}

/** Puts every page into the site's shell. */
export function shell(): Plugin {
  return {
    name: "shell",
    transformIndexHtml: {
      order: "pre",
      handler(html, { filename }) {
        const file = path.basename(filename);
        return place(place(html, file, "head", headHtml), file, "header", headerHtml(file));
      },
    },
  };
}

/** The pages' files in `folder`, by name, as a bundler takes them. */
export function pageInputs(folder: string): Record<string, string> {
  return Object.fromEntries(pages.map(({ file }) => [path.parse(file).name, path.join(folder, file)]));
}
