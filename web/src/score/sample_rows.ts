// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

/** 16 MB of numbers: a temperature is one parameter, and wants no more. */
export const SAMPLE_NUMBERS = 1 << 22;

/**
 * Rows of a stream, each with the same chance to be among them (Vitter's algorithm R), as many as there is room for. The
 * choice is the same each time.
 */
export class SampleRows {
  readonly #classes: number;
  readonly #limit: number;
  #scores: Float32Array<ArrayBuffer>;
  #labels: number[] = [];
  #seen = 0;
  #state = 0x9e3779b9;

  constructor(classes: number, numbers = SAMPLE_NUMBERS) {
    this.#classes = classes;
    this.#limit = Math.max(1, Math.floor(numbers / classes));
    this.#scores = new Float32Array(Math.min(1024, this.#limit) * classes);
  }

  get rows(): number {
    return this.#labels.length;
  }

  /** Rows that there were to choose from. */
  get seen(): number {
    return this.#seen;
  }

  /** [rows, classes]. */
  get scores(): Float32Array<ArrayBuffer> {
    return this.#scores.subarray(0, this.rows * this.#classes);
  }

  get labels(): Int32Array<ArrayBuffer> {
    return Int32Array.from(this.#labels);
  }

  add(scores: Float32Array, row: number, label: number): void {
    const at = this.#seen < this.#limit ? this.#seen : this.#below(this.#seen + 1);
    ++this.#seen;
    if (at >= this.#limit) return;
    this.#grow((at + 1) * this.#classes);
    this.#scores.set(scores.subarray(row * this.#classes, (row + 1) * this.#classes), at * this.#classes);
    this.#labels[at] = label;
  }

  #grow(length: number): void {
    if (length <= this.#scores.length) return;
    const grown = new Float32Array(Math.min(2 * this.#scores.length, this.#limit * this.#classes));
    grown.set(this.#scores);
    this.#scores = grown;
  }

  /** A whole number below the limit, by Marsaglia's xorshift. */
  #below(limit: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return Math.floor(((this.#state >>> 0) / 2 ** 32) * limit);
  }
}
