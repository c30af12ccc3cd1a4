// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The types of losses of rows as functions, of what they declare.

import type { Exactly, LossGrad, LossValue, NoOptions, ValueAndGrad } from "../results.ts";
import type { FloatInput, FloatOutput, LabelInput, Reduction } from "../types.ts";
import type { OptionDeclarations, OwnOptions } from "./function.ts";
import type { DescribedRows, RowReduction, RowTarget } from "./row_declaration.ts";

export type AnyDescribedRows = DescribedRows<RowTarget, OptionDeclarations | undefined, RowReduction>;

type TargetOf<Loss extends AnyDescribedRows> = Loss["target"] extends "either"
  ? number | LabelInput | FloatInput
  : Loss["target"] extends "lists"
    ? LabelInput
    : number | LabelInput;

/** What a gradient can be with respect to. */
type Parameters<Loss extends AnyDescribedRows> = Loss["target"] extends "either"
  ? "input" | "target" | Extract<keyof Loss["options"], "weight">
  : "input";

interface ShapeOption {
  /** The shape of the rows, `[n, c]` or `[n, c, d1, …]`, where neither nesting nor labels tell it. */
  readonly shape?: readonly number[] | undefined;
}

interface ReductionOptions {
  /** How the losses of the rows become the value. Default: "mean". */
  readonly reduction?: Reduction | undefined;
  /** Where the losses of the rows go, with reduction "none". */
  readonly out?: FloatOutput | undefined;
}

/** The options of a loss of rows. */
export type OptionsOfRows<Loss extends AnyDescribedRows> = OwnOptions<Loss["options"]> &
  ShapeOption &
  (Loss["kind"] extends "value" ? object : ReductionOptions);

/** The options of its `valueAndGrad`. */
export type GradOptionsOfRows<Loss extends AnyDescribedRows> = OptionsOfRows<Loss> & {
  /** Where the gradient goes; with `wrt`, an object with an array for each name. May be the rows' own HeapArray. */
  readonly gradOut?: FloatOutput | Readonly<Partial<Record<Parameters<Loss>, FloatOutput>>> | undefined;
  /** The upstream gradient: a number, or with reduction "none" one for each row. Default: 1. */
  readonly gradOutput?: number | FloatInput | undefined;
  /** What to differentiate with respect to; `grad` is then an object. `target` and `weight` have gradients with probabilities. */
  readonly wrt?: readonly Parameters<Loss>[] | undefined;
};

type ValueOf<Loss extends AnyDescribedRows, Target, Options> = Loss["kind"] extends "value"
  ? number
  : LossValue<Target, Options>;

/** A declared loss of rows as a function. */
export interface RowLossFunction<Loss extends AnyDescribedRows> {
  <Target extends TargetOf<Loss>, const Options extends OptionsOfRows<Loss> = OptionsOfRows<Loss> & NoOptions>(
    input: FloatInput,
    target: Target,
    options?: Exactly<Options, OptionsOfRows<Loss>>,
  ): ValueOf<Loss, Target, Options>;

  /**
   * The value and the gradient with respect to the first argument, in one pass: `{ value, grad }`.
   *
   * `grad` is flat, in the order of its argument; with `wrt` it is an object with an array for each name. With reduction
   * "none" the upstream gradient is ones, or `gradOutput`.
   *
   * @example
   * const { value, grad } = s.crossEntropy.valueAndGrad([[2, 1, 0.1]], [0]);
   * value; // 0.4170
   * grad; // [-0.3410, 0.2424, 0.0986]
   * const gradOut = s.heap.float32([1, 3]);
   * s.crossEntropy.valueAndGrad([[2, 1, 0.1]], [0], { gradOut }).grad === gradOut; // true
   * gradOut.dispose();
   */
  valueAndGrad<
    Target extends TargetOf<Loss>,
    const Options extends GradOptionsOfRows<Loss> = GradOptionsOfRows<Loss> & NoOptions,
  >(
    input: FloatInput,
    target: Target,
    options?: Exactly<Options, GradOptionsOfRows<Loss>>,
  ): ValueAndGrad<ValueOf<Loss, Target, Options>, LossGrad<Options>>;
}
