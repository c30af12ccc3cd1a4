// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Row operations: softmax, softmin, logSoftmax, logSumExp.

import { statusError, type Context } from "./core/context.ts";
import { lazily } from "./core/lazily.ts";
import type { RawFunctions } from "./core/raw_module.ts";
import { Operand } from "./inputs/operand.ts";
import { Output } from "./inputs/output.ts";
import { floatBytes, placeFloats } from "./inputs/place_floats.ts";
import { sizeBetween } from "./inputs/shape.ts";
import { checkOptions, readNumber, temperature } from "./options.ts";
import type { Exactly, OutputOf, ValueAndGrad } from "./results.ts";
import type { FloatInput, FloatOutput } from "./types.ts";

/** The options of row operations. */
export interface RowOptions {
  /** The shape of flat logits. Default: one row. */
  readonly shape?: readonly number[] | undefined;
  /** The axis that a row runs along. Default: -1, the last. */
  readonly dim?: number | undefined;
  /** Divides the logits. Above 0; default: 1. */
  readonly temperature?: number | undefined;
  /** Where the result goes. */
  readonly out?: FloatOutput | undefined;
}

/** The options of their gradients. */
export interface RowGradOptions extends RowOptions {
  /** The upstream gradient: a number, or an array of the result's size. Default: 1. */
  readonly gradOutput?: number | FloatInput | undefined;
  /** Where the gradient goes. */
  readonly gradOut?: FloatOutput | undefined;
}

/** A row operation. */
export interface RowFunction {
  <const Options extends RowOptions = object>(
    logits: FloatInput,
    options?: Exactly<Options, RowOptions>,
  ): OutputOf<Options, "out">;

  /**
   * The result, and the gradient with respect to the logits: the product of `gradOutput` with the Jacobian matrix.
   *
   *     softmax      p_ij (g_ij - Σ_k g_ik p_ik) / temperature     p = softmax(logits / temperature), g = gradOutput
   *     softmin      p_ij (Σ_k g_ik p_ik - g_ij) / temperature     p = softmin(logits / temperature)
   *     logSoftmax   (g_ij - p_ij Σ_k g_ik) / temperature
   *     logSumExp    g_i p_ij / temperature
   *
   * Inputs, options, errors: as the function itself; `gradOutput` has the size of the result, default ones.
   *
   * Edge cases: a row whose result is NaN has a NaN gradient; -inf has a gradient of 0 through softmax and logSumExp, +inf
   * through softmin.
   *
   * Accuracy: |error| at most 1e-6 of gradOutput's largest entry over the temperature (kSoftmaxGradBound).
   *
   * @example
   * const { value, grad } = s.logSumExp.valueAndGrad([[2, 1, 0.1]]);
   * value; // [2.4170]
   * grad; // [0.6590, 0.2424, 0.0986]
   * s.softmax.valueAndGrad([[2, 1, 0.1]], { gradOutput: [1, 0, 0] }).grad; // [0.2247, -0.1598, -0.0650]
   */
  valueAndGrad<const Options extends RowGradOptions = object>(
    logits: FloatInput,
    options?: Exactly<Options, RowGradOptions>,
  ): ValueAndGrad<OutputOf<Options, "out">, OutputOf<Options, "gradOut">>;
}

interface RowDeclaration {
  readonly name: string;
  readonly value: "_softmax" | "_softmin" | "_logSoftmax" | "_logSumExp";
  readonly grad: "_softmaxGrad" | "_softminGrad" | "_logSoftmaxGrad" | "_logSumExpGrad";
  /** One result for a row, not one for each of its logits. */
  readonly reduces: boolean;
}

const temperatureOption = temperature(1);

const valueOptions = new Set(["shape", "dim", "temperature", "out"]);
const gradOptions = new Set([...valueOptions, "gradOutput", "gradOut"]);

/** The axis that `dim` names, counted from the first. */
export function readAxis(operation: string, given: number, rank: number): number {
  const dim = readNumber(operation, "dim", given, { fallback: -1, low: -rank, high: rank - 1, integer: true });
  return dim < 0 ? dim + rank : dim;
}

class RowOperation {
  readonly #context: Context;
  readonly #declaration: RowDeclaration;
  readonly #gradName: string;
  #callGrad!: RawFunctions["_softmaxGrad"];
  #call!: RawFunctions["_softmax"];
  readonly #logits = new Operand();
  readonly #gradOutput = new Operand();
  readonly #value = new Output();
  readonly #grad = new Output();
  #outer = 0;
  #classes = 0;
  #inner = 0;
  #temperature = 1;

  constructor(context: Context, declaration: RowDeclaration) {
    this.#context = context;
    this.#declaration = declaration;
    this.#gradName = `${declaration.name}.valueAndGrad`;
    context.memory.lend((functions) => {
      this.#call = functions[declaration.value];
      this.#callGrad = functions[declaration.grad];
    });
  }

  value(logits: unknown, options: RowOptions | undefined): FloatOutput {
    const { name } = this.#declaration;
    checkOptions(name, options, valueOptions);
    try {
      this.#prepare(name, logits, options);
      return this.#runValue(name);
    } finally {
      this.#clear();
    }
  }

  valueAndGrad(logits: unknown, options: RowGradOptions | undefined): ValueAndGrad<FloatOutput, FloatOutput> {
    const name = this.#gradName;
    checkOptions(name, options, gradOptions);
    try {
      this.#prepare(name, logits, options);
      return this.#runBoth(name, options);
    } finally {
      this.#clear();
    }
  }

  #prepare(name: string, input: unknown, options: RowOptions | undefined): void {
    const { memory } = this.#context;
    const logits = this.#logits;
    logits.readFloats(name, memory, "logits", input);
    if (options?.shape !== undefined) logits.reshape(name, options.shape);
    const { dims } = logits;
    const rank = dims.length;
    const dim = options?.dim;
    const axis = dim === undefined ? rank - 1 : readAxis(name, dim, rank);
    this.#outer = sizeBetween(dims, 0, axis);
    this.#classes = dims[axis] ?? 1;
    this.#inner = sizeBetween(dims, axis + 1, rank);
    this.#temperature = readNumber(name, "temperature", options?.temperature, temperatureOption);
    const length = this.#declaration.reduces ? this.#outer * this.#inner : logits.length;
    this.#value.want(name, memory, "out", options?.out, length);
  }

  #runValue(name: string): FloatOutput {
    const { memory } = this.#context;
    const logits = this.#logits;
    const value = this.#value;
    // The core may write results over the logits themselves, but not the shorter logSumExp.
    const sharesPlace = !this.#declaration.reduces;
    if (!sharesPlace || value.address !== logits.address) value.keepOff(name, logits);
    const inPlace = sharesPlace && !logits.resident && value.bytes > 0;
    memory.reserve(name, floatBytes(logits, logits.length) + (inPlace ? 0 : value.bytes));
    placeFloats(name, memory, logits, logits.length);
    value.place(memory, inPlace ? logits.address : 0);
    this.#callValue(name);
    return value.finish(memory);
  }

  #runBoth(name: string, options: RowGradOptions | undefined): ValueAndGrad<FloatOutput, FloatOutput> {
    const { memory } = this.#context;
    const logits = this.#logits;
    const gradOutput = this.#gradOutput;
    const value = this.#value;
    const grad = this.#grad;
    grad.want(name, memory, "gradOut", options?.gradOut, logits.length);
    if (options?.gradOutput !== undefined) {
      gradOutput.readFloats(name, memory, "gradOutput", options.gradOutput, undefined, true);
      if (gradOutput.length !== value.length && gradOutput.element !== "scalar") {
        throw new RangeError(`${name}: gradOutput has ${gradOutput.length} values, but the result has ${value.length}`);
      }
    }
    value.keepOff(name, logits);
    value.keepOff(name, gradOutput);
    grad.keepOff(name, logits);
    grad.keepOff(name, gradOutput);
    grad.keepOffOutput(name, value);
    memory.reserve(
      name,
      floatBytes(logits, logits.length) + floatBytes(gradOutput, value.length) + value.bytes + grad.bytes,
    );
    placeFloats(name, memory, logits, logits.length);
    placeFloats(name, memory, gradOutput, value.length);
    value.place(memory);
    grad.place(memory);
    const code = this.#callGrad(
      this.#outer,
      this.#classes,
      this.#inner,
      logits.address,
      this.#temperature,
      gradOutput.address,
      grad.address,
    );
    if (code !== 0) throw statusError(name, code, memory, {});
    this.#callValue(name);
    return { value: value.finish(memory), grad: grad.finish(memory) };
  }

  #callValue(name: string): void {
    const { memory } = this.#context;
    const code = this.#call(
      this.#outer,
      this.#classes,
      this.#inner,
      this.#logits.address,
      this.#temperature,
      this.#value.address,
    );
    if (code !== 0) throw statusError(name, code, memory, {});
  }

  #clear(): void {
    this.#logits.clear();
    this.#gradOutput.clear();
    this.#value.clear();
    this.#grad.clear();
    this.#context.memory.release();
  }
}

function makeRowFunction(context: Context, declaration: RowDeclaration): RowFunction {
  const operation = lazily(() => new RowOperation(context, declaration));
  const value = (logits: unknown, options?: RowOptions) => operation().value(logits, options);
  return Object.assign(value, {
    valueAndGrad: (logits: unknown, options?: RowGradOptions) => operation().valueAndGrad(logits, options),
  }) as RowFunction;
}

/** Operations on rows of logits. */
export interface RowFunctions {
  /**
   * Softmax: probabilities from logits.
   *
   *     p_ij = exp(x_ij - m_i) / Σ_k exp(x_ik - m_i)     x = logits / temperature, m_i = max_k x_ik
   *
   * Inputs: `logits` of any shape, rows along `dim`. Results: as many, flat, in the same order.
   *
   * Options: `dim` -1, `temperature` 1, `shape` of flat logits, `out` (may be the logits' own HeapArray).
   *
   * Errors: RangeError for a temperature outside 1e-36..1e36, a dim or shape that doesn't fit; TypeError for
   * kinds.
   *
   * Edge cases: -inf has probability 0; a row with NaN or +inf, or of -inf only, is NaN.
   *
   * Accuracy: |error| at most 1e-6 |value| + 1e-7 (kSoftmaxBound in tests/core/bounds.h). The same bits on every variant
   * but "relaxed".
   *
   * Source: torch.nn.functional.softmax.
   *
   * @example
   * s.softmax([[2, 1, 0.1]]); // [0.6590, 0.2424, 0.0986]
   * s.softmax([[2, 1, 0.1]], { temperature: 10 }); // [0.3661, 0.3312, 0.3027]
   * s.softmax([[0, 1], [2, 0]], { dim: 0 }); // [0.1192, 0.7311, 0.8808, 0.2689]
   */
  readonly softmax: RowFunction;

  /**
   * Softmin: probabilities that are the larger the smaller the number, as of distances. The softmax of the negative logits,
   * bit for bit.
   *
   *     p_ij = exp(m_i - x_ij) / Σ_k exp(m_i - x_ik)     x = logits / temperature, m_i = min_k x_ik
   *
   * Inputs, options, errors, accuracy: as softmax.
   *
   * Edge cases: +inf has probability 0; a row with NaN or -inf, or of +inf only, is NaN.
   *
   * Source: torch.nn.functional.softmin.
   *
   * @example
   * s.softmin([[2, 1, 0.1]]); // [0.0961, 0.2613, 0.6426]
   */
  readonly softmin: RowFunction;

  /**
   * The logarithm of softmax, in nats, accurate where the probability itself would be 0.
   *
   *     log p_ij = (x_ij - m_i) - log Σ_k exp(x_ik - m_i)     x = logits / temperature, m_i = max_k x_ik
   *
   * Inputs, options, errors, accuracy: as softmax.
   *
   * Edge cases: -inf stays -inf; a row with NaN or +inf, or of -inf only, is NaN.
   *
   * Source: torch.nn.functional.log_softmax.
   *
   * @example
   * s.logSoftmax([[2, 1, 0.1], [0, 300, 1]]); // [-0.4170, -1.4170, -2.3170, -300, 0, -299]
   */
  readonly logSoftmax: RowFunction;

  /**
   * The logarithm of the sum of exponentials, in nats: one number for each row.
   *
   *     lse_i = m_i + log Σ_k exp(x_ik - m_i)     x = logits / temperature, m_i = max_k x_ik
   *
   * Inputs, options, errors, accuracy: as softmax. Results: the logits' shape without `dim`, flat.
   *
   * Edge cases: a row of -inf only, or of nothing, is -inf; one with +inf is +inf; one with NaN is NaN.
   *
   * Source: torch.logsumexp.
   *
   * @example
   * s.logSumExp([[2, 1, 0.1], [1000, 1000, 0]]); // [2.4170, 1000.6932]
   */
  readonly logSumExp: RowFunction;
}

/** @internal */
export function makeRowFunctions(context: Context): RowFunctions {
  return {
    softmax: makeRowFunction(context, { name: "softmax", value: "_softmax", grad: "_softmaxGrad", reduces: false }),
    softmin: makeRowFunction(context, { name: "softmin", value: "_softmin", grad: "_softminGrad", reduces: false }),
    logSoftmax: makeRowFunction(context, {
      name: "logSoftmax",
      value: "_logSoftmax",
      grad: "_logSoftmaxGrad",
      reduces: false,
    }),
    logSumExp: makeRowFunction(context, {
      name: "logSumExp",
      value: "_logSumExp",
      grad: "_logSumExpGrad",
      reduces: true,
    }),
  };
}
