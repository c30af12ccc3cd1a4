// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
//   npm run test:matrix               the package, from its tarball, in every bundler, runtime, test runner and engine;
//                                     the site's pages in every engine
//   npm run test:matrix -- bundlers   the parts so named: the files of tests/matrix/
//
// It ends with a table: a tick, or what went wrong.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";

import { buildAll, prepare } from "./build.mjs";
import { ensureMatrixPeers } from "./lib/matrix-peers.mjs";
import { buildDir, logFile, root } from "./lib/paths.mjs";
import { run } from "./lib/process.mjs";
import { runMain, say, step, UserError } from "./lib/report.mjs";
import { ensureTestTools } from "./lib/test-tools.mjs";

const folder = path.join(root, "tests/matrix");

function chooseFiles(names) {
  const listing = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(".test.mjs"));
  const files = new Map(listing.map((file) => [path.basename(file, ".test.mjs"), path.join(folder, file)]));
  const unknown = names.filter((name) => !files.has(name));
  if (unknown.length > 0)
    throw new UserError(`no part ${unknown.join(", ")}; there are ${[...files.keys()].join(", ")}`);
  return names.length === 0 ? [...files.values()] : names.map((name) => files.get(name));
}

/** The first lines of an error, without colours: what a cell of the table has room for. */
const brief = (message) => stripVTControlCharacters(message).trim().split("\n").slice(0, 3).join(" ").slice(0, 300);

/** A line for each cell: what it is, and a tick or the error. */
function table(cells) {
  const rows = cells.map(({ ancestorTitles, title, status, failureMessages, duration }) => [
    ancestorTitles.join(" "),
    title,
    status === "passed" ? `✓  ${(duration / 1000).toFixed(1)} s` : `✗  ${brief(failureMessages[0] ?? status)}`,
  ]);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map(([part, name, result]) => `${part.padEnd(widths[0])}  ${name.padEnd(widths[1])}  ${result}`)
    .join("\n");
}

await runMain(async () => {
  const files = chooseFiles(process.argv.slice(2));
  const env = await prepare();
  await buildAll(env);
  const tools = await ensureTestTools([{ name: "browser" }, { name: "matrix" }, { name: "matrix-full" }]);
  await ensureMatrixPeers(["fast", "full"]);

  const report = path.join(buildDir, "test-results/matrix-full.json");
  mkdirSync(path.dirname(report), { recursive: true });
  rmSync(report, { force: true });
  const vitest = path.join(root, "node_modules/vitest/vitest.mjs");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const { output } = await step("running the matrix", () =>
    run(process.execPath, [vitest, "run", "--project", "matrix", ...reporters, ...files], {
      cwd: root,
      env: { ...env, ...tools, SURPRISAL_MATRIX: "full" },
      log: logFile("matrix"),
      check: false,
    }),
  );
  if (!existsSync(report)) throw new UserError(output);
  const { testResults } = JSON.parse(readFileSync(report, "utf8"));
  const cells = testResults.flatMap(({ assertionResults }) => assertionResults);
  // A file that does not even start has no cells.
  const broken = testResults.filter(({ assertionResults }) => assertionResults.length === 0);
  for (const { name, message } of broken) console.log(`${name}: ${message}`);
  const failed = cells.filter(({ status }) => status !== "passed").length;
  console.log(`\n${table(cells)}\n`);
  say(
    `${cells.length - failed} of ${cells.length} cells work; what failed, in full: ${path.relative(root, logFile("matrix"))}`,
  );
  if (failed > 0 || broken.length > 0 || cells.length === 0) process.exitCode = 1;
});
