// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Our own kernels compiled for this machine instead of WebAssembly (native/): the physical limit. What they compute is the
// tests' business; here they are only timed, on logits of the same distribution.

/**
 * @param {import("./peer.mjs").Host} host
 * @param {"128-bit" | "widest"} build
 * @returns {Promise<import("./peer.mjs").Peer>}
 */
export async function open(host, build) {
  const run = (name, seconds) => host.call("native", { build, name, seconds, clock: host.clock });
  const { context } = await run("loss/4096x3", 0);

  // Google Benchmark raises the number of iterations by itself until they take this long.
  const task = (name) => ({ ownPace: true, time: async () => (await run(name, host.pace.sampleSeconds)).seconds });
  return {
    name: `native, ${build}`,
    version: "",
    note: `${context.highway_target}, ${context.float_lanes} floats a vector`,
    prepare: async (operation, { rows, classes }) => task(`${operation}/${rows}x${classes}`),
    prepareTraining: async () => [task("training/784x10")],
  };
}
