// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { escaped } from "./code.ts";
import type { Cell, Line, Run } from "./formula/lines.ts";
import { mathmlOf } from "./formula/mathml.ts";

function runHtml(run: Run): string {
  if (run.kind === "prose") return escaped(run.text.replaceAll("'", "’"));
  return run.chunks
    .map((chunk, index) => {
      // Where a narrow page may begin a new line; after a comma, with a space.
      const gap = run.chunks[index - 1]?.endsWith(",") === true ? " " : "<wbr>";
      return (index === 0 ? "" : gap) + mathmlOf(chunk);
    })
    .join("");
}

function cellHtml({ role, runs }: Cell): string {
  const html = runs.map((run, index) => {
    // "t: the label", "softmax, of": nothing comes between a word and the punctuation after it.
    const isTight = index === 0 || (run.kind === "prose" && /^[:,]/.test(run.text));
    return (isTight ? "" : " ") + runHtml(run);
  });
  return `<span class="formula-${role}">${html.join("")}</span>`;
}

const lineHtml = (line: Line): string => `<div class="formula-line">${line.map(cellHtml).join(" ")}</div>`;

export const formulaHtml = (lines: readonly Line[]): string =>
  `<div class="formula">\n${lines.map(lineHtml).join("\n")}\n</div>`;
