// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Measures of probability distributions. They take probabilities, not logits.

import { statusError, type Context } from "./core/context.ts";
import { padded } from "./core/memory.ts";
import type { Address, RawFunctions, StatusCode } from "./core/raw_module.ts";
import { kindOf, shown, shownShape } from "./errors.ts";
import { Operand } from "./inputs/operand.ts";
import { Output } from "./inputs/output.ts";
import { floatBytes, placeFloats } from "./inputs/place_floats.ts";
import { sameSizes, sizeBetween } from "./inputs/shape.ts";
import { checkOptions, readBoolean } from "./options.ts";
import type { Exactly, Floats } from "./results.ts";
import type { FloatArray, FloatInput, FloatOutput } from "./types.ts";

export interface SurprisalOptions {
  /** The logarithm's base: Math.E gives nats (default), 2 bits, 10 hartleys. */
  readonly base?: number | undefined;
}

export interface InformationOptions extends SurprisalOptions {
  /** Divide each row by its sum, instead of rejecting rows that don't sum to 1. Default: false. */
  readonly normalize?: boolean | undefined;
  /** The shape of flat probabilities; rows run along the last axis. Default: one row. */
  readonly shape?: readonly number[] | undefined;
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

type MeasureFunction = <const Probs extends FloatInput, const Options extends InformationOptions = object>(
  p: Probs,
  options?: Exactly<Options, InformationOptions>,
) => PerRow<Probs, Options>;

type ComparisonFunction = <const Probs extends FloatInput, const Options extends InformationOptions = object>(
  p: Probs,
  q: FloatInput,
  options?: Exactly<Options, InformationOptions>,
) => PerRow<Probs, Options>;

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
   * The information in one outcome: -log p. Infinity for 0.
   *
   * A number gives a number, an array a Float32Array of as many. RangeError for a probability outside 0..1.
   */
  surprisal<Probs extends number | FloatInput, const Options extends SurprisalOptions = object>(
    p: Probs,
    options?: Exactly<Options, SurprisalOptions>,
  ): [Probs] extends [number] ? number : Floats;

  /** Entropy, the expected surprisal: -Σ p log p. Source: scipy.stats.entropy(p). */
  readonly entropy: MeasureFunction;

  /** Perplexity: base to the power of the entropy, which doesn't depend on the base; equally likely outcomes as uncertain. */
  readonly perplexity: MeasureFunction;

  /** Cross-entropy H(p, q) = -Σ p log q: the expected surprisal at q's account of what p makes happen. */
  readonly crossEntropy: ComparisonFunction;

  /** Kullback-Leibler divergence KL(p ‖ q) = Σ p log(p / q) = H(p, q) - H(p). Source: scipy.stats.entropy(p, q). */
  readonly klDivergence: ComparisonFunction;

  /**
   * Jensen-Shannon divergence (KL(p ‖ m) + KL(q ‖ m)) / 2, m = (p + q) / 2: symmetric; 0 to log 2, but for rounding.
   * Source: scipy.spatial.distance.jensenshannon, squared.
   */
  readonly jsDivergence: ComparisonFunction;
}

const surprisalOptions = new Set(["base"]);
const informationOptions = new Set(["base", "normalize", "shape"]);
const probsWanted = "probabilities (a Float32Array, a Float64Array, nested arrays, a HeapArray, or { data, shape })";

function readBase(operation: string, given: unknown): number {
  if (given === undefined) return Math.E;
  if (typeof given !== "number") throw new TypeError(`${operation}: base is ${kindOf(given)}, not a number`);
  if (given === Math.E || given === 2 || given === 10) return given;
  throw new RangeError(`${operation}: base is ${shown(given)}, not Math.E, 2 or 10`);
}

type RawCall = (
  raw: RawFunctions,
  rows: number,
  outcomes: number,
  p: Address,
  q: Address,
  base: number,
  normalize: boolean,
  values: Address,
) => StatusCode;

/** One measure of a distribution or of two. */
class Measure {
  readonly #context: Context;
  readonly #operation: string;
  readonly #call: RawCall;
  readonly #probs = new Operand();
  readonly #otherProbs = new Operand();

  constructor(context: Context, name: string, call: RawCall) {
    this.#context = context;
    this.#operation = `information.${name}`;
    this.#call = call;
  }

  single(p: unknown, options: InformationOptions | undefined): number | Float64Array<ArrayBuffer> {
    try {
      return this.#run(p, options);
    } finally {
      this.#clear();
    }
  }

  pair(p: unknown, q: unknown, options: InformationOptions | undefined): number | Float64Array<ArrayBuffer> {
    try {
      this.#otherProbs.readFloats(this.#operation, this.#context.memory, "q", q, probsWanted);
      return this.#run(p, options);
    } finally {
      this.#clear();
    }
  }

  #run(p: unknown, options: InformationOptions | undefined): number | Float64Array<ArrayBuffer> {
    const operation = this.#operation;
    const { memory } = this.#context;
    const probs = this.#probs;
    const otherProbs = this.#otherProbs;
    checkOptions(operation, options, informationOptions);
    const base = readBase(operation, options?.base);
    const normalize = readBoolean(operation, "normalize", options?.normalize);
    probs.readFloats(operation, memory, "p", p, probsWanted);
    if (options?.shape !== undefined) probs.reshape(operation, options.shape);
    if (otherProbs.present) checkSameShape(operation, probs, otherProbs, options?.shape !== undefined);

    const { dims } = probs;
    const last = dims.length - 1;
    const outcomes = dims[last] ?? 1;
    const rows = sizeBetween(dims, 0, last);
    memory.reserve(
      operation,
      padded(8 * rows) + floatBytes(probs, probs.length) + floatBytes(otherProbs, otherProbs.length),
    );
    const values = memory.take(8 * rows);
    placeFloats(operation, memory, probs, probs.length);
    placeFloats(operation, memory, otherProbs, otherProbs.length);
    const code = this.#call(memory.raw, rows, outcomes, probs.address, otherProbs.address, base, normalize, values);
    if (code !== 0) {
      const subjects = { probs, rows, normalized: normalize };
      throw statusError(operation, code, memory, otherProbs.present ? { ...subjects, otherProbs } : subjects);
    }
    const at = values / 8;
    return dims.length < 2 ? (memory.f64[at] ?? NaN) : memory.f64.slice(at, at + rows);
  }

  #clear(): void {
    this.#probs.clear();
    this.#otherProbs.clear();
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

function makeSurprisal(context: Context): Information["surprisal"] {
  const operation = "information.surprisal";
  const { memory } = context;
  const probs = new Operand();
  const values = new Output();
  const surprisal = (p: unknown, options?: SurprisalOptions): number | FloatOutput => {
    checkOptions(operation, options, surprisalOptions);
    const base = readBase(operation, options?.base);
    try {
      probs.readFloats(operation, memory, "p", p, probsWanted, true);
      values.want(operation, memory, "out", undefined, probs.length);
      memory.reserve(operation, floatBytes(probs, probs.length) + values.bytes);
      placeFloats(operation, memory, probs, probs.length);
      values.place(memory);
      const code = memory.raw._surprisal(probs.length, probs.address, base, values.address);
      if (code !== 0) throw statusError(operation, code, memory, { probs });
      return typeof p === "number" ? (memory.f32[values.address / 4] ?? NaN) : values.finish(memory);
    } finally {
      probs.clear();
      values.clear();
      memory.release();
    }
  };
  return surprisal as Information["surprisal"];
}

/** @internal */
export function makeInformation(context: Context): Information {
  const single = (name: string, raw: "_entropy" | "_perplexity"): MeasureFunction => {
    const measure = new Measure(context, name, (module, rows, outcomes, p, _q, base, normalize, values) =>
      module[raw](rows, outcomes, p, base, normalize, values),
    );
    return ((p: unknown, options?: InformationOptions) => measure.single(p, options)) as MeasureFunction;
  };
  const pair = (
    name: string,
    raw: "_distributionCrossEntropy" | "_klDivergence" | "_jsDivergence",
  ): ComparisonFunction => {
    const measure = new Measure(context, name, (module, rows, outcomes, p, q, base, normalize, values) =>
      module[raw](rows, outcomes, p, q, base, normalize, values),
    );
    return ((p: unknown, q: unknown, options?: InformationOptions) =>
      measure.pair(p, q, options)) as ComparisonFunction;
  };
  return {
    surprisal: makeSurprisal(context),
    entropy: single("entropy", "_entropy"),
    perplexity: single("perplexity", "_perplexity"),
    crossEntropy: pair("crossEntropy", "_distributionCrossEntropy"),
    klDivergence: pair("klDivergence", "_klDivergence"),
    jsDivergence: pair("jsDivergence", "_jsDivergence"),
  };
}
