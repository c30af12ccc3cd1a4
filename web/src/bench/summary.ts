// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// What was measured, as lines of a table; as text and as JSON to take along.

import { formatCount } from "../train/format.ts";
import { type Summary, summarize } from "./measure.ts";
import type { Absent, CaseResult } from "./protocol.ts";

export const PLAIN = "plain JS";

export interface Line {
  readonly name: string;
  /** Thousand millions of elements a second. */
  readonly speed: Summary;
  /** How many times as fast as the plain loops: the median of the rounds' own ratios. */
  readonly ratio: number | null;
}

export interface Measured {
  readonly device: string;
  readonly version: string;
  readonly when: string;
  readonly pace: string;
  readonly absent: readonly Absent[];
  readonly results: readonly CaseResult[];
}

/** The lines of a case, in the order of the contenders. */
export function linesOf({ of, timings }: CaseResult): Line[] {
  const elements = of.rows * of.classes;
  const plain = timings.find(({ name }) => name === PLAIN);
  return timings.map(({ name, milliseconds }) => ({
    name,
    speed: summarize(milliseconds.map((ms) => elements / ms / 1e6)),
    ratio:
      plain && name !== PLAIN
        ? summarize(milliseconds.map((ms, round) => (plain.milliseconds[round] ?? NaN) / ms)).median
        : null,
  }));
}

/** "8 × 50,257" */
export const shapeOf = ({ of }: Pick<CaseResult, "of">): string =>
  `${formatCount(of.rows)} × ${formatCount(of.classes)}`;

export const titleOf = (result: Pick<CaseResult, "of">): string => `${result.of.kernel}, ${shapeOf(result)}`;

export const formatSpeed = (speed: number): string => speed.toPrecision(3);

export const formatRatio = (ratio: number | null): string => (ratio === null ? "–" : `${ratio.toPrecision(3)} ×`);

export function toText({ device, version, when, pace, absent, results }: Measured): string {
  const lines = [
    `surprisal ${version} beside plain JS loops, ${when}`,
    device,
    `${pace}; medians, quartiles in brackets; thousand millions of elements a second (Gel/s)`,
    ...absent.map(({ name, why }) => `${name} does not run here: ${why}`),
  ];
  for (const result of results) {
    lines.push("", titleOf(result));
    for (const { name, speed, ratio } of linesOf(result)) {
      const spread = `[${formatSpeed(speed.lower)}, ${formatSpeed(speed.upper)}]`;
      lines.push(
        `  ${name.padEnd(9)} ${formatSpeed(speed.median).padStart(7)}  ${spread.padEnd(18)} ${formatRatio(ratio)}`.trimEnd(),
      );
    }
    for (const { name, why } of result.wrong) lines.push(`  ${name.padEnd(9)} not timed: ${why}`);
  }
  return `${lines.join("\n")}\n`;
}

export function toJson(measured: Measured): string {
  const results = measured.results.map((result) => ({ ...result, gigaElementsPerSecond: linesOf(result) }));
  const { version: library, ...others } = measured;
  return `${JSON.stringify({ type: "surprisal.bench", version: 1, library, ...others, results }, null, 2)}\n`;
}
