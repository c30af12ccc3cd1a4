// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { statusError, type Context } from "../core/context.ts";
import { padded } from "../core/memory.ts";
import { shownShape } from "../errors.ts";
import { finishGrads, gradOptionNames, readGradOutput, wantGrads, type Differentiable } from "../inputs/gradients.ts";
import { Operand } from "../inputs/operand.ts";
import { Output } from "../inputs/output.ts";
import { floatBytes, placeFloats } from "../inputs/place_floats.ts";
import { sameSizes, sizeBetween } from "../inputs/shape.ts";
import { checkOptions, readBoolean } from "../options.ts";
import type { ValueAndGrad } from "../results.ts";
import { probsWanted, readBase } from "./options.ts";
import type { InformationGradOptions, InformationOptions } from "./types.ts";

type RawMeasure =
  "_entropy" | "_distributionPerplexity" | "_distributionCrossEntropy" | "_klDivergence" | "_jsDivergence";
type Value = number | Float64Array<ArrayBuffer>;

const valueOptions = new Set(["base", "normalize", "shape"]);
const gradOptions = new Set([...valueOptions, ...gradOptionNames]);

/** One measure of a distribution or of two. */
export class Measure {
  readonly #context: Context;
  readonly #name: string;
  readonly #raw: RawMeasure;
  readonly #p: Differentiable = { name: "p", operand: new Operand(), grad: new Output() };
  readonly #q: Differentiable = { name: "q", operand: new Operand(), grad: new Output() };
  readonly #arrays: readonly Differentiable[];
  readonly #gradOutput = new Operand();
  #base = 0;
  #normalize = false;
  #rows = 0;
  #outcomes = 0;

  constructor(context: Context, name: string, raw: RawMeasure, distributions: 1 | 2) {
    this.#context = context;
    this.#name = `information.${name}`;
    this.#raw = raw;
    this.#arrays = distributions === 1 ? [this.#p] : [this.#p, this.#q];
  }

  /** Of the distributions in `args`. */
  value(args: readonly unknown[], options: InformationOptions | undefined): Value {
    const operation = this.#name;
    try {
      this.#prepare(operation, args, options, valueOptions);
      return this.#run(operation);
    } finally {
      this.#clear();
    }
  }

  valueAndGrad(
    args: readonly unknown[],
    options: InformationGradOptions<string> | undefined,
  ): ValueAndGrad<Value, unknown> {
    const operation = `${this.#name}.valueAndGrad`;
    const { memory } = this.#context;
    const arrays = this.#arrays;
    try {
      this.#prepare(operation, args, options, gradOptions);
      const byName = wantGrads(operation, memory, options, arrays, arrays, arrays.length > 1);
      readGradOutput(operation, memory, this.#gradOutput, options?.gradOutput, this.#rows);
      const value = this.#run(operation);
      return { value, grad: finishGrads(arrays, byName, (grad) => grad.finish(memory)) };
    } finally {
      this.#clear();
    }
  }

  #prepare(
    operation: string,
    args: readonly unknown[],
    options: InformationOptions | undefined,
    known: ReadonlySet<string>,
  ): void {
    const { memory } = this.#context;
    const p = this.#p.operand;
    const q = this.#q.operand;
    checkOptions(operation, options, known);
    this.#base = readBase(operation, options?.base);
    this.#normalize = readBoolean(operation, "normalize", options?.normalize);
    for (const [index, { name, operand }] of this.#arrays.entries()) {
      operand.readFloats(operation, memory, name, args[index], probsWanted);
    }
    if (options?.shape !== undefined) p.reshape(operation, options.shape);
    if (q.present) checkSameShape(operation, p, q, options?.shape !== undefined);
    const { dims } = p;
    const last = dims.length - 1;
    this.#outcomes = dims[last] ?? 1;
    this.#rows = sizeBetween(dims, 0, last);
  }

  #run(operation: string): Value {
    const { memory } = this.#context;
    const gradOutput = this.#gradOutput;
    const rows = this.#rows;
    let bytes = padded(8 * rows) + floatBytes(gradOutput, rows);
    for (const { operand, grad } of this.#arrays) {
      bytes += floatBytes(operand, operand.length) + grad.bytes;
      for (const other of this.#arrays) grad.keepOff(operation, other.operand);
      grad.keepOff(operation, gradOutput);
    }
    this.#q.grad.keepOffOutput(operation, this.#p.grad);
    memory.reserve(operation, bytes);
    const values = memory.take(8 * rows);
    for (const { operand, grad } of this.#arrays) {
      placeFloats(operation, memory, operand, operand.length);
      grad.place(memory);
    }
    placeFloats(operation, memory, gradOutput, rows);
    const probs = this.#p.operand;
    const otherProbs = this.#q.operand;
    const code = memory.raw[this.#raw](
      rows,
      this.#outcomes,
      probs.address,
      otherProbs.address,
      this.#base,
      this.#normalize,
      values,
      gradOutput.address,
      this.#p.grad.address,
      this.#q.grad.address,
    );
    if (code !== 0) {
      const subjects = { probs, rows, normalized: this.#normalize };
      throw statusError(operation, code, memory, otherProbs.present ? { ...subjects, otherProbs } : subjects);
    }
    const at = values / 8;
    return probs.dims.length < 2 ? (memory.f64[at] ?? NaN) : memory.f64.slice(at, at + rows);
  }

  #clear(): void {
    for (const { operand, grad } of this.#arrays) {
      operand.clear();
      grad.clear();
    }
    this.#gradOutput.clear();
    this.#context.memory.release();
  }
}

function checkSameShape(operation: string, probs: Operand, otherProbs: Operand, reshaped: boolean): void {
  const comparable = probs.stated && otherProbs.stated && !reshaped;
  if (comparable ? sameSizes(probs.dims, 0, otherProbs.dims, 0) : probs.length === otherProbs.length) {
    if (!probs.stated) probs.dims = otherProbs.dims;
    return;
  }
  throw new RangeError(
    `${operation}: q has shape ${shownShape(otherProbs.dims)}, but p has shape ${shownShape(probs.dims)}`,
  );
}
