// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { statusError, type Context } from "../core/context.ts";
import { padded } from "../core/memory.ts";
import { kindOf, shown, shownShape } from "../errors.ts";
import { Operand } from "../inputs/operand.ts";
import { floatBytes, placeFloats } from "../inputs/place_floats.ts";
import { sizeBetween } from "../inputs/shape.ts";
import { checkOptions } from "../options.ts";
import type { Floats } from "../results.ts";
import { readAxis } from "../rows.ts";
import type { FloatInput } from "../types.ts";

/** The options of `argmax` and `topK`. */
export interface OrderOptions {
  /** The shape of flat scores. Default: one row. */
  readonly shape?: readonly number[] | undefined;
  /** The axis that a row runs along. Default: -1, the last. */
  readonly dim?: number | undefined;
}

/** What `topK` gives. */
export interface TopK {
  /** The scores, the largest first. */
  values: Floats;
  /** Where they stand along the axis. */
  indices: Int32Array<ArrayBuffer>;
}

export interface OrderFunctions {
  /**
   * Where the largest score of each row stands: the predicted class.
   *
   *     argmax_i = min { j : no k has scores_ik > scores_ij }
   *
   * Inputs: `scores` of any shape, rows along `dim`. Results: the scores' shape without `dim`, flat.
   *
   * Options: `dim` -1, `shape` of flat scores.
   *
   * Errors: RangeError for a dim or shape that doesn't fit, or rows of nothing; TypeError for kinds and unknown options.
   *
   * Edge cases: ties go to the lowest index; NaN counts as larger than any number. No rows give no indices.
   *
   * Accuracy: exact.
   *
   * Source: torch.argmax.
   *
   * @example
   * s.argmax([[2, 1, 0.1], [0, 3, 1]]); // [0, 1]
   */
  argmax(scores: FloatInput, options?: OrderOptions): Int32Array<ArrayBuffer>;

  /**
   * The k largest scores of each row, the largest first, and where they stand.
   *
   * Inputs: `scores` of any shape, rows along `dim`; `k`, from 0 to the size of that axis. Results: the scores' shape with k
   * in the place of `dim`, flat.
   *
   * Options: `dim` -1, `shape` of flat scores.
   *
   * Errors: RangeError for a k out of range, a dim or shape that doesn't fit; TypeError for kinds and unknown options.
   *
   * Edge cases: of equal scores the lower index comes first; NaN counts as larger than any number.
   *
   * Accuracy: exact.
   *
   * Source: torch.topk, whose choice among equals is not defined.
   *
   * @example
   * s.topK([[2, 1, 0.1], [0, 3, 1]], 2); // { values: [2, 1, 3, 1], indices: [0, 1, 1, 2] }
   */
  topK(scores: FloatInput, k: number, options?: OrderOptions): TopK;
}

const known = new Set(["dim", "shape"]);

/** @internal */
export function makeOrderFunctions(context: Context): OrderFunctions {
  const { memory } = context;
  const scores = new Operand();
  const at = { outer: 0, classes: 0, inner: 0 };

  /** Reads the scores and lays them out as [outer, classes, inner]; returns the axis of the classes. */
  const read = (operation: string, given: unknown, options: OrderOptions | undefined): number => {
    checkOptions(operation, options, known);
    scores.readFloats(operation, memory, "scores", given);
    if (options?.shape !== undefined) scores.reshape(operation, options.shape);
    const { dims } = scores;
    const rank = dims.length;
    const dim = options?.dim;
    const axis = dim === undefined ? rank - 1 : readAxis(operation, dim, rank);
    at.outer = sizeBetween(dims, 0, axis);
    at.classes = dims[axis] ?? 1;
    at.inner = sizeBetween(dims, axis + 1, rank);
    return axis;
  };

  const argmax = (given: unknown, options: OrderOptions | undefined): Int32Array<ArrayBuffer> => {
    const operation = "argmax";
    const axis = read(operation, given, options);
    const count = at.outer * at.inner;
    if (at.classes === 0 && count > 0) {
      throw new RangeError(`${operation}: scores of shape ${shownShape(scores.dims)} hold nothing along dim ${axis}`);
    }
    memory.reserve(operation, floatBytes(scores, scores.length) + padded(4 * count));
    const indices = memory.take(4 * count);
    placeFloats(operation, memory, scores, scores.length);
    const code = memory.raw._argMax(at.outer, at.classes, at.inner, scores.address, indices);
    if (code !== 0) throw statusError(operation, code, memory, {});
    return memory.i32.slice(indices / 4, indices / 4 + count);
  };

  const topK = (given: unknown, k: unknown, options: OrderOptions | undefined): TopK => {
    const operation = "topK";
    const axis = read(operation, given, options);
    if (typeof k !== "number") throw new TypeError(`${operation}: k is ${kindOf(k)}, not a number`);
    if (!Number.isInteger(k) || k < 0 || k > at.classes) {
      const range = `an integer in 0..${at.classes}, the size of dim ${axis}`;
      throw new RangeError(`${operation}: k is ${shown(k)}, not ${range}`);
    }
    const count = at.outer * k * at.inner;
    memory.reserve(operation, floatBytes(scores, scores.length) + 2 * padded(4 * count));
    const values = memory.take(4 * count) / 4;
    const indices = memory.take(4 * count) / 4;
    placeFloats(operation, memory, scores, scores.length);
    const code = memory.raw._topK(at.outer, at.classes, at.inner, scores.address, k, 4 * values, 4 * indices);
    if (code !== 0) throw statusError(operation, code, memory, {});
    return { values: memory.f32.slice(values, values + count), indices: memory.i32.slice(indices, indices + count) };
  };

  const cleaned = <Result>(run: () => Result): Result => {
    try {
      return run();
    } finally {
      scores.clear();
      memory.release();
    }
  };
  return {
    argmax: (given, options) => cleaned(() => argmax(given, options)),
    topK: (given, k, options) => cleaned(() => topK(given, k, options)),
  };
}
