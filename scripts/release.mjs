// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
//   npm run release -- --dry-run        everything that a release wants, without making one
//   npm run release                     the same, and then the tag; .github/workflows/release.yml publishes it
//   npm run release -- --tagged         what that workflow runs: the tag is there, and has to be this commit's
//   ... --only checks,tarball           the parts so named, with --dry-run

import { readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";

import { buildAll, prepare } from "./build.mjs";
import { checkReproducible } from "./lib/pack.mjs";
import { buildDir, logFile, root } from "./lib/paths.mjs";
import { ask, run } from "./lib/process.mjs";
import { checkChangelog, checkRepository, checkTree, checkVersion } from "./lib/release-checks.mjs";
import { runMain, say, step, UserError } from "./lib/report.mjs";

const read = (file) => readFileSync(path.join(root, file), "utf8");
const manifest = JSON.parse(read("package.json"));
const tag = `v${manifest.version}`;

function git(...args) {
  const output = ask("git", args, { cwd: root });
  if (output === undefined) throw new UserError(`git ${args.join(" ")} fails`);
  return output.trim();
}

const lines = (text) => text.split("\n").filter(Boolean);

/** Everything that can be told at once: version, changelog, tree, and what is in the tarball. */
async function check({ dryRun, tagged }) {
  const lock = JSON.parse(read("package-lock.json"));
  const results = [
    checkVersion({
      version: manifest.version,
      lockVersions: [lock.version, lock.packages[""].version],
      tags: lines(git("tag", "--list", "v*")),
      headTags: lines(git("tag", "--points-at", "HEAD")),
      tagged,
    }),
    checkChangelog(read("CHANGELOG.md"), manifest.version),
    checkTree(git("status", "--porcelain")),
    checkRepository(manifest),
  ];
  const remaining = results.flatMap((result) => result.remaining ?? []);
  const defects = [...results.flatMap((result) => result.defects), ...(dryRun ? [] : remaining)];
  if (defects.length > 0) throw new UserError(defects.join("\n       "));
  if (dryRun) for (const item of remaining) say(`to do before the release: ${item}`);

  await buildAll(await prepare(), "package");
  await step("looking through the tarball", () =>
    run(process.execPath, ["node_modules/vitest/vitest.mjs", "run", "--project", "package", "contents"], {
      cwd: root,
      log: logFile("release-contents"),
    }),
  );
}

async function compareTarballs() {
  await buildAll(await prepare(), "package");
  const { tarball, sha256 } = await step("building the commit once more elsewhere", () =>
    checkReproducible(path.join(buildDir, "release")),
  );
  say(`${path.relative(root, tarball)} is the same from another clone; its SHA-256 is ${sha256}`);
}

/** Runs what a person would type, in this terminal. */
async function runHere(title, command, ...args) {
  const { status, output } = await step(title, () =>
    run(command, args, { cwd: root, log: logFile(`release-${path.basename(command)}`), check: false }),
  );
  const summary = lines(output).at(-1) ?? "";
  if (status !== 0) throw new UserError(`${output}\n${title}: ended with ${status}`);
  say(`${title}: ${summary}`);
}

const parts = {
  checks: check,
  tests: () => runHere("running .ci/run", ".ci/run"),
  matrix: () => runHere("running the matrix", "npm", "run", "test:matrix"),
  // Last, so that what is compared is what was tested.
  tarball: compareTarballs,
};

await runMain(async () => {
  const { values } = parseArgs({
    options: { "dry-run": { type: "boolean" }, tagged: { type: "boolean" }, only: { type: "string" } },
  });
  const { tagged = false } = values;
  const dryRun = values["dry-run"] ?? false;
  const chosen = values.only?.split(",") ?? Object.keys(parts);
  const unknown = chosen.filter((name) => !Object.hasOwn(parts, name));
  if (unknown.length > 0)
    throw new UserError(`no part ${unknown.join(", ")}; there are ${Object.keys(parts).join(", ")}`);
  if (values.only !== undefined && !dryRun)
    throw new UserError("--only goes with --dry-run: a release wants all parts");

  for (const name of chosen) await parts[name]({ dryRun, tagged });
  if (tagged || dryRun) {
    say(`${tag}: ${chosen.join(", ")} passed`);
    return;
  }
  git("tag", "--annotate", tag, "--message", `surprisal ${manifest.version}`);
  say(
    `made the tag ${tag}. Once it is pushed (git push origin ${tag}), the workflow "release" runs all of this again,`,
  );
  say("and then publishes the tarball to npm, with provenance");
});
