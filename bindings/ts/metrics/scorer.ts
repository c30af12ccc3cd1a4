// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { Context } from "../core/context.ts";
import { padded } from "../core/memory.ts";
import { kindOf, shown } from "../errors.ts";
import { Operand } from "../inputs/operand.ts";
import { ignoreIndexOption } from "../losses/row_declaration.ts";
import { checkOptions, NumberReader, readBoolean, type ValuesOf } from "../options.ts";
import type { FloatInput, LabelInput } from "../types.ts";
import { topKOption } from "./accuracy.ts";
import { binsAt, binsOption } from "./calibration.ts";
import { readScoreKind, rowsError, scoreKindNumber } from "./row_metric.ts";
import { ScoredRows } from "./scored_rows.ts";
import { ClassCounts, doublesOfTotals, restore, saved, stateLength, zeros } from "./scorer_state.ts";
import type { MakeScorer, Scorer, ScorerConfig, ScorerJson, ScorerResult } from "./scorer_types.ts";
import type { ScoreKind } from "./types.ts";

const configOptions = {
  classes: { fallback: NaN, low: 2, high: 2 ** 31 - 1, integer: true },
  topK: topKOption,
  bins: binsOption,
  ignoreIndex: ignoreIndexOption,
} as const;

const configNames = new Set([...Object.keys(configOptions), "from", "confusionMatrix"]);
const jsonNames = new Set([...configNames, "type", "version", "state", "counts"]);
const updateNames = new Set(["shape"]);

/** Up to here a confusion matrix, of 8 MB then, is kept unless it is not wanted. */
const matrixClasses = 1000;

const jsonType = "surprisal.scorer";
const jsonVersion = 1;

/** What update() needs of an instance, shared by its scorers. */
interface Shared {
  readonly context: Context;
  readonly rows: ScoredRows;
}

/** The one implementation of the interface; makeScorer() checks what it is made with. */
class ClassificationScorer implements Scorer {
  readonly classes: number;
  readonly topK: number;
  readonly bins: number;
  readonly from: ScoreKind;
  readonly ignoreIndex: number;

  readonly #shared: Shared;
  readonly #state: Float64Array<ArrayBuffer>;
  readonly #counts: ClassCounts;

  constructor(
    operation: string,
    shared: Shared,
    values: ValuesOf<typeof configOptions>,
    from: ScoreKind,
    hasMatrix: boolean,
  ) {
    this.classes = values.classes;
    this.topK = values.topK;
    this.bins = values.bins;
    this.from = from;
    this.ignoreIndex = values.ignoreIndex;
    this.#shared = shared;
    this.#state = zeros(operation, stateLength(this.bins));
    this.#counts = new ClassCounts(operation, this.classes, hasMatrix);
  }

  get count(): number {
    return this.#state[0] ?? NaN;
  }

  update(
    scores: FloatInput,
    labels: number | LabelInput,
    options?: { readonly shape?: readonly number[] | undefined },
  ): void {
    checkOptions("scorer.update", options, updateNames);
    const { rows, context } = this.#shared;
    try {
      this.#update(rows, scores, labels, options?.shape);
    } finally {
      rows.clear();
      context.memory.release();
    }
  }

  #update(rows: ScoredRows, scores: unknown, labels: unknown, shape: readonly number[] | undefined): void {
    const operation = "scorer.update";
    const { memory } = this.#shared.context;
    const { bins, from, ignoreIndex, topK } = this;
    const state = this.#state;
    rows.read(operation, memory, from, scores, labels, shape, false);
    if (rows.classes !== this.classes && rows.rows > 0) {
      throw new RangeError(`${operation}: ${from} have ${rows.classes} classes, but the scorer has ${this.classes}`);
    }
    const count = rows.rows;
    memory.reserve(operation, rows.bytes + padded(8 * state.length) + padded(4 * count));
    const block = memory.take(8 * state.length);
    const predictions = memory.take(4 * count);
    rows.place(operation, memory);
    memory.f64.set(state, block / 8);
    const code = memory.raw._scorerUpdate(
      rows.outer,
      this.classes,
      rows.inner,
      rows.scores.address,
      rows.labels.address,
      scoreKindNumber(from),
      ignoreIndex,
      topK,
      bins,
      block,
      predictions,
    );
    if (code !== 0) throw rowsError(operation, code, memory, rows, noWeight);
    state.set(memory.f64.subarray(block / 8, block / 8 + state.length));
    const { i32 } = memory;
    for (let row = 0; row < count; row++) {
      const label = i32[rows.labels.address / 4 + row] ?? 0;
      if (label !== ignoreIndex) this.#counts.add(label, i32[predictions / 4 + row] ?? 0);
    }
  }

  merge(other: Scorer): void {
    const operation = "scorer.merge";
    if (typeof other !== "object" || (other as unknown) === null || !(#state in other)) {
      throw new TypeError(`${operation}: other is ${kindOf(other)}, not a scorer; s.scorer.fromJSON makes one of JSON`);
    }
    for (const name of ["classes", "topK", "bins"] as const) {
      if (other[name] !== this[name]) {
        throw new RangeError(`${operation}: other has ${name} ${other[name]}, but this scorer has ${this[name]}`);
      }
    }
    if (other.#counts.hasMatrix !== this.#counts.hasMatrix) {
      const [has, lacks] = other.#counts.hasMatrix ? ["other", "this scorer"] : ["this scorer", "other"];
      throw new RangeError(`${operation}: ${has} has a confusion matrix, but ${lacks} has none`);
    }
    this.#onState(operation, other.#state, (state, from) => {
      const { memory } = this.#shared.context;
      memory.raw._scorerMerge(this.bins, from, state);
      this.#state.set(memory.f64.subarray(state / 8, state / 8 + this.#state.length));
    });
    this.#counts.merge(other.#counts);
  }

  result(): ScorerResult {
    const { bins } = this;
    const results = new Float64Array(6);
    this.#onState("scorer.result", results, (state, result) => {
      const { memory } = this.#shared.context;
      memory.raw._scorerResult(bins, state, result);
      results.set(memory.f64.subarray(result / 8, result / 8 + results.length));
    });
    const [accuracy = NaN, topKAccuracy = NaN, logLoss = NaN, perplexity = NaN, brierScore = NaN, ece = NaN] = results;
    return {
      count: this.count,
      accuracy,
      topKAccuracy,
      logLoss,
      perplexity,
      brierScore,
      ece,
      bins: binsAt(this.#state, doublesOfTotals, bins),
      confusionMatrix: this.#counts.matrix(),
      perClass: this.#counts.perClass(),
    };
  }

  /** Calls body with the addresses of copies of the state and of other numbers. */
  #onState(operation: string, others: Float64Array, body: (state: number, others: number) => void): void {
    const { memory } = this.#shared.context;
    const state = this.#state;
    try {
      memory.reserve(operation, padded(8 * state.length) + padded(8 * others.length));
      const stateAt = memory.take(8 * state.length);
      const othersAt = memory.take(8 * others.length);
      memory.f64.set(state, stateAt / 8);
      memory.f64.set(others, othersAt / 8);
      body(stateAt, othersAt);
    } finally {
      memory.release();
    }
  }

  toJSON(): ScorerJson {
    const { classes, topK, bins, from, ignoreIndex } = this;
    return {
      type: jsonType,
      version: jsonVersion,
      classes,
      topK,
      bins,
      from,
      ignoreIndex,
      confusionMatrix: this.#counts.hasMatrix,
      state: saved(this.#state),
      counts: Array.from(this.#counts.counts),
    };
  }

  /** Takes over what was saved, if it is something that a scorer like this one can have saved. */
  restore(operation: string, state: unknown, counts: unknown): void {
    restore(operation, "state", state, this.#state, false);
    restore(operation, "counts", counts, this.#counts.counts, true);
    const support = this.#counts.perClass().support.reduce((sum, rows) => sum + rows, 0);
    if (this.count !== support) {
      throw new RangeError(`${operation}: state counts ${shown(this.count)} rows, but counts have ${support}`);
    }
  }
}

const noWeight = new Operand();

/** @internal */
export function makeScorer(context: Context): MakeScorer {
  const reader = new NumberReader(configOptions);
  const shared: Shared = { context, rows: new ScoredRows() };

  const make = (operation: string, config: ScorerConfig): ClassificationScorer => {
    const { classes, from, confusionMatrix } = config;
    context.memory.checkUsable(operation);
    if (typeof classes !== "number") {
      throw new TypeError(`${operation}: classes is ${kindOf(classes)}, not a number`);
    }
    const values = reader.read(operation, config);
    const hasMatrix = readBoolean(operation, "confusionMatrix", confusionMatrix, classes <= matrixClasses);
    return new ClassificationScorer(operation, shared, values, readScoreKind(operation, from, "logits"), hasMatrix);
  };

  const scorer = (config: ScorerConfig): Scorer => {
    if ((config as unknown) === undefined) {
      throw new TypeError("scorer: the configuration is undefined, not an object { classes, … }");
    }
    checkOptions("scorer", config, configNames);
    return make("scorer", config);
  };

  const fromJSON = (json: ScorerJson): Scorer => {
    const operation = "scorer.fromJSON";
    const given = json as unknown;
    if (typeof given !== "object" || given === null || (json.type as unknown) !== jsonType) {
      const what = typeof given === "object" && given !== null ? "an object of another type" : kindOf(given);
      throw new TypeError(`${operation}: the JSON is ${what}, not what a scorer's toJSON() gives`);
    }
    checkOptions(operation, json, jsonNames);
    if ((json.version as unknown) !== jsonVersion) {
      throw new RangeError(`${operation}: version is ${shown(json.version)}, but only ${jsonVersion} is known`);
    }
    const restored = make(operation, json);
    restored.restore(operation, json.state, json.counts);
    return restored;
  };

  return Object.assign(scorer, { fromJSON });
}
