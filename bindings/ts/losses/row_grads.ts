// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The gradients of one call of a loss of rows: which are wanted, where they lie, and what the caller gets.

import type { Memory } from "../core/memory.ts";
import { kindOf, shown } from "../errors.ts";
import type { Operand } from "../inputs/operand.ts";
import { Output } from "../inputs/output.ts";
import type { FloatOutput } from "../types.ts";
import type { CallRecord } from "./call.ts";
import type { RowLossDeclaration } from "./row_declaration.ts";
import type { RowShape } from "./row_shape.ts";

type Parameter = "input" | "target" | "weight";

type NamedOutputs = Readonly<Partial<Record<Parameter, FloatOutput>>>;

export interface GivenRowGradOptions {
  readonly gradOut?: FloatOutput | NamedOutputs | undefined;
  readonly wrt?: readonly string[] | undefined;
}

/** What every call is made with: the same objects, which say at each call what is in them. */
export interface RowArguments {
  readonly shape: RowShape;
  readonly logits: Operand;
  readonly target: Operand;
  readonly weight: Operand;
  readonly gradOutput: Operand;
}

export class RowGrads {
  readonly input = new Output();
  readonly #target = new Output();
  readonly #weight = new Output();
  readonly #names: readonly string[];
  readonly #args: RowArguments;

  constructor({ target, options }: RowLossDeclaration, args: RowArguments) {
    this.#args = args;
    const ofProbs = options !== undefined && "weight" in options ? ["target", "weight"] : ["target"];
    this.#names = target === "either" ? ["input", ...ofProbs] : ["input"];
  }

  /** Wants what the options say. Returns whether the gradients are to be given by name, as with `wrt`. */
  want(operation: string, memory: Memory, given: GivenRowGradOptions | undefined): boolean {
    const gradOut = given?.gradOut;
    const wrt = given?.wrt;
    const { logits, weight } = this.#args;
    const size = logits.length;
    if (wrt === undefined) {
      this.input.want(operation, memory, "gradOut", gradOut, size);
      return false;
    }
    if (!Array.isArray(wrt)) throw new TypeError(`${operation}: wrt is ${kindOf(wrt)}, not an array of names`);
    this.#checkNamedOutputs(operation, wrt, gradOut);
    for (const name of wrt as readonly unknown[]) {
      this.#checkName(operation, name);
      if (name === "input") this.input.want(operation, memory, "gradOut.input", gradOut?.input, size);
      else if (name === "target") this.#target.want(operation, memory, "gradOut.target", gradOut?.target, size);
      else this.#weight.want(operation, memory, "gradOut.weight", gradOut?.weight, weight.length);
    }
    return true;
  }

  #checkName(operation: string, name: unknown): void {
    const { shape, weight } = this.#args;
    if ((name === "target" || (name === "weight" && this.#names.includes(name))) && !shape.probs) {
      const why = name === "target" ? "because it holds labels" : "because target holds labels";
      throw new TypeError(`${operation}: there is no gradient with respect to ${name}, ${why}`);
    }
    if (!(this.#names as readonly unknown[]).includes(name)) {
      const names = this.#names.map((known) => `"${known}"`).join(" or ");
      throw new RangeError(`${operation}: wrt holds ${shown(name)}, not ${names}`);
    }
    if (name === "weight" && !weight.present) {
      throw new TypeError(`${operation}: wrt names weight, which was not given`);
    }
  }

  /** With `wrt`: an object with an array for some of the names there. Another key would silently get nothing. */
  #checkNamedOutputs(
    operation: string,
    wrt: readonly unknown[],
    gradOut: unknown,
  ): asserts gradOut is NamedOutputs | undefined {
    if (gradOut === undefined) return;
    if (typeof gradOut !== "object" || gradOut === null || ArrayBuffer.isView(gradOut) || "view" in gradOut) {
      const names = this.#names.join(", ");
      throw new TypeError(`${operation}: gradOut is ${kindOf(gradOut)}, but with wrt it is an object: { ${names} }`);
    }
    for (const key in gradOut) {
      if (!wrt.includes(key)) throw new TypeError(`${operation}: gradOut has ${shown(key)}, which wrt does not name`);
    }
  }

  /** Whether there is more than the gradient of the logits. */
  get hasExtras(): boolean {
    return this.#target.wanted || this.#weight.wanted;
  }

  /** The scratch of those, in bytes. */
  get extraBytes(): number {
    return this.#target.bytes + this.#weight.bytes;
  }

  placeExtras(memory: Memory): void {
    this.#target.place(memory);
    this.#weight.place(memory);
  }

  /** Keeps the outputs off each other and off the inputs; that of the logits may be the logits themselves. */
  checkOverlaps(operation: string, rowLosses: Output): void {
    const { input } = this;
    const target = this.#target;
    const weight = this.#weight;
    this.#keepOffInputs(operation, input, input.address === this.#args.logits.address);
    // With one output, as nearly always, that is all; the rest takes as long as everything else that a small call does.
    if (!rowLosses.wanted && !this.hasExtras) return;
    this.#keepOffInputs(operation, rowLosses, false);
    this.#keepOffInputs(operation, target, false);
    this.#keepOffInputs(operation, weight, false);
    input.keepOffOutput(operation, rowLosses);
    target.keepOffOutput(operation, rowLosses);
    target.keepOffOutput(operation, input);
    weight.keepOffOutput(operation, rowLosses);
    weight.keepOffOutput(operation, input);
    weight.keepOffOutput(operation, target);
  }

  #keepOffInputs(operation: string, output: Output, replacesLogits: boolean): void {
    if (!output.resident) return;
    const { logits, target, weight, gradOutput } = this.#args;
    if (!replacesLogits) output.keepOff(operation, logits);
    output.keepOff(operation, target);
    if (weight.present) output.keepOff(operation, weight);
    if (gradOutput.present) output.keepOff(operation, gradOutput);
  }

  writeTo(record: CallRecord): void {
    record.setGrad(0, this.input.address);
    record.setGrad(1, this.#target.address);
    record.setGrad(2, this.#weight.address);
  }

  finish(memory: Memory, byName: boolean): unknown {
    if (!byName) return this.input.finish(memory);
    const grad: Partial<Record<Parameter, FloatOutput>> = {};
    if (this.input.wanted) grad.input = this.input.finish(memory);
    if (this.#target.wanted) grad.target = this.#target.finish(memory);
    if (this.#weight.wanted) grad.weight = this.#weight.finish(memory);
    return grad;
  }

  clearExtras(): void {
    this.#target.clear();
    this.#weight.clear();
  }
}
