// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import temml from "temml";

const rendered = new Map<string, string>();

/** LaTeX as MathML, in the size of displayed formulas though in a line of text. */
export function mathmlOf(latex: string): string {
  const known = rendered.get(latex);
  if (known !== undefined) return known;
  // The page's policy lets no style be written into an element: the sheet has what is needed of it.
  const markup = temml
    .renderToString(latex, { displayMode: true, annotate: false, throwOnError: true, strict: true })
    .replace(/ (?:style|class)="[^"]*"/g, "")
    .replace('<math display="block"', '<math displaystyle="true"');
  rendered.set(latex, markup);
  return markup;
}
