// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The losses of rows, of logits most often, against class labels or, for some, class probabilities: one runner for all
// of them. The smallest calls are a matter of nanoseconds here, as nowhere else; so nothing is kept in lists that could be
// a field.

import { statusError, type Context } from "../core/context.ts";
import type { RawLosses, StatusCode } from "../core/raw_module.ts";
import { reductions } from "../core/status.ts";
import { readGradOutput } from "../inputs/gradients.ts";
import { Operand } from "../inputs/operand.ts";
import { Output } from "../inputs/output.ts";
import { floatBytes, placeFloats } from "../inputs/place_floats.ts";
import { labelBytes, placeLabels, type IntegerRange } from "../inputs/place_integers.ts";
import { checkOptions, readNumber, readReduction, type NumberOption } from "../options.ts";
import type { FloatInput, FloatOutput, Reduction } from "../types.ts";
import { CallRecord } from "./call.ts";
import type { RowLossDeclaration } from "./row_declaration.ts";
import { RowGrads, type GivenRowGradOptions } from "./row_grads.ts";
import { checkFlat, settleRowShape, type RowShape } from "./row_shape.ts";

interface GivenOptions extends GivenRowGradOptions {
  readonly [name: string]: unknown;
  readonly shape?: readonly number[] | undefined;
  readonly weight?: FloatInput | undefined;
  readonly ignoreIndex?: number | undefined;
  readonly labelSmoothing?: number | undefined;
  readonly reduction?: Reduction | undefined;
  readonly out?: FloatOutput | undefined;
  readonly gradOutput?: number | FloatInput | undefined;
}

type Value = number | FloatOutput;

/** `options[name]`: where it says which, an engine finds a property in 1 ns, and where it does not in 30. */
function givenOption(options: GivenOptions, name: string): unknown {
  if (name === "ignoreIndex") return options.ignoreIndex;
  if (name === "labelSmoothing") return options.labelSmoothing;
  return options[name];
}

/** Runs one loss; what it keeps between calls it keeps to make no garbage. */
export class RowLoss {
  readonly #context: Context;
  readonly #declaration: RowLossDeclaration;
  #raw!: () => StatusCode;
  readonly #record: CallRecord;
  readonly #known: ReadonlySet<string>;
  readonly #knownWithGrad: ReadonlySet<string>;
  readonly #gradName: string;
  readonly #targetWanted: string;

  // The options that are numbers: their names, what is declared of them, and their values in the call at hand.
  readonly #names: readonly string[];
  readonly #numberOptions: readonly NumberOption[];
  readonly #fallbacks: Float64Array;
  readonly #given: Float64Array;
  #numbers: Float64Array;

  readonly #logits = new Operand();
  readonly #target = new Operand();
  readonly #weight = new Operand();
  readonly #gradOutput = new Operand();
  readonly #rowLosses = new Output();
  readonly #grads: RowGrads;
  readonly #labelRange: IntegerRange;
  readonly #shape: RowShape = { outer: 0, classes: 0, inner: 0, probs: false, single: false };
  #reduction = 0;

  constructor(context: Context, declaration: RowLossDeclaration, rawName: keyof RawLosses) {
    const { name, options = {}, reduction, target } = declaration;
    this.#context = context;
    this.#declaration = declaration;
    context.memory.lend((functions) => {
      this.#raw = functions[rawName];
    });
    this.#record = new CallRecord(context.memory);
    this.#grads = new RowGrads(declaration, {
      shape: this.#shape,
      logits: this.#logits,
      target: this.#target,
      weight: this.#weight,
      gradOutput: this.#gradOutput,
    });
    const common = reduction === "value" ? ["shape"] : ["shape", "reduction", "out"];
    this.#known = new Set([...Object.keys(options), ...common]);
    this.#knownWithGrad = new Set([...this.#known, "gradOut", "gradOutput", "wrt"]);
    this.#gradName = `${name}.valueAndGrad`;
    this.#targetWanted =
      target === "either"
        ? "labels (integers) or probabilities (floats) in an array, a HeapArray, or { data, shape }"
        : "labels (integers) in an array, a HeapArray, or { data, shape }";
    const numbers = Object.entries(options).filter((entry): entry is [string, NumberOption] => "fallback" in entry[1]);
    this.#names = numbers.map(([option]) => option);
    this.#numberOptions = numbers.map(([, declared]) => declared);
    this.#fallbacks = Float64Array.from(this.#numberOptions, ({ fallback }) => fallback);
    this.#given = this.#fallbacks.slice();
    this.#numbers = this.#fallbacks;
    this.#labelRange = { low: target === "lists" ? -1 : 0, high: 0 };
  }

  value(logits: unknown, target: unknown, options?: object): Value {
    const { name } = this.#declaration;
    checkOptions(name, options, this.#known);
    try {
      this.#prepare(name, logits, target, options as GivenOptions | undefined);
      return this.#run(name);
    } finally {
      this.#clear();
    }
  }

  valueAndGrad(logits: unknown, target: unknown, options?: object): { value: Value; grad: unknown } {
    const name = this.#gradName;
    checkOptions(name, options, this.#knownWithGrad);
    const common = options as GivenOptions | undefined;
    try {
      this.#prepare(name, logits, target, common);
      const { memory } = this.#context;
      const byName = this.#grads.want(name, memory, common);
      readGradOutput(name, memory, this.#gradOutput, common?.gradOutput, this.#upstream());
      const value = this.#run(name);
      return { value, grad: this.#grads.finish(memory, byName) };
    } finally {
      this.#clear();
    }
  }

  #prepare(name: string, logits: unknown, target: unknown, options: GivenOptions | undefined): void {
    const { memory } = this.#context;
    const { rows, target: kind, flat } = this.#declaration;
    const shape = this.#shape;
    this.#logits.readFloats(name, memory, rows, logits);
    this.#target.read(name, memory, "target", target, this.#targetWanted);
    settleRowShape(name, this.#logits, this.#target, options?.shape, kind, shape);
    if (flat === true) checkFlat(name, this.#logits, this.#target, kind);
    if (options === undefined) {
      this.#reduction = reductions.mean;
      this.#numbers = this.#fallbacks;
    } else {
      this.#prepareOptions(name, options);
    }
    // The loss of a single label is a number for "none" too: that of its one row, which is what "sum" gives.
    if (shape.single && this.#reduction === reductions.none) this.#reduction = reductions.sum;
    if (this.#reduction === reductions.none) {
      this.#rowLosses.want(name, memory, "out", options?.out, shape.outer * shape.inner);
    }
  }

  #prepareOptions(name: string, options: GivenOptions): void {
    const { memory } = this.#context;
    const { classes, probs, single } = this.#shape;
    const { weight } = options;
    this.#reduction = readReduction(name, options.reduction);
    this.#readNumbers(name, options);
    const ignoreIndex = probs ? (this.#numbers[this.#names.indexOf("ignoreIndex")] ?? -1) : -1;
    if (ignoreIndex >= 0) {
      throw new RangeError(`${name}: ignoreIndex is ${ignoreIndex}, but a target of probabilities has no labels`);
    }
    if (weight !== undefined) {
      this.#weight.readFloats(name, memory, "weight", weight);
      if (this.#weight.length !== classes) {
        throw new RangeError(`${name}: weight has ${this.#weight.length} values, but there are ${classes} classes`);
      }
    }
    if (options.out !== undefined && (this.#reduction !== reductions.none || single)) {
      throw new TypeError(`${name}: out is for reduction "none"; this result is a number`);
    }
  }

  #readNumbers(name: string, options: GivenOptions): void {
    this.#numbers = this.#given;
    for (let index = 0; index < this.#given.length; index++) {
      const option = this.#names[index] ?? "";
      const declared = this.#numberOptions[index];
      if (declared !== undefined) this.#given[index] = readNumber(name, option, givenOption(options, option), declared);
    }
  }

  #run(name: string): Value {
    const { memory } = this.#context;
    const { probs, outer, classes, inner } = this.#shape;
    const logits = this.#logits;
    const target = this.#target;
    const grads = this.#grads;
    const gradLogits = grads.input;
    const extras = this.#hasExtras();

    if (gradLogits.resident || extras) grads.checkOverlaps(name, this.#rowLosses);
    // Logits that were copied are not needed again, so that their gradient can take their place; but with others wanted
    // too, the core would have to go over them twice.
    const inPlace = gradLogits.wanted && !gradLogits.resident && !logits.resident && !grads.hasExtras;
    memory.reserve(
      name,
      floatBytes(logits, logits.length) +
        (probs ? floatBytes(target, target.length) : labelBytes(target)) +
        (inPlace ? 0 : gradLogits.bytes) +
        (extras ? this.#extraBytes() : 0),
    );
    placeFloats(name, memory, logits, logits.length);
    if (probs) {
      placeFloats(name, memory, target, target.length);
    } else {
      target.name = "labels";
      this.#labelRange.high = classes - 1;
      placeLabels(name, memory, target, this.#labelRange);
    }
    gradLogits.place(memory, inPlace ? logits.address : 0);
    if (extras) this.#placeExtras(name);

    const record = this.#record;
    record.setRows(0, logits.address, outer, classes, inner);
    if (probs) record.setRows(1, target.address, outer, classes, inner);
    else record.setUnshaped(1, target.address);
    record.setUnshaped(2, this.#weight.address);
    record.setResults(this.#reduction, this.#rowLosses.address, this.#gradOutput.address);
    grads.writeTo(record);
    record.setNumbers(this.#numbers);

    const code = this.#raw();
    if (code !== 0) {
      const { low } = this.#labelRange;
      const subjects = { labels: target, classes, lowestLabel: low, weight: this.#weight, probs: target };
      throw statusError(name, code, memory, subjects);
    }
    return this.#reduction === reductions.none ? this.#rowLosses.finish(memory) : memory.value;
  }

  /** Whether there is more than logits, a target and, maybe, the gradient of the logits. */
  #hasExtras(): boolean {
    return this.#rowLosses.wanted || this.#weight.present || this.#gradOutput.present || this.#grads.hasExtras;
  }

  /** How many values the upstream gradient has. */
  #upstream(): number {
    return this.#reduction === reductions.none ? this.#shape.outer * this.#shape.inner : 1;
  }

  #extraBytes(): number {
    const weight = this.#weight;
    const gradOutputBytes = floatBytes(this.#gradOutput, this.#upstream());
    return floatBytes(weight, weight.length) + gradOutputBytes + this.#rowLosses.bytes + this.#grads.extraBytes;
  }

  #placeExtras(name: string): void {
    const { memory } = this.#context;
    const weight = this.#weight;
    placeFloats(name, memory, weight, weight.length);
    placeFloats(name, memory, this.#gradOutput, this.#upstream());
    this.#rowLosses.place(memory);
    this.#grads.placeExtras(memory);
  }

  #clear(): void {
    this.#logits.clear();
    this.#target.clear();
    this.#grads.input.clear();
    if (this.#hasExtras()) this.#clearExtras();
    this.#context.memory.release();
  }

  #clearExtras(): void {
    this.#weight.clear();
    this.#gradOutput.clear();
    this.#rowLosses.clear();
    this.#grads.clearExtras();
  }
}
