// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// `npm run bench -- --start`: from nothing to the first loss, in a fresh process or page each time, all in turns.

import { spawnSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { benchModule, root } from "../host/node.mjs";
import { summarize } from "../core/statistics.mjs";
import { readOptions } from "../options.mjs";
import { columns, short, spreadOf } from "../reports/format.mjs";
import { tell } from "../reports/progress.mjs";
import { openPages } from "./pages.mjs";
import { referenceLoss, starts } from "./starts.mjs";

const inNode = fileURLToPath(new URL("in_node.mjs", import.meta.url));

function nodeStarter({ dist, clock }) {
  const entry = (name) => pathToFileURL(path.resolve(dist, `cjs/${name}.mjs`)).href;
  const assets = {
    surprisal: entry("index"),
    "surprisal-simd": entry("simd"),
    onnxruntime: `${pathToFileURL(benchModule("onnxruntime-web/dist")).href}/`,
    tfjs: `${benchModule("@tensorflow/tfjs-backend-wasm/dist")}/`,
  };
  return {
    engine: `Node ${process.versions.node}`,
    conditions: [""],
    async start(name) {
      const args = [inNode, name, clock, JSON.stringify(assets)];
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
      if (status !== 0) throw new Error(`${name}: ${stderr}`);
      return JSON.parse(stdout);
    },
    close() {},
  };
}

/** The time between two moments of each start, or the moment itself. */
const between = (samples, from, to) =>
  summarize(samples.map(({ moments }) => moments[to] - (from === undefined ? 0 : moments[from])));

/** Browsers' clocks are coarse: what is below their step took 0. What did not happen took no time, and not 0. */
function cell(summary) {
  if (Number.isNaN(summary.median)) return "–";
  return summary.median > 0 ? `${short(summary.median)} ${spreadOf(summary)} (${short(summary.best)})` : "0";
}

function totals(started) {
  const head = ["milliseconds, median ± (best)", "import", "load", "first loss", "load to first loss", "in all"];
  const rows = started.map(({ title, samples }) => {
    const parts = [
      between(samples, undefined, "import"),
      between(samples, "import", "load"),
      between(samples, "load", "first loss"),
      between(samples, "import", "first loss"),
      between(samples, undefined, "first loss"),
    ];
    return [title, ...parts.map(cell)];
  });
  return columns([head, ...rows]);
}

/** Where our own time goes; each step from the end of the one before it. Node reads a file, and decodes nothing. */
const steps = [
  ["import", undefined, "import"],
  ["engine, chunk, bytes", "import", "compile called"],
  ["  from then base64", "base64 called", "base64 done"],
  ["  and bytes, inflate", "base64 done", "compile called"],
  ["compile", "compile called", "compile done"],
  ["instantiate", "compile done", "instantiate done"],
  ["embind, self-test", "instantiate done", "load"],
  ["first loss", "load", "first loss"],
];

function breakdown(started) {
  const own = started.filter(({ name }) => name.startsWith("surprisal"));
  const rows = steps.map(([title, from, to]) => [title, ...own.map(({ samples }) => cell(between(samples, from, to)))]);
  return columns([["of which", ...own.map(({ title }) => title)], ...rows]);
}

/** @param {ReturnType<typeof import("../options.mjs").readOptions>} options */
async function measureStarts(options) {
  const dist = options.dist ?? path.join(root, "dist");
  const starter = options.browser ? await openPages({ ...options, dist }) : nodeStarter({ ...options, dist });
  const started = starter.conditions.flatMap((condition) =>
    Object.keys(starts).map((name) => {
      const title = condition === "" ? name : `${name}, ${condition}`;
      return { name, condition, title, samples: [] };
    }),
  );
  try {
    // The first round brings the files into memory, and shows whether all agree.
    for (let round = -1; round < options.pace.rounds; round++) {
      const order = round % 2 === 0 ? started : [...started].reverse();
      for (const { name, condition, title, samples } of order) {
        tell(`round ${round + 1}: ${title}`);
        const result = await starter.start(name, condition);
        if (round >= 0) samples.push(result);
        else if (!(Math.abs(result.value - referenceLoss) < 1e-5)) throw new Error(`${name} says ${result.value}`);
      }
    }
  } finally {
    await starter.close();
  }
  const clock = options.clock === "cpu" ? "the processor's time, all threads" : "wall time";
  return [`${starter.engine}, ${clock}, ${options.pace.rounds} rounds`, totals(started), breakdown(started)].join(
    "\n\n",
  );
}

const report = await measureStarts(readOptions(process.argv.slice(2)));
tell("");
console.log(report);
