// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The rule of shapes for losses of regions.

import { shownShape } from "../errors.ts";
import type { Operands } from "./declaration.ts";
import { alike } from "./settle.ts";

/** Arrays [n, c, d1, …] of one shape; there is a loss for each class of each sample. */
export function regions(operation: string, arrays: Operands): number {
  alike(operation, arrays);
  const dims = arrays.input?.dims ?? [];
  const [samples = 0, classes = 0] = dims;
  if (dims.length >= 2) return samples * classes;
  throw new RangeError(`${operation}: input has shape ${shownShape(dims)}, not [n, c, …]`);
}
