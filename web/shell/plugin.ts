// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// What all pages share is written once. A page has a title, a description, a script and a content of its own, and says
// where the rest goes: `<!-- shell: head -->` first in its head, `<!-- shell: header -->` after its skip link. Where a
// content is long, its parts are files of their own: `<!-- part: train/draw -->` stands for `parts/train/draw.html`.

import { readFileSync } from "node:fs";
import path from "node:path";
import type { Plugin } from "vite";

import { headerHtml, headHtml } from "./html.ts";
import { pages } from "./pages.ts";

function place(html: string, file: string, marker: string, content: string): string {
  const parts = html.split(`<!-- shell: ${marker} -->`);
  if (parts.length !== 2) throw new Error(`${file}: <!-- shell: ${marker} --> has to stand there once`);
  return parts.join(content);
}

/** Puts in the parts that are in `folder`. */
function placeParts(html: string, folder: string): string {
  return html.replace(/<!-- part: ([\w/-]+) -->/g, (_marker, name: string) => {
    const part = readFileSync(path.join(folder, `${name}.html`), "utf8");
    return part.replace(/^(<!--.*-->\n)+/, "").trimEnd();
  });
}

/** Puts every page into the site's shell. */
export function shell(): Plugin {
  return {
    name: "shell",
    transformIndexHtml: {
      order: "pre",
      handler(html, { filename }) {
        const file = path.basename(filename);
        const whole = placeParts(html, path.join(path.dirname(filename), "parts"));
        const page = place(place(whole, file, "head", headHtml), file, "header", headerHtml(file));
        // Indentation is 8 % of what a visitor downloads of the Train page; no page has lines of which it is a part.
        return page.replace(/^ +/gm, "");
      },
    },
  };
}

/** The pages' files in `folder`, by name, as a bundler takes them. */
export function pageInputs(folder: string): Record<string, string> {
  return Object.fromEntries(pages.map(({ file }) => [path.parse(file).name, path.join(folder, file)]));
}
