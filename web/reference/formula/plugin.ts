// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { Plugin } from "vite";

import { mathmlOf } from "./mathml.ts";

/** Typesets the LaTeX between dollars, as `$…$` in a line and `$$…$$` displayed, in pages with `<main data-formulas>`. */
export const formulas: Plugin = {
  name: "formulas",
  transformIndexHtml: {
    order: "pre",
    handler(html) {
      if (!html.includes("<main data-formulas>")) return html;
      return html.replace(/\$(\$?)([^$]+)\$\1/g, (_, isDisplayed: string, latex: string) => {
        const math = mathmlOf(latex);
        return isDisplayed ? math : math.replace(' displaystyle="true"', "");
      });
    },
  },
};
