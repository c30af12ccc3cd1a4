// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The bench itself, for when everything it needs is there; scripts/bench.mjs sees to that and passes its options on.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { nodeHost, root } from "./host/node.mjs";
import { Programs } from "./host/programs.mjs";
import { commandOf, readOptions } from "./options.mjs";
import { peerNames } from "./peers/peer.mjs";
import { tell } from "./reports/progress.mjs";
import { writeReadme } from "./reports/readme.mjs";
import { judge } from "./reports/targets.mjs";
import { textReport } from "./reports/text.mjs";
import { runSuite, selection } from "./suite.mjs";

const options = readOptions(process.argv.slice(2));
const nativePrograms = JSON.parse(process.env.SURPRISAL_BENCH_NATIVE ?? "{}");

const started = Date.now();
function machine() {
  const cpus = os.cpus();
  const release = existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "";
  const name = /^PRETTY_NAME="?([^"\n]*)/m.exec(release)?.[1] ?? `${os.type()} ${os.release()}`;
  return { cpu: cpus[0].model.trim(), cores: cpus.length, os: `${name}, ${os.arch()}` };
}

const dist = options.dist ?? path.join(root, "dist");

/** Those who were not asked for are not absent, either. */
const wanted = selection(options.filter, peerNames, options.quick);
const isAskedFor = (name) =>
  wanted.peer(name) && (options.native || !name.startsWith("native")) && (options.against || !name.startsWith("other"));

async function measureHere(programs) {
  return runSuite(nodeHost({ ...options, dist }, programs), { ...wanted, peer: isAskedFor }, tell);
}

async function measureInBrowser(programs) {
  const { runInBrowser } = await import("./browser/drive.mjs");
  return runInBrowser({ ...options, dist, peers: peerNames.filter(isAskedFor) }, programs, tell);
}

/** How many programs wanted the processor in the last minute, beside us. */
const load = os.loadavg()[0];

const programs = new Programs(nativePrograms);
try {
  const measured = await (options.browser ? measureInBrowser(programs) : measureHere(programs));
  tell("");
  const results = {
    date: new Date(started).toISOString(),
    command: commandOf(options),
    machine: { ...machine(), load },
    ...measured,
  };
  results.targets = judge(results);
  console.log(textReport(results));

  const file = path.resolve(options.json ?? path.join(root, "build/bench", `${results.date.replace(/:/g, "-")}.json`));
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(results)}\n`);
  console.log(
    `\nin ${((Date.now() - started) / 1000).toFixed(0)} s; all samples are in ${path.relative(process.cwd(), file)}`,
  );
  if (results.checks.problems.length > 0) process.exitCode = 1;
  else if (options.readme) await writeReadme(path.join(root, "README.md"), results);
} finally {
  programs.close();
}
