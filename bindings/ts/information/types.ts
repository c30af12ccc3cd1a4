// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Measures of probability distributions. They take probabilities, not logits.

import type { Exactly, Floats, GradOf, ValueAndGrad } from "../results.ts";
import type { FloatArray, FloatInput, FloatOutput } from "../types.ts";

/** The options of `information.surprisal`. */
export interface SurprisalOptions {
  /** The logarithm's base: Math.E gives nats (default), 2 bits, 10 hartleys. */
  readonly base?: number | undefined;
}

/** The options of measures of distributions. */
export interface InformationOptions extends SurprisalOptions {
  /** Divide each row by its sum, instead of rejecting rows that don't sum to 1. Default: false. */
  readonly normalize?: boolean | undefined;
  /** The shape of flat probabilities; rows run along the last axis. Default: one row. */
  readonly shape?: readonly number[] | undefined;
}

/** The options of the gradient of `information.surprisal`. */
export interface SurprisalGradOptions extends SurprisalOptions {
  /** Where the gradient goes; with `wrt`, an object: { p }. */
  readonly gradOut?: FloatOutput | { readonly p?: FloatOutput } | undefined;
  /** The upstream gradient: a number, or one for each probability. Default: 1. */
  readonly gradOutput?: number | FloatInput | undefined;
  /** What to differentiate with respect to; `grad` is then an object. */
  readonly wrt?: readonly "p"[] | undefined;
}

/** The options of gradients of measures of one distribution, p, or of two, p and q. */
export interface InformationGradOptions<Names extends string> extends InformationOptions {
  /** Where the gradient goes; with two distributions and with `wrt`, an object with an array for some of the names. */
  readonly gradOut?: FloatOutput | Readonly<Partial<Record<Names, FloatOutput>>> | undefined;
  /** The upstream gradient: a number, or one for each distribution. Default: 1. */
  readonly gradOutput?: number | FloatInput | undefined;
  /** What to differentiate with respect to; `grad` is then an object. Default: all. */
  readonly wrt?: readonly Names[] | undefined;
}

/** `number` for one distribution, an array for several, either where the types leave it open. */
export type PerRow<Probs, Options> = Options extends { readonly shape: infer Shape }
  ? Shape extends readonly [number]
    ? number
    : Shape extends readonly [number, number, ...number[]]
      ? Float64Array<ArrayBuffer>
      : number | Float64Array<ArrayBuffer>
  : Probs extends FloatArray | readonly number[]
    ? number
    : Probs extends readonly unknown[]
      ? Float64Array<ArrayBuffer>
      : number | Float64Array<ArrayBuffer>;

/** A measure of one distribution. */
export interface MeasureFunction {
  <const Probs extends FloatInput, const Options extends InformationOptions = object>(
    p: Probs,
    options?: Exactly<Options, InformationOptions>,
  ): PerRow<Probs, Options>;

  /**
   * The value, and the gradient with respect to p, flat: `{ value, grad }`.
   *
   *     entropy      ∂/∂p_j = -log p_j - 1
   *     perplexity   ∂/∂p_j = perplexity (-ln p_j - 1)
   *
   * Logarithms are to the `base`, and 1 is a nat in its unit. With `normalize` the gradient is with respect to the numbers as
   * given, that is through the division by their sum.
   *
   * Inputs, options, errors: as the function itself; `gradOutput` a number or one for each distribution, default 1.
   *
   * Edge cases: Infinity at p_j = 0.
   *
   * Accuracy: |error| at most 1e-6 of the largest derivative that there is without `normalize`, or at least of 1 nat, over
   * the sum that is normalized by (kInformationGradBound in tests/core/bounds.h).
   *
   * @example
   * s.information.entropy.valueAndGrad([0.5, 0.25, 0.25], { base: 2 }); // { value: 1.5, grad: [-0.4427, 0.5573, 0.5573] }
   */
  valueAndGrad<const Probs extends FloatInput, const Options extends InformationGradOptions<"p"> = object>(
    p: Probs,
    options?: Exactly<Options, InformationGradOptions<"p">>,
  ): ValueAndGrad<PerRow<Probs, Options>, GradOf<"p", Options>>;
}

/** A measure of two distributions. */
export interface ComparisonFunction {
  <const Probs extends FloatInput, const Options extends InformationOptions = object>(
    p: Probs,
    q: FloatInput,
    options?: Exactly<Options, InformationOptions>,
  ): PerRow<Probs, Options>;

  /**
   * The value, and the gradients with respect to p and q, each flat: `{ value, grad: { p, q } }`.
   *
   *     crossEntropy   ∂/∂p_j = -log q_j;  ∂/∂q_j = -p_j / q_j
   *     klDivergence   ∂/∂p_j = log(p_j / q_j) + 1;  ∂/∂q_j = -p_j / q_j
   *     jsDivergence   ∂/∂p_j = log(p_j / m_j) / 2;  ∂/∂q_j = log(q_j / m_j) / 2     m = (p + q) / 2
   *
   * This is in nats; another `base` divides by its logarithm. With `normalize` the gradients are with respect to the numbers as
   * given, that is through the division by their sum.
   *
   * Inputs, options, errors: as the function itself; `gradOutput` a number or one for each pair, default 1; `wrt` some of
   * "p" and "q".
   *
   * Edge cases: derivatives at 0 are one-sided. By p_j: at q_j = 0 Infinity, for jsDivergence (ln 2) / 2; else at p_j = 0
   * -Infinity, but -log q_j for crossEntropy. By q_j: 0 at p_j = 0, else -Infinity at q_j = 0; for jsDivergence as by p.
   * Where the value is Infinity, the gradient by p is with `normalize` NaN at q_j = 0, and -Infinity elsewhere.
   *
   * Accuracy: as that of measures of one distribution.
   *
   * @example
   * const { value, grad } = s.information.klDivergence.valueAndGrad([0.5, 0.5], [0.9, 0.1]);
   * value; // 0.5108
   * grad.q; // [-0.5556, -5]
   */
  valueAndGrad<const Probs extends FloatInput, const Options extends InformationGradOptions<"p" | "q"> = object>(
    p: Probs,
    q: FloatInput,
    options?: Exactly<Options, InformationGradOptions<"p" | "q">>,
  ): ValueAndGrad<PerRow<Probs, Options>, GradOf<"p" | "q", Options>>;
}

/** `number` for a number, an array for an array. */
type PerOutcome<Probs> = Probs extends number ? number : Floats;

/** The surprisal of outcomes. */
export interface SurprisalFunction {
  <Probs extends number | FloatInput, const Options extends SurprisalOptions = object>(
    p: Probs,
    options?: Exactly<Options, SurprisalOptions>,
  ): PerOutcome<Probs>;

  /**
   * The surprisal and its derivative, -1 / (p ln base): `{ value, grad }`. The derivative with respect to a number is a number.
   *
   * Inputs, options, errors: as the function itself; `gradOutput` a number or one for each probability, default 1.
   *
   * Edge cases: -Infinity at 0.
   *
   * Accuracy: |error| at most 1e-6 |grad| (kInformationGradBound).
   *
   * @example
   * s.information.surprisal.valueAndGrad(0.5); // { value: 0.6931, grad: -2 }
   */
  valueAndGrad<Probs extends number | FloatInput, const Options extends SurprisalGradOptions = object>(
    p: Probs,
    options?: Exactly<Options, SurprisalGradOptions>,
  ): ValueAndGrad<PerOutcome<Probs>, GradOf<"p", Options, PerOutcome<Probs>>>;
}

/**
 * Measures of probability distributions, in nats unless `base` says otherwise.
 *
 * Inputs: `p` and `q`, probabilities, rows along the last axis. One row ([c], or a flat array) gives a number, several give
 * a Float64Array with one number each. They are read as float32.
 *
 * Options: `base` Math.E; `normalize` false; `shape` of flat arrays.
 *
 * Errors: RangeError for a negative, infinite or NaN probability; for a row whose sum is further than 1e-4 from 1 (with
 * `normalize`: whose sum is below 2^-126 or infinite); for a base other than Math.E, 2 and 10; for shapes that don't fit.
 * TypeError for kinds.
 *
 * Edge cases: 0 · log 0 is 0. A zero of q where p is positive gives Infinity. No rows give no values.
 *
 * Accuracy: |error| at most 1e-6 |value| + 1e-7 for the same float32 inputs (kInformationBound in tests/core/bounds.h). The
 * same bits on every variant but "relaxed".
 */
export interface Information {
  /**
   * The information in one outcome.
   *
   *     surprisal = -log p
   *
   * A number gives a number, an array a Float32Array of as many.
   *
   * Errors: RangeError for a probability outside 0..1.
   *
   * Edge cases: Infinity for 0.
   *
   * @example
   * s.information.surprisal(0.5); // 0.6931
   * s.information.surprisal(0.5, { base: 2 }); // 1
   * s.information.surprisal([1, 0.25, 0], { base: 2 }); // [0, 2, Infinity]
   */
  readonly surprisal: SurprisalFunction;

  /**
   * Entropy, the expected surprisal.
   *
   *     H(p) = -Σ_j p_j log p_j
   *
   * Source: scipy.stats.entropy(p).
   *
   * @example
   * s.information.entropy([0.5, 0.25, 0.25], { base: 2 }); // 1.5
   * s.information.entropy([[1, 0], [0.5, 0.5]]); // [0, 0.6931]
   * s.information.entropy([3, 1], { normalize: true }); // 0.5623
   */
  readonly entropy: MeasureFunction;

  /**
   * Perplexity: how many equally likely outcomes would be as uncertain. It does not depend on the base.
   *
   *     perplexity = base^(H(p))     H(p) = -Σ_j p_j log p_j, to the base
   *
   * @example
   * s.information.perplexity([0.25, 0.25, 0.25, 0.25]); // 4
   * s.information.perplexity([0.9, 0.1]); // 1.3841
   */
  readonly perplexity: MeasureFunction;

  /**
   * Cross-entropy: the expected surprisal at q's account of what p makes happen.
   *
   *     H(p, q) = -Σ_j p_j log q_j
   *
   * @example
   * s.information.crossEntropy([0.5, 0.5], [0.9, 0.1]); // 1.2040
   * s.information.crossEntropy([0.5, 0.5], [1, 0]); // Infinity
   */
  readonly crossEntropy: ComparisonFunction;

  /**
   * Kullback-Leibler divergence: what believing q costs where p holds.
   *
   *     KL(p, q) = Σ_j p_j log(p_j / q_j) = H(p, q) - H(p)
   *
   * Source: scipy.stats.entropy(p, q).
   *
   * @example
   * s.information.klDivergence([0.5, 0.5], [0.9, 0.1]); // 0.5108
   * s.information.klDivergence([0.9, 0.1], [0.5, 0.5]); // 0.3681
   */
  readonly klDivergence: ComparisonFunction;

  /**
   * Jensen-Shannon divergence: symmetric; 0 to log 2, but for rounding.
   *
   *     JS(p, q) = (KL(p, m) + KL(q, m)) / 2     m = (p + q) / 2
   *
   * Source: scipy.spatial.distance.jensenshannon, squared.
   *
   * @example
   * s.information.jsDivergence([0.5, 0.5], [0.9, 0.1]); // 0.1017
   * s.information.jsDivergence([1, 0], [0, 1], { base: 2 }); // 1
   */
  readonly jsDivergence: ComparisonFunction;
}
