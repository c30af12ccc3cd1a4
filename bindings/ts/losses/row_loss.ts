// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The losses of rows of logits against class labels or, for some, class probabilities: one runner for all of them.

import { statusError, type Context } from "../core/context.ts";
import { reductions } from "../core/status.ts";
import { kindOf, shown } from "../errors.ts";
import { Operand } from "../inputs/operand.ts";
import { Output } from "../inputs/output.ts";
import { floatBytes, placeFloats } from "../inputs/place_floats.ts";
import { labelBytes, placeLabels, type IntegerRange } from "../inputs/place_integers.ts";
import { checkOptions, NumberReader, readNumber, readReduction } from "../options.ts";
import type { NumberOptions, OptionsOf, ValuesOf } from "../options.ts";
import type { FloatOutput } from "../types.ts";
import { checkGradOut, gradOptions, ignoreIndexOption, valueOptions } from "./row_declaration.ts";
import type { CommonOptions, RowLossArguments, RowLossDeclaration } from "./row_declaration.ts";
import { settleRowShape } from "./row_shape.ts";

const targetWanted = "labels (integers) or probabilities (floats) in an array, a HeapArray, or { data, shape }";

type Value = number | FloatOutput;

/** Runs one loss; what it keeps between calls it keeps to make no garbage. */
export class RowLoss<Declared extends NumberOptions> {
  readonly #context: Context;
  readonly #declaration: RowLossDeclaration<Declared>;
  readonly #known: ReadonlySet<string>;
  readonly #knownWithGrad: ReadonlySet<string>;
  readonly #numbers: NumberReader<Declared>;
  readonly #gradName: string;

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
  #own: ValuesOf<Declared>;

  constructor(context: Context, declaration: RowLossDeclaration<Declared>) {
    this.#context = context;
    this.#declaration = declaration;
    this.#known = new Set([...Object.keys(declaration.options), ...valueOptions]);
    this.#knownWithGrad = new Set([...this.#known, ...gradOptions]);
    this.#numbers = new NumberReader(declaration.options);
    this.#own = this.#numbers.read(declaration.name, undefined);
    this.#gradName = `${declaration.name}.valueAndGrad`;
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
    const name = this.#gradName;
    checkOptions(name, options, this.#knownWithGrad);
    const common = options as CommonOptions | undefined;
    try {
      this.#prepare(name, logits, target, common);
      const byName = this.#prepareGrad(name, common);
      const value = this.#run(name);
      const { memory } = this.#context;
      if (!byName) return { value, grad: this.#gradLogits.finish(memory) };
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
    if (options === undefined) {
      at.reduction = reductions.mean;
      at.ignoreIndex = ignoreIndexOption.fallback;
      this.#own = this.#numbers.read(name, undefined);
    } else {
      this.#prepareOptions(name, options);
    }
    // The loss of a single label is a number for "none" too: that of its one row, which is what "sum" gives.
    if (at.single && at.reduction === reductions.none) at.reduction = reductions.sum;
    if (at.reduction === reductions.none) {
      this.#rowLosses.want(name, memory, "out", options?.out, at.outer * at.inner);
    }
  }

  #prepareOptions(name: string, options: CommonOptions): void {
    const { memory } = this.#context;
    const at = this.#at;
    const { weight, ignoreIndex } = options;
    at.reduction = readReduction(name, options.reduction);
    at.ignoreIndex = readNumber(name, "ignoreIndex", ignoreIndex, ignoreIndexOption);
    if (at.probs && ignoreIndex !== undefined && ignoreIndex >= 0) {
      throw new RangeError(`${name}: ignoreIndex is ${ignoreIndex}, but a target of probabilities has no labels`);
    }
    this.#own = this.#numbers.read(name, options as OptionsOf<Declared>);
    if (weight !== undefined) {
      this.#weight.readFloats(name, memory, "weight", weight);
      if (this.#weight.length !== at.classes) {
        throw new RangeError(`${name}: weight has ${this.#weight.length} values, but there are ${at.classes} classes`);
      }
    }
    if (options.out !== undefined && (at.reduction !== reductions.none || at.single)) {
      throw new TypeError(`${name}: out is for reduction "none"; this result is a number`);
    }
  }

  /** Returns whether gradients are to be given by name, as with `wrt`. */
  #prepareGrad(name: string, options: CommonOptions | undefined): boolean {
    const { memory } = this.#context;
    const at = this.#at;
    const wrt = options?.wrt;
    const gradOut = options?.gradOut;
    const gradOutput = options?.gradOutput;
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
      const count = this.#upstream();
      if (this.#gradOutput.length !== count && this.#gradOutput.element !== "scalar") {
        throw new RangeError(`${name}: gradOutput has ${this.#gradOutput.length} values, but the value has ${count}`);
      }
    }
    return wrt !== undefined;
  }

  #run(name: string): Value {
    const { memory } = this.#context;
    const at = this.#at;
    const logits = this.#logits;
    const target = this.#target;
    const gradLogits = this.#gradLogits;
    const extras = this.#hasExtras();

    if (gradLogits.resident || extras) this.#checkOverlaps(name);
    // Logits that were copied are not needed again, so that their gradient can take their place; but with the target's
    // gradient wanted too, the core would have to go over them twice.
    const inPlace = gradLogits.wanted && !gradLogits.resident && !logits.resident && !this.#gradTarget.wanted;
    memory.reserve(
      name,
      floatBytes(logits, logits.length) +
        (at.probs ? floatBytes(target, target.length) : labelBytes(target)) +
        (inPlace ? 0 : gradLogits.bytes) +
        (extras ? this.#extraBytes() : 0),
    );
    placeFloats(name, memory, logits, logits.length);
    if (at.probs) {
      placeFloats(name, memory, target, target.length);
    } else {
      target.name = "labels";
      this.#labelRange.high = at.classes - 1;
      placeLabels(name, memory, target, this.#labelRange);
    }
    gradLogits.place(memory, inPlace ? logits.address : 0);
    if (extras) this.#placeExtras(name);

    at.logits = logits.address;
    at.target = target.address;
    at.gradLogits = gradLogits.address;

    const { withLabels, withProbs } = this.#declaration;
    const run = at.probs ? (withProbs ?? withLabels) : withLabels;
    const code = run(memory.raw, at, this.#own);
    if (code !== 0) {
      const subjects = { labels: target, classes: at.classes, weight: this.#weight, probs: target };
      throw statusError(name, code, memory, subjects);
    }
    return at.reduction === reductions.none ? this.#rowLosses.finish(memory) : memory.value;
  }

  /** Whether there is more than logits, a target and, maybe, the gradient of the logits. */
  #hasExtras(): boolean {
    return this.#rowLosses.wanted || this.#weight.present || this.#gradOutput.present || this.#gradTarget.wanted;
  }

  /** How many values the upstream gradient has. */
  #upstream(): number {
    const { reduction, outer, inner } = this.#at;
    return reduction === reductions.none ? outer * inner : 1;
  }

  #extraBytes(): number {
    const weight = this.#weight;
    const gradOutputBytes = floatBytes(this.#gradOutput, this.#upstream());
    return floatBytes(weight, weight.length) + gradOutputBytes + this.#rowLosses.bytes + this.#gradTarget.bytes;
  }

  #placeExtras(name: string): void {
    const { memory } = this.#context;
    const at = this.#at;
    const weight = this.#weight;
    placeFloats(name, memory, weight, weight.length);
    placeFloats(name, memory, this.#gradOutput, this.#upstream());
    this.#rowLosses.place(memory);
    this.#gradTarget.place(memory);
    at.weight = weight.address;
    at.gradOutput = this.#gradOutput.address;
    at.rowLosses = this.#rowLosses.address;
    at.gradTarget = this.#gradTarget.address;
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
    if (this.#weight.present) output.keepOff(name, this.#weight);
    if (this.#gradOutput.present) output.keepOff(name, this.#gradOutput);
  }

  #clear(): void {
    this.#logits.clear();
    this.#target.clear();
    this.#gradLogits.clear();
    if (this.#hasExtras()) this.#clearExtras();
    this.#context.memory.release();
  }

  #clearExtras(): void {
    const at = this.#at;
    this.#weight.clear();
    this.#gradOutput.clear();
    this.#rowLosses.clear();
    this.#gradTarget.clear();
    at.weight = 0;
    at.gradOutput = 0;
    at.rowLosses = 0;
    at.gradTarget = 0;
  }
}
