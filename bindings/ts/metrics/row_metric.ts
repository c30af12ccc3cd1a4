// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The metrics of rows of scores against labels: one runner for all of them.

import { statusError, type Context } from "../core/context.ts";
import type { Memory } from "../core/memory.ts";
import { padded } from "../core/memory.ts";
import type { Address, StatusCode } from "../core/raw_module.ts";
import { kindOf, shown } from "../errors.ts";
import { Operand } from "../inputs/operand.ts";
import { floatBytes, placeFloats } from "../inputs/place_floats.ts";
import { ignoreIndexOption } from "../losses/row_declaration.ts";
import { checkOptions, NumberReader, readBoolean, readNumber } from "../options.ts";
import type { NumberOptions, OptionsOf, ValuesOf } from "../options.ts";
import type { FloatInput } from "../types.ts";
import { ScoredRows } from "./scored_rows.ts";
import type { RowMetricOptions, ScoreKind } from "./types.ts";

/** The numbers of ScoreKind in src/row_scores.h. */
const scoreKinds = { logits: 0, probs: 1 } as const;

/** What a metric's raw function is called with. */
export interface RowMetricArguments {
  outer: number;
  classes: number;
  inner: number;
  scores: Address;
  labels: Address;
  sampleWeight: Address;
  /** A number of scoreKinds. */
  from: number;
  ignoreIndex: number;
  /** Whether the mean is wanted, not the sum. */
  normalize: boolean;
  /** The scratch that was asked for. */
  scratch: Address;
}

export interface RowMetricDeclaration<Declared extends NumberOptions, Result> {
  readonly name: string;
  /** What scores are unless the option `from` says otherwise; absent if there is no such option. */
  readonly from?: ScoreKind;
  /** What messages call the scores, where there is no option `from`. */
  readonly scores?: string;
  /** The options that are numbers, beside `ignoreIndex`. */
  readonly options: Declared;
  /** Whether one score a row, that of label 1, will do. */
  readonly binary?: true;
  /** Whether there are the options `sampleWeight` and `normalize`. */
  readonly weighted?: true;
  readonly normalized?: true;
  readonly scratchBytes?: (own: ValuesOf<Declared>) => number;
  readonly run: (memory: Memory, at: RowMetricArguments, own: ValuesOf<Declared>) => StatusCode;
  readonly result: (memory: Memory, at: RowMetricArguments, own: ValuesOf<Declared>) => Result;
}

interface AnyOptions extends RowMetricOptions {
  readonly from?: unknown;
  readonly sampleWeight?: FloatInput | undefined;
  readonly normalize?: unknown;
}

export function readScoreKind(operation: string, given: unknown, fallback: ScoreKind): ScoreKind {
  if (given === undefined) return fallback;
  if (typeof given !== "string") throw new TypeError(`${operation}: from is ${kindOf(given)}, not a string`);
  if (given === "logits" || given === "probs") return given;
  throw new RangeError(`${operation}: from is ${shown(given)}, not "logits" or "probs"`);
}

export function scoreKindNumber(kind: ScoreKind): number {
  return scoreKinds[kind];
}

/** Runs one metric; what it keeps between calls it keeps to make no garbage. */
export class RowMetric<Declared extends NumberOptions, Result> {
  readonly #context: Context;
  readonly #declaration: RowMetricDeclaration<Declared, Result>;
  readonly #known: ReadonlySet<string>;
  readonly #numbers: NumberReader<Declared>;
  readonly #rows = new ScoredRows();
  readonly #weight = new Operand();
  readonly #at: RowMetricArguments = {
    outer: 0,
    classes: 0,
    inner: 0,
    scores: 0,
    labels: 0,
    sampleWeight: 0,
    from: 0,
    ignoreIndex: 0,
    normalize: true,
    scratch: 0,
  };

  constructor(context: Context, declaration: RowMetricDeclaration<Declared, Result>) {
    this.#context = context;
    this.#declaration = declaration;
    this.#known = new Set([
      ...Object.keys(declaration.options),
      ...(declaration.from === undefined ? [] : ["from"]),
      ...(declaration.weighted === undefined ? [] : ["sampleWeight"]),
      ...(declaration.normalized === undefined ? [] : ["normalize"]),
      "ignoreIndex",
      "shape",
    ]);
    this.#numbers = new NumberReader(declaration.options);
  }

  run(scores: unknown, labels: unknown, given: object | undefined): Result {
    const { name } = this.#declaration;
    const { memory } = this.#context;
    checkOptions(name, given, this.#known);
    try {
      return this.#run(scores, labels, given);
    } finally {
      this.#rows.clear();
      this.#weight.clear();
      memory.release();
    }
  }

  #run(scores: unknown, labels: unknown, options: AnyOptions | undefined): Result {
    const declaration = this.#declaration;
    const { name } = declaration;
    const { memory } = this.#context;
    const rows = this.#rows;
    const weight = this.#weight;
    const at = this.#at;

    const from = readScoreKind(name, options?.from, declaration.from ?? "logits");
    rows.read(name, memory, declaration.scores ?? from, scores, labels, options?.shape, declaration.binary === true);
    const own = this.#numbers.read(name, options as OptionsOf<Declared> | undefined);
    at.outer = rows.outer;
    at.classes = rows.classes;
    at.inner = rows.inner;
    at.from = scoreKindNumber(from);
    at.ignoreIndex = readNumber(name, "ignoreIndex", options?.ignoreIndex, ignoreIndexOption);
    at.normalize = readBoolean(name, "normalize", options?.normalize, true);
    if (options?.sampleWeight !== undefined) {
      weight.readFloats(name, memory, "sampleWeight", options.sampleWeight);
      if (weight.length !== rows.rows) {
        throw new RangeError(`${name}: sampleWeight has ${weight.length} values, but there are ${rows.rows} labels`);
      }
    }

    const scratchBytes = declaration.scratchBytes?.(own) ?? 0;
    memory.reserve(name, rows.bytes + floatBytes(weight, weight.length) + padded(scratchBytes));
    at.scratch = memory.take(scratchBytes);
    rows.place(name, memory);
    placeFloats(name, memory, weight, weight.length);
    at.scores = rows.scores.address;
    at.labels = rows.labels.address;
    at.sampleWeight = weight.address;
    const code = declaration.run(memory, at, own);
    if (code !== 0) throw rowsError(name, code, memory, rows, weight);
    return declaration.result(memory, at, own);
  }
}

/** The error for a status other than ok. */
export function rowsError(name: string, code: StatusCode, memory: Memory, rows: ScoredRows, weight: Operand): Error {
  const classes = rows.binary ? 2 : rows.classes;
  return statusError(name, code, memory, { labels: rows.labels, classes, weight, probs: rows.scores });
}
