// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

/** Some rows of a file, in its order. */
export interface Batch {
  readonly rows: number;
  /** [rows, classes]. */
  readonly scores: Float32Array<ArrayBuffer>;
  /** [rows]; null where another file has them. */
  readonly labels: Int32Array<ArrayBuffer> | null;
  /** Which row of its file a row of the batch is, from 0. */
  index(row: number): number;
  /** Where it stands there, such as "line 17". */
  where(row: number): string;
}

/** About as many numbers go into a batch: 1 MB, which is more than any cache of a first level, and soon done. */
export const BATCH_NUMBERS = 1 << 18;

/** Rows of so many classes go into a batch. */
export function rowsPerBatch(classes: number): number {
  return Math.max(1, Math.floor(BATCH_NUMBERS / classes));
}

/** A place in a file, such as a line's number, in words; `index` is the row's. */
export type Describe = (place: number, index: number) => string;

/** Collects rows that come one by one. */
export class BatchBuilder {
  readonly #classes: number;
  readonly #limit: number;
  readonly #scores: Float32Array<ArrayBuffer>;
  readonly #labels: Int32Array<ArrayBuffer> | null;
  readonly #describe: Describe;
  #indices: number[] = [];
  #places: number[] = [];

  constructor(classes: number, hasLabels: boolean, describe: Describe) {
    this.#describe = describe;
    this.#classes = classes;
    this.#limit = rowsPerBatch(classes);
    this.#scores = new Float32Array(this.#limit * classes);
    this.#labels = hasLabels ? new Int32Array(this.#limit) : null;
  }

  get isFull(): boolean {
    return this.#places.length === this.#limit;
  }

  get isEmpty(): boolean {
    return this.#places.length === 0;
  }

  /** Adds a row, if there is room: whoever calls has looked at isFull. */
  add(scores: ArrayLike<number>, label: number, index: number, place: number): void {
    const row = this.#places.length;
    this.#scores.set(scores, row * this.#classes);
    if (this.#labels) this.#labels[row] = label;
    this.#indices.push(index);
    this.#places.push(place);
  }

  /** The rows so far, which the builder forgets. */
  take(): Batch {
    const [indices, places, describe] = [this.#indices, this.#places, this.#describe];
    this.#indices = [];
    this.#places = [];
    return {
      rows: places.length,
      scores: this.#scores.slice(0, places.length * this.#classes),
      labels: this.#labels?.slice(0, places.length) ?? null,
      index: (row) => indices[row] ?? NaN,
      where: (row) => describe(places[row] ?? NaN, indices[row] ?? NaN),
    };
  }
}
