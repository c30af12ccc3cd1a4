// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The command line of `npm run bench`.

import { parseArgs } from "node:util";

export const usage = `npm run bench -- [OPTION...]
  --start             from nothing to the first loss, in fresh processes or pages, instead of all else
  --quick             a minute's run: fewer and shorter rounds, wider spread
  --filter WORDS      what to measure: words of peers' names choose peers, the others groups ("grad 256x1000 pytorch")
  --rounds N          rounds of samples
  --clock NAME        wall, or cpu: the time in which other programs had the processor does not count (Node alone)
  --browser NAME      in chromium or firefox instead of Node
  --native            also our kernels built for this machine, 128-bit and widest (the default without --quick)
  --no-native         not those
  --dist FOLDER       another build of the package than dist/
  --against FOLDER    a second build of it, measured beside the first as "other simd" and "other relaxed"
  --json FILE         where the figures go (default: build/bench/TIME.json)
  --readme            put the table into README.md`;

const paces = {
  full: { rounds: 15, sampleSeconds: 0.02, warmupSeconds: 0.15 },
  quick: { rounds: 5, sampleSeconds: 0.003, warmupSeconds: 0.015 },
};

export class UsageError extends Error {}

/** @param {string[]} args */
export function readOptions(args) {
  const options = {
    start: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    filter: { type: "string", default: "" },
    rounds: { type: "string" },
    clock: { type: "string", default: "wall" },
    browser: { type: "string" },
    native: { type: "boolean" },
    dist: { type: "string" },
    against: { type: "string" },
    json: { type: "string" },
    readme: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  };
  let values;
  try {
    ({ values } = parseArgs({ args, options, allowNegative: true }));
  } catch (error) {
    throw new UsageError(error.message, { cause: error });
  }
  if (values.browser !== undefined && !["chromium", "firefox"].includes(values.browser)) {
    throw new UsageError(`--browser is chromium or firefox, not ${values.browser}`);
  }
  if (values.clock !== "wall" && (values.clock !== "cpu" || values.browser)) {
    throw new UsageError(`--clock is wall or, in Node, cpu; not ${values.clock}`);
  }
  if (values.against !== undefined && values.browser) throw new UsageError("--against is for Node alone");
  const pace = { ...(values.quick ? paces.quick : paces.full) };
  if (values.rounds !== undefined) pace.rounds = Number(values.rounds);
  if (!Number.isInteger(pace.rounds) || pace.rounds < 1) throw new UsageError(`--rounds is ${values.rounds}`);
  return { ...values, native: values.native ?? !(values.quick || values.start), pace };
}

/** The command that measures the same again, wherever the results then go. */
export function commandOf({ quick, filter, rounds, clock, browser, native, dist, against }) {
  const words = [
    ...(quick ? ["--quick"] : []),
    ...(filter ? ["--filter", JSON.stringify(filter)] : []),
    ...(rounds ? ["--rounds", rounds] : []),
    ...(clock === "wall" ? [] : ["--clock", clock]),
    ...(browser ? ["--browser", browser] : []),
    ...(native === !quick ? [] : [native ? "--native" : "--no-native"]),
    ...(dist ? ["--dist", dist] : []),
    ...(against ? ["--against", against] : []),
  ];
  return ["npm run bench", ...(words.length > 0 ? ["--", ...words] : [])].join(" ");
}
