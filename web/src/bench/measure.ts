// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Contenders take turns, round after round: a slow second of the machine hits all of them.

import type { Contender } from "./cases.ts";

export interface Pace {
  readonly rounds: number;
  /** How long a sample takes at least, about: browsers' clocks are coarse on purpose. */
  readonly sampleMs: number;
}

export const PACES = {
  quick: { rounds: 3, sampleMs: 5 },
  usual: { rounds: 9, sampleMs: 20 },
  long: { rounds: 21, sampleMs: 50 },
} as const satisfies Readonly<Record<string, Pace>>;

export type PaceName = keyof typeof PACES;

export interface Timing {
  readonly name: string;
  /** Of one call, by round. */
  readonly milliseconds: readonly number[];
}

export interface Summary {
  readonly median: number;
  /** The quartiles: half of the rounds lie between them. */
  readonly lower: number;
  readonly upper: number;
}

/** The number below which the given part of the sorted numbers lies, interpolated between neighbours. */
function quantile(sorted: readonly number[], part: number): number {
  const position = part * (sorted.length - 1);
  const below = Math.floor(position);
  const [low = NaN, high = low] = sorted.slice(below, below + 2);
  return low + (position - below) * (high - low);
}

export function summarize(numbers: readonly number[]): Summary {
  const sorted = [...numbers].sort((a, b) => a - b);
  return { median: quantile(sorted, 0.5), lower: quantile(sorted, 0.25), upper: quantile(sorted, 0.75) };
}

type Clock = () => number;

function time({ call }: Contender, calls: number, now: Clock): number {
  const from = now();
  for (let i = 0; i < calls; i++) call();
  return now() - from;
}

/** Runs the contender until it is compiled; gives how many calls a sample needs. */
function warmUp(contender: Contender, { sampleMs }: Pace, now: Clock): number {
  let calls = 1;
  for (let total = 0; ;) {
    const ms = time(contender, calls, now);
    total += ms;
    const isLong = ms >= sampleMs / 2 && ms > 0;
    if (isLong && total >= 2 * sampleMs) return Math.max(1, Math.round((calls * sampleMs) / ms));
    if (!isLong) calls *= 2;
  }
}

interface Turn {
  readonly contender: Contender;
  readonly milliseconds: number[];
  /** In a sample. */
  calls: number;
}

/** Takes a sample: again and with more calls, if warming up met with a pause and took the calls for longer than they are. */
function sample(turn: Turn, { sampleMs }: Pace, now: Clock): void {
  for (;;) {
    const ms = time(turn.contender, turn.calls, now);
    if (ms >= sampleMs / 4) {
      turn.milliseconds.push(ms / turn.calls);
      return;
    }
    turn.calls *= 2;
  }
}

/** Samples the contenders in turn. */
export function measure(
  contenders: readonly Contender[],
  pace: Pace,
  onRound: (round: number) => void,
  now: Clock = () => performance.now(),
): Timing[] {
  const turns = contenders.map((contender): Turn => {
    return { contender, milliseconds: [], calls: warmUp(contender, pace, now) };
  });
  for (let round = 0; round < pace.rounds; ++round) {
    onRound(round);
    // Back and forth: nobody always comes after the same neighbour.
    for (const turn of round % 2 === 0 ? turns : [...turns].reverse()) sample(turn, pace, now);
  }
  return turns.map(({ contender, milliseconds }) => ({ name: contender.name, milliseconds }));
}
