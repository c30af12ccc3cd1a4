// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The losses of rows of logits against class labels or, for some, class probabilities: one runner for all of them, and a
// declaration for each.

import { statusError, type Context } from "../core/context.ts";
import type { Address, RawFunctions, StatusCode } from "../core/raw_module.ts";
import { reductions } from "../core/status.ts";
import { kindOf, shown } from "../errors.ts";
import { Operand } from "../inputs/operand.ts";
import { Output } from "../inputs/output.ts";
import { floatBytes, placeFloats } from "../inputs/place_floats.ts";
import { labelBytes, placeLabels, type IntegerRange } from "../inputs/place_integers.ts";
import { checkOptions, NumberReader, readNumber, readReduction } from "../options.ts";
import type { NumberOption, NumberOptions, OptionsOf, ValuesOf } from "../options.ts";
import type { FloatInput, FloatOutput, Reduction } from "../types.ts";
import { settleRowShape, type RowShape } from "./row_shape.ts";

/** The arguments of a loss's raw function: sizes, addresses (0 if absent), and the options that all row losses have. */
export interface RowLossArguments extends RowShape {
  logits: Address;
  target: Address;
  weight: Address;
  ignoreIndex: number;
  reduction: number;
  rowLosses: Address;
  gradLogits: Address;
  gradTarget: Address;
  gradOutput: Address;
}

export interface RowLossDeclaration<Declared extends NumberOptions> {
  readonly name: string;
  /** The options it has beside those of all row losses. */
  readonly options: Declared;
  readonly withLabels: (raw: RawFunctions, at: RowLossArguments, own: ValuesOf<Declared>) => StatusCode;
  /** Absent if the loss takes labels alone. */
  readonly withProbs?: (raw: RawFunctions, at: RowLossArguments, own: ValuesOf<Declared>) => StatusCode;
}

interface CommonOptions {
  readonly shape?: readonly number[] | undefined;
  readonly weight?: FloatInput | undefined;
  readonly ignoreIndex?: number | undefined;
  readonly reduction?: Reduction | undefined;
  readonly out?: FloatOutput | undefined;
  readonly gradOut?: FloatOutput | { readonly input?: FloatOutput; readonly target?: FloatOutput } | undefined;
  readonly gradOutput?: number | FloatInput | undefined;
  readonly wrt?: readonly string[] | undefined;
}

const valueOptions = ["shape", "weight", "ignoreIndex", "reduction", "out"] as const;
const gradOptions = ["gradOut", "gradOutput", "wrt"] as const;

const ignoreIndexOption: NumberOption = { fallback: -100, low: -(2 ** 31), high: 2 ** 31 - 1, integer: true };

const targetWanted = "labels (integers) or probabilities (floats) in an array, a HeapArray, or { data, shape }";

type Value = number | FloatOutput;

/** Runs one loss; what it keeps between calls it keeps to make no garbage. */
export class RowLoss<Declared extends NumberOptions> {
  readonly #context: Context;
  readonly #declaration: RowLossDeclaration<Declared>;
  readonly #known: ReadonlySet<string>;
  readonly #knownWithGrad: ReadonlySet<string>;
  readonly #own: NumberReader<Declared>;

  readonly #logits = new Operand();
  readonly #target = new Operand();
  readonly #weight = new Operand();
  readonly #gradOutput = new Operand();
  readonly #rowLosses = new Output();
  readonly #gradLogits = new Output();
  readonly #gradTarget = new Output();
  readonly #labelRange: IntegerRange = { low: 0, high: 0 };
  readonly #at: RowLossArguments = {
    outer: 0,
    classes: 0,
    inner: 0,
    probs: false,
    single: false,
    logits: 0,
    target: 0,
    weight: 0,
    ignoreIndex: 0,
    reduction: 0,
    rowLosses: 0,
    gradLogits: 0,
    gradTarget: 0,
    gradOutput: 0,
  };

  constructor(context: Context, declaration: RowLossDeclaration<Declared>) {
    this.#context = context;
    this.#declaration = declaration;
    this.#known = new Set([...Object.keys(declaration.options), ...valueOptions]);
    this.#knownWithGrad = new Set([...this.#known, ...gradOptions]);
    this.#own = new NumberReader(declaration.options);
  }

  value(logits: unknown, target: unknown, options?: object): Value {
    const { name } = this.#declaration;
    checkOptions(name, options, this.#known);
    try {
      this.#prepare(name, logits, target, options);
      return this.#run(name);
    } finally {
      this.#clear();
    }
  }

  valueAndGrad(logits: unknown, target: unknown, options?: object): { value: Value; grad: unknown } {
    const name = `${this.#declaration.name}.valueAndGrad`;
    checkOptions(name, options, this.#knownWithGrad);
    const common = options as CommonOptions | undefined;
    try {
      this.#prepare(name, logits, target, common);
      this.#prepareGrad(name, common);
      const value = this.#run(name);
      const { memory } = this.#context;
      if (common?.wrt === undefined) return { value, grad: this.#gradLogits.finish(memory) };
      const grad: { input?: FloatOutput; target?: FloatOutput } = {};
      if (this.#gradLogits.wanted) grad.input = this.#gradLogits.finish(memory);
      if (this.#gradTarget.wanted) grad.target = this.#gradTarget.finish(memory);
      return { value, grad };
    } finally {
      this.#clear();
    }
  }

  #prepare(name: string, logits: unknown, target: unknown, options: CommonOptions | undefined): void {
    const { memory } = this.#context;
    const at = this.#at;
    this.#logits.readFloats(name, memory, "logits", logits);
    this.#target.read(name, memory, "target", target, targetWanted);
    settleRowShape(name, this.#logits, this.#target, options?.shape, at);
    if (at.probs && this.#declaration.withProbs === undefined) {
      throw new TypeError(`${name}: target is ${this.#target.kind}, but only class labels (integers) serve here`);
    }
    at.reduction = readReduction(name, options?.reduction);
    at.ignoreIndex = readNumber(name, "ignoreIndex", options?.ignoreIndex, ignoreIndexOption);
    if (at.probs && options?.ignoreIndex !== undefined && options.ignoreIndex >= 0) {
      throw new RangeError(
        `${name}: ignoreIndex is ${options.ignoreIndex}, but a target of probabilities has no labels`,
      );
    }
    this.#own.read(name, options as OptionsOf<Declared> | undefined);
    if (options?.weight !== undefined) {
      this.#weight.readFloats(name, memory, "weight", options.weight);
      if (this.#weight.length !== at.classes) {
        throw new RangeError(`${name}: weight has ${this.#weight.length} values, but there are ${at.classes} classes`);
      }
    }
    if (options?.out !== undefined && (at.reduction !== reductions.none || at.single)) {
      throw new TypeError(`${name}: out is for reduction "none"; this result is a number`);
    }
    // The loss of a single label is a number for "none" too: that of its one row, which is what "sum" gives.
    if (at.single && at.reduction === reductions.none) at.reduction = reductions.sum;
    if (at.reduction === reductions.none) {
      this.#rowLosses.want(name, memory, "out", options?.out, at.outer * at.inner);
    }
  }

  #prepareGrad(name: string, options: CommonOptions | undefined): void {
    const { memory } = this.#context;
    const at = this.#at;
    const { wrt, gradOut, gradOutput } = options ?? {};
    const size = this.#logits.length;
    if (wrt === undefined) {
      this.#gradLogits.want(name, memory, "gradOut", gradOut, size);
    } else {
      if (!Array.isArray(wrt)) throw new TypeError(`${name}: wrt is ${kindOf(wrt)}, not an array of names`);
      checkGradOut(name, wrt, gradOut);
      for (const parameter of wrt as readonly unknown[]) {
        if (parameter === "input") {
          this.#gradLogits.want(name, memory, "gradOut.input", gradOut?.input, size);
        } else if (parameter === "target" && at.probs) {
          this.#gradTarget.want(name, memory, "gradOut.target", gradOut?.target, size);
        } else if (parameter === "target") {
          throw new TypeError(`${name}: there is no gradient with respect to target, because it holds labels`);
        } else {
          throw new RangeError(`${name}: wrt holds ${shown(parameter)}, not "input" or "target"`);
        }
      }
    }
    if (gradOutput !== undefined) {
      this.#gradOutput.readFloats(name, memory, "gradOutput", gradOutput, undefined, true);
      const count = at.reduction === reductions.none ? at.outer * at.inner : 1;
      if (this.#gradOutput.length !== count && this.#gradOutput.element !== "scalar") {
        throw new RangeError(`${name}: gradOutput has ${this.#gradOutput.length} values, but the value has ${count}`);
      }
    }
  }

  #run(name: string): Value {
    const { memory } = this.#context;
    const at = this.#at;
    const logits = this.#logits;
    const target = this.#target;
    const weight = this.#weight;
    const gradOutput = this.#gradOutput;
    const rowLosses = this.#rowLosses;
    const gradLogits = this.#gradLogits;
    const gradTarget = this.#gradTarget;

    this.#checkOverlaps(name);
    const upstream = at.reduction === reductions.none ? at.outer * at.inner : 1;
    // Logits that were copied are not needed again, so that their gradient can take their place; but with the target's
    // gradient wanted too, the core would have to go over them twice.
    const inPlace = !logits.resident && gradLogits.bytes > 0 && !gradTarget.wanted;
    memory.reserve(
      name,
      floatBytes(logits, logits.length) +
        (at.probs ? floatBytes(target, target.length) : labelBytes(target)) +
        floatBytes(weight, weight.length) +
        floatBytes(gradOutput, upstream) +
        rowLosses.bytes +
        (inPlace ? 0 : gradLogits.bytes) +
        gradTarget.bytes,
    );
    placeFloats(name, memory, logits, logits.length);
    if (at.probs) {
      placeFloats(name, memory, target, target.length);
    } else {
      target.name = "labels";
      this.#labelRange.high = at.classes - 1;
      placeLabels(name, memory, target, this.#labelRange);
    }
    placeFloats(name, memory, weight, weight.length);
    placeFloats(name, memory, gradOutput, upstream);
    rowLosses.place(memory);
    gradLogits.place(memory, inPlace ? logits.address : 0);
    gradTarget.place(memory);

    at.logits = logits.address;
    at.target = target.address;
    at.weight = weight.address;
    at.gradOutput = gradOutput.address;
    at.rowLosses = rowLosses.address;
    at.gradLogits = gradLogits.address;
    at.gradTarget = gradTarget.address;

    const { withLabels, withProbs } = this.#declaration;
    const run = at.probs ? (withProbs ?? withLabels) : withLabels;
    const code = run(memory.raw, at, this.#own.values);
    if (code !== 0) {
      throw statusError(name, code, memory, { labels: target, classes: at.classes, weight, probs: target });
    }
    return at.reduction === reductions.none ? rowLosses.finish(memory) : memory.value;
  }

  #checkOverlaps(name: string): void {
    const gradLogits = this.#gradLogits;
    const gradTarget = this.#gradTarget;
    const rowLosses = this.#rowLosses;
    this.#keepOffInputs(name, rowLosses, false);
    this.#keepOffInputs(name, gradLogits, gradLogits.address === this.#logits.address);
    this.#keepOffInputs(name, gradTarget, false);
    gradLogits.keepOffOutput(name, rowLosses);
    gradTarget.keepOffOutput(name, rowLosses);
    gradTarget.keepOffOutput(name, gradLogits);
  }

  #keepOffInputs(name: string, output: Output, replacesLogits: boolean): void {
    if (!output.resident) return;
    if (!replacesLogits) output.keepOff(name, this.#logits);
    output.keepOff(name, this.#target);
    output.keepOff(name, this.#weight);
    output.keepOff(name, this.#gradOutput);
  }

  #clear(): void {
    this.#logits.clear();
    this.#target.clear();
    this.#weight.clear();
    this.#gradOutput.clear();
    this.#rowLosses.clear();
    this.#gradLogits.clear();
    this.#gradTarget.clear();
    this.#context.memory.release();
  }
}

/** With `wrt`: an object with an array for some of the names there. Another key would silently get nothing. */
function checkGradOut(
  operation: string,
  wrt: readonly unknown[],
  gradOut: unknown,
): asserts gradOut is { readonly input?: FloatOutput; readonly target?: FloatOutput } | undefined {
  if (gradOut === undefined) return;
  if (typeof gradOut !== "object" || gradOut === null || ArrayBuffer.isView(gradOut) || "view" in gradOut) {
    throw new TypeError(`${operation}: gradOut is ${kindOf(gradOut)}, but with wrt it is an object: { input, target }`);
  }
  for (const key in gradOut) {
    if (!wrt.includes(key)) throw new TypeError(`${operation}: gradOut has ${shown(key)}, which wrt does not name`);
  }
}
