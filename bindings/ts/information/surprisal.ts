// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { statusError, type Context } from "../core/context.ts";
import { finishGrads, gradOptionNames, readGradOutput, wantGrads, type Differentiable } from "../inputs/gradients.ts";
import { Operand } from "../inputs/operand.ts";
import { Output } from "../inputs/output.ts";
import { floatBytes, placeFloats } from "../inputs/place_floats.ts";
import { checkOptions } from "../options.ts";
import type { ValueAndGrad } from "../results.ts";
import type { FloatOutput } from "../types.ts";
import { probsWanted, readBase } from "./options.ts";
import type { SurprisalGradOptions, SurprisalOptions } from "./types.ts";

type Value = number | FloatOutput;

const valueOptions = new Set(["base"]);
const gradOptions = new Set([...valueOptions, ...gradOptionNames]);

/** The surprisal of outcomes, or of the one outcome whose probability is handed in as a number. */
export class SurprisalMeasure {
  readonly #context: Context;
  readonly #p: Differentiable = { name: "p", operand: new Operand(), grad: new Output() };
  readonly #values = new Output();
  readonly #gradOutput = new Operand();

  constructor(context: Context) {
    this.#context = context;
  }

  value(p: unknown, options: SurprisalOptions | undefined): Value {
    const operation = "information.surprisal";
    checkOptions(operation, options, valueOptions);
    const base = readBase(operation, options?.base);
    try {
      this.#prepare(operation, p);
      this.#run(operation, base);
      return this.#finish(this.#values);
    } finally {
      this.#clear();
    }
  }

  valueAndGrad(p: unknown, options: SurprisalGradOptions | undefined): ValueAndGrad<Value, unknown> {
    const operation = "information.surprisal.valueAndGrad";
    checkOptions(operation, options, gradOptions);
    const base = readBase(operation, options?.base);
    const { memory } = this.#context;
    const arrays = [this.#p];
    try {
      this.#prepare(operation, p);
      const byName = wantGrads(operation, memory, options, arrays, arrays, false);
      readGradOutput(operation, memory, this.#gradOutput, options?.gradOutput, this.#p.operand.length);
      this.#run(operation, base);
      const value = this.#finish(this.#values);
      return { value, grad: finishGrads(arrays, byName, (grad) => this.#finish(grad)) };
    } finally {
      this.#clear();
    }
  }

  #prepare(operation: string, p: unknown): void {
    const { memory } = this.#context;
    const { operand } = this.#p;
    operand.readFloats(operation, memory, "p", p, probsWanted, true);
    this.#values.want(operation, memory, "out", undefined, operand.length);
  }

  #run(operation: string, base: number): void {
    const { memory } = this.#context;
    const { operand, grad } = this.#p;
    const values = this.#values;
    const gradOutput = this.#gradOutput;
    const count = operand.length;
    grad.keepOff(operation, operand);
    grad.keepOff(operation, gradOutput);
    memory.reserve(operation, floatBytes(operand, count) + floatBytes(gradOutput, count) + values.bytes + grad.bytes);
    placeFloats(operation, memory, operand, count);
    placeFloats(operation, memory, gradOutput, count);
    values.place(memory);
    grad.place(memory);
    const code = memory.raw._surprisal(count, operand.address, base, values.address, gradOutput.address, grad.address);
    if (code !== 0) throw statusError(operation, code, memory, { probs: operand });
  }

  /** What is of a number is a number, unless the caller has an array for it. */
  #finish(output: Output): Value {
    const { memory } = this.#context;
    if (this.#p.operand.element !== "scalar" || output.given !== undefined) return output.finish(memory);
    return memory.f32[output.address / 4] ?? NaN;
  }

  #clear(): void {
    this.#p.operand.clear();
    this.#p.grad.clear();
    this.#values.clear();
    this.#gradOutput.clear();
    this.#context.memory.release();
  }
}
