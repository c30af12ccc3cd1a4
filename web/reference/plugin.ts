// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { Plugin } from "vite";

import { referenceHtml } from "./html.ts";
import { readReference } from "./model.ts";

/** Writes the reference of the package, as it is found from `folder`, into the page that asks for it. */
export function reference(folder: string): Plugin {
  return {
    name: "reference",
    transformIndexHtml: {
      order: "pre",
      handler(html) {
        if (!html.includes("<!-- reference: chapters -->")) return html;
        const { index, chapters } = referenceHtml(readReference(folder));
        return html
          .replace("<!-- reference: index -->", () => index)
          .replace("<!-- reference: chapters -->", () => chapters);
      },
    },
  };
}
