// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

/* global performance */

const clocks = {
  wall: () => performance.now() / 1000,
  // What this process got of the processor, all its threads together. Only Node tells.
  cpu: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  },
};

/** Seconds since some moment. */
export let now = clocks.wall;

/**
 * "wall" is what users wait. "cpu" leaves out the time in which other programs had the processor: on a busy machine its
 * ratios are right where those of wall time are noise.
 * @param {"wall" | "cpu"} name
 */
export function setClock(name) {
  now = clocks[name];
}
