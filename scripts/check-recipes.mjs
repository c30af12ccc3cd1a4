// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
//   node scripts/check-recipes.mjs            fails unless docs/recipes.md shows the files that are tested, all of them
//   node scripts/check-recipes.mjs --write    makes it show them
//
// A block of code in docs/recipes.md follows a comment with the name of its file in tests/recipes/code/.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { root } from "./lib/paths.mjs";
import { runMain, UserError } from "./lib/report.mjs";

const page = path.join(root, "docs/recipes.md");
const folder = path.join(root, "tests/recipes/code");
const header = /^(\/\/.*\n)+\n/;
const block = /(<!-- (\S+) -->\n\n)?```ts\n([\s\S]*?)```/g;

const codeOf = (file) => readFileSync(path.join(folder, file), "utf8").replace(header, "");

await runMain(() => {
  const files = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(".ts"));
  const text = readFileSync(page, "utf8");
  const shown = [...text.matchAll(block)].map(([, , file]) => file);
  const wrong = shown.filter((file) => !files.includes(file));
  if (wrong.length > 0) throw new UserError(`docs/recipes.md has code of no file: ${wrong.join(", ")}`);
  const missing = files.filter((file) => shown.filter((name) => name === file).length !== 1);
  if (missing.length > 0) throw new UserError(`docs/recipes.md does not show once: ${missing.join(", ")}`);
  const current = text.replace(block, (_, comment, file) => `${comment}\`\`\`ts\n${codeOf(file)}\`\`\``);
  if (process.argv.includes("--write")) writeFileSync(page, current);
  else if (current !== text) {
    throw new UserError(
      "docs/recipes.md shows other code than tests/recipes/code/; node scripts/check-recipes.mjs --write mends it",
    );
  }
});
