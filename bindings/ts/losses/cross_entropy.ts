// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { Context } from "../core/context.ts";
import type { OptionsOf } from "../options.ts";
import type { Exactly, LossGrad, LossValue, ValueAndGrad } from "../results.ts";
import type { FloatInput, FloatOutput, LabelInput, Reduction } from "../types.ts";
import type { RowLossDeclaration } from "./row_declaration.ts";
import { RowLoss } from "./row_loss.ts";

const options = {
  labelSmoothing: { fallback: 0, low: 0, high: 1, float32: true },
} as const;

const declaration: RowLossDeclaration<typeof options> = {
  name: "crossEntropy",
  options,
  withLabels: (raw, at, own) =>
    raw._crossEntropy(
      at.outer,
      at.classes,
      at.inner,
      at.logits,
      at.target,
      at.weight,
      at.ignoreIndex,
      own.labelSmoothing,
      at.reduction,
      at.rowLosses,
      at.gradLogits,
      at.gradOutput,
    ),
  withProbs: (raw, at, own) =>
    raw._crossEntropyWithProbs(
      at.outer,
      at.classes,
      at.inner,
      at.logits,
      at.target,
      at.weight,
      own.labelSmoothing,
      at.reduction,
      at.rowLosses,
      at.gradLogits,
      at.gradTarget,
      at.gradOutput,
    ),
};

export interface CrossEntropyOptions extends OptionsOf<typeof options> {
  /** The shape of the logits, `[n, c, d1, …]`, where neither nesting nor labels tell it. */
  readonly shape?: readonly number[] | undefined;
  /** One weight for each class, at least 0. Default: all 1. */
  readonly weight?: FloatInput | undefined;
  /** Rows with this label are left out, of the mean's denominator too. Default: -100. */
  readonly ignoreIndex?: number | undefined;
  /** How much of the target's mass is spread evenly over the classes, 0 to 1. Default: 0. */
  readonly labelSmoothing?: number | undefined;
  /** Default: "mean". */
  readonly reduction?: Reduction | undefined;
  /** Where the losses of the rows go, with reduction "none". */
  readonly out?: FloatOutput | undefined;
}

export interface CrossEntropyGradOptions extends CrossEntropyOptions {
  /** Where the gradient goes; with `wrt`, an object with an array for each name. May be the logits' own HeapArray. */
  readonly gradOut?: FloatOutput | { readonly input?: FloatOutput; readonly target?: FloatOutput } | undefined;
  /** The upstream gradient: a number, or with reduction "none" one for each row. Default: 1. */
  readonly gradOutput?: number | FloatInput | undefined;
  /** What to differentiate with respect to; `grad` is then an object. "target" is for probabilities alone. */
  readonly wrt?: readonly ("input" | "target")[] | undefined;
}

export interface CrossEntropy {
  /**
   * Cross-entropy of the softmax of logits against class labels or class probabilities.
   *
   *     loss_i = -Σ_j a_ij log softmax(logits_i)_j
   *     labels         a_ij = (1 - ε) w_t [j = t] + (ε / C) w_j     t: the row's label
   *     probabilities  a_ij = w_j ((1 - ε) q_ij + ε / C)            q: the target
   *     mean = Σ loss_i / Σ w_t (labels; rows not ignored), Σ loss_i / rows (probabilities);  sum = Σ loss_i
   *
   * Inputs: `logits` [n, c], [n, c, d1, …] or [c]; `target` labels [n], [n, d1, …] or one number, each in 0..c-1 or equal
   * to ignoreIndex, or probabilities of the logits' shape, whose rows need not sum to 1. In nats.
   *
   * Options: `weight` w [c], default ones; `ignoreIndex` -100; `labelSmoothing` ε 0; `reduction` "mean", "sum" or "none";
   * `shape` of flat logits; `out` for reduction "none".
   *
   * Errors: RangeError for a label outside 0..c-1, fractional labels, negative, infinite or NaN weights and
   * probabilities, label smoothing outside 0..1, shapes that don't fit; TypeError for kinds and unknown options. Nothing is
   * written then.
   *
   * Edge cases: a mean over no rows, or of weights that sum to 0, is NaN. An ignored row counts 0, whatever it holds. A row
   * with NaN or +inf, or of -inf only, is NaN. -inf at the label is Infinity; -inf elsewhere is a probability of 0, and
   * Infinity with label smoothing. A weight of 0 does not protect: 0 · ∞ is NaN.
   *
   * Accuracy: |error| at most 5e-7 |value| + 5e-8 against exact arithmetic (kCrossEntropyBound in tests/core/bounds.h). The
   * same bits on every variant but "relaxed".
   *
   * Source: torch.nn.functional.cross_entropy.
   */
  <Target extends number | LabelInput | FloatInput, const Options extends CrossEntropyOptions = object>(
    logits: FloatInput,
    target: Target,
    options?: Exactly<Options, CrossEntropyOptions>,
  ): LossValue<Target, Options>;

  /**
   * The cross-entropy and its gradient with respect to the logits, in one pass.
   *
   *     d loss_i / d logits_ij = G_i (A_i softmax(logits_i)_j - a_ij)     A_i = Σ_j a_ij
   *     d loss_i / d q_ij      = -G_i w_j (1 - ε) log softmax(logits_i)_j
   *     G_i = gradOutput, over the denominator for "mean"
   *
   * Inputs, options, errors: as `crossEntropy`. `gradOutput` is a number, or one for each row with "none".
   * `grad` is flat, in the logits' order. `wrt: ["input", "target"]` makes it an object with an array for each name.
   *
   * Edge cases: the gradient of an ignored row is 0; so is that of a mean over no rows. A row that is NaN has a NaN
   * gradient. Where the loss is Infinity because of -inf at the label, the gradient is finite.
   *
   * Accuracy: |error| at most 2e-6 of the gradient's largest entry (kCrossEntropyGradBound).
   *
   * Source: torch.nn.functional.cross_entropy and its backward.
   */
  valueAndGrad<Target extends number | LabelInput | FloatInput, const Options extends CrossEntropyGradOptions = object>(
    logits: FloatInput,
    target: Target,
    options?: Exactly<Options, CrossEntropyGradOptions>,
  ): ValueAndGrad<LossValue<Target, Options>, LossGrad<Options>>;
}

/** @internal */
export function makeCrossEntropy(context: Context): CrossEntropy {
  const loss = new RowLoss(context, declaration);
  const value = (logits: unknown, target: unknown, given?: object) => loss.value(logits, target, given);
  return Object.assign(value, {
    valueAndGrad: (logits: unknown, target: unknown, given?: object) => loss.valueAndGrad(logits, target, given),
  }) as CrossEntropy;
}
