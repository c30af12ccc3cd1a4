// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// One benchmark of a Google Benchmark program (native/), run once.

import { execFile } from "node:child_process";
import { promisify } from "node:util";

const secondsPer = { ns: 1e-9, us: 1e-6, ms: 1e-3, s: 1 };

/**
 * @param {Record<string, string>} programs paths, by build
 * @param {{ build: string, name: string, seconds: number, clock: string }} command
 * @returns {Promise<{ seconds: number, context: object }>} of one iteration, and what the program says of itself
 */
export async function runNative(programs, { build, name, seconds, clock }) {
  const program = programs[build];
  if (!program) throw new Error("it is not built");
  const options = [`--benchmark_filter=^${name}$`, `--benchmark_min_time=${seconds}`, "--benchmark_format=json"];
  const { stdout } = await promisify(execFile)(program, options);
  const { context, benchmarks } = JSON.parse(stdout);
  const [{ real_time: wall, cpu_time: cpu, time_unit: unit, error_message: error }] = benchmarks;
  if (error) throw new Error(error);
  return { seconds: (clock === "cpu" ? cpu : wall) * secondsPer[unit], context };
}
