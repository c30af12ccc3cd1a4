// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The rule of shapes for losses of sequences.

import { shownShape } from "../errors.ts";
import type { Operand } from "../inputs/operand.ts";
import type { Operands } from "./declaration.ts";

function checkLengths(operation: string, lengths: Operand, samples: number): void {
  if (lengths.length === samples && lengths.dims.length <= 1) return;
  throw new RangeError(
    `${operation}: ${lengths.name} has shape ${shownShape(lengths.dims)}, but there are ${samples} samples`,
  );
}

/** logProbs [T, N, C] or [T, C], targets [N, S] or flat, and a length of each for every sample. */
export function alignment(operation: string, arrays: Operands, values: Readonly<Record<string, number>>): number {
  const { logProbs, targets, inputLengths, targetLengths } = arrays;
  if (logProbs === undefined || targets === undefined || inputLengths === undefined || targetLengths === undefined) {
    return 0;
  }
  const { dims } = logProbs;
  if (dims.length !== 2 && dims.length !== 3) {
    throw new RangeError(`${operation}: logProbs has shape ${shownShape(dims)}, not [T, N, C] or [T, C]`);
  }
  if (dims[0] === 0) throw new RangeError(`${operation}: logProbs has no time steps`);
  const samples = dims.length === 3 ? (dims[1] ?? 0) : 1;
  const classes = dims.at(-1) ?? 0;
  const { blank = 0 } = values;
  if (blank >= classes) throw new RangeError(`${operation}: blank is ${blank}, outside 0..${classes - 1}`);
  if (targets.dims.length > 2 || (targets.dims.length === 2 && targets.dims[0] !== samples)) {
    throw new RangeError(
      `${operation}: targets has shape ${shownShape(targets.dims)}, not [${samples}, S] or one behind the other`,
    );
  }
  checkLengths(operation, inputLengths, samples);
  checkLengths(operation, targetLengths, samples);
  return samples;
}
