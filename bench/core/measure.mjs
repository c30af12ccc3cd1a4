// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The measuring itself: contenders take turns, round after round, so that a slow second of the machine hits all of them.

import { now } from "./clock.mjs";

/**
 * @typedef {object} Contender
 * @property {string} name
 * @property {(calls: number) => number | Promise<number>} time makes that many calls and gives the seconds they took
 * @property {boolean} [ownPace] it decides by itself how many calls a sample needs; `time` gives the seconds of one
 */

/**
 * @typedef {object} Pace
 * @property {number} rounds
 * @property {number} sampleSeconds how long one sample should take at least
 * @property {number} warmupSeconds how long each contender runs before it counts: engines compile in the meantime
 */

/** Times calls of a synchronous function. */
export function timeSync(call, calls) {
  const from = now();
  for (let i = 0; i < calls; i++) call(i);
  return now() - from;
}

/** Times calls of a function that resolves when it is done. */
export async function timeAsync(call, calls) {
  const from = now();
  for (let i = 0; i < calls; i++) await call(i);
  return now() - from;
}

/** Lets the contender run for a while; gives how many calls a sample needs. */
async function warmUp(contender, { sampleSeconds, warmupSeconds }) {
  if (contender.ownPace) {
    await contender.time(1);
    return 1;
  }
  let calls = 1;
  let total = 0;
  for (;;) {
    const seconds = await contender.time(calls);
    total += seconds;
    // A clock of a millisecond's resolution, as some browsers have, shows nothing for a few calls.
    const isLong = seconds >= sampleSeconds / 2 && seconds > 0;
    if (isLong && total >= warmupSeconds) return Math.max(1, Math.round((calls * sampleSeconds) / seconds));
    if (!isLong) calls *= 2;
  }
}

/**
 * Samples the contenders in turn.
 * @param {Contender[]} contenders
 * @param {Pace} pace
 * @returns {Promise<Map<string, number[]>>} by name, the seconds of one call in each round
 */
export async function measure(contenders, pace) {
  const turns = [];
  for (const contender of contenders) turns.push({ contender, calls: await warmUp(contender, pace), samples: [] });
  for (let round = 0; round < pace.rounds; round++) {
    // Back and forth, so that nobody always comes after the same neighbour.
    const order = round % 2 === 0 ? turns : [...turns].reverse();
    for (const { contender, calls, samples } of order) {
      // One's garbage should not be collected on another's clock.
      globalThis.gc?.({ type: "minor" });
      samples.push((await contender.time(calls)) / calls);
    }
  }
  return new Map(turns.map(({ contender, samples }) => [contender.name, samples]));
}
